"""Questions about photo files, through the real command on the tiny model."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.cli import photos
from assistant.cli.photos import PhotoQuestion
from assistant.protocol.choices import Verbosity
from assistant.protocol.text import CannotReadError
from assistant.runtime import compose
from assistant.saying.messages.core import Line
from assistant.settings.config import defaults, user_file
from models.interfaces import UNCANCELLED, CancelToken, Picture, TextRegion
from tests.kit import pdf
from tests.kit.fakes import FakeModel, look, reply, seen, skills
from tests.kit.program import lantern, refused
from tests.kit.sentences import printed
from tests.kit.writing import Writing

FIELDS = ["photo", "question", "answer", "spoken", "certainty", "probability", "milliseconds"]


def draw(path: Path, seed: int = 0) -> Path:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (12, 16, 3), dtype=np.uint8)
    cv2.imwrite(str(path), cv2.resize(coarse, (320, 240), interpolation=cv2.INTER_NEAREST))
    return path


@pytest.mark.program
def test_a_question_is_answered_as_an_object_and_as_a_line(weights: Path, tmp_path: Path) -> None:
    photo = draw(tmp_path / "a.png")
    result = lantern(weights, "ask", photo, "is there a tv", "--json")
    assert result.returncode == 0, result.stderr
    shown = json.loads(result.stdout)
    assert list(shown) == FIELDS
    assert shown["answer"] in ("yes", "no")
    line = lantern(weights, "ask", photo, "is there a tv")
    assert line.stdout == shown["spoken"] + "\n"


@pytest.mark.program
def test_what_is_remembered_is_asked_for_where_the_settings_want_it(
    weights: Path, tmp_path: Path
) -> None:
    photo = draw(tmp_path / "a.png")
    asked = ("ask", photo, "where did I last see my cup")
    assert "set sightings to true" in lantern(weights, *asked).stdout
    user_file().parent.mkdir(parents=True)
    user_file().write_text("[memory]\nsightings = true\n")
    assert lantern(weights, *asked).stdout == "I don't remember seeing your cup.\n"


@pytest.mark.program
def test_a_batch_is_answered_in_its_order_with_its_faults(weights: Path, tmp_path: Path) -> None:
    first, second = draw(tmp_path / "a.png"), draw(tmp_path / "b.png", 1)
    (tmp_path / "bad.png").write_text("no photo")
    lines = [
        {"photo": str(first), "question": "is there a tv"},
        {"photo": str(tmp_path / "bad.png"), "question": "what is this"},
        {"photo": str(second), "question": "is there a tv"},
        {"photo": str(first)},
        {"photo": str(first), "question": "what is this"},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(map(json.dumps, lines)) + f"\nnonsense\n{'[' * 100_000}\n")
    result = lantern(weights, "ask", "--batch", batch, "--json")
    assert result.returncode == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert ["error" in row for row in rows] == [False, True, False, True, False, True, True]
    asked = [(row["photo"], row["question"]) for row in rows if "error" not in row]
    wanted = [(lines[n]["photo"], lines[n]["question"]) for n in (0, 2, 4)]
    assert asked == wanted
    assert rows[1]["question"] == "what is this"
    assert rows[3]["error"].startswith("Line 4 of ")
    assert rows[5]["error"].startswith("Line 6 of ")
    assert rows[6]["error"].startswith("Line 7 of ")


def test_a_batch_that_cannot_be_read_says_so(weights: Path, tmp_path: Path) -> None:
    missing = refused(weights, "ask", "--batch", tmp_path / "none.jsonl")
    assert missing.returncode == 1
    assert "could not be read: no such file" in missing.stderr
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    binary = refused(weights, "ask", "--batch", tmp_path / "binary")
    assert "is not UTF-8 text" in binary.stderr


def test_a_batch_may_begin_with_a_mark_and_hold_any_text(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [{"photo": "a.jpg", "question": f"is{mark}it red"} for mark in "\u2028\x85 "]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    batch.write_bytes(("\ufeff" + "\r\n".join(lines) + "\n").encode())
    assert photos.batch_questions(batch) == [
        PhotoQuestion(row["photo"], row["question"]) for row in rows
    ]


@pytest.mark.parametrize(
    "words",
    [
        *(["ask"], ["ask", "a.jpg"], ["ask", "a", "b", "--batch", "c"]),
        *(["ask", "--batch", "c", "a.jpg"], ["ask", "a.jpg", ""], ["ask", "a.jpg", "  "]),
    ],
)
def test_a_wrong_call_gives_two(weights: Path, words: list[str]) -> None:
    result = refused(weights, *words)
    assert result.returncode == 2
    assert "needs a photo and a question, or --batch" in result.stderr


def test_a_photo_that_repeats_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = FakeModel(replies={"what is this": reply("cup")})
    loaded: list[str] = []

    def load(*_: object, **__: object) -> object:
        loaded.append("once")
        return skills(model).inner

    monkeypatch.setattr(compose, "skills", load)
    first, second = str(draw(tmp_path / "a.png")), str(draw(tmp_path / "b.png", 1))
    asked = [PhotoQuestion(name, "what is this") for name in (first, second, first, first, second)]
    rows = list(photos.answer(defaults(), asked))
    assert [row["photo"] for row in rows] == [one.photo for one in asked]
    assert all(row["answer"] == "cup" for row in rows)
    assert (len(model.looks), loaded) == (2, ["once"])


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Can you tell me if the chicken is cooked?", Line.CAUTION_FOOD),
        ("Tell me if the light is green", Line.CAUTION_TRAFFIC),
        ("Can you tell me who this is?", Line.NEVER_IDENTITY),
    ],
)
def test_an_indirect_question_is_as_risky_as_the_direct_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, words: Line
) -> None:
    monkeypatch.setattr(
        compose, "skills", lambda *_, **__: skills(FakeModel(captions=("a cup",))).inner
    )
    (row,) = photos.answer(defaults(), [PhotoQuestion(str(draw(tmp_path / "a.png")), question)])
    assert row["question"] == question
    assert str(row["spoken"]).endswith(str(words.said()))


def test_what_is_written_was_not_misheard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = FakeModel()
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(model).inner)
    list(
        photos.answer(
            defaults(), [PhotoQuestion(str(draw(tmp_path / "a.png")), "What colour is the collar?")]
        )
    )
    assert model.asked == ["What colour is the collar"]


@pytest.mark.program
def test_of_a_document_the_page_that_answers_best_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(FakeModel()).inner)
    lease, note = tmp_path / "lease.pdf", tmp_path / "note.pdf"
    lease.write_bytes(pdf.written(["The tenancy agreement"], ["Pets need our consent."]))
    note.write_bytes(pdf.written(["The tenancy agreement"]))
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7 nothing")
    asked = [
        PhotoQuestion(str(lease), "may I keep pets without consent"),
        PhotoQuestion(str(note), "which tenancy agreement"),
        PhotoQuestion(str(lease), "how much water"),
        PhotoQuestion(str(tmp_path / "cut.pdf"), "how much water"),
    ]
    pets, short, none, cut = map(printed, photos.answer(defaults(), asked))
    assert pets["spoken"] == "Page 2 of 2. It says: Pets need our consent."
    assert (pets["page"], pets["question"]) == (2, asked[0].question)
    assert short["spoken"] == "It says: The tenancy agreement."
    assert (none["spoken"], none["page"]) == ("I can't find that in the text.", 1)
    assert cut["error"] == "cut.pdf is damaged. Copy or save it again."


SIGN = Writing([(20, 20, 200, 40, "FIRE EXIT"), (20, 200, 60, 8, "keep shut")])


@pytest.mark.parametrize(("words", "text"), [("normal", "FIRE EXIT"), ("short", "")])
def test_large_text_is_told_beside_the_description_and_not_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: Verbosity, text: str
) -> None:
    cup = FakeModel(look(seen("cup", 0.97)), captions=("a cup",))
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(cup, writing=SIGN).inner)
    settings = defaults()
    settings = replace(settings, describe=replace(settings.describe, words=words))
    (row,) = map(printed, photos.describe(settings, [str(draw(tmp_path / "a.png"))]))
    assert (row["spoken"], row["caption"], row["text"]) == ("A cup.", "a cup", text)
    assert row["spoken_objects"] == [{"name": "cup", "certainty": "plain"}]
    assert row["says"] == ("A cup. It says: FIRE EXIT." if text else "A cup.")


def test_a_reader_that_is_missing_is_told_once_and_photos_are_still_described(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Missing(Writing):
        def find(
            self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
        ) -> tuple[TextRegion, ...]:
            raise CannotReadError("Reinstall Lantern.")

    cup = FakeModel(look(seen("cup", 0.97)), captions=("a cup",))
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(cup, writing=Missing()).inner)
    name = str(draw(tmp_path / "a.png"))
    rows = [printed(row) for row in photos.describe(defaults(), [name, name])]
    assert [row["says"] for row in rows] == ["A cup.", "A cup."]
    assert caplog.messages == ["Reinstall Lantern."]


def test_more_detail_of_a_photo_describes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cup = FakeModel(look(seen("cup", 0.97)), captions=("a cup",))
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(cup).inner)
    asked = [PhotoQuestion(str(draw(tmp_path / "a.png")), "Describe this image in detail.")]
    (row,) = map(printed, photos.answer(defaults(), asked))
    assert row["spoken"] == "A cup."


def test_a_question_in_german_is_asked_in_english_or_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = FakeModel(replies={"What is this": reply("cup")})
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(model).inner)
    settings = defaults()
    settings = replace(settings, ears=replace(settings.ears, language="de"))
    photo = str(draw(tmp_path / "a.png"))
    words = ("Was ist das?", "Was hängt an der Wand?", "What is this?")
    asked = [PhotoQuestion(photo, one) for one in words]
    rows = [printed(row) for row in photos.answer(settings, asked)]
    assert [row["question"] for row in rows] == list(words)
    assert [row["answer"] for row in rows] == ["cup", "", "cup"]
    assert rows[1]["spoken"] == "I can only say what I see: a room."
    (found,) = map(printed, photos.find(settings, "meine Tasse", [photo]))
    assert (found["thing"], found["spoken"]) == ("meine Tasse", "I can't see a cup here.")


STATED = ["photo", "statement", "verdict", "certainty", "probability", "claims", "spoken"]


@pytest.mark.program
def test_statements_are_judged_in_their_order_with_their_faults(
    weights: Path, tmp_path: Path
) -> None:
    photo, batch = draw(tmp_path / "a.png"), tmp_path / "said.jsonl"
    rows = [
        {"photo": str(photo), "statement": "There is a tv."},
        {"photo": str(photo), "statement": "A dog runs."},
        {"photo": "missing.png", "statement": "A dog runs."},
        {"photo": str(photo)},
    ]
    batch.write_text("\n".join(map(json.dumps, rows)))
    result = lantern(weights, "check", "--batch", batch, "--json")
    assert result.returncode == 1
    first, second, missing, bad = map(json.loads, result.stdout.splitlines())
    assert list(first) == list(second) == STATED
    assert [one["kind"] for one in first["claims"]] == ["presence"]
    assert [one["kind"] for one in second["claims"]] == ["presence", "statement"]
    assert missing["statement"] == "A dog runs."
    assert "error" in missing
    assert '"statement"' in bad["error"]
    assert refused(weights, "check", photo).returncode == 2
