"""Views of the workspace, one file a screen."""
