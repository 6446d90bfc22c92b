"""The index over a folder of photos: what it holds, and how it is searched."""
