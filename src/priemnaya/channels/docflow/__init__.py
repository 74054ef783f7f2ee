"""The document system of the bodies (СЭД): letters to other bodies as folders with a card."""
