"""The index over a folder of photos: what is kept of them, and how it is searched."""
