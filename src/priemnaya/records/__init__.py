"""The whole history of a client, what stops its destruction, and its lawful end. Above every package that keeps
something of a client."""
