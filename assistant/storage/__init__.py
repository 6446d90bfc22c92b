"""What the user kept, and the index over photos."""
