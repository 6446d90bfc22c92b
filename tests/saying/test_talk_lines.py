"""What is said to what no picture answers."""

from datetime import datetime

import pytest

from assistant.protocol.query import Talk
from assistant.saying.language import Catalogue
from assistant.saying.messages.talk_lines import talk_words

NOW = datetime(2026, 3, 5, 9, 7)  # the time of the user's own clock


@pytest.mark.parametrize(
    ("language", "clock", "date"),
    [
        (
            "en",
            "By this computer's clock it is 9:07.",
            "By this computer's calendar it is Thursday, March 5.",
        ),
        (
            "de",
            "Nach der Uhr dieses Computers ist es 9:07.",
            "Nach dem Kalender dieses Computers ist Donnerstag, der 5. März.",
        ),
        (
            "es",
            "Según el reloj de este ordenador, son las 9:07.",
            "Según el calendario de este ordenador, es jueves, 5 de marzo.",
        ),
    ],
)
def test_the_time_and_the_day_are_those_of_the_computer(
    language: str, clock: str, date: str
) -> None:
    told = (talk_words(talk, NOW) for talk in (Talk.CLOCK, Talk.DATE))
    assert [Catalogue([language]).text(words) for words in told if words] == [clock, date]


def test_all_talk_but_a_wish_for_advice_has_an_answer_of_its_own() -> None:
    assert [talk for talk in Talk if talk_words(talk, NOW) is None] == [Talk.ADVICE]
