"""Paper in and out: scans read and registered; letters for the post with their lists and track numbers."""
