"""What the camera, a photo, a folder, a video or a network stream shows."""
