"""Many questions and statements about photos, each photo looked at once, answered in order."""

import json
import shlex
import signal
import subprocess
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.cli import photos
from assistant.cli.photos import Object, PhotoQuestion
from assistant.protocol.spoken import verbatim
from assistant.runtime import compose
from assistant.settings.config import Settings, defaults
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from models.interfaces import Certainty, Picture, StatementJudgement, Verdict
from tests.kit.fakes import FakeModel, reply, skills
from tests.kit.program import ROOT, command, lantern
from tests.kit.sentences import printed
from tests.kit.terminal import ProgramOnTerminal

Work = Callable[[Settings, Sequence[PhotoQuestion]], Iterator[Object]]

EITHER = pytest.mark.parametrize(
    ("work", "words"), [(photos.answer, "what is this"), (photos.check, "There is a cup.")]
)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    judged = StatementJudgement(Verdict.TRUE, Certainty.PLAIN, 0.9, ())
    fake = FakeModel(replies={"what is this": reply("cup")}, judgements={"There is a cup.": judged})
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(fake).inner)
    return fake


def drawn(folder: Path, *names: str) -> list[str]:
    paths = [folder / f"{name}.png" for name in names]
    for value, path in enumerate(paths):
        cv2.imwrite(str(path), np.full((60, 80, 3), value, np.uint8))
    return [str(path) for path in paths]


def written(path: Path, what: str, lines: Sequence[tuple[str, str]]) -> Path:
    rows = [json.dumps({"photo": name, what: words}) for name, words in lines]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@EITHER
def test_photos_that_alternate_are_looked_at_once_and_answered_in_order(
    tmp_path: Path, model: FakeModel, work: Work, words: str
) -> None:
    one, two, three = drawn(tmp_path, "one", "two", "three")
    bad = tmp_path / "bad.png"
    bad.write_text("no photo")
    names = [one, two, str(bad), one, "", three, two, str(bad), one, three]
    lines = [PhotoQuestion(name, words, None if name else verbatim("bad line")) for name in names]
    rows = list(map(printed, work(defaults(), lines)))
    assert [row["photo"] for row in rows] == names
    faults = {"": "bad line", str(bad): "bad.png is not a photo. Choose a JPEG or PNG file."}
    assert [row.get("error") for row in rows] == [faults.get(name) for name in names]
    assert [int(picture[0, 0, 0]) for picture in model.looks] == [0, 1, 2]


@EITHER
def test_nothing_is_kept_of_a_photo_when_the_next_one_is_opened(
    tmp_path: Path, model: FakeModel, monkeypatch: pytest.MonkeyPatch, work: Work, words: str
) -> None:
    opened: list[weakref.ref[PictureSession]] = []
    kept: list[int] = []
    begin = SkillSet.session

    def spied(own: SkillSet, pixels: Picture) -> PictureSession:
        kept.append(sum(one() is not None for one in opened))
        session = begin(own, pixels)
        opened.append(weakref.ref(session))
        return session

    monkeypatch.setattr(SkillSet, "session", spied)
    names = drawn(tmp_path, *"abcd")
    list(work(defaults(), [PhotoQuestion(name, words) for name in names * 2]))
    assert kept == [0, 0, 0, 0]


@EITHER
def test_so_many_lines_at_most_are_answered_ahead(
    tmp_path: Path, model: FakeModel, monkeypatch: pytest.MonkeyPatch, work: Work, words: str
) -> None:
    monkeypatch.setattr(photos, "AHEAD", 4)
    one, two = drawn(tmp_path, "one", "two")
    names = [one, two, one, one, two, one]
    rows = work(defaults(), [PhotoQuestion(name, words) for name in names])
    looks = [(row["photo"], len(model.looks)) for row in rows]
    assert looks == list(zip(names, [1, 2, 2, 2, 3, 4], strict=True))


def test_a_statement_that_fails_leaves_the_others_about_its_photo(
    tmp_path: Path, model: FakeModel
) -> None:
    (one,) = drawn(tmp_path, "one")
    said = ["There is a cup.", "There is a dog.", "There is a cup."]
    rows = list(photos.check(defaults(), [PhotoQuestion(one, words) for words in said]))
    assert ["error" in row for row in rows] == [False, True, False]
    assert len(model.looks) == 1


@pytest.mark.program
def test_a_long_batch_says_on_a_terminal_how_far_it_is(weights: Path, tmp_path: Path) -> None:
    names = drawn(tmp_path, *"abcd")
    batch = written(tmp_path / "batch", "statement", [(name, "A dog runs.") for name in names * 25])
    words = command(weights, "check", "--batch", batch, "--json")
    file = tmp_path / "answers"
    into = f"{shlex.join(words)} > {shlex.quote(str(file))}"
    with ProgramOnTerminal(["sh", "-c", into], cwd=ROOT) as program:
        assert program.wait_end() == 0
        steps = ["25 of 100 lines.", "50 of 100 lines.", "75 of 100 lines.", "100 of 100 lines."]
        assert program.printed.splitlines() == steps
    assert [json.loads(line)["photo"] for line in file.read_text().splitlines()] == names * 25
    with ProgramOnTerminal(words, cwd=ROOT) as program:
        assert program.wait_end() == 0
        assert program.printed == file.read_text()
    assert lantern(weights, "check", "--batch", batch, "--json").stderr == ""


@pytest.mark.program
def test_a_short_batch_says_only_its_answers(weights: Path, tmp_path: Path) -> None:
    (name,) = drawn(tmp_path, "a")
    batch = written(tmp_path / "batch", "question", [(name, "is there a tv")] * 99)
    into = f"{shlex.join(command(weights, 'ask', '--batch', batch))} > /dev/null"
    with ProgramOnTerminal(["sh", "-c", into], cwd=ROOT) as program:
        assert program.wait_end() == 0
        assert program.printed == ""


@pytest.mark.program
def test_ctrl_c_ends_a_batch_at_once(weights: Path, tmp_path: Path) -> None:
    names = drawn(tmp_path, *(f"{number:03}" for number in range(200)))
    batch = written(tmp_path / "batch", "statement", [(name, "A dog runs.") for name in names])
    words = command(weights, "check", "--batch", batch, "--json")
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        first = program.stdout.readline()
        program.send_signal(signal.SIGINT)
        rest, said = program.communicate(timeout=60)
    assert program.returncode == 130, said
    assert said == "Stopped.\n"
    done = [json.loads(line)["photo"] for line in (first + rest).splitlines()]
    assert done == names[: len(done)]
    assert len(done) < len(names)
