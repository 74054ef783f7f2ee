"""Honest evaluation of the checker: letters written for it, a frozen part, baselines, intervals. `make eval`."""
