"""The desk around cases: who gets them by rule, macros, checklists, notes, saved views, who has a case open. Above
cases: nothing there waits for it."""
