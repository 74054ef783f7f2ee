"""One search of staff: what is asked, what is found, and how the index is kept."""
