"""The endpoint over real connections: what is answered, what is refused, and why."""

import base64
import http.client
import json
import select
import socket
import statistics
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http import HTTPStatus
from pathlib import Path
from threading import Event as Flag
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from assistant.protocol.spoken import ENGLISH
from assistant.runtime import stuck_work
from assistant.server import http_server
from assistant.server.chat_request import ChatRequest, ReplyPart
from assistant.server.request_queue import Job, RequestQueue
from assistant.understanding.language_file import of
from assistant.understanding.matcher import warm
from models import limits
from tests.kit.describer import CAPTION_LOCAL, PROMPT, Describer, LlamaCpp, Ollama, Proxy
from tests.kit.fakes import FakeModel, look, seen
from tests.server.conftest import Served, jpeg

Serve = Callable[..., Served]
ChatJob = Job[ChatRequest, ReplyPart]
ChatQueue = RequestQueue[ChatRequest, ReplyPart]


def chat(picture: bytes = b"", words: str = "", **more: Any) -> dict[str, Any]:
    url = f"data:image/jpeg;base64,{base64.b64encode(picture or jpeg()).decode()}"
    content = [{"type": "text", "text": words}, {"type": "image_url", "image_url": {"url": url}}]
    return {"model": "lantern", "messages": [{"role": "user", "content": content}]} | more


def post(
    served: Served,
    data: dict[str, Any] | bytes,
    path: str = "v1/chat/completions",
    headers: dict[str, str] | None = None,
    timeout: float = 60.0,
) -> tuple[int, str]:
    """The status and body of an answer."""
    place = urlsplit(served.address)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=timeout)
    known = {"Authorization": f"Bearer {served.key}", "Content-Type": "application/json"}
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    try:
        connection.request("POST", f"/{path}", body, known if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def refusal(answer: tuple[int, str]) -> tuple[int, str]:
    status, body = answer
    fault = json.loads(body)["error"]
    return status, fault if isinstance(fault, str) else fault["message"]


@pytest.mark.parametrize("kind", [Proxy, Ollama, LlamaCpp])
def test_a_screen_reader_gets_a_description_and_answers(serve: Serve, kind: type) -> None:
    served = serve()
    # A program that takes no key gets it in the address.
    base = served.address if kind is Proxy else f"{served.address}{served.key}/"
    describer: Describer = kind(base, served.key if kind is Proxy else "")
    if kind is not LlamaCpp:
        assert describer.models()[0] == "lantern"
    assert describer.describe(jpeg()) == "A dog on a sofa."
    assert describer.ask("Is it red?") == "Probably yes."
    assert describer.ask("What else is there?") == "That is all I know about this picture."
    assert len(served.model.looks) == 1, "the same picture is looked at once"
    assert served.model.asked == ["Is the dog red"], "the last answer says what it is"


def test_a_key_of_any_letters_can_stand_in_the_address(serve: Serve) -> None:
    served = serve(key="mein Schl\u00fcssel 1")
    assert Ollama(f"{served.address}{quote(served.key)}/").models()[0] == "lantern"


@pytest.mark.parametrize("words", [PROMPT, CAPTION_LOCAL])
def test_an_answer_is_streamed_as_events(serve: Serve, words: str) -> None:
    served = serve()
    place = urlsplit(served.address)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    body = json.dumps(chat(words=words, stream=True))
    connection.request(
        "POST", "/v1/chat/completions", body, {"Authorization": f"Bearer {served.key}"}
    )
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream"
    events = [line[6:] for line in answer.read().decode().splitlines() if line.startswith("data: ")]
    assert events.pop() == "[DONE]"
    deltas = [json.loads(event)["choices"][0]["delta"] for event in events]
    assert "".join(delta.get("content", "") for delta in deltas) == "A dog on a sofa."
    assert len(deltas) > 3
    # The connection serves the next request too.
    connection.request("GET", "/health")
    assert json.loads(connection.getresponse().read()) == {"status": "ok"}
    connection.close()


@pytest.mark.slow
def test_the_clients_of_openai_and_ollama_understand_it(serve: Serve) -> None:
    openai = pytest.importorskip("openai")
    ollama = pytest.importorskip("ollama")
    served = serve()
    with openai.OpenAI(base_url=f"{served.address}v1", api_key=served.key) as client:
        asked = chat(words=PROMPT)
        whole = client.chat.completions.create(**asked)
        assert whole.choices[0].message.content == "A dog on a sofa."
        parts = client.chat.completions.create(**asked, stream=True)
        assert "".join(p.choices[0].delta.content or "" for p in parts) == "A dog on a sofa."
        assert [model.id for model in client.models.list()] == ["lantern", "lantern-words"]
        with pytest.raises(openai.BadRequestError, match="There is no picture"):
            client.chat.completions.create(
                model="lantern", messages=[{"role": "user", "content": "x"}]
            )
    # This client drops the path of an address, so the key goes into a header.
    headers = {"Authorization": f"Bearer {served.key}"}
    other = ollama.Client(host=served.address, headers=headers)
    message = {"role": "user", "content": PROMPT, "images": [jpeg()]}
    assert other.chat("lantern", [message]).message.content == "A dog on a sofa."
    pieces = [part.message.content for part in other.chat("lantern", [message], stream=True)]
    assert "".join(pieces) == "A dog on a sofa."
    assert other.generate("lantern", PROMPT, images=[jpeg()]).response == "A dog on a sofa."
    assert other.list().models[0].model == "lantern"
    assert "vision" in other.show("lantern").capabilities
    other._client.close()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}, {"x-api-key": "é"}],
)
def test_without_the_key_nothing_is_answered(serve: Serve, headers: dict[str, str]) -> None:
    served = serve()
    answer = refusal(post(served, chat(), headers=headers))
    assert answer == (401, "The key is missing or wrong. Use the key of this Lantern.")
    assert refusal(post(served, b"", "nowhere", headers))[0] == 401
    assert not served.model.looks


def test_without_the_key_only_its_health_is_open(serve: Serve) -> None:
    served = serve()
    place = urlsplit(served.address)
    for path, status in (("/health", 200), ("/", 200), ("/v1/models", 401), ("/props", 401)):
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
        connection.request("GET", path)
        assert connection.getresponse().status == status
        connection.close()


def test_an_unread_body_is_not_taken_for_the_next_request(serve: Serve) -> None:
    served = serve()
    place = urlsplit(served.address)
    with socket.create_connection((str(place.hostname), place.port or 0), timeout=10) as raw:
        raw.sendall(b"GET /health HTTP/1.1\r\nContent-Length: 24\r\n\r\n")
        raw.sendall(b"GET /health HTTP/1.1\r\n\r\n")
        answer = b""
        while chunk := raw.recv(1000):
            answer += chunk
    assert answer.count(b"HTTP/1.1 200") == 1


def test_a_body_of_a_hundred_megabytes_is_refused_unread(serve: Serve) -> None:
    served = serve()
    headers = {"Authorization": f"Bearer {served.key}", "Content-Length": "100000000"}
    # None of it is sent: an answer that waited for it would never come.
    status, sentence = refusal(post(served, b"", headers=headers, timeout=5))
    assert (status, sentence.partition(":")[0]) == (413, "The request is too large")


def test_who_sends_a_hundred_megabytes_in_spite_of_that_hears_the_refusal(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine takes longer to send them than they are discarded for.
    monkeypatch.setattr(limits, "DRAIN", 30.0)
    status, sentence = refusal(post(serve(), bytes(100_000_000)))
    assert (status, sentence.partition(":")[0]) == (413, "The request is too large")


def bomb() -> bytes:
    """A PNG of 40,000 by 40,000 pixels that holds only its first rows."""

    def part(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(5_000_000))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_picture_bombs_and_other_data_are_refused(serve: Serve) -> None:
    served = serve()
    status, sentence = refusal(post(served, chat(bomb())))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence.startswith("The picture is too large")
    assert refusal(post(served, chat(b"no picture")))[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    asked = chat()
    asked["messages"][0]["content"][1]["image_url"]["url"] = "data:image/png;base64,@@@"
    assert refusal(post(served, asked)) == (
        400,
        "The picture could not be read. Send it as base64.",
    )
    assert not served.model.looks


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[" * 100_000, 400), (b'{"messages": []}', 400), (b"\xff", 400)],
)
def test_a_request_that_is_not_understood_says_so(serve: Serve, body: bytes, status: int) -> None:
    found, sentence = refusal(post(serve(), body))
    assert found == status
    assert sentence.startswith("Lantern can't understand the request.")


def test_half_a_character_is_not_understood(serve: Serve) -> None:
    for words in ("Is it \ud800 red?", "\udfff"):
        assert post(serve(), chat(words=words))[0] == HTTPStatus.BAD_REQUEST


def test_a_long_text_holds_nobody_up_and_only_its_end_is_read(serve: Serve) -> None:
    warm(of(ENGLISH))
    served = serve()
    answers: list[tuple[float, tuple[int, str]]] = []

    def ask(value: int, words: str) -> None:
        began = time.monotonic()
        answer = post(served, chat(jpeg(value), words))
        answers.append((time.monotonic() - began, answer))

    asks = [threading.Thread(target=ask, args=(0, "a. " * 25_000 + "Is the dog red?"))]
    asks += [threading.Thread(target=ask, args=(n, "Is the dog red?")) for n in range(1, 5)]
    for one in asks:
        one.start()
        time.sleep(0.02)
    for one in asks:
        one.join(60)
    assert [status for _, (status, _) in answers] == [200] * 5
    assert max(seconds for seconds, _ in answers) < 2
    said = [json.loads(body)["choices"][0]["message"]["content"] for _, (_, body) in answers]
    cut = "Probably yes. The message was too long: I read only its last 2000 characters."
    assert sorted(said) == [*["Probably yes."] * 4, cut]


def test_a_long_conversation_is_read_from_its_end(serve: Serve) -> None:
    asked, served = chat(words=PROMPT), serve()
    post(served, asked)
    asked["messages"] += [{"role": "user", "content": "more"}] * 20_000
    began = time.monotonic()
    text = json.loads(post(served, asked)[1])["choices"][0]["message"]["content"]
    assert text == "That is all I know about this picture."
    assert time.monotonic() - began < 5


def test_a_request_without_a_length_is_refused(serve: Serve) -> None:
    served = serve()
    place = urlsplit(served.address)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    connection.request(
        "POST",
        "/v1/chat/completions",
        iter([json.dumps(chat()).encode()]),
        {"Authorization": f"Bearer {served.key}"},
        encode_chunked=True,
    )
    assert connection.getresponse().status == HTTPStatus.LENGTH_REQUIRED
    connection.close()


@pytest.mark.slow
def test_a_client_that_stops_sending_gets_a_timeout(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve()
    place = urlsplit(served.address)
    with monkeypatch.context() as patch:
        patch.setattr(http_server.Handler, "timeout", 1.0)
        with socket.create_connection((str(place.hostname), place.port or 0), timeout=30) as raw:
            path = "POST /v1/chat/completions HTTP/1.1"
            head = f"{path}\r\nAuthorization: Bearer {served.key}\r\n"
            raw.sendall(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
            assert raw.recv(1000).startswith(b"HTTP/1.1 408 ")
    # The next request is answered.
    assert post(served, chat())[0] == 200


@pytest.mark.slow
def test_a_request_that_comes_a_byte_at_a_time_is_cut_off(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FIRST_ARRIVAL", 0.6)
    served = serve()
    place = urlsplit(served.address)
    for start in (b"", b"GET /health HTTP/1.1\r\nX: "):
        began = time.monotonic()
        with socket.create_connection((str(place.hostname), place.port or 0), timeout=10) as raw:
            raw.sendall(start)
            with suppress(ConnectionError):
                while not select.select([raw], [], [], 0.1)[0]:
                    raw.sendall(b"x")
                    assert time.monotonic() - began < 5
                assert raw.recv(100) == b""
        assert time.monotonic() - began >= 0.5


def head(served: Served, length: int, key: str | None = None) -> bytes:
    given = f"Authorization: Bearer {served.key if key is None else key}"
    return f"POST /completion HTTP/1.1\r\n{given}\r\nContent-Length: {length}\r\n\r\n".encode()


@pytest.fixture
def hold_open(serve: Serve) -> Iterator[Callable[..., socket.socket]]:
    """Open a connection from an address of this computer, and send the beginning of a request."""
    with ExitStack() as stack:

        def opened(served: Served, begin: bytes, source: str = "127.0.0.1") -> socket.socket:
            place = urlsplit(served.address)
            to = (str(place.hostname), place.port or 0)
            one = socket.create_connection(to, 10, source_address=(source, 0))
            stack.enter_context(one).sendall(begin)
            return one

        yield opened


@pytest.mark.parametrize("sources", [["127.0.0.1"], ["127.0.0.2", "127.0.0.3", "127.0.0.4"]])
def test_half_sent_heads_shut_nobody_out(
    serve: Serve, hold_open: Callable[..., socket.socket], sources: list[str]
) -> None:
    served = serve()
    began = time.monotonic()
    halves = [
        hold_open(served, b"GET /v1/models HTTP/1.1\r\nX: ", sources[n % len(sources)])
        for n in range(limits.CONNECTIONS + 10)
    ]
    assert post(served, chat())[0] == HTTPStatus.OK
    assert time.monotonic() - began < limits.FIRST_ARRIVAL
    assert halves[0].recv(100).startswith(b"HTTP/1.1 503 "), "the oldest made room"


def test_slow_bodies_shut_nobody_out(serve: Serve, hold_open: Callable[..., socket.socket]) -> None:
    served = serve()
    begin = head(served, limits.REQUEST) + b"{"
    slow = [hold_open(served, begin) for _ in range(limits.WAITING + 3)]
    time.sleep(0.2)
    assert post(served, chat())[0] == HTTPStatus.OK
    assert all(not select.select([one], [], [], 0)[0] for one in slow)


def test_who_has_the_key_keeps_the_place_and_others_hear_that_there_is_none(
    serve: Serve, hold_open: Callable[..., socket.socket]
) -> None:
    served = serve()
    known = [hold_open(served, head(served, 100)) for _ in range(limits.CONNECTIONS_OF_ADDRESS)]
    time.sleep(1.5)
    status, sentence = refusal(post(served, b"", "nowhere"))
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert sentence == "Too many programs are connected to Lantern. Try again in a few seconds."
    assert hold_open(served, b"GET /health HTTP/1.0\r\n\r\n", "127.0.0.2").recv(12)[-3:] == b"200"
    assert all(not select.select([one], [], [], 0)[0] for one in known)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD"])
@pytest.mark.parametrize(
    ("lengths", "status"),
    [
        (["999999999999"], 413),
        (["-1"], 400),
        (["1e3"], 400),
        (["2", "3"], 400),
        (["9" * 30], 400),
    ],
)
def test_a_declared_length_is_checked_whatever_the_method(
    serve: Serve,
    hold_open: Callable[..., socket.socket],
    method: str,
    lengths: list[str],
    status: int,
) -> None:
    declared = "".join(f"Content-Length: {length}\r\n" for length in lengths)
    raw = hold_open(serve(), f"{method} /health HTTP/1.1\r\n{declared}\r\n".encode())
    raw.shutdown(socket.SHUT_WR)
    answer = b""
    while chunk := raw.recv(1000):
        answer += chunk
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("guess", ["x-api-key: a-guess-of-many", "Origin: http://evil.example"])
def test_who_guesses_at_the_key_costs_its_owner_nothing(
    serve: Serve, hold_open: Callable[..., socket.socket], guess: str
) -> None:
    served = serve()

    def usual() -> float:
        """The seconds that an answer to the owner takes, the median of five."""
        each = []
        for _ in range(5):
            began = time.monotonic()
            assert post(served, chat())[0] == HTTPStatus.OK
            each.append(time.monotonic() - began)
        return statistics.median(each)

    before = usual()
    for _ in range(3 * limits.CONNECTIONS_OF_ADDRESS):
        raw = hold_open(served, f"GET /v1/models HTTP/1.1\r\n{guess}\r\n\r\n".encode())
        assert raw.recv(12) == b"HTTP/1.1 401"
    assert usual() < before + 1


def test_a_long_head_is_refused_before_it_has_arrived(
    serve: Serve, hold_open: Callable[..., socket.socket]
) -> None:
    served = serve()
    lines = b"".join(b"X-%d: %s\r\n" % (n, b"x" * 60_000) for n in range(2))
    raw = hold_open(served, b"GET /health HTTP/1.1\r\n" + lines)
    assert select.select([raw], [], [], 3)[0], "it waits for the rest"
    assert raw.recv(12) == b"HTTP/1.1 431"


def test_a_request_of_countless_values_is_not_read(serve: Serve) -> None:
    asked = chat(words="Is the dog red?")
    assert post(serve(), asked | {"more": [[]] * 1_000_000})[0] == HTTPStatus.BAD_REQUEST


def test_of_fifty_requests_at_once_some_wait_and_the_others_get_a_reason(serve: Serve) -> None:
    hold = Flag()
    served = serve(FakeModel(look(seen("dog", 0.95)), ["a dog"], hold=hold))
    answers: list[tuple[int, str]] = []
    asks = [
        threading.Thread(target=lambda n=n: answers.append(post(served, chat(jpeg(n)))))
        for n in range(50)
    ]
    for ask in asks:
        ask.start()
    end = time.monotonic() + 30
    while len(answers) < 50 - 1 - limits.WAITING and time.monotonic() < end:
        time.sleep(0.02)
    refused = [refusal(answer) for answer in answers]
    busy = (429, "Lantern is busy with other pictures. Ask again in a few seconds.")
    assert refused == [busy] * (50 - 1 - limits.WAITING)
    hold.set()
    for ask in asks:
        ask.join(60)
    assert [status for status, _ in answers].count(200) == 1 + limits.WAITING
    assert len(served.model.looks) == 1 + limits.WAITING


def test_work_for_a_client_that_went_away_stops(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[ChatJob] = []

    def noted(
        self: ChatQueue,
        asked: ChatRequest,
        do: Callable[[ChatQueue, ChatRequest], ChatJob] = RequestQueue.do,
    ) -> ChatJob:
        jobs.append(do(self, asked))
        return jobs[-1]

    monkeypatch.setattr(RequestQueue, "do", noted)
    hold = Flag()
    served = serve(FakeModel(look(seen("dog", 0.95)), ["a dog"], hold=hold))
    place = urlsplit(served.address)
    gone = []
    for value in (1, 2, 3):
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
        body = json.dumps(chat(jpeg(value)))
        headers = {"Authorization": f"Bearer {served.key}"}
        connection.request("POST", "/v1/chat/completions", body, headers)
        gone.append(connection)
    # One is being worked on, and the others wait.
    end = time.monotonic() + 30
    while (not served.model.looks or len(jobs) < 3) and time.monotonic() < end:
        time.sleep(0.02)
    for connection in gone:
        connection.close()
    while not all(job.over() for job in jobs) and time.monotonic() < end:
        time.sleep(0.02)
    hold.set()
    assert post(served, chat(jpeg(4)))[0] == 200
    assert len(served.model.looks) == 2, "the first, which was begun, and the last"


def test_a_request_that_takes_too_long_is_told_so(serve: Serve) -> None:
    hold = Flag()
    served = serve(FakeModel(look(seen("dog", 0.95)), ["a dog"], hold=hold), limit=0.3)
    status, sentence = refusal(post(served, chat()))
    assert status == HTTPStatus.GATEWAY_TIMEOUT
    assert sentence.startswith("Lantern could not finish")
    hold.set()


def test_after_a_request_that_never_ends_the_others_are_answered(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stuck_work, "STUCK", 0.2)
    hold = Flag()
    served = serve(FakeModel(look(seen("dog", 0.95)), ["a dog"], hold=hold), limit=0.5)
    assert post(served, chat())[0] == HTTPStatus.GATEWAY_TIMEOUT
    served.model.hold = None
    time.sleep(0.4)
    assert post(served, chat(jpeg(1)))[0] == HTTPStatus.OK
    hold.set()
    assert post(served, chat(jpeg(2)))[0] == HTTPStatus.OK


def test_a_fault_of_the_model_is_reported_and_the_next_request_answered(serve: Serve) -> None:
    served = serve()
    served.model.failure = RuntimeError("broken")
    status, sentence = refusal(post(served, chat()))
    assert (status, sentence) == (500, "Something went wrong with this picture. Send it again.")
    served.model.failure = None
    assert post(served, chat())[0] == 200


def test_pictures_are_forgotten_and_leave_no_trace(serve: Serve, home: Path) -> None:
    served = serve()
    words = "Remember this as my mug."
    answer = json.loads(post(served, chat(words=f"{words} Is that fine?"))[1])
    assert answer["choices"][0]["message"]["content"]
    kept = chat(words=PROMPT)
    kept["messages"] += [
        {"role": "assistant", "content": "A dog."},
        {"role": "user", "content": words},
    ]
    text = json.loads(post(served, kept)[1])["choices"][0]["message"]["content"]
    assert text.startswith("I don't remember anything from pictures that are sent to me.")
    assert len(served.model.looks) == 1
    served.ticks[0] = 601.0
    served.handler.pictures.tidy()
    assert post(served, chat())[0] == 200
    assert len(served.model.looks) == 2
    for value in range(1, 6):
        post(served, chat(jpeg(value)))
    assert len(served.handler.pictures._kept) == 4
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_another_lantern_gets_bare_words_and_can_bar_some(serve: Serve) -> None:
    served = serve(FakeModel(look(seen("dog", 0.95)), ["a dog", "a room"]))
    asked = chat(model="lantern-words")
    choice = json.loads(post(served, asked)[1])["choices"][0]
    assert choice["message"]["content"] == "a dog"
    assert [one["logprob"] for one in choice["logprobs"]["content"]] == [-0.1, -0.1]
    barred = chat(model="lantern-words", lantern_barred=["dog"])
    text = json.loads(post(served, barred)[1])["choices"][0]["message"]["content"]
    assert text == "a room"
