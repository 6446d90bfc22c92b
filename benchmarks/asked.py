"""What the whole program says to questions that people typed, to be read and judged.

    python -m benchmarks.asked --data DATA --out said.csv

Runs `lantern run` once for each photo and language of `DATA/asked.jsonl`, with the photo as its
camera, types each question in its turn, and writes what is said: so follow-ups, commands and
manners are answered as they are to a user. With ACCESSIBLE=1 nothing needs a sound card.
"""

import csv
import json
import os
import sys
import tarfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from assistant.saying.language import Catalogue
from assistant.saying.messages.core import Line
from benchmarks.command import data_command
from tests.kit.terminal import ProgramOnTerminal

SET: Final = "asked"
STARTED: Final = 60.0
"""Seconds that a start may take."""
SILENT: Final = 2.0
"""Seconds without another word after which all is said."""
LONGEST: Final = 6.0
"""Seconds that an answer may take."""
OTHERS: Final = Line.READY, Line.TYPE
"""What is said besides answers."""
FOLDERS: Final = "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"
SETTINGS: Final = '[camera]\nsource = "{source}"\n[voice]\nlanguage = "{language}"\n'


def rows(data: Path) -> list[dict[str, str]]:
    """The questions with their photos and languages, in the order in which they were typed."""
    return [*map(json.loads, (data / f"{SET}.jsonl").read_text(encoding="utf-8").splitlines())]


def said(photo: Path, language: str, questions: list[str]) -> Iterator[str]:
    """What is said to each question to a photo."""
    others = [Catalogue([language]).text(line.said()) for line in OTHERS]
    with running(photo, language, ACCESSIBLE="1") as program:
        for question in questions:
            mark = len(program.printed_since(0))
            program.press("/", *question, "enter")
            yield _answer(program, mark, (question, *others))


@contextmanager
def running(source: Path | str, language: str, **variables: str) -> Iterator[ProgramOnTerminal]:
    """The program in a home of its own, ready before a photo or the address of a camera."""
    with TemporaryDirectory() as home:
        folder = Path(home, "lantern")
        folder.mkdir()
        settings = SETTINGS.format(source=source, language=language)
        (folder / "config.toml").write_text(settings, encoding="utf-8")
        command = [sys.executable, "-m", "assistant", "run", "--json"]
        env = {**os.environ, **dict.fromkeys(FOLDERS, home), **variables}
        with ProgramOnTerminal(command, env=env, cwd=Path.cwd()) as program:
            program.wait_for('"event": "ready"', STARTED)
            yield program


def _answer(program: ProgramOnTerminal, mark: int, known: Collection[str]) -> str:
    """What is said after the last typed letter, once nothing more comes."""
    started = last = time.monotonic()
    words = ""
    while time.monotonic() - started < LONGEST and not (words and time.monotonic() - last > SILENT):
        time.sleep(0.05)
        before, words = words, _words(program.printed_since(mark).decode(errors="replace"), known)
        if words != before:
            last = time.monotonic()
    return words


def _words(printed: str, known: Collection[str]) -> str:
    """What is said once a question is typed, but for what is `known`, such as the echo of it."""
    events = [*_events(printed)]
    names = [one["event"] for one in events]
    if "typing_ended" not in names:
        return ""
    behind = events[names.index("typing_ended") :]
    # A tone has no text, and a description that is spoken in parts has its own.
    texts = [text for one in behind if isinstance(text := one.get("text"), str)]
    return " ".join(text for text in texts if not any(text in one for one in known))


def _events(printed: str) -> Iterator[dict[str, Any]]:
    whole, _, _ = printed.rpartition("\n")
    for line in whole.splitlines():
        if line.startswith('{"event"'):
            yield json.loads(line)


def main(arguments: list[str] | None = None) -> None:
    """Ask them all, and write what is said."""
    parser = data_command(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--language", help="only questions in this language")
    chosen = parser.parse_args(arguments)
    asked = [one for one in rows(chosen.data) if chosen.language in (None, one["language"])]
    with TemporaryDirectory() as folder, chosen.out.open("w", newline="", encoding="utf-8") as out:
        with tarfile.open(chosen.data / f"{SET}.tar") as tar:
            tar.extractall(folder, filter="data")
        photos = {path.stem: path for path in Path(folder).rglob("*.*")}
        table = csv.writer(out)
        table.writerow(("photo", "language", "question", "said"))
        for (name, language), each in groupby(asked, lambda one: (one["photo"], one["language"])):
            questions = [one["question"] for one in each]
            for question, words in zip(
                questions, said(photos[name], language, questions), strict=True
            ):
                table.writerow((name, language, question, words))
                out.flush()


if __name__ == "__main__":
    main()
