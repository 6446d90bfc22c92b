"""Documents in the pure core: pages asked for, said and turned, and words found in them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.dialog.state import State
from assistant.protocol.desktop import Shortcut, Surface
from assistant.protocol.effects import Ask, Copy, Effect, Read, Save, TakeFrame
from assistant.protocol.events import (
    Action,
    Frame,
    FrameMissed,
    FrameTaken,
    Ready,
    ShortcutPressed,
    SpeechEnded,
    TextRead,
    WorkFailed,
)
from assistant.protocol.spoken import verbatim
from assistant.protocol.text import Page, PageRequest, Text, TextLine
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Talk, a_picture, lines, said

FILE = Path("/home/me/letter.pdf")
NONE = Text(advice=plain("I can't read any text there."))


def text(*lines: str, complete: bool = True) -> Text:
    made = tuple(TextLine(line, 1.0, (0.1, 0.1, 0.9, 0.2), 30.0) for line in lines)
    return Text(made, complete=complete)


class Reader:
    """Opens a document and plays the room that takes its pages."""

    def __init__(self, *pages: Text | None) -> None:
        """`pages`: the text that each comes with; None: it has to be read."""
        self.pages = pages
        self.talk = Talk()
        self.asked: list[PageRequest] = []
        self.frame: Frame | None = None
        shortcut = ShortcutPressed(Shortcut.READ_FILE, self.talk.now, FILE)
        self.opened = self.take(self.talk(shortcut))

    def take(self, effects: tuple[Effect, ...]) -> list[str]:
        """Answer requests for pages, until there are no more; gives what was said."""
        spoken = said(effects)
        while wanted := [one.page for one in effects if isinstance(one, TakeFrame) and one.page]:
            self.asked += wanted
            number = wanted[0].number
            page = Page(FILE, number, len(self.pages), self.pages[number - 1])
            pixels = np.zeros((2, 2, 3), np.uint8)
            at = self.talk.now
            self.frame = Frame(pixels, at, number, FILE.name, Surface.FILE, page)
            effects = self.talk(FrameTaken(self.talk.state.generation, self.frame))
            spoken += said(effects)
        return spoken

    def read(self, found: Text) -> list[str]:
        """The page that has to be read is read so far."""
        assert self.frame is not None
        return self.take(self.talk(TextRead(self.talk.state.generation, self.frame, found)))

    def heard(self) -> list[str]:
        return self.take(self.talk(SpeechEnded(self.talk.state.utterance, complete=True)))

    def press(self, action: Action) -> list[str]:
        return self.take(self.talk.press(action))

    def ask(self, words: str) -> list[str]:
        # Enter soon after a question would be taken for its end.
        self.talk.now += 5
        return self.take(self.talk.say(words))


def test_all_pages_that_were_read_are_saved() -> None:
    reader = Reader(text("One"), text("Two"))
    while reader.heard():
        pass
    (saved,) = [one for one in reader.talk.press(Action.SAVE) if isinstance(one, Save)]
    assert lines(saved.said) == "Page 1 of 2.\nOne\nPage 2 of 2.\nTwo"


def test_pages_are_read_one_after_the_other_with_their_numbers() -> None:
    reader = Reader(text("One", "Two"), text("Three"))
    assert reader.opened == ["Page 1 of 2. One"]
    assert reader.heard() == ["Two"]
    assert reader.heard() == ["Page 2 of 2. Three"]
    assert reader.heard() == []
    assert [one.number for one in reader.asked] == [1, 2]


def test_a_single_page_needs_no_number() -> None:
    assert Reader(text("One")).opened == ["One"]


def test_a_scanned_page_is_read_as_a_picture() -> None:
    reader = Reader(None, text("Three"))
    assert reader.opened == []
    frame, generation = reader.frame, reader.talk.state.generation
    assert frame is not None
    assert reader.read(text("One", complete=False)) == ["Page 1 of 2. One"]
    assert reader.heard() == []
    assert reader.read(text("One", "Two")) == ["Two"]
    assert reader.heard() == ["Page 2 of 2. Three"]
    reader = Reader(None)
    assert Read(generation, frame).generation == reader.talk.state.generation


def test_keys_and_words_turn_pages() -> None:
    reader = Reader(*(text(f"Line of {number}", "more") for number in range(1, 21)))
    assert reader.press(Action.NEXT_PAGE) == ["Page 2 of 20. Line of 2"]
    assert reader.ask("Next page.") == ["Page 3 of 20. Line of 3"]
    assert reader.ask("Page 12.") == ["Page 12 of 20. Line of 12"]
    assert reader.press(Action.PREVIOUS_PAGE) == ["Page 11 of 20. Line of 11"]
    assert reader.ask("Last page") == ["Page 20 of 20. Line of 20"]
    assert reader.press(Action.NEXT_PAGE) == ["This document ends with page 20."]
    assert reader.ask("page 21") == ["This document ends with page 20."]
    assert reader.ask("page one") == ["Page 1 of 20. Line of 1"]
    assert reader.press(Action.PREVIOUS_PAGE) == ["This is the first page."]
    assert reader.heard() == []
    assert reader.press(Action.MORE) == ["more"]


def test_a_key_that_is_pressed_quickly_counts_every_time() -> None:
    reader = Reader(*(text(str(number)) for number in range(1, 6)))
    reader.talk.press(Action.NEXT_PAGE)
    reader.talk.press(Action.NEXT_PAGE)
    assert reader.press(Action.NEXT_PAGE) == ["Page 4 of 5. 4"]


def test_lines_go_on_to_the_next_page() -> None:
    reader = Reader(text("One", "Two"), text("Three", "Four"))
    assert reader.press(Action.NEXT_LINE) == ["Two"]
    assert reader.press(Action.NEXT_LINE) == ["Page 2 of 2. Three"]
    assert reader.heard() == []
    assert reader.press(Action.NEXT_LINE) == ["Four"]
    assert reader.press(Action.NEXT_LINE) == ["That was the last line."]


def test_an_empty_page_is_said_and_passed() -> None:
    reader = Reader(None, text("Three"))
    assert reader.read(NONE) == ["Page 1 of 2. I can't read any text there."]
    assert reader.heard() == ["Page 2 of 2. Three"]


def test_a_damaged_page_is_said_once_and_passed() -> None:
    reader = Reader(text("One"), text("Two"), text("Three"))
    reader.talk(SpeechEnded(reader.talk.state.utterance, complete=True))
    reason = verbatim("Page 2 of letter.pdf is damaged.")
    effects = reader.talk(WorkFailed(reader.talk.state.generation, reason))
    assert said(effects) == [str(reason)]
    assert reader.heard() == ["Page 3 of 3. Three"]
    assert reader.heard() == []


def test_what_cannot_be_opened_is_said() -> None:
    talk = Talk()
    talk(ShortcutPressed(Shortcut.READ_FILE, talk.now, FILE))
    reason = verbatim("letter.pdf is damaged. Copy or save it again.")
    assert said(talk(WorkFailed(talk.state.generation, reason))) == [str(reason)]
    opens = "No document is open. Open one with lantern run, or with lantern trigger read-file."
    assert said(talk.press(Action.NEXT_PAGE)) == [opens]
    assert said(talk.say("page 3")) == [opens]


def test_a_page_that_does_not_come_is_given_up() -> None:
    talk = Talk()
    talk(ShortcutPressed(Shortcut.READ_FILE, talk.now, FILE))
    assert said(talk.wait(11)) == [
        "I couldn't finish this picture in time. Press the trigger read-file to try again."
    ]


def test_the_program_can_begin_with_a_document() -> None:
    talk = Talk(State(document=FILE), ready=False)
    (wanted,) = (one for one in talk(Ready()) if isinstance(one, TakeFrame))
    assert wanted.page == PageRequest(FILE, 1)


def test_words_are_found_from_the_line_on_and_then_from_the_first_page() -> None:
    pages = text("Invoice", "Sum"), text("nothing"), text("My ÍN-VOICES", "end")
    reader = Reader(*pages)
    assert reader.ask("find the word Invoice") == ["Page 3 of 3. My ÍN-VOICES"]
    assert reader.heard() == []
    assert reader.press(Action.NEXT_LINE) == ["end"]
    assert reader.ask("find the word in voice") == ["Page 1 of 3. Invoice"]
    assert reader.press(Action.MORE) == ["Sum"]


def test_words_that_are_nowhere_leave_the_text_where_it_was() -> None:
    reader = Reader(text("One", "Two"), text("Three"))
    assert reader.ask("find the word refund") == ["I can't find refund."]
    assert [one.number for one in reader.asked] == [1, 2, 1]
    assert reader.press(Action.NEXT_LINE) == ["Two"]


def test_scans_are_read_for_the_words_and_the_number_is_said_now_and_then() -> None:
    reader = Reader(text("One"), *[None] * 11)
    assert reader.ask("find the word total") == []
    for _ in range(8):
        assert reader.read(text("x", complete=False)) == []
        spoken = reader.read(text("x", "y"))
    assert spoken == ["Page 10 of 12."]
    assert reader.read(text("x", "total", complete=False)) == ["Page 10 of 12. total"]
    assert reader.read(text("x", "total", "more")) == []
    reader.heard()
    assert reader.press(Action.NEXT_LINE) == ["more"]


def test_a_key_ends_the_search() -> None:
    reader = Reader(text("One", "Two"), None)
    reader.ask("find the word total")
    assert reader.press(Action.STOP) == []
    assert reader.read(text("total")) == []
    assert reader.press(Action.NEXT_LINE) == ["Two"]


@pytest.mark.parametrize(
    ("words", "expected"), [("two", "Two"), ("one", "One"), ("three", "I can't find three.")]
)
def test_words_are_found_in_a_text_before_the_camera(words: str, expected: str) -> None:
    talk = Talk()
    talk.press(Action.READ)
    frame = replace(FRAME, number=9)
    talk(FrameTaken(talk.state.generation, frame))
    talk(TextRead(talk.state.generation, frame, text("One", "Two")))
    assert said(talk.say(f"find the word {words}")) == [expected]


def test_help_names_the_keys_of_pages() -> None:
    reader = Reader(text("One"), text("Two"))
    (spoken,) = reader.press(Action.HELP)
    assert "Page Down: next page. Page Up: previous page. " in spoken


class Held:
    """Holds pages before the camera, one after the other."""

    def __init__(self) -> None:
        self.talk = Talk()
        self.count = 0

    def see(self, effects: tuple[Effect, ...], found: Text) -> list[str]:
        """The picture that is wanted comes, and its text; gives what was said."""
        (wanted,) = (one for one in effects if isinstance(one, TakeFrame))
        assert wanted.surface is None
        self.count += 1
        self.frame = a_picture(self.count)
        generation = self.talk.state.generation
        assert Read(generation, self.frame) in self.talk(FrameTaken(generation, self.frame))
        return said(self.talk(TextRead(generation, self.frame, found)))

    def ask(self, words: str) -> tuple[Effect, ...]:
        self.talk.now += 5
        return self.talk.say(words)


def held(*texts: Text) -> Held:
    """Pages that were read, the first by its key."""
    now = Held()
    for number, found in enumerate(texts):
        now.see(now.ask("Turn the page.") if number else now.talk.press(Action.READ), found)
    return now


def test_the_next_page_before_the_camera_is_a_page_of_the_same_document() -> None:
    now = held(text("One", "Two"))
    assert now.see(now.ask("Turn the page."), text("Three", complete=False)) == ["Page 2. Three"]
    assert said(now.talk(TextRead(now.talk.state.generation, now.frame, text("Three", "4")))) == []
    assert now.see(now.talk.press(Action.NEXT_PAGE), text("Five")) == ["Page 3. Five"]
    assert said(now.talk.press(Action.PREVIOUS_PAGE)) == ["Page 2. Three"]
    assert said(now.talk.press(Action.NEXT_LINE)) == ["4"]
    assert said(now.ask("page 1")) == ["Page 1. One"]
    assert said(now.ask("last page")) == ["Page 3. Five"]
    assert said(now.ask("page 5")) == ["This document ends with page 3."]
    assert said(now.ask("find the word two")) == ["Page 1. Two"]
    assert said(now.ask("find the word six")) == ["I can't find six."]


def test_all_pages_are_saved_and_copied_as_one_text_in_order() -> None:
    now = held(text("One"), text("Two", "Three"), text("Four"))
    now.talk.press(Action.PREVIOUS_PAGE)
    whole = "Page 1.\nOne\nPage 2.\nTwo\nThree\nPage 3.\nFour"
    (save,) = (one for one in now.ask("Save the document.") if isinstance(one, Save))
    assert (save.frame, lines(save.said)) == (now.frame, whole)
    (copy,) = (one for one in now.ask("copy that") if isinstance(one, Copy))
    assert lines(copy.said) == whole


def test_a_page_that_cannot_be_read_leaves_the_pages_as_they_are() -> None:
    now = held(text("One"), text("Two"))
    assert now.see(now.talk.press(Action.NEXT_PAGE), NONE) == ["I can't read any text there."]
    now.talk.press(Action.NEXT_PAGE)
    now.talk(FrameMissed(now.talk.state.generation))
    assert said(now.talk.press(Action.PREVIOUS_PAGE)) == ["Page 1. One"]
    now.ask("page 2")
    assert now.see(now.talk.press(Action.NEXT_PAGE), text("Three")) == ["Page 3. Three"]


def test_a_page_is_not_turned_while_it_is_still_being_read() -> None:
    now = held(text("One", complete=False))
    assert said(now.talk.press(Action.NEXT_PAGE)) == ["I am still reading the rest."]


def test_another_reading_begins_another_document() -> None:
    now = held(text("One"), text("Two"))
    assert now.see(now.talk.press(Action.READ), text("Other")) == ["Other"]
    assert now.see(now.talk.press(Action.NEXT_PAGE), text("More")) == ["Page 2. More"]


def asked_from(effects: tuple[Effect, ...]) -> list[str]:
    """The other pages from which an answer is wanted, each as its number and its text."""
    (ask,) = (one for one in effects if isinstance(one, Ask))
    return [f"{number}: {text.verbatim}" for number, text in ask.pages]


@pytest.mark.parametrize("seconds", [5, 300])
def test_a_question_is_put_to_the_pages_that_were_held_before_the_camera(seconds: float) -> None:
    now = held(text("One"), text("Two"), text("Three"))
    now.talk.now += seconds
    again = replace(now.frame, number=20, at=now.talk.now)
    assert asked_from(now.talk.say("when is it due", again)) == ["1: One", "2: Two"]


def test_a_question_is_put_to_the_pages_of_a_document_that_were_read() -> None:
    reader = Reader(text("One"), text("Two"), text("Three"))
    reader.press(Action.NEXT_PAGE)
    assert asked_from(reader.talk.say("when is it due")) == ["1: One"]


def test_another_picture_is_no_page_of_what_was_read() -> None:
    now = held(text("One"), text("Two"))
    now.talk.now += 5
    other = replace(now.frame, number=20, pixels=255 - now.frame.pixels)
    assert asked_from(now.talk.say("when is it due", other)) == []
