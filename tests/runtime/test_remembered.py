"""The last rate of speech is remembered; a broken memory stops nothing."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.dialog.state import State
from assistant.runtime import compose, remembered
from assistant.runtime.output import EventPrinter, SpokenLines
from assistant.settings.config import defaults
from models import limits


def test_a_rate_is_there_at_the_next_start() -> None:
    assert remembered.recall_rate(180) == 180
    remembered.remember_rate(220, 180)
    remembered.remember_rate(240, 180)
    assert remembered.recall_rate(180) == 240
    assert [file.name for file in remembered.state_file().parent.iterdir()] == ["remembered.json"]


def test_another_rate_in_the_settings_counts_more_than_what_was_pressed_before() -> None:
    remembered.remember_rate(220, 180)
    assert remembered.recall_rate(250) == 250
    assert remembered.recall_rate(180) == 220


def run_with(
    rate: int, monkeypatch: pytest.MonkeyPatch, after: int = 0, found: int | None = None
) -> int:
    """Run beside a rate in the settings, change it by keys, and give the rate of the start."""
    started: list[int] = []

    def loop(state: State, _show: EventPrinter) -> SimpleNamespace:
        started.append(state.rate)
        ended = replace(state, rate=after or state.rate, rate_found=found)
        return SimpleNamespace(state=ended, emit=None, run=lambda *_: 0)

    settings = defaults()
    voice = replace(settings.voice, rate=rate)
    ears = replace(settings.ears, engine="off")
    monkeypatch.setattr(compose, "Loop", loop)
    compose.run(replace(settings, voice=voice, ears=ears), SpokenLines())
    return started[0]


def test_an_old_rate_does_not_come_back_with_an_old_rate_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run_with(180, monkeypatch) == 180
    assert not remembered.state_file().exists()
    assert run_with(180, monkeypatch, after=220) == 180
    assert run_with(180, monkeypatch) == 220
    assert run_with(200, monkeypatch) == 200
    assert run_with(180, monkeypatch) == 180


def test_the_users_own_rate_elsewhere_counts_until_another_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert remembered.chosen_rate(180) is None
    run_with(180, monkeypatch, after=372, found=372)
    assert remembered.chosen_rate(180) is None
    assert remembered.chosen_rate(300) == 300
    run_with(180, monkeypatch, after=180, found=372)
    assert remembered.chosen_rate(180) == 180


def test_what_was_remembered_without_the_settings_counts() -> None:
    remembered.state_file().parent.mkdir(parents=True)
    remembered.state_file().write_text('{"rate": 220}')
    assert remembered.recall_rate(250) == 220


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"rate": "fast"}', '{"rate": true}', '{"rate": 79}', "[" * 9999],
)
def test_a_broken_file_is_told_once_and_counts_as_none(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = remembered.state_file()
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert remembered.recall_rate(180) == 180
    (told,) = caplog.messages
    assert str(file) in told


def test_bytes_that_are_no_text_count_as_none(caplog: pytest.LogCaptureFixture) -> None:
    file = remembered.state_file()
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff\xfe")
    assert remembered.recall_rate(180) == 180
    assert len(caplog.messages) == 1


def test_a_rate_that_cannot_be_kept_is_told(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / ".local" / "state" / "lantern").touch()
    remembered.remember_rate(220, 180)
    assert "could not be saved" in caplog.text


def test_the_tour_is_given_once_and_the_rate_stays() -> None:
    assert not remembered.recalls("toured")
    remembered.remember_rate(220, 180)
    assert not remembered.recalls("toured")
    remembered.remember("toured")
    remembered.remember_rate(240, 180)
    assert remembered.recalls("toured")
    assert remembered.recall_rate(180) == 240


def test_a_memory_of_the_tour_alone_tells_of_no_rate(caplog: pytest.LogCaptureFixture) -> None:
    remembered.remember("toured")
    assert remembered.recall_rate(180) == 180
    assert not caplog.messages


def test_a_file_of_any_size_counts_as_none(caplog: pytest.LogCaptureFixture) -> None:
    remembered.remember_rate(220, 180)
    with remembered.state_file().open("r+b") as file:
        file.write(b" " * limits.STATE_FILE + file.read())
    assert remembered.recall_rate(180) == 180
    assert len(caplog.messages) == 1
