"""Core: events, obligations, outbox, files, number series, access journal, tokens. No domain nouns."""
