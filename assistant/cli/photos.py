"""What the commands about photos print: one object a photo, with an `error` for a bad one."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from assistant.camera import photo, surfaces
from assistant.protocol.choices import Verbosity
from assistant.protocol.desktop import NoPicture, Surface
from assistant.protocol.faults import StartError
from assistant.protocol.query import Intent, Query
from assistant.protocol.spoken import Message, Spoken, in_lines, message_of, verbatim
from assistant.protocol.text import CannotReadError, Text
from assistant.runtime import compose
from assistant.saying.messages.core import Line
from assistant.saying.messages.files_lines import FileFault, PhotoFault
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.settings.config import Settings
from assistant.skills.answer import answerer
from assistant.skills.describe import describer
from assistant.skills.find import find_skill
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.screen import Screens, of_own
from assistant.skills.skill import Run
from assistant.skills.skill_set import SkillSet
from assistant.skills.written import wanted
from assistant.understanding.language_file import Understanding, of
from assistant.understanding.matcher import asked as query_of
from models.interfaces import UNCANCELLED, Picture

EXAMPLE: Final = '{"photo": "FILE", "question": "WORDS"}'
"""A line of a batch file, for faults."""

Object = dict[str, object]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PhotoQuestion:
    """A question about a photo; `fault` says what is wrong with its line in the batch file."""

    photo: str
    question: str
    fault: Message | None = None


class _Photos:
    """Loads the model at the first good photo."""

    def __init__(self, settings: Settings, *, complete: bool = True) -> None:
        self._settings = settings
        self._complete = complete
        self._skills: SkillSet | None = None

    def each(
        self,
        name: str,
        work: Callable[[SkillSet, Picture], Object],
        take: Callable[[], Picture] | None = None,
    ) -> Object:
        """What `work` makes of a photo, or of the picture of `take`. Raises StartError."""
        return _each(name, lambda pixels: work(self._loaded(), pixels), take)

    def _loaded(self) -> SkillSet:
        if self._skills is None:
            self._skills = compose.skills(self._settings, "world", complete=self._complete)
        return self._skills


def _each(
    name: str,
    work: Callable[[Picture], Object],
    take: Callable[[], Picture] | None = None,
    failed: PhotoFault = PhotoFault.NOT_SEEN,
) -> Object:
    """What `work` makes of a photo, or of the picture of `take`; or its fault.

    Raises StartError, and CannotReadError where the work is to read.
    """
    try:
        pixels = photo.load(Path(name)) if take is None else take()
    except (photo.BadPhoto, NoPicture) as error:
        return {"photo": name, "error": message_of(error)}
    try:
        return work(pixels)
    except StartError:
        raise
    except CannotReadError as error:
        if failed is PhotoFault.NOT_READ:
            raise
        return {"photo": name, "error": message_of(error)}
    # Whatever goes wrong with one photo, the others are still done.
    except Exception as error:
        _log.debug("The work on a photo failed:", exc_info=error)
        return {"photo": name, "error": failed.said(name=name, reason=error)}


def run(settings: Settings, run: Run, names: Sequence[str]) -> Iterator[Object]:
    """What a skill finds in photos; a model is loaded only if it asks for one.

    Raises StartError.
    """
    analyser = cache(lambda: compose.analyser(settings))
    language = compose.language(settings)

    def found(name: str, pixels: Picture) -> Object:
        session = PictureSession(pixels, analyser, settings=settings.skills)
        session.language = language
        result = run(session, UNCANCELLED)
        return {"photo": name, **result.details, "spoken": result.spoken}

    for name in names:
        yield _each(name, partial(found, name))


def found(settings: Settings, thing: str, names: Sequence[str]) -> Iterator[Object]:
    """Where a thing is on photos, named in the language of questions. Raises StartError."""
    photos = _Photos(settings, complete=False)
    code = compose.asks_in(settings)
    for name in names:
        yield photos.each(name, partial(_found, thing, code, name))


def _found(thing: str, code: str, name: str, skills: SkillSet, pixels: Picture) -> Object:
    return find_skill.to_json(
        name, thing, skills.find(skills.session(pixels), thing, language=code)
    )


def described(settings: Settings, names: Sequence[str]) -> Iterator[Object]:
    """Describe photos. Raises StartError."""
    photos = _Photos(settings)
    reported: set[Message] = set()
    for name in names:
        yield photos.each(name, partial(_description, name, settings.describe.words, reported))


def _description(
    name: str, words: Verbosity, reported: set[Message], skills: SkillSet, pixels: Picture
) -> Object:
    """Describe a photo. `reported` collects why text cannot be read, to report each reason once."""
    session = skills.session(pixels)
    description = skills.describe(session, words=words)
    text = ""
    if wanted(description.problem, words):
        try:
            text = skills.mention(session)
        except CannotReadError as fault:
            reason = message_of(fault)
            if reason not in reported:
                _log.warning(reason)
            reported.add(reason)
    says = ReadingLine.THE_TEXT_SAYS.said(text=text) if text else None
    shown = describer.to_json(name, description)
    return shown | {"text": text, "says": Spoken.of(description.spoken, says)}


def described_own(settings: Settings, surface: Surface) -> Object:
    """Describe a picture of the computer's own. Raises StartError."""
    take = partial(surfaces.picture, surface)
    if surface is Surface.SCREEN:
        # Screens need no model for photos.
        screens = Screens(compose.reading(settings.model.threads))
        return _each(
            surface.value,
            lambda pixels: describer.to_json(
                surface.value, screens.describe(PictureSession(pixels, surface=surface))
            ),
            take,
        )
    work = partial(_own_description, surface, settings.describe.words)
    return _Photos(settings).each(surface.value, work, take)


def _own_description(
    surface: Surface, words: Verbosity, skills: SkillSet, pixels: Picture
) -> Object:
    session = skills.session(pixels, surface)
    return describer.to_json(surface.value, skills.describe(session, words=words))


def answered(settings: Settings, asked: Sequence[PhotoQuestion]) -> Iterator[Object]:
    """Answer questions in their order; each photo is loaded and analysed once.

    Raises StartError.
    """
    photos = _Photos(settings)
    language = of(compose.asks_in(settings))
    done: dict[int, Object] = {}
    of_photo: dict[str, list[int]] = {}
    for place, one in enumerate(asked):
        if not one.fault:
            of_photo.setdefault(one.photo, []).append(place)
    for place, one in enumerate(asked):
        if one.fault:
            yield {"photo": one.photo, "question": one.question, "error": one.fault}
            continue
        if place not in done:
            places = of_photo[one.photo]
            found = photos.each(one.photo, partial(_answers, asked, places, language, done))
            for other in places:
                about = {"photo": one.photo, "question": asked[other].question}
                done.setdefault(other, about | found)
        yield done.pop(place)


def _answers(
    asked: Sequence[PhotoQuestion],
    places: Sequence[int],
    language: Understanding,
    done: dict[int, Object],
    skills: SkillSet,
    pixels: Picture,
) -> Object:
    """Answer the questions at these places, into `done`."""
    session = skills.session(pixels)
    for place in places:
        one = asked[place]
        query = query_of(one.question, language) or Query(Intent.QUESTION, question=one.question)
        if not query.for_model:
            fault = Line.NOT_IN_ENGLISH.said()
            done[place] = {"photo": one.photo, "question": one.question, "error": fault}
        else:
            said = answerer.to_json(one.photo, skills.answer(session, query))
            done[place] = said | {"question": one.question}
    return {}


def read(settings: Settings, names: Sequence[str]) -> Iterator[Object]:
    """Read photos. Raises CannotReadError."""
    reading = compose.reading(settings.model.threads)
    for name in names:
        yield _each(name, partial(_read, name, reading.whole), failed=PhotoFault.NOT_READ)


def read_own(settings: Settings, surface: Surface) -> Object:
    """Read a picture of the computer's own. Raises CannotReadError."""
    reading = compose.reading(settings.model.threads)
    work = partial(_read, surface.value, lambda session: of_own(reading.whole(session)))
    take = partial(surfaces.picture, surface)
    return _each(surface.value, work, take, failed=PhotoFault.NOT_READ)


def _read(name: str, whole: Callable[[PictureSession], Text], pixels: Picture) -> Object:
    """Read a photo; `says` is the text with its unclear words marked, and advice."""
    start = time.perf_counter()
    text = whole(PictureSession(pixels))
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
        "photo": name,
        "text": text.verbatim,
        "lines": lines,
        "rotation": text.rotation,
        "problem": text.problem and text.problem.value,
        "says": in_lines(verbatim(text.marked), text.advice) if text.marked else text.advice,
        "milliseconds": round((time.perf_counter() - start) * 1000, 1),
    }


def questions(path: Path) -> list[PhotoQuestion]:
    """The questions of a batch file, one JSON object a line. Raises OSError, UnicodeDecodeError."""
    found = []
    # Not splitlines: JSON strings may hold other characters that it takes for line ends.
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
            found.append(PhotoQuestion(_text(row["photo"]), _text(row["question"])))
        except (ValueError, KeyError, TypeError, RecursionError):
            fault = FileFault.BAD_LINE.said(number=number, file=path, example=EXAMPLE)
            found.append(PhotoQuestion("", "", fault))
    return found


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("not a text")
    return value
