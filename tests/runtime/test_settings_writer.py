"""The user's own settings file: written without a loss, or left as it is with the reason."""

import errno
import stat
from pathlib import Path

import pytest

from assistant.protocol.choices import PLACES, Setting
from assistant.protocol.effects import KeepSettings
from assistant.protocol.events import SettingsKept, SettingsNotKept
from assistant.runtime import remembered
from assistant.runtime.settings_writer import OwnSettingsError, SettingsWriter, write
from assistant.settings import config
from tests.kit.heard import Heard

OWN = """# My own settings.
[voice]   # how it speaks
rate = 250  # fast!
voice = "en-us"

[keys]
# A second key.
describe = ["space", "x"]
"""


@pytest.fixture
def file() -> Path:
    config.user_file().parent.mkdir(parents=True)
    return config.user_file()


def test_every_setting_of_the_menu_stands_in_the_settings() -> None:
    defaults = config.defaults()
    for heading, name in PLACES.values():
        assert hasattr(getattr(defaults, heading), name)


def test_what_is_not_changed_stays_with_its_comments(file: Path) -> None:
    file.write_text(OWN)
    write([(Setting.RATE, 300), (Setting.CAMERA, "2"), (Setting.WORDS, "full")])
    assert file.read_text() == OWN.replace("250", "300") + (
        '\n[camera]\nsource = "2"\n\n[describe]\nwords = "full"\n'
    )
    found = config.load()
    assert (found.voice.rate, found.camera.source, found.describe.words) == (300, "2", "full")
    assert [one.name for one in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "voice.rate = 200\n",
        "voice = {rate = 200}\n",
        "[voice]\r\nrate = 200\r\n# End\r\n",
        "\ufeff[voice]\nrate = 200\n",
        "[voice]\nrate = 200\n[watch]\npause = 5\n",
    ],
)
def test_it_is_right_however_the_file_is_written(file: Path, before: str) -> None:
    file.write_bytes(before.encode())
    write([(Setting.RATE, 300), (Setting.LANGUAGE, "de"), (Setting.PAUSE, 30.0)])
    found = config.load()
    assert (found.voice.rate, found.voice.language, found.watch.pause) == (300, "de", 30.0)
    assert ("\r\n# End\r\n" in file.read_bytes().decode()) == ("# End" in before)


def test_a_file_that_is_not_there_is_made_for_the_user_alone(home: Path) -> None:
    write([(Setting.MICROPHONE, 'A "good" one')])
    assert config.load().ears.microphone == 'A "good" one'
    assert stat.S_IMODE(config.user_file().parent.stat().st_mode) == 0o700


def test_a_link_stays_a_link_and_its_mode_stays(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.toml"
    target.write_text(OWN)
    target.chmod(0o640)
    file.symlink_to(target)
    write([(Setting.RATE, 300)])
    assert file.is_symlink()
    assert "rate = 300  # fast!" in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[voice]\nrate = 9\n", "voice.rate is 9. It must be a whole number from 80 to 900."),
        ("[voice\n", "It is not valid TOML"),
        ('voice = "x"\n', 'voice is "x". It must be a heading, written [voice].'),
    ],
)
def test_a_file_with_a_mistake_is_left_alone_and_the_mistake_named(
    file: Path, text: str, reason: str
) -> None:
    file.write_text(text)
    with pytest.raises(OwnSettingsError) as caught:
        write([(Setting.RATE, 300)])
    assert reason in str(caught.value)
    assert file.read_text() == text


def test_a_value_that_would_be_a_mistake_is_not_written(file: Path) -> None:
    file.write_text(OWN)
    with pytest.raises(OwnSettingsError, match=r"watch\.pause is 1\.0"):
        write([(Setting.PAUSE, 1.0)])
    assert file.read_text() == OWN
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_folder_that_cannot_be_written_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs this may write everywhere, so the system refuses by itself: a file is no folder.
    file.parent.rmdir()
    file.parent.touch()
    with pytest.raises(OwnSettingsError, match=r"The file config.toml could not be written: .+\."):
        write([(Setting.RATE, 300)])
    file.parent.unlink()
    file.parent.mkdir()
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(OwnSettingsError, match="could not be written: read-only file system"):
        write([(Setting.RATE, 300)])
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OwnSettingsError, match=r"no space left on device\. Make room"):
        write([(Setting.RATE, 300)])
    assert not list(file.parent.iterdir())


def refused(draft: Path, target: Path) -> Path:
    raise OSError(30, "Read-only file system")


def full(handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_the_keeper_tells_how_it_went_and_the_rate_counts_at_the_next_start(file: Path) -> None:
    remembered.remember_rate(220, 180)
    heard = Heard()
    writer = SettingsWriter(heard)
    writer.keep(KeepSettings(((Setting.RATE, 300),), aloud=True))
    heard.wait(SettingsKept(aloud=True))
    assert remembered.recall_rate(300) == config.load().voice.rate == 300
    writer.remember("toured")
    file.write_text("[voice")
    writer.keep(KeepSettings(((Setting.RATE, 400),), aloud=False))
    heard.wait(SettingsNotKept)
    writer.close()
    assert remembered.recalls("toured")
    assert remembered.recall_rate(300) == 300
