"""Documents: their pages, those held before the camera, and the search for words in them.

A search goes through the pages as they come, from the line that was heard last to the end, and then
from the first page on. Whatever key comes ends it, and the text stays where it was.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from assistant.dialog import reading
from assistant.dialog.state import Document, Reading, Sheets, State
from assistant.dialog.turn import Turn
from assistant.dialog.work import PendingText, Phase
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
    paper = turn.state.paper
    to_page(turn, 0 if paper is None else max(paper.wanted + step, 0))


def to_page(turn: Turn, number: int) -> None:
    """Read a page of the document that was read last."""
    turn.stop()
    match turn.state.paper:
        case None:
            turn.say(ReadingLine.NO_DOCUMENT.said(), Priority.STATUS, log=False)
        case Sheets() as sheets:
            _to_sheet(turn, sheets, number)
        case Document(page):
            if (wanted := _within(turn, number, page.count, page.count)) is not None:
                reading.request(turn, PageRequest(page.file, wanted))


def _to_sheet(turn: Turn, sheets: Sheets, number: int) -> None:
    """Read a page that was held before the camera again, or take a picture of the next one."""
    count = len(sheets.texts)
    if not sheets.texts[-1].complete:
        turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)
    elif (wanted := _within(turn, number, count, count + 1)) is None:
        return
    elif wanted > count:
        turn.take_frame(PendingText(turned=True))
    else:
        _sheet(turn, sheets, wanted - 1)
        reading.go_on(turn)


def _sheet(turn: Turn, sheets: Sheets, at: int) -> Reading:
    """Make a page that was held before the camera the one to move in."""
    if isinstance(turn.state.paper, Sheets):
        turn.set(paper=replace(sheets, at=at))
    event = TextRead(turn.state.generation, sheets.frame, sheets.texts[at])
    begun = Reading(sheets.frame, event.generation, event.text)
    reading.show(turn, event, begun)
    return begun


def _within(turn: Turn, number: int, count: int, last: int) -> int | None:
    """The number of a page; None, said, if there is no such page. `count` is that of pages now."""
    wanted = count if number == LAST else number
    if wanted < 1:
        turn.say(ReadingLine.FIRST_PAGE.said(), Priority.ANSWER, log=False)
    elif wanted > last:
        turn.say(ReadingLine.LAST_PAGE.said(count=count), Priority.ANSWER, log=False)
    else:
        return wanted
    return None


def taken(turn: Turn, frame: Frame) -> None:
    """Have a picture read that has come for it."""
    task = turn.task(PendingText) or PendingText()
    wanted = task.page
    if wanted is None or not wanted.words or frame.page is None or frame.page.text is None:
        reading.read(turn, frame, task)
    else:
        _look(turn, wanted, TextRead(turn.state.generation, frame, frame.page.text))


def came(turn: Turn, event: TextRead) -> None:
    """Take what has been read so far, to say it or to look for words in it."""
    task = turn.task(PendingText)
    wanted = None if task is None else task.page
    if wanted is None or not wanted.words or not turn.waits_for(event.generation, Phase.WORDS):
        reading.came(turn, event)
    else:
        _look(turn, wanted, event)


def tell(turn: Turn) -> None:
    """Say how many pages the document has, or how many were held before the camera."""
    turn.stop()
    match turn.state.paper:
        case Document(page):
            said = ReadingLine.PAGE.said(number=page.number, count=page.count)
            turn.say(said, Priority.ANSWER)
        case Sheets(texts):
            turn.say(ReadingLine.SHEETS.said(count=len(texts)), Priority.ANSWER)


def may_hold(state: State, words: str) -> bool:
    """Whether the text that keys move in holds words, or is a document that may."""
    shown = reading.shown(state)
    if shown is None or not shown.wanted:
        return False
    sheets = state.sheets(shown.frame)
    texts = (shown.text,) if sheets is None else sheets.texts
    held = any(text.line_with(words) is not None for text in texts)
    return held or shown.frame.page is not None


def find(turn: Turn, words: str, *, on: bool = False) -> None:
    """Say the next line with these words, and what follows it if reading goes `on`."""
    if (shown := reading.wanted(turn)) is None:
        return
    text, page = shown.text, shown.frame.page
    at = text.line_with(words, shown.at)
    if at is not None:
        _found(turn, shown, at, on=on)
    elif page is not None:
        wanted = PageRequest(page.file, page.number, on, words, page.number, shown.at)
        if text.complete:
            _look_on(turn, wanted, page)
        else:
            turn.begin(Phase.WORDS, PendingText(wanted), frame=shown.frame)
    elif not text.complete:
        turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)
    elif not _found_elsewhere(turn, shown, words, on=on):
        turn.say(ReadingLine.NOT_IN_TEXT.said(words=words), Priority.ANSWER, log=False)


def _found_elsewhere(turn: Turn, shown: Reading, words: str, *, on: bool) -> bool:
    """Say the first line with these words on the pages before the camera after this one, or in
    all of this one."""
    sheets = turn.state.sheets(shown.frame) or Sheets((shown.text,), shown.frame)
    count = len(sheets.texts)
    for number in (*range(sheets.at + 1, count), *range(sheets.at + 1)):
        at = sheets.texts[number].line_with(words)
        if at is not None:
            _found(turn, _sheet(turn, sheets, number), at, on=on)
            return True
    return False


def _look(turn: Turn, wanted: PageRequest, event: TextRead) -> None:
    """Look for the words in what has been read of a page so far."""
    text, page = event.text, event.frame.page
    first = page is not None and page.number == wanted.began and not wanted.wrapped
    at = text.line_with(wanted.words, wanted.after if first else -1)
    if at is not None:
        turn.set(work=None)
        begun = Reading(event.frame, event.generation, text, on=False, since=turn.state.now)
        reading.show(turn, event, begun)
        _found(turn, begun, at, on=wanted.on)
    elif text.complete and page is not None:
        _look_on(turn, wanted, page)
    elif turn.state.work is not None:
        turn.set(work=replace(turn.state.work, since=turn.state.now))


def _found(turn: Turn, shown: Reading, at: int, *, on: bool) -> None:
    reading.say_line(turn, shown, at, on=on, numbered=True)


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
