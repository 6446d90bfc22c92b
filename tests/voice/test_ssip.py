"""What becomes of a sentence when speech-dispatcher is late: a stand-in for it on a socket."""

import queue
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.voice import ssip_mouth
from assistant.voice.mouth import Progress, Step
from assistant.voice.ssip_mouth import SpeechDispatcherMouth, ssip_rate, users_rate

QUIET = 0.3


class Dispatcher:
    """Takes every text as speech-dispatcher does; it tells only when a test has it do so."""

    def __init__(self, path: Path) -> None:
        self.lines: list[str] = []
        self.deaf_to = ""
        """How a command begins that gets no reply; empty: none."""
        self._message = 0
        self._newest: socket.socket | None = None
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def end(self) -> None:
        """Tell the client that came last that its newest message was spoken."""
        assert self._newest is not None
        message = f"{self._message}".encode()
        self._newest.sendall(b"702-" + message + b"\r\n702-1\r\n702 END\r\n")

    def close(self) -> None:
        """End; the client has ended before."""
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                self._newest, _none = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._serve, args=(self._newest,)))
            self._threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile(encoding="utf-8") as lines:
            for raw in lines:
                line = raw.strip()
                self.lines.append(line)
                if self.deaf_to and line.startswith(self.deaf_to):
                    continue
                if line == "SPEAK":
                    client.sendall(b"230 OK RECEIVING DATA\r\n")
                elif line == ".":
                    self._message += 1
                    client.sendall(f"225-{self._message}\r\n225 OK QUEUED\r\n".encode())
                elif line == "GET RATE":
                    client.sendall(b"251-60\r\n251 OK GET RETURNED\r\n")
                elif line.startswith(("SET", "CANCEL")):
                    client.sendall(b"208 OK\r\n")


@pytest.fixture
def dispatcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dispatcher]:
    monkeypatch.setattr(ssip_mouth, "PATIENCE", 0.2)
    dispatcher = Dispatcher(tmp_path / "ssip")
    yield dispatcher
    dispatcher.close()


@pytest.fixture
def notes() -> "queue.Queue[object]":
    return queue.Queue()


@pytest.fixture
def mouth(
    dispatcher: Dispatcher, notes: "queue.Queue[object]", tmp_path: Path
) -> Iterator[SpeechDispatcherMouth]:
    mouth = SpeechDispatcherMouth(notes.put, 300, tmp_path / "ssip")
    yield mouth
    mouth.close()


def steps(mouth: SpeechDispatcherMouth, notes: "queue.Queue[object]") -> list[Step]:
    """What the notes mean that come until none comes for a while."""
    found: list[Step] = []
    while True:
        try:
            found += mouth.react(notes.get(timeout=QUIET))
        except queue.Empty:
            return found


def test_a_late_reply_costs_the_next_sentence_nothing(
    dispatcher: Dispatcher, mouth: SpeechDispatcherMouth, notes: "queue.Queue[object]"
) -> None:
    mouth.speak(1, "A dog on a sofa.")
    dispatcher.deaf_to = "CANCEL"
    mouth.cut()
    mouth.speak(2, "A cup.")
    assert len([line for line in dispatcher.lines if "CLIENT_NAME" in line]) == 2
    assert steps(mouth, notes) == [], "the lost connection has nothing to do with what speaks now"
    dispatcher.end()
    (step,) = steps(mouth, notes)
    assert (step.serial, step.progress, step.heard) == (2, Progress.ENDED, True)


def test_a_sentence_whose_connection_is_lost_ends_unheard(
    dispatcher: Dispatcher, mouth: SpeechDispatcherMouth, notes: "queue.Queue[object]"
) -> None:
    mouth.speak(1, "A dog on a sofa.")
    dispatcher.deaf_to = "SET SELF RATE"
    mouth.set_rate(200)
    (step,) = steps(mouth, notes)
    assert (step.serial, step.progress, step.heard) == (1, Progress.ENDED, False)


def test_where_nothing_speaks_there_is_nothing_to_cancel(
    dispatcher: Dispatcher, mouth: SpeechDispatcherMouth, notes: "queue.Queue[object]"
) -> None:
    mouth.speak(1, "A cup.")
    dispatcher.end()
    assert [step.progress for step in steps(mouth, notes)] == [Progress.ENDED]
    mouth.cut()
    mouth.speak(2, "A dog.")
    assert "CANCEL SELF" not in dispatcher.lines
    mouth.cut()
    assert "CANCEL SELF" in dispatcher.lines


def test_it_speaks_at_the_rate_that_is_told(
    dispatcher: Dispatcher, mouth: SpeechDispatcherMouth
) -> None:
    mouth.speak(1, "A cup.")
    assert dispatcher.lines.index("SET SELF RATE 38") < dispatcher.lines.index("SPEAK")


def test_the_users_own_rate_is_known(dispatcher: Dispatcher, tmp_path: Path) -> None:
    assert users_rate(tmp_path / "ssip") == 372
    assert ssip_rate(372) == 60
    assert not any(line.startswith("SET SELF RATE") for line in dispatcher.lines)


def test_where_nobody_answers_the_users_own_rate_is_not_known(
    dispatcher: Dispatcher, tmp_path: Path
) -> None:
    dispatcher.deaf_to = "GET"
    assert users_rate(tmp_path / "ssip") is None
    assert users_rate(tmp_path / "nobody") is None
