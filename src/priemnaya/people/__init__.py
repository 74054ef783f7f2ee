"""People: organisations, points of contact, units, employees, roles; clients, their addresses, consents and possible
doubles."""
