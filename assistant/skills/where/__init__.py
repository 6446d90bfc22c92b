"""Say what is where."""
