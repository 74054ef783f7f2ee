"""What is known of talks by telephone without changing them: who may see one, who calls, what the order asks."""
