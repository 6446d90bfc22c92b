"""Screens told by their text, and pictures of the clipboard by what they are."""

from collections.abc import Callable

import numpy as np
import pytest

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.desktop import Surface
from assistant.protocol.text import TextProblem
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.reading.screen import MANY, Screens
from models.interfaces import Certainty, Picture, Problem, WorkCancelledError
from tests.kit.fakes import (
    FakeModel,
    Skills,
    look,
    reply,
    seen,
    skills,
)
from tests.kit.writing import Writing

Line = tuple[float, float, float, float, str]
SIDE: list[Line] = [(20, 100 + 60 * n, 160, 20, f"Folder {n}") for n in range(6)]
LETTER: list[Line] = [(300, 110 + 43 * n, 320, 20, f"Dear reader {n}.") for n in range(6)]
HEAD: Line = (300, 40, 250, 44, "Budget meeting")
TITLE: Line = (20, 5, 100, 20, "Mail")


def picture(value: int = 100) -> Picture:
    shown = np.full((600, 640, 3), value, np.uint8)
    shown[0, 0] = 0
    return shown


def screen(pixels: Picture, surface: Surface = Surface.SCREEN) -> PictureSession:
    return PictureSession(pixels, surface=surface)


def screens(*lines: Line) -> Screens:
    return Screens(ReadSkill(lambda: Writing(lines), lambda _: None))


def test_a_full_screen_is_told_by_its_size_title_and_headline() -> None:
    told = screens(TITLE, *SIDE, HEAD, *LETTER).describe(screen(picture()))
    assert str(told.spoken) == (
        "A screen with about 15 lines of text, in 2 columns. It says: Mail. Budget meeting."
    )
    assert (told.certainty, told.problem, told.spoken.is_english) == (Certainty.PLAIN, None, False)
    assert (told.caption, told.objects, told.spoken_objects) == ("", (), ())


def test_more_goes_through_its_parts() -> None:
    told, shown = screens(TITLE, *SIDE, HEAD, *LETTER), screen(picture())
    assert [str(told.describe(shown, detail).spoken) for detail in range(1, 5)] == [
        "At the top: Mail.",
        "On the left: Folder 0. Folder 1. Folder 2.",
        "On the right: Budget meeting. Dear reader 0. Dear reader 1.",
        "That is all I know about this picture.",
    ]


def test_a_few_lines_are_counted_and_said() -> None:
    assert str(screens(TITLE).describe(screen(picture())).spoken) == (
        "A screen with one line of text. It says: Mail."
    )
    noise: Line = (300, 300, 200, 130, "ab")
    assert str(screens(TITLE, SIDE[0], noise).describe(screen(picture())).spoken) == (
        "A screen with 2 lines of text. It says: Mail. Folder 0."
    )


def test_words_that_are_not_clear_are_not_said() -> None:
    unclear: Line = (20, 100, 160, 20, "tvvo?")
    assert (
        str(screens(unclear).describe(screen(picture())).spoken)
        == "A screen with one line of text."
    )


def test_without_text_it_says_so() -> None:
    assert (
        str(screens().describe(screen(picture())).spoken)
        == "A screen, but I can't read any text on it."
    )
    assert str(screens().describe(screen(np.zeros((9, 9, 3), np.uint8))).spoken) == (
        "A screen, all in one colour."
    )
    told = screens().describe(screen(picture(), Surface.CLIPBOARD), problem=Problem.DARK)
    assert str(told.spoken) == (
        "I can't tell what this picture shows, and I can't read any text in it."
    )
    assert (told.certainty, told.problem) == (Certainty.NONE, Problem.DARK)


def test_it_gives_way_between_two_lines() -> None:
    calls = iter([False, False, True])
    with pytest.raises(WorkCancelledError):
        screens(*SIDE).describe(screen(picture()), cancel=CancelWhen(lambda: next(calls)))


# ------------------------------------------------------------------ among the other skills


def dog(not_a_photo: float = 0.0) -> FakeModel:
    return FakeModel(analysis=look(seen("dog", 0.95), not_a_photo=not_a_photo), captions=("a dog",))


def told(
    model: FakeModel,
    surface: Surface,
    lines: list[Line],
    ask: Callable[[Skills, Picture], str],
) -> str:
    all_skills, shown = skills(model, writing=Writing(lines)), picture()
    all_skills.own(shown, surface)
    return ask(all_skills, shown)


def describes(all_skills: Skills, shown: Picture) -> str:
    return str(all_skills.describe(shown).spoken)


def test_no_model_for_photos_looks_at_a_screen() -> None:
    model = dog()
    assert told(model, Surface.SCREEN, SIDE, describes).startswith("A screen with 6 lines")
    answer = told(model, Surface.SCREEN, SIDE, lambda s, p: str(s.answer(p, "Is it a dog?").spoken))
    assert answer == "I can't find that in the text."
    assert model.looks == []


def test_the_text_of_a_screen_answers_questions() -> None:
    lines: list[Line] = [(20, 100, 300, 20, "Date 14.03.2027")]
    answer = told(
        dog(),
        Surface.SCREEN,
        lines,
        lambda s, p: str(s.answer(p, "What is the date on it?").spoken),
    )
    assert answer == "14.03.2027. It says: Date 14.03.2027. Please check."


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        (
            (340, 100, 300, 20, "Date 4.03.2027"),
            "I am not sure. It may be 4.03.2027. It says: Date 4.03.2027. Please check.",
        ),
        ((340, 100, 300, 20, "Dear reader"), "I can't find that in the text."),
        (
            (20, 100, 100, 8, "Date 14.03.2027"),
            "I am not sure. It may be 14.03.2027. It says: Date 14.03.2027. Please check.",
        ),
    ],
)
def test_an_answer_from_the_text_of_a_screen_gives_no_advice_for_a_camera(
    line: Line, spoken: str
) -> None:
    answer = told(
        dog(),
        Surface.SCREEN,
        [line],
        lambda s, p: str(s.answer(p, "What is the date on it?").spoken),
    )
    assert answer == spoken


def test_a_photo_in_the_clipboard_is_told_as_a_photo() -> None:
    assert told(dog(), Surface.CLIPBOARD, SIDE[:2], describes) == "A dog."


def test_left_and_right_are_those_of_the_picture() -> None:
    model = FakeModel(
        analysis=look(seen("person", 0.95, 0.0, 0.1, 0.3, 0.9)),
        captions=("a person",),
        replies={"is a person there": reply("yes", Certainty.PLAIN, "person")},
    )
    all_skills, before, copied = skills(model, "user"), picture(), picture()
    question = "is a person there"
    spoken = all_skills.answer(before, question).spoken
    assert str(spoken) == "Yes, a person on the right. It may be only you."
    all_skills.own(copied, Surface.CLIPBOARD)
    assert str(all_skills.answer(copied, question).spoken) == "Yes, a person on the left."


@pytest.mark.parametrize(
    ("not_a_photo", "lines"),
    [(0.9, 6), (0.0, MANY)],
)
def test_what_is_no_photo_or_full_of_text_is_told_as_text(not_a_photo: float, lines: int) -> None:
    written: list[Line] = [(20, 20 + 36 * n, 160, 20, f"Line {n}") for n in range(lines)]
    spoken = told(dog(not_a_photo), Surface.CLIPBOARD, written, describes)
    assert spoken.startswith("A page, a screen or a drawing with ")
    assert "dog" not in spoken


def test_reading_gives_no_advice_for_a_camera() -> None:
    edge: list[Line] = [(0, 100, 300, 20, "runs out")]
    all_skills, shown = skills(dog(), writing=Writing(edge)), picture()
    assert list(all_skills.read(shown))[-1].advice
    all_skills.own(shown, Surface.SCREEN)
    text = list(all_skills.read(shown))[-1]
    assert (text.verbatim, str(text.advice), text.problem) == ("runs out", "", None)
    empty = picture(50)
    all_skills = skills(dog(), writing=Writing())
    all_skills.own(empty, Surface.SCREEN)
    text = list(all_skills.read(empty))[-1]
    assert (str(text.advice), text.problem) == ("I can't read any text there.", TextProblem.NO_TEXT)
