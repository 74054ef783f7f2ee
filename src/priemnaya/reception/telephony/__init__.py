"""What an exchange may tell, in one shape for all of them, and who is meant by it; nothing here changes anything."""
