"""Hours, free periods and turns: what is read of visits before anything is written."""
