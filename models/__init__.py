"""The models: what is seen, what can be said of it, and how sure that is."""
