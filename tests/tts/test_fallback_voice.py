import time
from pathlib import Path

import pytest

from assistant.cli.say import say
from assistant.settings.config import defaults
from assistant.tts import fallback_voice, screen_reader
from tests.kit.pulse import PulseServer

pytestmark = pytest.mark.program

TEXT = "The sound library is missing."


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of programs, which is empty, and no screen reader."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(screen_reader, "NAMES", ())
    return folder


def add(folder: Path, name: str, code: int = 0) -> None:
    """Add a program that writes down what it was called with."""
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "$@" >>"{folder}/{name}.called"\nexit {code}\n')
    program.chmod(0o755)


def called(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text() for path in folder.glob("*.called")}


def test_the_program_that_is_there_speaks_in_the_language(programs: Path) -> None:
    add(programs, "spd-say")
    fallback_voice.speak(TEXT, "de", "auto")
    assert called(programs) == {"spd-say": f"--wait --language de -- {TEXT}\n"}


def test_another_program_speaks_where_the_first_cannot(programs: Path) -> None:
    add(programs, "espeak-ng", code=1)
    add(programs, "spd-say")
    fallback_voice.speak(TEXT, "en", "auto")
    assert called(programs).keys() == {"espeak-ng", "spd-say"}
    add(programs, "espeak-ng")
    fallback_voice.speak(TEXT, "en", "auto")
    assert called(programs)["spd-say"].count(TEXT) == 1


def test_without_a_program_nothing_happens(programs: Path) -> None:
    fallback_voice.speak(TEXT, "en", "auto")


def test_beside_a_screen_reader_it_is_silent(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(programs, "espeak-ng")
    this = Path("/proc/self/comm").read_text().strip()
    monkeypatch.setattr(screen_reader, "NAMES", (this,))
    fallback_voice.speak(TEXT, "en", "auto")
    assert called(programs) == {}


@pytest.mark.parametrize(("engine", "accessible"), [("print", "0"), ("auto", "1")])
def test_beside_the_users_own_reader_it_is_silent(
    engine: str, accessible: str, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(programs, "espeak-ng")
    monkeypatch.setenv("ACCESSIBLE", accessible)
    fallback_voice.speak(TEXT, "en", engine)
    assert called(programs) == {}


def test_it_speaks_in_the_background(programs: Path) -> None:
    add(programs, "espeak-ng")
    fallback_voice.start(TEXT, "en", "auto")
    end = time.monotonic() + 30
    while TEXT not in called(programs).get("espeak-ng", ""):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_could_not_be_said_for_want_of_a_package_is_said_by_another_program(
    pulse: PulseServer, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The only program that speaks is one that Lantern's own voice does not use.
    monkeypatch.setattr("sys.executable", str(programs / "no-python"))
    add(programs, "spd-say")
    said = say(defaults(), "A dog.", None)
    assert str(said["error"]) == "No voice works. Install espeak-ng."
    assert called(programs) == {"spd-say": f"--wait --language en -- {said['error']}\n"}
