"""Keys, pedals and desktop shortcuts."""
