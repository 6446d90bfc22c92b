"""What the user kept."""
