"""What `compose` decides by the settings."""

from dataclasses import replace
from pathlib import Path

from assistant.runtime import compose
from assistant.settings.config import defaults


def test_photos_in_place_of_a_camera_face_nobody(tmp_path: Path) -> None:
    settings = defaults()
    assert compose.facing_of(settings) == settings.camera.facing == "user"
    shown = replace(settings, camera=replace(settings.camera, source=str(tmp_path)))
    assert compose.facing_of(shown) == "world"
