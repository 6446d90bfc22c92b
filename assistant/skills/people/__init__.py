"""Count people."""
