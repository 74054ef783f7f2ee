"""Tables of spoken contact."""
