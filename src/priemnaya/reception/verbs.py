"""Sentences of the events of spoken contact, in Russian: every verb has one."""
