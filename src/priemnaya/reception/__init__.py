"""Spoken contact: calls and call backs, booked and walked-in visits, the hall, care for who needs more."""
