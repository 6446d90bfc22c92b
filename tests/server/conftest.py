"""A running endpoint around a scripted model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from assistant.saying.language import Catalogue
from assistant.server.api_key import Key
from assistant.server.http_server import HttpEndpoint
from assistant.server.request_queue import RequestQueue
from assistant.server.serve import ChatHandler, KeepsNothing
from assistant.skills.picture_session import Analyser
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.skill_set import SkillSet
from models import limits
from models.interfaces import Certainty
from tests.kit.fakes import FakeModel, bundle, look, reply, seen
from tests.kit.running import Running
from tests.kit.sentences import message
from tests.kit.writing import Writing

KEY = "the-key-of-the-tests"


def jpeg(value: int = 100) -> bytes:
    """A photo of one colour."""
    _, data = cv2.imencode(".jpg", np.full((48, 64, 3), value, np.uint8))
    return data.tobytes()


@dataclass
class Served:
    """A running endpoint and its parts."""

    model: FakeModel
    handler: ChatHandler
    running: Running
    address: str
    key: str = KEY
    ticks: list[float] = field(default_factory=lambda: [0.0])


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start an endpoint around a model."""
    started: list[Running] = []

    def start(
        model: FakeModel | None = None, limit: float = limits.REQUEST_SECONDS, key: str = KEY
    ) -> Served:
        known = model or FakeModel(
            look(seen("dog", 0.95)),
            ["a dog on a sofa"],
            replies={"Is the dog red": reply("yes", Certainty.PROBABLY)},
        )

        looks = Analyser(bundle(known), lambda _: None)
        read = ReadSkill(Writing, lambda _: None)
        able = SkillSet(looks, "world", KeepsNothing(), read)
        ticks = [0.0]
        handler = ChatHandler(able, lambda: ticks[0])
        queue = RequestQueue(handler.answer, handler.pictures.tidy, limit)
        endpoint = HttpEndpoint("127.0.0.1", 0, Key(key, message("here")), queue, Catalogue(["en"]))
        running = Running(endpoint, queue)
        started.append(running)
        return Served(known, handler, running, running.address, key, ticks)

    yield start
    for one in started:
        one.close()
