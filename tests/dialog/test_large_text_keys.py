"""What is written on a thing and was only mentioned leaves the keys to the picture."""

import pytest

from assistant.protocol.effects import Copy, Describe, Read, Save
from assistant.protocol.events import Action, Described, TextRead
from assistant.protocol.text import Text, TextLine
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Talk, described, lines, said, worded

BOX = (0.1, 0.1, 0.9, 0.2)
LARGE = TextLine("Fairy", 0.99, BOX, 60.0)
SMALL = TextLine("tvvo litres", 0.9, BOX, 10.0, (0,))
MENTIONED = "What is this? A bottle. It says: Fairy."


@pytest.mark.parametrize(
    ("question", "reads"),
    [
        ("What is this?", True),
        ("What brand is this?", False),
        ("What is the title of this book?", False),
        ("What is on the table?", False),
        ("What is his name?", False),
        ("What colour is the bottle?", False),
    ],
)
def test_what_is_written_on_a_thing_follows_what_it_is(question: str, reads: bool) -> None:
    talk = Talk()
    talk.say(question)
    effects = talk.answer("I can't tell from this picture.")
    assert any(isinstance(effect, Read) for effect in effects) is reads


def a_bottle() -> Talk:
    """It was said what it is, and what is written largest on it."""
    talk = Talk()
    talk.say("what is this")
    (read,) = [effect for effect in talk.answer("A bottle.") if isinstance(effect, Read)]
    talk.hear_all()
    effects = talk(TextRead(read.generation, FRAME, Text((LARGE, SMALL))))
    assert said(effects) == ["It says: Fairy."]
    talk.hear_all()
    return talk


def test_it_is_saved_and_copied() -> None:
    assert [worded(one) for one in a_bottle().press(Action.SAVE) if isinstance(one, Save)] == [
        Save(FRAME, (plain(MENTIONED),))
    ]
    effects = a_bottle().say("copy that")
    assert [lines(one.said) for one in effects if isinstance(one, Copy)] == [MENTIONED]


def test_more_is_about_the_picture() -> None:
    talk = a_bottle()
    for detail in (0, 1):
        (describe,) = [one for one in talk.press(Action.MORE) if isinstance(one, Describe)]
        assert describe.detail == detail
        talk(Described(describe.generation, FRAME, described("A bottle on a table.")))


def test_help_is_about_the_picture() -> None:
    (reply,) = said(a_bottle().press(Action.HELP))
    assert reply.startswith("d: more about this picture.")


def test_once_the_user_has_moved_in_it_the_keys_are_the_texts() -> None:
    talk = a_bottle()
    assert said(talk.press(Action.NEXT_LINE)) == ["Fairy"]
    assert said(talk.press(Action.MORE)) == ["tvvo litres"]
    (reply,) = said(talk.press(Action.HELP))
    assert reply.startswith("Right arrow: next line.")
    assert [worded(one) for one in talk.press(Action.SAVE) if isinstance(one, Save)] == [
        Save(FRAME, (plain(f"{MENTIONED}\nFairy\ntvvo[?] litres"),))
    ]


def test_the_text_is_noted_once() -> None:
    talk = a_bottle()
    for action in (Action.SPELL, Action.TOP, Action.NEXT_LINE):
        talk.press(action)
    assert talk.state.shown is not None
    assert lines(talk.state.shown.said).count("Fairy") == 2
