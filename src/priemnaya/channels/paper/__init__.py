"""Paper: the folder a scanner drops files into. Registration and the post register are screens of the workspace."""
