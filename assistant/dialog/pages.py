"""Documents: their pages, and the search for words in them.

A search goes through the pages as they come, from the line that was heard last to the end, and then
from the first page on. Whatever key comes ends it, and the text stays where it was.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from assistant.dialog import reading
from assistant.dialog.state import Phase, Reading
from assistant.dialog.turn import Turn
from assistant.protocol.events import Frame, Priority, TextRead
from assistant.protocol.text import Page, PageRequest
from assistant.saying.messages.reading_lines import ReadingLine

LAST: Final = -1
"""The last page, in place of its number."""
SAID_EVERY: Final = 10
"""Pages that are read, for a search, until the number of one is said."""


def open_file(turn: Turn, file: Path) -> None:
    """Read a document from its first page."""
    turn.stop()
    reading.request(turn, PageRequest(file, 1))


def turn_page(turn: Turn, step: int) -> None:
    """Read the next page, or the one before."""
    to_page(turn, max(turn.state.page_wanted + step, 0))


def to_page(turn: Turn, number: int) -> None:
    """Read a page of the document that was read last."""
    turn.stop()
    page = turn.state.page
    if page is None:
        turn.say(ReadingLine.NO_DOCUMENT.said(), Priority.STATUS, log=False)
        return
    wanted = page.count if number == LAST else number
    if wanted < 1:
        turn.say(ReadingLine.FIRST_PAGE.said(), Priority.ANSWER, log=False)
    elif wanted > page.count:
        turn.say(ReadingLine.LAST_PAGE.said(count=page.count), Priority.ANSWER, log=False)
    else:
        reading.request(turn, PageRequest(page.file, wanted))


def taken(turn: Turn, frame: Frame) -> None:
    """Have a picture read that has come for it."""
    wanted = None if turn.state.work is None else turn.state.work.page
    if wanted is None or not wanted.words or frame.page is None or frame.page.text is None:
        reading.read(turn, frame, wanted)
    else:
        _look(turn, wanted, TextRead(turn.state.generation, frame, frame.page.text))


def came(turn: Turn, event: TextRead) -> None:
    """Take what has been read so far, to say it or to look for words in it."""
    work = turn.state.work
    wanted = None if work is None or not work.reads else work.page
    if wanted is None or not wanted.words or not turn.waits_for(event.generation, Phase.WORDS):
        reading.came(turn, event)
    else:
        _look(turn, wanted, event)


def find(turn: Turn, words: str) -> None:
    """Say the next line with these words."""
    if (shown := reading.wanted(turn)) is None:
        return
    text, page = shown.text, shown.frame.page
    at = text.line_with(words, shown.at)
    if at is None and page is None:
        at = text.line_with(words)
    if at is not None:
        _found(turn, shown, at)
    elif page is not None:
        wanted = PageRequest(page.file, page.number, False, words, page.number, shown.at)
        if text.complete:
            _look_on(turn, wanted, page)
        else:
            where = {"surface": shown.frame.surface, "frame": shown.frame, "page": wanted}
            turn.begin(Phase.WORDS, reads=True, **where)
    elif text.complete:
        turn.say(ReadingLine.NOT_IN_TEXT.said(words=words), Priority.ANSWER, log=False)
    else:
        turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)


def _look(turn: Turn, wanted: PageRequest, event: TextRead) -> None:
    """Look for the words in what has been read of a page so far."""
    text, page = event.text, event.frame.page
    first = page is not None and page.number == wanted.began and not wanted.wrapped
    at = text.line_with(wanted.words, wanted.after if first else -1)
    if at is not None:
        turn.set(work=None)
        begun = Reading(event.frame, event.generation, text, on=False, since=turn.state.now)
        reading.show(turn, event, begun)
        _found(turn, begun, at)
    elif text.complete and page is not None:
        _look_on(turn, wanted, page)
    elif turn.state.work is not None:
        turn.set(work=replace(turn.state.work, since=turn.state.now))


def _found(turn: Turn, shown: Reading, at: int) -> None:
    reading.say_line(turn, shown, at, on=False, numbered=True)


def _look_on(turn: Turn, wanted: PageRequest, page: Page) -> None:
    """Look at the page after this one, or give up behind the one on which the search began."""
    number, wrapped = page.number + 1, wanted.wrapped
    if number > page.count and not wrapped:
        number, wrapped = 1, True
    if wrapped and number > wanted.began:
        turn.set(work=None)
        turn.say(ReadingLine.NOT_IN_TEXT.said(words=wanted.words), Priority.ANSWER, log=False)
        return
    sounded = turn.state.now if turn.state.work is None else turn.state.work.sounded
    reading.request(turn, replace(wanted, number=number, wrapped=wrapped))
    if turn.state.work is not None:
        turn.set(work=replace(turn.state.work, sounded=sounded))
    if page.text is None and number % SAID_EVERY == 0:
        said = ReadingLine.PAGE.said(number=number, count=page.count)
        turn.say(said, Priority.STATUS, log=False)
