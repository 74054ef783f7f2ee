"""The telephone on screen: the list, the card of a talk, a call back."""
