"""Cases: contacts, cases of every kind, assignments, replies; actions change them in one transaction."""
