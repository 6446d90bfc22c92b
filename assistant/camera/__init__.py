"""Pictures from a camera, a photo, a folder, a video, a network stream or the computer itself."""
