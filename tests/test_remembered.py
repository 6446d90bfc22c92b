"""The last rate of speech is remembered; a broken memory stops nothing."""

from pathlib import Path

import pytest

from assistant import remembered


def test_a_rate_is_there_at_the_next_start() -> None:
    assert remembered.recall_rate() is None
    remembered.remember_rate(220)
    remembered.remember_rate(240)
    assert remembered.recall_rate() == 240
    assert [file.name for file in remembered.state_file().parent.iterdir()] == ["remembered.json"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"rate": "fast"}', '{"rate": true}', '{"rate": 79}', "[" * 9999],
)
def test_a_broken_file_is_told_once_and_counts_as_none(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = remembered.state_file()
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert remembered.recall_rate() is None
    told = capsys.readouterr().err
    assert str(file) in told
    assert told.count("\n") == 1


def test_bytes_that_are_no_text_count_as_none(capsys: pytest.CaptureFixture[str]) -> None:
    file = remembered.state_file()
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff\xfe")
    assert remembered.recall_rate() is None
    assert capsys.readouterr().err.count("\n") == 1


def test_a_rate_that_cannot_be_kept_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / ".local" / "state" / "lantern").touch()
    remembered.remember_rate(220)
    assert "cannot be remembered" in capsys.readouterr().err


def test_the_tour_is_given_once_and_the_rate_stays() -> None:
    assert not remembered.recall_tour()
    remembered.remember_rate(220)
    assert not remembered.recall_tour()
    remembered.remember_tour()
    remembered.remember_rate(240)
    assert remembered.recall_tour()
    assert remembered.recall_rate() == 240


def test_a_memory_of_the_tour_alone_tells_of_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    remembered.remember_tour()
    assert remembered.recall_rate() is None
    assert capsys.readouterr().err == ""
