"""What is answered to a phone, and in which order."""

from dataclasses import replace

import pytest

from assistant.protocol.faults import StartError
from assistant.protocol.text import CannotReadError
from assistant.runtime import compose, model_choice
from assistant.saying.language import Catalogue
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.server.chat_request import RefusedError
from assistant.server.phone.phone_answers import (
    Part,
    PhoneAnswers,
    PhoneRequest,
    PhoneWish,
    PhotoPlace,
    name_of,
)
from assistant.server.serve import KeepsNothing
from assistant.settings.config import Settings, defaults
from assistant.skills.picture_session import ModelBundle
from assistant.skills.skill_set import SkillSet
from assistant.understanding.language_file import of
from models import limits
from models.interfaces import UNCANCELLED, Box, TextReader, VisionModel
from tests.kit.drawn import BarReader, SquareModel, drawn
from tests.kit.fakes import FakeModel, bundle, look, seen
from tests.kit.sentences import message
from tests.server.conftest import jpeg
from tests.server.phone.conftest import BOTTLE, able, scene

PHOTO = jpeg()
NAME = name_of(PHOTO)


def said(
    answers: PhoneAnswers,
    wish: str,
    question: str = "",
    data: bytes = b"",
    part: Box | None = None,
) -> list[str]:
    asked = PhoneRequest("Phone", NAME, PhoneWish(wish), data, question, part)
    return [worded(part) for part in answers.answer(asked, UNCANCELLED) if isinstance(part, tuple)]


def worded(part: Part) -> str:
    segments = part.said if isinstance(part, PhotoPlace) else part
    return "".join(one.text for one in segments)


def around(
    *models: SkillSet, language: str = "en", ticks: list[float] | None = None
) -> PhoneAnswers:
    clock = [0.0] if ticks is None else ticks
    catalogue = Catalogue([language])
    return PhoneAnswers(models, catalogue, of(language), lambda: clock[0])


def bottle() -> SkillSet:
    return able(FakeModel(BOTTLE, trusted=False))


def test_first_what_is_seen_then_what_is_written_then_what_a_stronger_model_says() -> None:
    strong = able(FakeModel(BOTTLE, ["a bottle of milk"]))
    first, written, last = said(around(bottle(), strong), "describe", data=PHOTO)
    assert first == "A bottle."
    assert written.startswith("It says: OAT MILK")
    assert last == "A bottle of milk."


def test_a_stronger_model_that_sees_the_same_says_it_once() -> None:
    answers = around(bottle(), able(FakeModel(BOTTLE, trusted=False)))
    assert len(said(answers, "describe", data=PHOTO)) == 2


def test_a_pulled_model_of_the_settings_is_the_stronger_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own, pulled = FakeModel(), FakeModel()
    monkeypatch.setattr(model_choice, "loaded", lambda settings: bundle(own))
    monkeypatch.setattr(model_choice, "on_embedded", lambda settings, name, beneath: bundle(pulled))
    usual = defaults()
    chosen = replace(usual, model=replace(usual.model, name="smolvlm-256m"))

    def used(settings: Settings) -> list[VisionModel]:
        return [one.model for one in compose.phone_skills(settings, KeepsNothing())]

    assert used(usual) == [own]
    assert used(chosen) == [own, pulled]
    remote = replace(usual.remote, address="http://192.168.1.20:8917")
    assert used(replace(chosen, remote=remote)) == [own], "a photo goes no further"

    def missing(*_: object) -> ModelBundle:
        raise StartError(message("It is not here."))

    monkeypatch.setattr(model_choice, "on_embedded", missing)
    assert used(chosen) == [own]
    assert "It is not here." in caplog.text


def test_where_nothing_is_seen_the_stronger_model_speaks_for_both() -> None:
    blind, strong = able(FakeModel(look(), trusted=False)), able(FakeModel(look(seen("dog", 0.95))))
    answers = said(around(blind, strong), "describe", data=PHOTO)
    assert not [one for one in answers if "can't tell" in one]


def test_more_goes_on_and_what_is_this_begins_anew() -> None:
    answers = around(bottle())
    described = said(answers, "describe", data=PHOTO)
    more = [said(answers, "more"), said(answers, "more")]
    assert more[-1] == ["That is all I know about this picture."]
    assert said(answers, "describe") == described


def test_typed_words_do_the_same_as_the_buttons() -> None:
    answers = around(bottle())
    described = said(answers, "describe", data=PHOTO)
    assert said(answers, "ask", "Describe it") == described
    assert said(answers, "ask", "Read the text") == said(answers, "read")
    assert said(answers, "ask", "Is it red?") != described


def test_answers_are_in_the_users_language() -> None:
    answers = around(bottle(), language="de")
    assert said(answers, "describe", data=PHOTO)[0] == "Eine Flasche."
    assert "12 MAY" in said(answers, "ask", "Wann läuft es ab?")[0].upper()


def test_a_photo_is_forgotten_after_a_while_and_when_others_come() -> None:
    ticks = [0.0]
    answers = around(bottle(), ticks=ticks)
    said(answers, "describe", data=PHOTO)
    ticks[0] += limits.PICTURES_KEPT + 1
    answers.pictures.tidy()
    with pytest.raises(RefusedError, match="no longer here"):
        said(answers, "more")
    said(answers, "describe", data=PHOTO)
    for number in range(limits.PHONE_PHOTOS):
        data = jpeg(number)
        list(
            answers.answer(PhoneRequest("Phone", name_of(data), PhoneWish.READ, data), UNCANCELLED)
        )
    with pytest.raises(RefusedError, match="no longer here"):
        said(answers, "more")


def test_a_reader_that_cannot_be_loaded_says_so_after_what_is_seen() -> None:
    def load() -> TextReader:
        raise CannotReadError(ReadingLine.NO_TEXT.said())

    answers = around(able(FakeModel(BOTTLE, trusted=False), load))
    parts = answers.answer(PhoneRequest("Phone", NAME, PhoneWish.DESCRIBE, PHOTO), UNCANCELLED)
    assert worded(next(parts)) == "A bottle."
    with pytest.raises(RefusedError, match="I see no text"):
        next(parts)


CUP = (0.1, 0.5, 0.5, 0.9)


def desk() -> FakeModel:
    return FakeModel(look(seen("dog", 0.7, 0.6, 0.0, 0.9, 0.3), seen("cup", 0.95, *CUP)))


def places(answers: PhoneAnswers) -> list[PhotoPlace]:
    asked = PhoneRequest("Phone", NAME, PhoneWish.EXPLORE, PHOTO)
    parts = list(answers.answer(asked, UNCANCELLED))
    found = [part for part in parts if isinstance(part, PhotoPlace)]
    assert found == parts
    return found


def test_the_places_of_a_photo_with_their_grade_in_reading_order() -> None:
    found = places(around(able(desk())))
    assert [(worded(one), one.closer) for one in found] == [
        ("Probably a dog.", PhoneWish.DESCRIBE),
        ("OAT MILK", PhoneWish.READ),
        ("A cup.", PhoneWish.DESCRIBE),
        ("BEST BEFORE 12 MAY", PhoneWish.READ),
    ]
    assert found[2].box == CUP, "what is written on it follows it"
    german = places(around(able(desk()), language="de"))
    assert [worded(one) for one in german][::2] == ["Wahrscheinlich ein Hund.", "Eine Tasse."]


def test_places_without_a_reader_are_those_of_the_things() -> None:
    def load() -> TextReader:
        raise CannotReadError(ReadingLine.NO_TEXT.said())

    found = places(around(able(desk(), load)))
    assert [worded(one) for one in found] == ["Probably a dog.", "A cup."]


def test_a_part_is_asked_about_by_itself() -> None:
    model = desk()
    answers = around(able(model))
    said(answers, "describe", data=PHOTO)
    said(answers, "describe", part=CUP)
    # Its size is that of the place, and a margin.
    height, width = model.looks[-1].shape[:2]
    assert (width, height) == (pytest.approx(0.52 * 64, abs=1), pytest.approx(0.5 * 48, abs=4))
    looks = len(model.looks)
    assert said(answers, "ask", "Is it red?", part=CUP)
    said(answers, "more")
    assert len(model.looks) == looks, "each is looked at once"


def test_where_a_part_lies_the_whole_photo_tells() -> None:
    data = scene(drawn(640, 480, (0.0, 0.4, 0.2, 0.6)))
    answers = around(able(SquareModel(trusted=False), BarReader))

    def about(wish: PhoneWish, question: str, part: Box | None) -> list[str]:
        asked = PhoneRequest("Phone", "scene", wish, data, question, part)
        return [worded(one) for one in answers.answer(asked, UNCANCELLED)]

    about(PhoneWish.DESCRIBE, "", (0.0, 0.4, 0.2, 0.6))
    assert about(PhoneWish.ASK, "Where is it?", (0.0, 0.4, 0.2, 0.6)) == ["A cup on the left."]


def test_a_part_of_a_photo_that_is_gone_is_gone_too() -> None:
    with pytest.raises(RefusedError, match="no longer here"):
        said(around(bottle()), "describe", part=CUP)
