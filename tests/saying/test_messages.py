import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.protocol.spoken import Message, forms
from assistant.saying import language
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import CallWord
from assistant.saying.messages.core import PROBLEM_LINES, Line, key_name
from assistant.saying.messages.files_lines import unreadable
from assistant.saying.messages.models_lines import model_words
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.saying.messages.senses_lines import FindLine
from models.messages import HubLine
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELANGOR.", "It says: SELANGOR."),
        ("tomatoes 84 %, water,", "It says: tomatoes 84 %, water."),
        ("Who is there?", "It says: Who is there?"),
        ("Total:", "It says: Total."),
        ("and so on…", "It says: and so on…"),
        ("1.5", "It says: 1.5."),
    ],
)
def test_what_is_quoted_ends_with_one_sign(text: str, said: str) -> None:
    assert str(ReadingLine.IT_SAYS.said(text=text)) == said


@pytest.mark.parametrize(
    ("code", "spoken"), [("de", "Keine Berechtigung"), ("es", "Permiso denegado")]
)
def test_the_reasons_of_the_system_are_translated(code: str, spoken: str) -> None:
    text = Catalogue([code]).text
    told = text(unreadable(Path("a.txt"), PermissionError(13, "Permission denied")))
    assert spoken.lower() in told.lower()
    network = HubLine.NO_ANSWER.said(reason="Name or service not known")
    assert "not known" not in text(model_words(network))
    other = OSError(999, "Something else")
    assert "something else" in text(unreadable(Path("a.txt"), other))


@pytest.mark.parametrize(("hour", "said"), [(1, "a la 1"), (12, "a las 12")])
def test_spanish_hours_agree_with_their_number(hour: int, said: str) -> None:
    place = FindLine.AT_CLOCK.said(place=FindLine.LEFT.said(), count=hour)
    assert Catalogue(["es"]).text(place).endswith(said)


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
