"""What Lantern can do with a frame: one file a skill."""
