"""From messages to sentences in the user's language. Pure."""
