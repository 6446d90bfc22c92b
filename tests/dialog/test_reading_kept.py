"""A text that was read, saved or copied as a whole."""

from assistant.protocol.effects import Copy, Save
from assistant.protocol.events import Action
from tests.dialog.test_reading import WAIT, Reader, text
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, lines, said


def test_the_text_can_be_saved_with_its_picture() -> None:
    reader = Reader(text("Take tvvo", unsure=1))
    saved = [e for e in reader.talk.press(Action.SAVE) if isinstance(e, Save)]
    assert saved == [Save(FRAME, (plain("Take tvvo[?]"),))]


def test_a_text_is_not_saved_by_half() -> None:
    reader = Reader(text("Dear Sir", complete=False))
    effects = reader.talk.press(Action.SAVE)
    assert said(effects) == WAIT
    assert not [one for one in effects if isinstance(one, Save)]
    reader.generation = reader.talk.state.generation
    reader.come(text("Dear Sir", "Goodbye"))
    assert Save(FRAME, (plain("Dear Sir\nGoodbye"),)) in reader.talk.press(Action.SAVE)


def test_a_text_is_copied_without_what_was_asked_about_it() -> None:
    reader = Reader(text("One", "Two"))
    reader.heard()
    reader.heard()
    reader.talk.say("what colour is the logo")
    reader.talk.answer("Red.")
    (copy,) = [one for one in reader.talk.say("copy that") if isinstance(one, Copy)]
    assert lines(copy.said) == "One\nTwo"
