"""Paper: the folder a scanner drops files into. Registration and the post register are screens of the workspace."""

POINTS: tuple[str, ...] = ("post",)
SENDS: tuple[str, ...] = ()  # a person prints the letter and puts it into the post
