"""The pictures that were sent last, in memory, and what is known about each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, Protocol, TypeVar

from assistant.camera import photo
from assistant.protocol.events import Answer
from assistant.protocol.query import Query
from assistant.protocol.spoken import message_of
from assistant.protocol.text import CannotReadError
from assistant.saying.messages.server_lines import ServingLine
from assistant.server.chat_request import RefusedError
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from assistant.understanding.follow_ups import followed
from assistant.understanding.marks import resolved
from models import limits
from models.interfaces import CancelToken, Picture, WorkCancelledError


class Kept(Protocol):
    """A picture, and what is known about it."""

    used: float
    """When it was last asked about."""


@dataclass(slots=True)
class Shown:
    """A picture that is asked about, and what is known about it."""

    sessions: tuple[PictureSession, ...]
    """One for each of the models."""
    used: float
    about: str = ""
    """What "it" means in the next question."""
    asked: Query | None = None
    """The last question to it."""
    detail: int = 0
    """How often more was wanted."""

    def answer(self, model: SkillSet, query: Query, cancel: CancelToken) -> Answer:
        """The last model's answer to a question, which may go on from the one before."""
        self.asked = query = followed(query, self.asked)
        query = resolved(query, self.about)
        answer = model.answer(self.sessions[-1], query, cancel=cancel, reads=True)
        self.about = answer.about or self.about
        return answer


K = TypeVar("K")
P = TypeVar("P", bound=Kept)


class KeptPictures(Generic[K, P]):
    """The last pictures by name; the one that was not asked about for longest goes first."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = most, clock
        self._kept: dict[K, P] = {}

    def find(self, name: K, make: Callable[[], P]) -> P:
        """The picture of this name; if there is none, it is made. Raises what `make` raises."""
        self.tidy()
        found = self._kept.pop(name, None) or make()
        while len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[name] = found
        return found

    def forget(self, name: K) -> None:
        """Forget the picture of this name, if there is one."""
        self._kept.pop(name, None)

    def tidy(self) -> None:
        """Forget those that were not asked about for a while."""
        oldest = self._clock() - limits.PICTURES_KEPT
        self._kept = {name: one for name, one in self._kept.items() if one.used > oldest}

    @contextmanager
    def asked(self, picture: P, cancel: CancelToken) -> Iterator[None]:
        """Answer a question about a picture within this block.

        Work that ends without having been cancelled becomes a RefusedError, as does a text that
        cannot be read.
        """
        try:
            yield
        except CannotReadError as fault:
            raise RefusedError(message_of(fault), HTTPStatus.SERVICE_UNAVAILABLE) from fault
        except WorkCancelledError as error:
            if not cancel.cancelled:
                line = ServingLine.FAILED.said()
                raise RefusedError(line, HTTPStatus.INTERNAL_SERVER_ERROR) from error
        finally:
            picture.used = self._clock()


def decoded(data: bytes) -> Picture:
    """The picture in a file that was sent. Raises RefusedError."""
    try:
        return photo.decode(data, ServingLine.PICTURE.said())
    except photo.BadPhoto as fault:
        raise RefusedError(message_of(fault), HTTPStatus.UNPROCESSABLE_ENTITY) from fault
