"""The REST API, version 1: what staff can do with cases, contacts, clients, knowledge and feedback, for other
systems."""
