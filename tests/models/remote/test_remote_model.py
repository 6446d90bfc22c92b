"""The server as a model: what it says, how long it may take, and who speaks when it is away."""

import base64
import math
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from assistant.protocol.cancellation import CancelWhen
from models.interfaces import UNCANCELLED, ServerFault
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.model import RemoteModel
from tests.kit.chat_server import ChatServer, tokens
from tests.kit.fakes import FakeModel, look, picture, seen

OWN = "a room"


class Heard:
    """What the user would be told."""

    def __init__(self) -> None:
        self.faults: list[ServerFault | None] = []
        self.details: list[str] = []

    def __call__(self, fault: ServerFault | None, detail: str) -> None:
        self.faults.append(fault)
        self.details.append(detail)


class Clock:
    """Real time, and as much more as a test adds."""

    def __init__(self) -> None:
        self.more = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.more


Make = Callable[..., tuple[RemoteModel, Heard, Clock]]


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


@pytest.fixture
def make(server: ChatServer) -> Make:
    def made(patience: float = 20.0, **wanted: Any) -> tuple[RemoteModel, Heard, Clock]:
        heard, clock = Heard(), Clock()
        local = FakeModel(look(seen("dog", 0.9)), [OWN])
        client = Client(ServerSettings(parse(server.address), **wanted))
        model = RemoteModel(local, client, heard, patience, clock)
        model.connect()
        return model, heard, clock

    return made


def said(model: RemoteModel, prompt: str = "describe", *barred: str) -> str:
    look = model.look(picture())
    return "".join(p.text for p in model.generate(look, prompt, frozenset(barred))).strip()


def test_the_servers_words_come_with_their_log_probabilities(
    server: ChatServer, make: Make
) -> None:
    model, heard, _ = make()
    seen_there = model.look(picture())
    assert [thing.name for thing in seen_there.objects] == ["dog"], "the witness is the own one"
    found = list(model.generate(seen_there, "describe", frozenset({"cat"})))
    assert [(one.text, one.log_probability) for one in found[:2]] == [("A", -0.1), (" dog", -0.1)]
    assert "".join(piece.text for piece in found) == "A dog on a sofa."
    (asked,) = server.asked
    assert asked["model"] == "seer"
    assert "they are not there: cat." in asked["messages"][1]["content"][1]["text"]
    assert heard.faults == []


def test_the_picture_arrives_reduced_and_as_it_was(server: ChatServer, make: Make) -> None:
    model, _, _ = make()
    large = np.zeros((1500, 3000, 3), np.uint8)
    large[:, 1500:] = (250, 10, 10)
    list(model.generate(model.look(large), "describe"))
    url = server.asked[0]["messages"][1]["content"][0]["image_url"]["url"]
    data = np.frombuffer(base64.b64decode(url.partition(",")[2]), np.uint8)
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None
    sent = cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
    assert sent.shape == (384, 768, 3)
    assert np.abs(sent[100, 700].astype(int) - (250, 10, 10)).max() < 12


def test_a_server_without_log_probabilities_is_asked_once_more_and_then_never(
    server: ChatServer, make: Make
) -> None:
    server.takes_log_probabilities = False
    model, heard, _ = make()
    look = model.look(picture())
    found = list(model.generate(look, "describe"))
    assert all(math.isnan(piece.log_probability) for piece in found)
    list(model.generate(look, "describe"))
    assert ["logprobs" in asked for asked in server.asked] == [True, False, False]
    assert heard.faults == []


def test_an_answer_that_is_not_streamed_is_taken_too(server: ChatServer, make: Make) -> None:
    server.streams = False
    assert said(make()[0]) == "A dog on a sofa."


def test_only_the_first_sentence_describes_and_more_on_demand(
    server: ChatServer, make: Make
) -> None:
    server.answer = tokens("A dog. It sits on a sofa.")
    model, _, _ = make()
    assert said(model) == "A dog."
    assert said(model, "detail") == "A dog. It sits on a sofa."


def test_a_question_is_answered_beside_the_own_guesses(server: ChatServer, make: Make) -> None:
    server.answer = [("Bl", -0.1), ("ue", -0.2), (".", -0.3)]
    model, _, _ = make()
    first, *own = model.guesses(model.look(picture()), "What colour is it?", ("yes", "no"))
    assert (first.text, first.writer, first.certainty) == ("blue", "seer", None)
    assert first.log_probability == pytest.approx(-0.6)
    assert [guess.text for guess in own] == ["yes", "no"]


@pytest.mark.parametrize("answer", ["", "one two three four five six seven eight nine"])
def test_what_is_no_answer_is_left_out(server: ChatServer, make: Make, answer: str) -> None:
    server.answer = tokens(answer)
    model, _, _ = make()
    found = model.guesses(model.look(picture()), "What colour is it?", ("yes", "no"))
    assert [guess.text for guess in found] == ["yes", "no"]


def test_the_beginning_of_an_answer_is_none(server: ChatServer, make: Make) -> None:
    server.answer = tokens("a red cup that")
    server.finish = "length"
    model, _, _ = make()
    found = model.guesses(model.look(picture()), "What is it?", ("yes", "no"))
    assert [guess.text for guess in found] == ["yes", "no"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ({"wait_first": 1.0}, ServerFault.SLOW),
        ({"wait_each": 1.0}, ServerFault.SLOW),
        ({"chat_status": 500}, ServerFault.FAILED),
        ({"chat_status": 401}, ServerFault.KEY),
        ({"chat_status": 404}, ServerFault.MODEL),
        ({"chat_status": 429}, ServerFault.BUSY),
        ({"chat_status": 400}, ServerFault.REQUEST),
    ],
)
def test_whatever_goes_wrong_the_own_model_speaks_at_once_and_it_is_said_once(
    server: ChatServer, make: Make, harm: dict[str, Any], fault: ServerFault
) -> None:
    model, heard, _ = make()
    assert said(model) == "A dog on a sofa."
    for name, value in harm.items():
        setattr(server, name, value)
    if fault is ServerFault.SLOW:
        model._patience = 0.3
    began = time.monotonic()
    assert said(model) == OWN
    assert time.monotonic() - began < 1.5
    asked = len(server.asked)
    for _ in range(3):
        assert said(model) == OWN
    assert len(server.asked) == asked, "it is not tried again at once"
    assert heard.faults == [fault]


def test_a_sentence_never_ends_in_another_models_words(server: ChatServer, make: Make) -> None:
    server.breaks_after = 2
    model, heard, _ = make()
    assert said(model) == OWN
    assert (heard.faults, heard.details) == ([ServerFault.FAILED], ["its answer was cut off"])


def test_a_refused_picture_is_described_here_and_the_next_is_sent(
    server: ChatServer, make: Make
) -> None:
    model, heard, _ = make()
    server.chat_status = 422
    assert said(model) == OWN
    server.chat_status = 200
    assert said(model) == "A dog on a sofa."
    assert heard.faults == []


def back(model: RemoteModel, clock: Clock, seconds: float) -> str:
    """What is said once so many more seconds have gone by and the server was tried."""
    clock.more += seconds
    said(model)
    probe = model._probe
    assert probe is not None
    probe.join(30)
    return said(model)


def test_a_server_that_comes_back_is_used_again_and_that_is_said() -> None:
    server = ChatServer()
    with server:
        heard, clock = Heard(), Clock()
        local = FakeModel(look(seen("dog", 0.9)), [OWN])
        client = Client(ServerSettings(parse(server.address)))
        model = RemoteModel(local, client, heard, 20.0, clock)
        model.connect()
        assert said(model) == "A dog on a sofa."
    assert said(model) == OWN
    assert back(model, clock, 6.0) == OWN
    with server:
        assert back(model, clock, 11.0) == "A dog on a sofa."
    assert heard.faults == [ServerFault.UNREACHABLE, None]


def test_a_server_that_only_seems_to_be_back_is_not_told(server: ChatServer, make: Make) -> None:
    model, heard, clock = make()
    server.chat_status = 500
    assert said(model) == OWN
    assert back(model, clock, 6.0) == OWN
    assert back(model, clock, 11.0) == OWN
    assert heard.faults == [ServerFault.FAILED]


def test_from_the_start_away_is_told_and_costs_no_key_anything(make: Make) -> None:
    heard = Heard()
    local = FakeModel(look(seen("dog", 0.9)), [OWN])
    model = RemoteModel(local, Client(ServerSettings(parse("http://127.0.0.1:9"))), heard, 40.0)
    model.connect()
    began = time.monotonic()
    assert said(model) == OWN
    assert time.monotonic() - began < 2
    assert heard.faults == [ServerFault.UNREACHABLE]


def test_a_model_that_the_server_does_not_have_is_told(server: ChatServer, make: Make) -> None:
    model, heard, _ = make(model="other")
    assert said(model) == OWN
    assert (heard.faults, heard.details) == ([ServerFault.MODEL], ["other"])


def test_the_key_is_sent_and_a_missing_file_is_told(
    server: ChatServer, make: Make, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text("secret\n")
    assert said(make(key_file=file)[0]) == "A dog on a sofa."
    assert server.keys == ["Bearer secret"]
    model, heard, _ = make(key_file=tmp_path / "none")
    assert said(model) == OWN
    assert heard.faults == [ServerFault.KEY_FILE]
    assert heard.details == ["no such file or directory"]


@pytest.mark.slow
def test_superseded_work_stops_reading_at_once(server: ChatServer, make: Make) -> None:
    server.answer = tokens("word " * 200)
    server.wait_each = 0.05
    model, heard, _ = make()
    began = time.monotonic()
    model.cancel_with(CancelWhen(lambda: time.monotonic() > began + 0.5))
    said(model)
    model.guesses(model.look(picture()), "What colour is it?", ("yes",))
    assert time.monotonic() - began < 1.0, "all of it takes ten seconds"
    end = time.monotonic() + 20
    while server.given and server.given[-1] and time.monotonic() < end:
        before = server.given[-1]
        time.sleep(0.3)
        if server.given[-1] == before:
            break
    assert server.given[-1] < 40, "the server saw that nobody listens"
    assert heard.faults == [], "nothing is wrong with it"


def test_several_answers_together_take_no_longer_than_the_user_waits(
    server: ChatServer, make: Make
) -> None:
    model, heard, clock = make()
    model.cancel_with(UNCANCELLED)
    assert said(model) == "A dog on a sofa."
    clock.more += 9.0
    assert said(model) == OWN
    model.cancel_with(UNCANCELLED)
    assert said(model) == "A dog on a sofa."
    assert heard.faults == []


def test_closing_the_words_is_no_fault(make: Make) -> None:
    model, heard, _ = make()
    with closing(model.generate(model.look(picture()), "describe")) as stream:  # type: ignore[type-var]  # it is a generator
        next(stream)
    assert said(model) == "A dog on a sofa."
    assert heard.faults == []


def test_an_answer_that_never_ends_is_given_up(server: ChatServer, make: Make) -> None:
    server.answer = tokens("word " * 200)
    server.wait_each = 0.05
    model, heard, _ = make()
    model._whole = 0.6
    assert said(model) == OWN
    assert heard.faults == [ServerFault.SLOW]


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("e.g. " * 40_000, "its answer never ends"),
        ("\u201cSo" * 60_000, "its answer never ends"),
        ("word " * 200, "its answer is too long"),
    ],
)
def test_in_place_of_a_text_without_end_the_own_model_speaks_at_once(
    server: ChatServer, make: Make, text: str, detail: str, streams: bool
) -> None:
    server.answer, server.streams = [(text, -0.1)], streams
    model, heard, _ = make()
    began = time.monotonic()
    assert said(model) == OWN
    assert time.monotonic() - began < 3
    assert (heard.faults, heard.details) == ([ServerFault.FAILED], [detail])


def test_of_a_long_answer_the_sentences_that_are_short_enough_are_taken(
    server: ChatServer, make: Make
) -> None:
    server.answer = tokens("A dog sits on a sofa. " + "It is brown and happy " * 40)
    model, heard, _ = make()
    assert said(model, "detail") == "A dog sits on a sofa."
    assert heard.faults == []


def test_what_is_no_such_server_is_told(server: ChatServer, make: Make) -> None:
    server.models = []
    model, heard, _ = make()
    assert said(model) == OWN
    server.status = 500
    other, told, _ = make()
    assert said(other) == OWN
    assert (heard.faults, told.faults) == ([ServerFault.MODEL], [ServerFault.FAILED])


def test_vectors_are_the_own_models(make: Make) -> None:
    model, _, _ = make()
    local = FakeModel()
    sent = model.look(picture())
    assert (model.embed_look(sent) == local.embed_look(sent)).all()
    assert (model.embed(picture()) == local.embed(picture())).all()
    assert (model.space, model.same) == (local.space, local.same)
    assert (model.embed_text("x") == local.embed_text("x")).all()
    assert model.zero_shot(model.embed(picture()), model.embed_labels(["a"])).labels[0][0] == "a"
