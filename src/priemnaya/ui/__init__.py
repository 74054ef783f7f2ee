"""What the faces share: clause chips, time left, verdict cards, the look. No tables."""
