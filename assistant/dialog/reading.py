"""Reading aloud: line by line, back and forth, with a summary at the end.

The first lines are spoken while the rest is still being read. Each is an utterance of its own, so
that an arrow key can go on from the line that was heard last.
"""

from dataclasses import replace

from assistant.dialog.state import Document, Reading, Sheets, Shown, State, marked
from assistant.dialog.turn import THINKING_EVERY, WORK_LIMIT, Turn
from assistant.dialog.work import PendingQuestion, PendingText, Phase
from assistant.protocol.desktop import Surface
from assistant.protocol.effects import Read, TakeFrame
from assistant.protocol.events import Action, Earcon, Frame, Priority, TextRead
from assistant.protocol.query import WHAT_IT_IS, Part
from assistant.protocol.spoken import Message, Spoken, listed, verbatim
from assistant.protocol.text import Page, PageRequest, Text
from assistant.saying.messages.core import Line, and_list, key_name
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.reading.excerpt import excerpt
from assistant.skills.reading.paragraphs import paragraphs
from assistant.skills.reading.sections import headings, joined, steps
from assistant.skills.written import called, in_one, last_words


def begin(turn: Turn) -> None:
    """Read the screen or clipboard picture that was just spoken about, or else a new picture."""
    own = turn.own_picture()
    turn.stop()
    if own is None:
        turn.take_frame(PendingText())
    else:
        turn.play(Earcon.CAPTURED)
        read(turn, own, PendingText())


def read(turn: Turn, frame: Frame, task: PendingText) -> None:
    """Have a picture read; what a page of a document comes with is not read again."""
    turn.begin(Phase.WORDS, task, frame=frame)
    if frame.page is None or frame.page.text is None:
        turn.do(Read(turn.state.generation, frame))
    else:
        came(turn, TextRead(turn.state.generation, frame, frame.page.text))


def request(turn: Turn, page: PageRequest) -> None:
    """Have a page of a document taken, to read it or to look for words in it."""
    turn.begin(Phase.FRAME, PendingText(page), Surface.FILE)
    if not page.words:
        if isinstance(turn.state.paper, Document):
            turn.set(paper=replace(turn.state.paper, wanted=page.number))
        turn.play(Earcon.CAPTURED)
    turn.do(TakeFrame(turn.state.generation, turn.state.now, Surface.FILE, page=page))


def follow(turn: Turn, frame: Frame) -> None:
    """Read a picture that was just spoken about, to add its largest text."""
    reading = shown(turn.state)
    if reading is None or reading.frame is not frame:
        generation, nothing_yet = turn.state.generation, Text(complete=False)
        brief = Reading(frame, generation, nothing_yet, on=False, brief=True, wanted=False)
        turn.set(reading=replace(brief, since=turn.state.now))
        turn.do(Read(generation, frame))


def drop(turn: Turn) -> None:
    """Add no text to what was said about a picture: a key has come."""
    reading = turn.state.reading
    if reading is not None and reading.brief:
        turn.set(reading=None)
        turn.renew()


def shown(state: State) -> Reading | None:
    """The text of the picture that was spoken about last, if it was read."""
    reading, last = state.reading, state.shown
    same = reading is not None and last is not None and last.frame is reading.frame
    return reading if same else None


def has_keys(state: State) -> bool:
    """Whether keys move in a text rather than ask about its picture."""
    reading = shown(state)
    return reading is not None and reading.wanted


def came(turn: Turn, event: TextRead) -> None:
    """Take what has been read so far."""
    task, before = turn.task(PendingText), shown(turn.state)
    if task is not None and turn.waits_for(event.generation, Phase.WORDS):
        turn.set(work=None)
        _begin(turn, event, task)
    elif before is not None and before.generation == event.generation:
        after = replace(before, text=event.text, since=turn.state.now)
        if before.brief:
            turn.set(reading=after if event.text.lines or not event.text.complete else None)
        else:
            show(turn, event, after)
    go_on(turn)


def _begin(turn: Turn, event: TextRead, task: PendingText) -> None:
    """Say the first of a text, or why there is none."""
    text, page, paper = event.text, event.frame.page, turn.state.paper
    if task.turned and not text.lines:
        turn.say(text.advice, Priority.ANSWER)
        return
    if page is None and event.frame.surface is None:
        before = paper.texts if task.turned and isinstance(paper, Sheets) else ()
        sheets = Sheets((*before, text), event.frame, len(before))
        turn.set(paper=sheets if text.lines else None)
    on = task.page is None or task.page.on
    now, only = turn.state.now, task.line
    begun = Reading(event.frame, event.generation, text, on=on, only=only, since=now)
    show(turn, event, begun)
    if not text.lines:
        turn.set(reading=None if page is None else begun)
        turn.say(Spoken.of(_number(turn.state, begun), text.advice), Priority.ANSWER)
    elif not on:
        say_line(turn, begun, 0, on=False)


def failed(turn: Turn, generation: int, reason: Message) -> None:
    """Say that the rest cannot be read, if it is awaited; a key that needs it tries again."""
    reading = shown(turn.state)
    if reading is not None and reading.generation == generation and _comes(turn, reading):
        turn.set(reading=None if reading.brief else replace(reading, on=False))
        turn.work_failed(reason)


def _comes(turn: Turn, reading: Reading) -> bool:
    """Whether more of a text is being read and awaited."""
    return not reading.text.complete and reading.generation == turn.state.generation


def tick(turn: Turn) -> None:
    """Go on; while the rest is awaited, sound, and in the end say that it does not come."""
    go_on(turn)
    state, reading = turn.state, shown(turn.state)
    if reading is None or not _comes(turn, reading) or _waits(state):
        return
    silent = state.now - max(reading.since, state.quiet_from)
    if silent > WORK_LIMIT and reading.brief:
        drop(turn)
    elif silent > WORK_LIMIT:
        failed(turn, reading.generation, Line.WORK_LATE.said(key=turn.key_again()))
    elif reading.on and min(silent, state.now - reading.sounded) >= THINKING_EVERY:
        turn.set(reading=replace(reading, sounded=state.now))
        turn.play(Earcon.THINKING)


def show(turn: Turn, event: TextRead, reading: Reading) -> None:
    """Make what has been read so far of a text the one to move in."""
    text, held = event.text, turn.state.sheets(event.frame)
    said: tuple[Spoken, ...] = (marked(text),)
    if held is not None and text.lines:
        texts = (*held.texts[: held.at], text, *held.texts[held.at + 1 :])
        turn.set(paper=(held := replace(held, texts=texts)))
        said = held.lines
    elif (page := event.frame.page) is not None:
        said = _with_other_pages(turn, page, text)
    question = PendingQuestion(WHAT_IT_IS, event.frame)
    turn.set(reading=reading, shown=Shown(event.frame, said, -1, question))


def _with_other_pages(turn: Turn, page: Page, text: Text) -> tuple[Spoken, ...]:
    """All pages of a document that were read."""
    paper = turn.state.paper
    before = paper.read if isinstance(paper, Document) and paper.page.file == page.file else {}
    document = Document(page, page.number, {**before, page.number: text})
    turn.set(paper=document)
    return document.lines


def heard(turn: Turn, utterance: int, complete: bool) -> None:
    """Go on after a line that was heard; stay at one that was cut."""
    reading = turn.state.reading
    if reading is not None and reading.utterance == utterance:
        turn.set(reading=replace(reading, utterance=None, on=reading.on and complete))
    if not turn.state.notices:
        go_on(turn)


def go_on(turn: Turn) -> None:
    """Say the next line if the one before was heard and nothing else is being said."""
    state, reading = turn.state, shown(turn.state)
    if reading is None or _waits(state):
        return
    if reading.brief and reading.text.complete:
        _mention(turn, reading)
    if reading.only:
        _only(turn, reading, reading.only)
    if not reading.on or reading.only:
        return
    if reading.at + 1 < len(reading.text.lines):
        say_line(turn, reading, reading.at + 1, on=True)
    elif reading.text.complete and not _next_page(turn, reading):
        turn.set(reading=replace(reading, on=False, summed_up=True))
        turn.play(Earcon.DONE)
        if not reading.summed_up and (said := last_words(reading.text)):
            turn.say(said, Priority.ANSWER)


def _mention(turn: Turn, reading: Reading) -> None:
    """Say what kind of page it is, and its largest text."""
    text, shown_now = excerpt(reading.text, advises=False), turn.state.shown
    turn.set(reading=replace(reading, brief=False) if text.words else None)
    if text.words:
        if shown_now is not None:
            turn.set(shown=shown_now.with_more(text.said))
        turn.say(text.said, Priority.ANSWER)


def _waits(state: State) -> bool:
    """Whether something that comes before a text is going on."""
    before = (state.work, state.unheard, state.notice, state.offer, state.typing)
    return any(one is not None for one in before)


def _next_page(turn: Turn, reading: Reading, *, on: bool = True) -> bool:
    """Go on with the next page of a document, if there is one."""
    page, paper = reading.frame.page, turn.state.paper
    if page is None or not isinstance(paper, Document) or paper.wanted >= page.count:
        return False
    request(turn, PageRequest(page.file, paper.wanted + 1, on))
    return True


def say_line(
    turn: Turn, reading: Reading, at: int, *, on: bool, numbered: bool | None = None
) -> None:
    """Say a line, with the number of its page if it is the first, or if it is `numbered`."""
    named = at == 0 if numbered is None else numbered
    page = _number(turn.state, reading) if named else None
    said = Spoken.of(page, verbatim(reading.text.lines[at].spoken))
    utterance = turn.say(said, Priority.ANSWER, expires=None)
    turn.set(reading=replace(reading, at=at, on=on, utterance=utterance, word=-1))


def _number(state: State, reading: Reading) -> Message | None:
    """Which page this is, if there are several."""
    page, held = reading.frame.page, state.sheets(reading.frame)
    if held is not None and len(held.texts) > 1:
        return ReadingLine.SHEET.said(number=held.wanted)
    if page is None or page.count == 1:
        return None
    return ReadingLine.PAGE.said(number=page.number, count=page.count)


def on(turn: Turn) -> None:
    """Read on after the line that was heard last."""
    if (reading := wanted(turn)) is not None:
        turn.set(reading=replace(reading, on=True))
        if reading.at + 1 >= len(reading.text.lines) and reading.text.complete:
            turn.set(reading=reading)
            _say_no_further(turn, reading, on=True)
            return
        _on_with_a_sound(turn)


def from_the_top(turn: Turn) -> None:
    """Read from the first line."""
    if (reading := wanted(turn)) is not None:
        turn.set(reading=replace(reading, at=-1, on=True))
        _on_with_a_sound(turn)


def from_line(turn: Turn, frame: Frame, text: Text, at: int) -> None:
    """Read a text that is known on from a line."""
    turn.stop()
    event = TextRead(turn.state.generation, frame, text)
    if frame.surface is None:
        turn.set(paper=Sheets((text,), frame))
    show(turn, event, Reading(frame, event.generation, text, at - 1, since=turn.state.now))
    go_on(turn)


def to_end(turn: Turn, number: int) -> None:
    """Say the first line, or with -1 the last one."""
    if (reading := wanted(turn)) is not None:
        _only(turn, reading, number)


def _on_with_a_sound(turn: Turn) -> None:
    """Say the next line; if it has not been read yet, sound instead."""
    go_on(turn)
    if turn.state.unheard is None:
        turn.play(Earcon.THINKING)


def to_line(turn: Turn, number: int) -> None:
    """Say only one line, of the text that is shown or else of a new picture; -1: the last one."""
    reading = shown(turn.state)
    if reading is None or turn.task(PendingText) is not None:
        turn.stop()
        turn.take_frame(PendingText(line=number))
    elif (reading := wanted(turn)) is not None:
        _only(turn, reading, number)


def _only(turn: Turn, reading: Reading, number: int) -> None:
    """Say one line once it is read, or that there is none."""
    count, complete = len(reading.text.lines), reading.text.complete
    if not complete and (number < 0 or number > count):
        if not reading.only:
            turn.set(reading=replace(reading, only=number, on=False))
            turn.play(Earcon.THINKING)
    elif number > count:
        turn.set(reading=replace(reading, only=0, on=False))
        turn.say(ReadingLine.LINES.said(count=count), Priority.ANSWER, log=False)
    else:
        at = count - 1 if number < 0 else number - 1
        say_line(turn, replace(reading, only=0), at, on=False)


def next_line(turn: Turn) -> None:
    """Say only the next line."""
    if (reading := wanted(turn)) is None:
        return
    if reading.at + 1 < len(reading.text.lines):
        say_line(turn, reading, reading.at + 1, on=False)
    else:
        _say_no_further(turn, reading)


def _say_no_further(turn: Turn, reading: Reading, *, on: bool = False) -> None:
    if not reading.text.complete:
        turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)
        return
    if _next_page(turn, reading, on=on):
        return
    said = Spoken() if reading.summed_up else last_words(reading.text)
    turn.set(reading=replace(reading, summed_up=True))
    turn.say(Spoken.of(ReadingLine.LAST.said(), said), Priority.ANSWER, log=bool(said))


def wait(turn: Turn) -> None:
    """Say that the text, which is needed whole, is still being read."""
    wanted(turn)
    turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)


def previous_line(turn: Turn) -> None:
    """Say only the line before."""
    if (reading := wanted(turn)) is None:
        return
    if reading.at > len(reading.text.lines):
        # It is being read again from its first line.
        _say_no_further(turn, reading)
    elif reading.at > 0:
        say_line(turn, reading, reading.at - 1, on=False)
    else:
        turn.say(ReadingLine.FIRST.said(), Priority.ANSWER, log=False)


def spell(turn: Turn) -> None:
    """Spell the first word of the line, and with each further call the next."""
    if (reading := wanted(turn)) is None:
        return
    at = max(reading.at, 0)
    if at >= len(reading.text.lines):
        _say_no_further(turn, reading)
        return
    words = reading.text.lines[at].words
    word = reading.word + 1
    if word >= len(words):
        turn.set(reading=replace(reading, word=-1))
        turn.say(ReadingLine.LINE_SPELT.said(), Priority.ANSWER, log=False)
        return
    turn.set(reading=replace(reading, word=word, at=at))
    turn.say(spelt(words[word]), Priority.ANSWER, log=False)


def spell_value(turn: Turn, name: str) -> None:
    """Spell what stands in the text under a name."""
    if (reading := wanted(turn)) is None:
        return
    found = called(name, reading.text)
    if len(found) == 1:
        (one,) = found
        doubt = None if one.clear else ReadingLine.MAY_BE.said(value=one.value)
        turn.say(Spoken.of(doubt, spelt(one.value), reading.text.advice), Priority.ANSWER)
    elif found:
        values = and_list([one.value for one in found])
        turn.say(ReadingLine.SEVERAL.said(values=values), Priority.ANSWER)
    elif reading.text.complete:
        turn.say(ReadingLine.NOT_IN_TEXT.said(words=name), Priority.ANSWER, log=False)
    else:
        turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)


def to_part(turn: Turn, part: str) -> None:
    """Say a part of the text: a `Part`, or the step with that number."""
    if part == Part.REST:
        on(turn)
        return
    if (reading := wanted(turn)) is None:
        return
    text, at = reading.text, reading.at
    if not text.complete:
        turn.say(ReadingLine.WAIT.said(), Priority.ANSWER, log=False)
    elif part == Part.HEADINGS:
        found = in_one(headings(text))
        said = verbatim(f"{found}.") if found else ReadingLine.NO_HEADINGS.said()
        turn.say(said, Priority.ANSWER)
    elif part in (Part.NEXT_PARAGRAPH, Part.PREVIOUS_PARAGRAPH):
        groups = paragraphs(text.lines, text.rotation)
        if part == Part.NEXT_PARAGRAPH:
            lines = next((one for one in groups if one[0] > at), None)
        else:
            lines = next((one for one in reversed(groups) if one[-1] < at and at not in one), None)
        if lines is not None:
            _say_lines(turn, reading, lines)
        elif part == Part.NEXT_PARAGRAPH:
            _say_no_further(turn, reading)
        else:
            turn.say(ReadingLine.FIRST.said(), Priority.ANSWER, log=False)
    else:
        _to_step(turn, reading, part)


def _to_step(turn: Turn, reading: Reading, part: str) -> None:
    """Say all steps, or one of them."""
    found = steps(reading.text)
    if part == Part.NEXT_STEP:
        number = sum(one[0] <= reading.at for one in found) + 1
    else:
        number = len(found) if part == "-1" else 0 if part == Part.STEPS else int(part)
    if not found:
        turn.say(ReadingLine.NO_STEPS.said(), Priority.ANSWER, log=False)
    elif number > len(found):
        turn.say(ReadingLine.STEPS.said(count=len(found)), Priority.ANSWER, log=False)
    elif number:
        _say_lines(turn, reading, found[number - 1])
    else:
        _say_lines(turn, reading, [line for one in found for line in one])


def _say_lines(turn: Turn, reading: Reading, lines: list[int]) -> None:
    """Say some lines in one go."""
    said = verbatim(joined(reading.text, lines))
    utterance = turn.say(said, Priority.ANSWER, expires=None)
    turn.set(reading=replace(reading, at=lines[-1], on=False, utterance=utterance, word=-1))


def help_text(state: State) -> Message:
    """What the keys do in a text."""
    return ReadingLine.HELP.said(**state.given.key_values)


def spelt(word: str) -> Message:
    """Words letter by letter: "capital B, e, s, t."."""
    capitals = [letter for letter in word if letter.isupper()]
    names = [key_name((letter if letter.strip() else "space",)) for letter in word]
    if len(capitals) > 1 and word.upper() == word:
        return listed([ReadingLine.ALL_CAPITALS.said(letters=tuple(names))])
    return listed(
        ReadingLine.CAPITAL.said(letter=name) if letter.isupper() else name
        for letter, name in zip(word, names, strict=True)
    )


def wanted(turn: Turn) -> Reading | None:
    """The text to move in, after stopping speech; None if there is none or it is still awaited."""
    if turn.task(PendingText) is not None:
        turn.play(Earcon.THINKING)
        return None
    turn.stop()
    reading = shown(turn.state)
    if reading is None:
        key = turn.state.given.keys[Action.READ]
        turn.say(ReadingLine.NO_TEXT_YET.said(key=key), Priority.STATUS, log=False)
        return None
    if not reading.wanted:
        if (last := turn.state.shown) is not None:
            lines = (*last.said, Spoken.of(verbatim(reading.text.marked)))
            turn.set(shown=replace(last, said=lines))
        reading = replace(reading, wanted=True)
    if not reading.text.complete:
        # Another request may have ended the reading.
        reading = replace(reading, generation=turn.state.generation, since=turn.state.now)
        turn.do(Read(reading.generation, reading.frame))
    turn.set(reading=reading)
    return reading
