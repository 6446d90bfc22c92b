"""A stand-in for speech-dispatcher on a socket, and what happens when it is late."""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.cli.say import say
from assistant.protocol.effects import Utterance
from assistant.protocol.events import RateFound
from assistant.settings.config import defaults
from assistant.tts import UtteranceSpeaker, ssip_speech_output
from assistant.tts.base import OwnRate, Progress, SpeechOutputError, Step
from assistant.tts.ssip_speech_output import SpeechDispatcherOutput, ssip_rate
from tests.kit.heard import Heard
from tests.kit.sentences import segments

QUIET = 0.3


class Dispatcher:
    """Accepts every text as speech-dispatcher does, but notifies only when a test says so."""

    def __init__(self, path: Path) -> None:
        self.lines: list[str] = []
        self.queued = 0
        """The number of texts accepted."""
        self._deaf_to = ""
        """The begin of commands that get no reply; empty: none."""
        self._newest: socket.socket | None = None
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def end(self) -> None:
        """Notify the newest client that its newest message was spoken."""
        assert self._newest is not None
        message = f"{self.queued}".encode()
        self._newest.sendall(b"702-" + message + b"\r\n702-1\r\n702 END\r\n")

    @contextlib.contextmanager
    def deaf(self, to: str) -> Iterator[None]:
        """Give such commands no reply meanwhile; the client waits only briefly."""
        self._deaf_to = to
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ssip_speech_output, "PATIENCE", 0.2)
            yield
        self._deaf_to = ""

    def close(self) -> None:
        """End, after the client."""
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
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
                if self._deaf_to and line.startswith(self._deaf_to):
                    continue
                if line == "SPEAK":
                    client.sendall(b"230 OK RECEIVING DATA\r\n")
                elif line == ".":
                    # The test goes on as soon as the reply is there.
                    self.queued += 1
                    client.sendall(f"225-{self.queued}\r\n225 OK QUEUED\r\n".encode())
                elif line == "GET RATE":
                    client.sendall(b"251-60\r\n251 OK GET RETURNED\r\n")
                elif line.startswith(("SET", "CANCEL")):
                    # Only the numbers count; the words may be in any encoding.
                    client.sendall(b"208 OK R\xc9GL\xc9\r\n")


@pytest.fixture
def dispatcher(tmp_path: Path) -> Iterator[Dispatcher]:
    dispatcher = Dispatcher(tmp_path / "ssip")
    yield dispatcher
    dispatcher.close()


@pytest.fixture
def notes() -> "queue.Queue[object]":
    return queue.Queue()


@pytest.fixture
def output(
    dispatcher: Dispatcher, notes: "queue.Queue[object]", tmp_path: Path
) -> Iterator[SpeechDispatcherOutput]:
    output = SpeechDispatcherOutput(notes.put, 300, tmp_path / "ssip")
    yield output
    output.close()


def steps(output: SpeechDispatcherOutput, notes: "queue.Queue[object]", least: int) -> list[Step]:
    """The steps of at least so many notes, until no more come for a while."""
    found: list[Step] = []
    while True:
        try:
            note = notes.get(timeout=QUIET if len(found) >= least else 30)
            found += filter(None, [output.react(note)])
        except queue.Empty:
            return found


def test_a_late_reply_does_not_harm_the_next_sentence(
    dispatcher: Dispatcher, output: SpeechDispatcherOutput, notes: "queue.Queue[object]"
) -> None:
    output.speak(1, "A dog on a sofa.")
    with dispatcher.deaf("CANCEL"):
        output.cut()
    output.speak(2, "A cup.")
    assert len([line for line in dispatcher.lines if "CLIENT_NAME" in line]) == 2
    assert steps(output, notes, 0) == [], (
        "the lost connection has nothing to do with what speaks now"
    )
    dispatcher.end()
    (step,) = steps(output, notes, 1)
    assert (step.serial, step.progress, step.heard) == (2, Progress.ENDED, True)


def test_a_sentence_whose_connection_is_lost_ends_unheard(
    dispatcher: Dispatcher, output: SpeechDispatcherOutput, notes: "queue.Queue[object]"
) -> None:
    output.speak(1, "A dog on a sofa.")
    with dispatcher.deaf("SET SELF RATE"):
        output.set_rate(200)
    (step,) = steps(output, notes, 1)
    assert (step.serial, step.progress, step.heard) == (1, Progress.ENDED, False)


def test_nothing_is_cancelled_while_nothing_speaks(
    dispatcher: Dispatcher, output: SpeechDispatcherOutput, notes: "queue.Queue[object]"
) -> None:
    output.speak(1, "A cup.")
    dispatcher.end()
    assert [step.progress for step in steps(output, notes, 1)] == [Progress.ENDED]
    output.cut()
    output.speak(2, "A dog.")
    assert "CANCEL SELF" not in dispatcher.lines
    output.cut()
    assert "CANCEL SELF" in dispatcher.lines


def test_it_speaks_at_the_given_rate(
    dispatcher: Dispatcher, output: SpeechDispatcherOutput
) -> None:
    output.speak(1, "A cup.")
    assert dispatcher.lines.index("SET SELF RATE 38") < dispatcher.lines.index("SPEAK")


def rates(dispatcher: Dispatcher) -> list[str]:
    return [line for line in dispatcher.lines if line.startswith("SET SELF RATE")]


@pytest.mark.parametrize("deaf_to", ["SET SELF CLIENT_NAME", "GET RATE"])
def test_without_a_chosen_rate_the_users_own_stays_even_after_a_slow_start(
    dispatcher: Dispatcher, notes: "queue.Queue[object]", tmp_path: Path, deaf_to: str
) -> None:
    output = SpeechDispatcherOutput(notes.put, path=tmp_path / "ssip")
    with contextlib.closing(output):
        with dispatcher.deaf(deaf_to):
            with pytest.raises(SpeechOutputError):
                output.speak(1, "Ready.")
            if deaf_to == "GET RATE":
                output.speak(2, "A cup.")
        if deaf_to != "GET RATE":
            output.speak(2, "A cup.")
    found = [note for note in notes.queue if isinstance(note, OwnRate)]
    assert found == ([] if deaf_to == "GET RATE" else [OwnRate(372)])
    assert rates(dispatcher) == []
    assert ssip_rate(372) == 60


@pytest.mark.program
@pytest.mark.usefixtures("no_sound")
def test_lantern_say_leaves_the_users_own_rate(
    dispatcher: Dispatcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{tmp_path}/ssip")
    settings = defaults()
    settings = replace(settings, voice=replace(settings.voice, engine="speech-dispatcher"))
    speaks = threading.Thread(target=say, args=(settings, "A cup.", None))
    speaks.start()
    while not dispatcher.queued:
        time.sleep(0.01)
    dispatcher.end()
    speaks.join(30)
    assert not speaks.is_alive()
    assert rates(dispatcher) == []


@pytest.mark.program
@pytest.mark.usefixtures("no_sound")
def test_a_long_number_is_spoken_digit_by_digit(
    dispatcher: Dispatcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{tmp_path}/ssip")
    voice = UtteranceSpeaker(replace(defaults().voice, engine="speech-dispatcher"), None, Heard())
    with contextlib.closing(voice):
        voice.start()
        voice.say(Utterance(segments("+49 30 1234567, 12345 km, 1.23456789."), 1))
        while "." not in dispatcher.lines:
            time.sleep(0.01)
    assert "+4 9, 3 0, 1 2 3 4 5 6 7, 12345 km, 1.23456789." in dispatcher.lines


@pytest.mark.program
@pytest.mark.usefixtures("no_sound")
def test_the_rate_of_speech_dispatcher_is_reported_if_none_was_chosen(
    dispatcher: Dispatcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{tmp_path}/ssip")
    heard = Heard()
    voice = UtteranceSpeaker(replace(defaults().voice, engine="speech-dispatcher"), None, heard)
    with contextlib.closing(voice):
        voice.start()
        voice.say(Utterance(segments("A cup."), 1))
        heard.wait(RateFound(372))
        assert voice.status().rate == 372
