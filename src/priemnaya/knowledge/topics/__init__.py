"""What a message is about: topics of the classifier suggested to whoever registers it, never decided.

It learns from the classifier's titles, from people's own words for them, from the body's services and its past
decisions. No Django here but in `suggesting`, which reads the rows.
"""
