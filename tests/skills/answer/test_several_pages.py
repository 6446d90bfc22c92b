"""A question about several pages that were read: the surest answer, with the number of its page."""

import pytest

from assistant.protocol.events import Answer
from assistant.protocol.geometry import Side
from assistant.protocol.spoken import Spoken, verbatim
from assistant.protocol.text import Text, TextLine
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.picture_session import Analyser, FrameAnalysis
from models.interfaces import Certainty, Meaning
from tests.kit.fakes import FakeModel, LikeWords, look, skills
from tests.kit.queries import query_of


def page(*lines: str) -> Text:
    """Lines one below the other."""
    return Text(
        tuple(
            TextLine(line, 0.99, (0.1, 0.1 * n, 0.9, 0.1 * n + 0.06), 30.0)
            for n, line in enumerate(lines)
        )
    )


PAGES = (
    (1, page("Harbour Trust", "Your parking permit was renewed.")),
    (2, page("There is nothing to do here.", "Yours sincerely, A. Wright")),
    (5, page("Please pay by 9 March 2027.", "Total  33.20 €")),
)


@pytest.fixture(autouse=True)
def no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page has a picture that could be looked at."""

    def analyse(*_: object) -> FrameAnalysis:
        raise AssertionError("there is no picture")

    monkeypatch.setattr(Analyser, "analyse", analyse)


def answer(question: str, known: Certainty = Certainty.NONE) -> Answer:
    before = Answer(question, "", Spoken.of(verbatim("As before.")), known, 1.0)
    return skills(FakeModel(look())).inner.answer_from(PAGES, query_of(question), before)


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        (
            "was my parking permit renewed",
            "Page 1. It says: Your parking permit was renewed.",
        ),
        ("what is the total", "Page 5. 33.20 €. It says: Total, 33.20 €."),
    ],
)
def test_the_page_that_answers_is_named(question: str, spoken: str) -> None:
    assert str(answer(question).spoken).startswith(spoken)


def test_what_is_cut_off_on_another_page_is_not_sure() -> None:
    cut = TextLine("Please pay by 9 March 20", 0.99, (0.4, 0.4, 1.0, 0.46), 30.0)
    advice = Spoken.of(ReadingLine.CUT_RIGHT.said())
    pages = ((1, Text((cut,), cut=(Side.RIGHT,), advice=advice)),)
    every = skills(FakeModel(look())).inner
    before = Answer("", "", Spoken(), Certainty.NONE, 0.0)
    said = every.answer_from(pages, query_of("until when pay by March"), before)
    assert said.certainty is Certainty.UNSURE
    assert "move" not in str(said.spoken)


def test_what_is_dangerous_by_its_meaning_gets_its_caution(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meaning = Meaning("risk:food", sure=True)
    monkeypatch.setattr(LikeWords, "meaning", lambda self, question: meaning)
    every = skills(FakeModel(look())).inner
    before = Answer("", "", Spoken(), Certainty.NONE, 0.0)
    said = str(every.answer_from(PAGES, query_of("was my parking permit renewed"), before).spoken)
    assert said.endswith("before you eat or drink it.")


@pytest.mark.parametrize("question", ["what is this", "what colour is it"])
def test_what_no_page_answers_stays_as_it_was(question: str) -> None:
    assert str(answer(question).spoken) == "As before."


def test_an_answer_that_is_as_sure_already_stays() -> None:
    said = answer("was my parking permit renewed", Certainty.PLAIN).spoken
    assert str(said) == "As before."
