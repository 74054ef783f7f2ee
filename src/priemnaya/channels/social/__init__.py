"""What messengers and social networks share: the bots of the bodies, one shape of a message, splitting, files,
buttons."""

SHARED = True  # by the messengers: no channel of its own
