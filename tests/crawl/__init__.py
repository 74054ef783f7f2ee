"""Every page opens: a town of cases in every state, and visitors who open, follow, fill in and abuse everything."""
