"""What changes clients, consents, substitutes and tokens."""
