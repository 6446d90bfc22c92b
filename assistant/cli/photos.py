"""What the commands about photos print: one object a photo, with an `error` for a bad one."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from assistant.camera import photo, surfaces
from assistant.camera.documents import Document, Photos, is_pdf, open_document
from assistant.cli.standard_streams import STANDARD, fault_of, file_of
from assistant.protocol.desktop import NoPicture, Surface
from assistant.protocol.events import Answer
from assistant.protocol.faults import StartError
from assistant.protocol.query import Intent, Kind, Query
from assistant.protocol.spoken import Message, Sayable, Spoken, in_lines, verbatim
from assistant.protocol.text import NOTHING_WRITTEN, CannotReadError, Text
from assistant.runtime import compose
from assistant.saying.messages.core import Line
from assistant.saying.messages.files_lines import FileFault, LibraryLine, PhotoFault
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.settings.config import Settings
from assistant.skills.answer import answerer, stating
from assistant.skills.describe import describer
from assistant.skills.find import find_skill
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.reading.screen import Screens, without_camera_advice
from assistant.skills.skill import Run
from assistant.skills.skill_set import SkillSet
from assistant.skills.written import wanted
from assistant.understanding.language_file import of
from assistant.understanding.matcher import MOST_LETTERS
from assistant.understanding.matcher import asked as query_of
from assistant.understanding.statements import stated as stated_in
from models import limits
from models.interfaces import UNCANCELLED, Certainty, Picture
from models.system import SYSTEM
from models.system.bounded import read_within
from models.system.shortage import is_shortage

EXAMPLE: Final = '{{"photo": "FILE", "{field}": "WORDS"}}'
"""A line of a batch file, for faults."""

Object = dict[str, object]

AHEAD: Final = 10_000
"""Lines of a batch file that are answered together, photo by photo. Objects that wait until it is
their line's turn take about two kilobytes each."""
LONG: Final = 100
"""Lines from which a batch file is long: they take about half a minute."""
STEPS: Final = 10
"""Reports of progress on a long batch, at most."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PhotoQuestion:
    """A question about a photo; `fault` says what is wrong with its line in the batch file."""

    photo: str
    question: str
    fault: Message | None = None

    def __post_init__(self) -> None:
        if len(self.question) > MOST_LETTERS:
            fault = PhotoFault.TOO_MANY_WORDS.said(most=MOST_LETTERS)
            object.__setattr__(self, "fault", fault)


def _skills(settings: Settings, *, complete: bool = True) -> Callable[[], SkillSet]:
    """Loads the model at the first good photo."""
    return cache(lambda: compose.skills(settings, "world", complete=complete))


def result(
    name: str,
    work: Callable[[str, Picture], Object],
    take: Callable[[], Picture] | None = None,
    failed: PhotoFault = PhotoFault.NOT_SEEN,
) -> Object:
    """The result of `work` on a photo, or on the picture that `take` gives; or an `error`.

    Raises StartError; and CannotReadError if `failed` is NOT_READ.
    """
    return _guarded(
        name, lambda: work(name, photo.load(file_of(name)) if take is None else take()), failed
    )


def _guarded(name: str, work: Callable[[], Object], failed: PhotoFault) -> Object:
    try:
        return work()
    except StartError:
        raise
    except (photo.BadPhoto, NoPicture, CannotReadError) as error:
        if failed is PhotoFault.NOT_READ and isinstance(error, CannotReadError):
            raise
        return {"photo": name, "error": fault_of(error)}
    # Whatever goes wrong with one photo, the others are still done.
    except Exception as error:
        _log.debug("The work on a photo failed:", exc_info=error)
        no_room = Line.NO_ROOM.said() if is_shortage(error) else None
        return {"photo": name, "error": no_room or failed.said(name=name, reason=error)}


def run_skill(settings: Settings, run: Run, names: Sequence[str]) -> Iterator[Object]:
    """Run a skill on photos; a model is loaded only if the skill asks for one.

    Raises StartError.
    """
    analyser = cache(lambda: compose.analyser(settings))
    labels = compose.reading(settings.model.threads).labels

    def ran(name: str, pixels: Picture) -> Object:
        session = PictureSession(pixels, analyser, labels, settings=settings.skills)
        found = run(session, UNCANCELLED)
        return {"photo": name, **found.details, "spoken": found.spoken}

    return (result(name, ran) for name in names)


def find(settings: Settings, thing: str, names: Sequence[str]) -> Iterator[Object]:
    """Find a thing on photos; it is named in the language of questions. Raises StartError."""
    skills = _skills(settings, complete=False)
    language = compose.asks_in(settings)

    def found(name: str, pixels: Picture) -> Object:
        spot = skills().find(skills().session(pixels), thing, language=language)
        return find_skill.to_json(name, thing, spot)

    return (result(name, found) for name in names)


def describe(settings: Settings, names: Sequence[str]) -> Iterator[Object]:
    """Describe photos, and say what is written large on them. Raises StartError."""
    skills = _skills(settings)
    words, language = settings.describe.words, compose.language(settings)
    # Logs why text cannot be read; each reason once.
    report = cache(_log.warning)

    def described(name: str, pixels: Picture) -> Object:
        session = skills().session(pixels)
        session.language = language
        description = skills().describe(session, words=words)
        written = NOTHING_WRITTEN
        if wanted(description.problem, words):
            try:
                written = skills().mention(session)
            except CannotReadError as fault:
                report(fault_of(fault))
        return describer.to_json(name, description, written)

    return (result(name, described) for name in names)


def describe_surface(settings: Settings, surface: Surface) -> Object:
    """Describe the screen or the clipboard's picture. Raises StartError."""

    def described(name: str, pixels: Picture) -> Object:
        if surface is Surface.SCREEN:
            # Screens need no model for photos.
            screens = Screens(compose.reading(settings.model.threads))
            description = screens.describe(PictureSession(pixels, surface=surface))
        else:
            skills = compose.skills(settings, "world", complete=True)
            session = skills.session(pixels, surface)
            session.language = compose.language(settings)
            description = skills.describe(session, words=settings.describe.words)
        return describer.to_json(name, description)

    return result(surface.value, described, partial(surfaces.picture, surface))


def answer(settings: Settings, asked: Sequence[PhotoQuestion]) -> Iterator[Object]:
    """Answer questions in their order; each photo, or page of a PDF file, is looked at once.

    Raises StartError.
    """
    skills, asks_in = _skills(settings), of(compose.asks_in(settings))
    language = compose.language(settings)

    def query(question: str) -> Query:
        found = query_of(question, asks_in) or Query(Intent.QUESTION, question=question)
        if found.intent is Intent.MORE:
            # Nothing was said before that this could add to.
            return replace(found, intent=Intent.DESCRIBE, kind=Kind.DESCRIPTION)
        return found

    def answered(session: PictureSession, name: str, question: str) -> Object:
        session.language = language
        return answerer.to_json(name, skills().answer(session, query(question), reads=True))

    def work(name: str, questions: Mapping[int, str]) -> dict[int, Object]:
        if _is_pdf(name):
            queries = {place: query(question) for place, question in questions.items()}
            return _of_document(skills, name, queries, language)
        return _of_photo(skills, name, questions, answered)

    return _in_order(asked, "question", work)


def _in_order(
    lines: Sequence[PhotoQuestion],
    field: str,
    work: Callable[[str, Mapping[int, str]], Mapping[int, Object]],
) -> Iterator[Object]:
    """The object of each line, in order; `field` names its words.

    `work` gets all words about a file among the next `AHEAD` lines at once, so that what is known
    of one photo at a time is kept.
    """
    for first in range(0, len(lines), AHEAD):
        part, done = lines[first : first + AHEAD], dict[int, Object]()
        of_file: dict[str, dict[int, str]] = {}
        for place, one in enumerate(part):
            if not one.fault:
                of_file.setdefault(one.photo, {})[place] = one.question
        for place, one in enumerate(part):
            about: Object = {"photo": one.photo, field: one.question}
            if one.fault:
                yield about | {"error": one.fault}
                continue
            if place not in done:
                before = first + place + len(done)
                done |= work(one.photo, of_file[one.photo])
                _report(before, first + place + len(done), len(lines))
            yield about | done.pop(place) | {field: one.question}


def _report(before: int, done: int, total: int) -> None:
    """Say at each tenth how far a long batch is, on a terminal that does not show its answers."""
    passed = STEPS * done // total > STEPS * before // total
    if passed and total >= LONG and sys.stderr.isatty() and not sys.stdout.isatty():
        _log.warning(LibraryLine.LINES_DONE.said(done=done, total=total))


def _of_photo(
    skills: Callable[[], SkillSet],
    name: str,
    texts: Mapping[int, str],
    work: Callable[[PictureSession, str, str], Object],
) -> dict[int, Object]:
    """The result of `work` on each text about a photo, or an `error`; looks at the photo once."""
    told: dict[int, Object] = {}

    def of_all(name: str, pixels: Picture) -> Object:
        session = skills().session(pixels)
        for place, text in texts.items():
            told[place] = _guarded(name, partial(work, session, name, text), PhotoFault.NOT_SEEN)
        return {}

    failed = result(name, of_all)
    return {place: told.get(place, failed) for place in texts}


def _of_document(
    skills: Callable[[], SkillSet], name: str, queries: Mapping[int, Query], language: str
) -> dict[int, Object]:
    """The answer to each question about a PDF file, or the same `error` for all."""
    told: dict[int, Object] = {}

    def of_pages() -> Object:
        told.update(_of_pages(skills(), name, queries, language))
        return {}

    failed = _guarded(name, of_pages, PhotoFault.NOT_SEEN)
    return {place: told.get(place, failed) for place in queries}


def _is_pdf(name: str) -> bool:
    """Whether this is a PDF file; not if it cannot be opened, which whoever loads it says."""
    try:
        return is_pdf(file_of(name))
    except OSError:
        return False


def _of_pages(
    skills: SkillSet, name: str, queries: Mapping[int, Query], language: str
) -> dict[int, Object]:
    """The answer to each question by the page of a document that answers it best, and its number.

    Raises BadPhoto and CannotReadError.
    """
    best: dict[int, tuple[int, Answer]] = {}
    with closing(open_document(file_of(name))) as document:
        for number in range(1, len(document) + 1):
            session = skills.session(document.picture(number), Surface.FILE)
            session.language = language
            if (text := document.text(number)) is not None:
                session.keep(without_camera_advice(text))
            for place, query in queries.items():
                said = skills.answer(session, query, reads=True)
                if place not in best or answerer.surer(said, best[place][1]):
                    best[place] = number, said
        count = len(document)
    told: dict[int, Object] = {}
    for place, (number, said) in best.items():
        if count > 1 and said.certainty is not Certainty.NONE:
            page = ReadingLine.PAGE.said(number=number, count=count)
            said = replace(said, spoken=Spoken.of(page, said.spoken))
        told[place] = answerer.to_json(name, said) | {"page": number}
    return told


def check(settings: Settings, stated: Sequence[PhotoQuestion]) -> Iterator[Object]:
    """Judge statements about photos in their order; each photo is looked at once.

    Raises StartError.
    """
    skills, language = _skills(settings), of(compose.asks_in(settings))

    def checked(session: PictureSession, name: str, statement: str) -> Object:
        said = stated_in(statement, language)
        query = Query(Intent.QUESTION, statement=said.english, partly=said.partly)
        judged = skills().judge(session, query) if said.english else None
        return stating.to_json(name, statement, judged, session.analysis().problem)

    def work(name: str, statements: Mapping[int, str]) -> dict[int, Object]:
        return _of_photo(skills, name, statements, checked)

    return _in_order(stated, "statement", work)


def read(settings: Settings, names: Sequence[str]) -> Iterator[Object]:
    """Read photos, folders of photos and PDF files, page by page. Raises CannotReadError."""
    skill = compose.reading(settings.model.threads)
    for name in names:
        try:
            document = open_document(file_of(name))
        except photo.BadPhoto as error:
            yield {"photo": name, "error": fault_of(error)}
            continue
        with closing(document):
            for number in range(1, len(document) + 1):
                source = name if name == STANDARD else str(document.source(number))
                work = partial(
                    _read, partial(_page_text, skill, document, number), number, len(document)
                )
                page: Object = {"photo": source, "page": number}
                yield page | _guarded(source, work, PhotoFault.NOT_READ)
                SYSTEM.give_back_memory()


def read_surface(settings: Settings, surface: Surface) -> Object:
    """Read the screen or the clipboard's picture. Raises CannotReadError."""
    skill = compose.reading(settings.model.threads)

    def read(name: str, pixels: Picture) -> Object:
        page: Object = {"photo": name, "page": 1}
        return page | _read(lambda: without_camera_advice(skill.whole(PictureSession(pixels))))

    take = partial(surfaces.picture, surface)
    return result(surface.value, read, take, PhotoFault.NOT_READ)


def _page_text(skill: ReadSkill, document: Document, number: int) -> Text:
    """The text of a page. Raises BadPhoto and CannotReadError."""
    text = document.text(number)
    if text is None:
        text = skill.whole(PictureSession(document.picture(number)))
    return text if isinstance(document, Photos) else without_camera_advice(text)


def _read(read: Callable[[], Text], number: int = 1, count: int = 1) -> Object:
    """Read a page; `says` is the text with its unclear words marked, and advice."""
    start = time.perf_counter()
    text = read()
    said: Sayable = text.advice
    if text.marked:
        said = in_lines(verbatim(text.marked), said)
    if count > 1:
        said = in_lines(ReadingLine.PAGE.said(number=number, count=count), said)
    lines = [
        {
            "text": line.text,
            "probability": round(line.probability, 4),
            "box": [round(edge, 4) for edge in line.box],
            "unsure": [line.words[which] for which in line.unsure],
        }
        for line in text.lines
    ]
    return {
        "text": text.verbatim,
        "lines": lines,
        "rotation": text.rotation,
        "problem": text.problem and text.problem.value,
        "says": said,
        "milliseconds": round((time.perf_counter() - start) * 1000, 1),
    }


def batch_questions(path: Path, what: str = "question") -> list[PhotoQuestion]:
    """What a batch file asks, one JSON object a line. Raises OSError, UnicodeDecodeError.

    `what` is the field with the words.
    """
    found = []
    # Not splitlines: JSON strings may hold other characters that it takes for line ends.
    for number, line in enumerate(
        read_within(path, limits.LINES_FILE).decode("utf-8-sig").split("\n"), start=1
    ):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
            found.append(PhotoQuestion(_text(row["photo"]), _text(row[what])))
        except (ValueError, KeyError, TypeError, RecursionError):
            fault = FileFault.BAD_LINE.said(
                number=number, file=path, example=EXAMPLE.format(field=what)
            )
            found.append(PhotoQuestion("", "", fault))
    return found


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("not a text")
    return value
