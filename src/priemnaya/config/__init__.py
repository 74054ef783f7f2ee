"""Settings, URLs and the command line. May import anything; nothing imports it."""
