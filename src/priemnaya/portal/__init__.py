"""The face for clients. No tables; works without JavaScript and without an account."""
