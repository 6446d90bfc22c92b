import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.protocol.spoken import Message, forms
from assistant.saying import language
from assistant.saying.messages.commands_lines import CallWord
from assistant.saying.messages.core import PROBLEM_LINES, Line, key_name
from tests.kit.catalogues import every

ROOT = Path(__file__).parents[2]


@pytest.mark.program
def test_the_template_is_the_one_that_the_program_prints() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "tests.kit.catalogues"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (language.CATALOGUES / "lantern.pot").read_text() == printed.stdout


def test_every_sentence_can_be_filled_and_reads_well_aloud() -> None:
    """The words of argparse are as they stand there, and Lantern's command as it is typed."""
    for line in every():
        if isinstance(line, CallWord):
            continue
        names = {name for _, name, _, _ in string.Formatter().parse(forms(line)[-1]) if name}
        text = str(Message(line, tuple((name, "x") for name in names)))
        text = re.sub(r"\./(?=lantern |x(?: --help)?$)", "", text)
        assert not re.search(r"[()\[\]{}*_<>|/\\]|\s\s|e\.g\.|i\.e\.", text), line
        assert '"' not in line.value, "the template would need escapes"


@pytest.mark.parametrize("line", PROBLEM_LINES.values())
def test_a_problem_says_what_it_is_and_one_thing_to_do(line: Line) -> None:
    assert re.fullmatch(r"I can't tell\. [A-Z][^.:]+: [a-z][^.:]+\.", str(line.said()))
    assert len(str(line.said()).split()) <= 20


@pytest.mark.parametrize(
    ("chord", "name"),
    [
        (("space",), "Space"),
        (("d",), "d"),
        (("+",), "plus"),
        (("q", "q"), "q twice"),
        (("g", "-"), "g then minus"),
        (("pageup",), "Page Up"),
        (("f5",), "F5"),
    ],
)
def test_keys_are_named_so_that_they_can_be_heard(chord: tuple[str, ...], name: str) -> None:
    assert str(key_name(chord)) == name


def test_no_sentence_is_spoken_that_is_not_in_the_catalogue() -> None:
    """What is spoken or printed, or is the text of a fault that is, has no text of its own."""
    makers = (
        *("Say", "WorkFailed", "CannotStart", "SaveFailed", r"turn\.say", r"turn\.reply"),
        *("BadPhoto", "BadSound", "NoPicture", "CannotReadError"),
        *("RecogniserError", "SpeechDetectorError", "SynthesisError", "StillStartingError"),
        *("StartError", "PullError", "ModelError", "HubError", "MemoryFault", "KeyFault"),
        *("FolderError", "StoreError", "UnshownError", "ServiceError", "TriggerError"),
        *("OwnSettingsError", "RefusedError", "ArgumentTypeError", r"parser\.error"),
    )
    words = r"""f?["'](?:[^"'{}]|{[^}]*})*?[a-z]{3}"""
    literal = re.compile(
        rf"""\b(?:{"|".join(makers)})\(\s*f?["']"""
        rf"""|(?:\bprint\(|\bhelp=|["'](?:says|error)["']: ){words}"""
    )
    places = ["assistant", "models/embedded", "models/hub", "models/ocr"]
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for place in places
        for path in (ROOT / place).rglob("*.py")
        if path.name not in ("__main__.py", "voice_worker.py")
        for found in [literal.search(path.read_text(encoding="utf-8"))]
        if found
    ]
    assert not wrong
