"""Other programs' voices: a real speech-dispatcher, and a stand-in for Orca on a real D-Bus."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from assistant.protocol.effects import Utterance
from assistant.protocol.events import SpeechEnded, SpeechStarted
from assistant.tts import orca_speech_output
from assistant.tts.base import SpeechOutputError
from assistant.tts.orca_speech_output import OrcaSpeechOutput
from assistant.tts.ssip_speech_output import ssip_rate
from tests.kit.heard import Heard
from tests.kit.pulse import PulseServer, Recording
from tests.kit.sentences import segments
from tests.kit.session_bus import session_bus
from tests.kit.speech_dispatcher import SpeechDispatcher
from tests.tts.conftest import MakeVoice

LONG = "A dog is lying on a brown sofa and a cat is sitting beside the window of the room."


TRICKY = "-- A 'dog', a \\ and\ntwo \"lines\"."


@pytest.fixture
def dispatcher(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SpeechDispatcher]:
    daemon = SpeechDispatcher(tmp_path / "speechd")
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{daemon.socket}")
    daemon.start()
    yield daemon
    daemon.kill()


@pytest.mark.slow
def test_speech_dispatcher_speaks_reports_and_is_interrupted(
    dispatcher: SpeechDispatcher, recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(engine="speech-dispatcher")
    asked = time.monotonic()
    voice.say(Utterance(segments("First line.\n.second line."), 1))
    heard.wait(SpeechEnded(1, complete=True))
    assert len(recording.loud_times(asked, recording.wait_quiet())) > 5000
    assert voice.name() == "speech-dispatcher"

    voice.say(Utterance(segments(LONG), 2))
    heard.wait(SpeechStarted, 2)
    recording.wait_loud(time.monotonic())
    voice.silence()
    stopped = heard.wait(SpeechEnded(2, complete=False))
    recording.wait_until(stopped + 2.0)
    assert not len(recording.loud_times(stopped + 0.5, stopped + 2.0))


@pytest.mark.slow
def test_lanterns_own_voice_takes_over_when_speech_dispatcher_ends(
    dispatcher: SpeechDispatcher, recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(engine="speech-dispatcher")
    voice.say(Utterance(segments(LONG), 1))
    heard.wait(SpeechStarted)
    dispatcher.kill()
    heard.wait(SpeechEnded(1, complete=False))
    asked = time.monotonic()
    voice.say(Utterance(segments("A dog."), 2))
    heard.wait(SpeechEnded(2, complete=True))
    assert len(recording.loud_times(asked, recording.wait_quiet())) > 2000
    assert voice.name() != "speech-dispatcher"


def test_rates_for_speech_dispatcher() -> None:
    assert [ssip_rate(rate) for rate in (80, 130, 180, 340, 500)] == [-100, -50, 0, 50, 100]


def holds(file: Path, text: str) -> bool:
    try:
        return text.encode() in file.read_bytes()
    # The process has ended.
    except OSError:
        return False


class Orca:
    """Answers on D-Bus as Orca does, and remembers the calls."""

    def __init__(self, bus: str, service: str, interrupts: str) -> None:
        self.presented: list[str] = []
        self.shown: list[Path] = []
        """Command lines, which every user of the computer can read, with a text."""
        self.interrupted = threading.Event()
        self.hangs = False
        self._interrupts = interrupts
        """The object that can interrupt."""
        self._connection = open_dbus_connection(bus)
        self._connection.send_and_get_reply(message_bus.RequestName(service))
        self._thread = threading.Thread(target=self._serve, name="orca")
        self._thread.start()

    def close(self, bus: str) -> None:
        with open_dbus_connection(bus) as other:
            name = self._connection.unique_name
            address = DBusAddress("/", bus_name=name, interface="lantern.Test")
            other.send(new_method_call(address, "Quit"))
            self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while True:
            message = self._connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            fields = message.header.fields
            member, path = fields[HeaderFields.member], fields[HeaderFields.path]
            if member == "Quit":
                return
            if self.hangs:
                continue
            if member == "PresentMessage":
                self.presented.append(message.body[0])
                lines = Path("/proc").glob("[0-9]*/cmdline")
                self.shown += [line for line in lines if holds(line, message.body[0])]
            elif "InterruptSpeech" in (member, *message.body) and path == self._interrupts:
                self.interrupted.set()
            else:
                self._connection.send(new_error(message, "org.freedesktop.DBus.Error.Unknown"))
                continue
            self._connection.send(new_method_return(message, "b", (True,)))


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A private session bus."""
    with session_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@pytest.mark.program
def test_what_orca_is_given_is_seen_by_no_other_user(bus: str) -> None:
    orca = Orca(bus, *ORCA_49)
    try:
        OrcaSpeechOutput(print, 180).present("Your letter from the bank.")
        assert orca.presented == ["Your letter from the bank."]
        assert not orca.shown
    finally:
        orca.close(bus)


@pytest.mark.program
def test_an_orca_that_hangs_is_given_up(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orca_speech_output, "PATIENCE", 0.5)
    orca = Orca(bus, *ORCA_49)
    orca.hangs = True
    try:
        started = time.monotonic()
        with pytest.raises(SpeechOutputError):
            OrcaSpeechOutput(print, 180).present("A dog.")
        assert time.monotonic() - started < 30
    finally:
        orca.close(bus)


ORCA_49 = "org.gnome.Orca.Service", "/org/gnome/Orca/Service/SpeechAndVerbosityManager"


@pytest.mark.parametrize(
    ("service", "interrupts"),
    [
        ORCA_49,
        ("org.gnome.Orca.Service", "/org/gnome/Orca/Service/SpeechManager"),
        ("org.gnome.Orca1.Service", "/org/gnome/Orca1/Service/SpeechManager"),
    ],
)
def test_orca_presents_what_is_said_and_is_interrupted(
    bus: str,
    service: str,
    interrupts: str,
    recording: Recording,
    make_voice: MakeVoice,
    heard: Heard,
) -> None:
    orca = Orca(bus, service, interrupts)
    try:
        voice = make_voice(engine="orca")
        asked = time.monotonic()
        voice.say(Utterance(segments(TRICKY), 1))
        ended = heard.wait(SpeechEnded(1, complete=True))
        voice.say(Utterance(segments(LONG), 2))
        heard.wait(SpeechStarted, 2)
        voice.silence()
        heard.wait(SpeechEnded(2, complete=False))
        assert orca.interrupted.wait(30)
        assert orca.presented == [TRICKY, LONG]
        assert voice.name() == "orca"
        assert {event.reader for event in heard.all(SpeechStarted)} == {"orca"}
        recording.wait_until(ended)
        assert not len(recording.loud_times(asked, ended))
        voice.close()
    finally:
        orca.close(bus)


def test_orca_is_silenced_even_if_it_speaks_longer_than_estimated(
    bus: str, pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    orca = Orca(bus, *ORCA_49)
    try:
        with pulse.recording():
            voice = make_voice(engine="orca", rate=500)
            voice.say(Utterance(segments("A dog."), 1))
            heard.wait(SpeechEnded(1, complete=True))
            assert not orca.interrupted.is_set()
            voice.silence()
            voice.say(Utterance(segments("A cup."), 2))
            heard.wait(SpeechEnded(2, complete=True))
            assert orca.interrupted.is_set()
            voice.close()
    finally:
        orca.close(bus)


def test_lanterns_own_voice_speaks_while_orca_does_not_run(
    bus: str, pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    with pulse.recording():
        voice = make_voice(engine="orca")
        voice.say(Utterance(segments("A dog."), 1))
        heard.wait(SpeechEnded(1, complete=True))
        assert voice.name() not in ("orca", "")
        assert [event.reader for event in heard.all(SpeechStarted)] == [""]
