"""`lantern doctor`: whether each part works on this computer, or how to fix it."""

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.asr.base import RecogniserError
from assistant.asr.microphone import check_microphone
from assistant.asr.recogniser import open_recogniser
from assistant.asr.vad import Silero, SpeechDetectorError
from assistant.camera import photo as photo_file
from assistant.cli.demo import SAMPLES
from assistant.cli.say import WaitingSpeaker, say
from assistant.keys.trigger import TriggerError, TriggerSocket, socket_path
from assistant.protocol.events import Action
from assistant.protocol.spoken import Message, Spoken, english, message_of
from assistant.protocol.text import CannotReadError
from assistant.runtime import compose, model_choice
from assistant.runtime.remembered import chosen_rate
from assistant.runtime.remote_status import fault_words, spoken_name
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import DoctorLine, PartName
from assistant.saying.messages.core import (
    MICROPHONE_LINES,
    camera_fault,
    decimal,
    fault_message,
    key_names,
)
from assistant.saying.messages.names_lines import source_name
from assistant.saying.messages.server_lines import RemoteLine
from assistant.settings.config import ConfigError, Settings, defaults, load
from assistant.skills.describe.describer import Describer
from assistant.skills.picture_session import PictureSession
from assistant.tts import muted, screen_reader
from models.lexicon.names import mentions, tokens_of
from models.system import SYSTEM

TRIGGER_WAIT: Final = 1.0
"""Seconds in which a running Lantern opens its socket."""
CAMERA_WAIT: Final = 3.0
"""Seconds to wait for a frame of the camera."""
SHOWN: Final = {
    "cat.jpg": frozenset(("cat",)),
    "coffee.jpg": frozenset(("coffee", "cup", "espresso", "latte")),
    "dogs.jpg": frozenset(("dog",)),
}
"""Photos that ship, each with words of which a right description has one, or a synonym of one."""
MODEL: Final = "model"
"""Names of model parts begin with this."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result for one part."""

    part: str
    """Its name in English."""
    ok: bool
    says: Message | Spoken | str
    """Its status if it works, else what to do."""

    def to_json(self) -> dict[str, object]:
        """The object to print."""
        kind, _, name = self.part.partition(f"{MODEL} ")
        part = PartName.MODEL.said(name=name) if name else PartName(kind).said()
        line = (DoctorLine.WELL if self.ok else DoctorLine.NOT_WELL).said(part=part, says=self.says)
        return {"part": self.part, "ok": self.ok, "says": line}


def _words(value: object) -> Message | str:
    return value if isinstance(value, Message) else str(value)


def checks() -> Iterator[Check]:
    """Check every part in turn; each takes a few seconds at most."""
    try:
        settings = load()
    except ConfigError as fault:
        yield Check("settings", False, Spoken.of(*fault.lines))
        settings = defaults()
    else:
        yield Check("settings", True, DoctorLine.NO_MISTAKE.said())
    yield camera(settings)
    yield from voice(settings)
    yield from ears(settings)
    yield from models(settings)
    yield text()
    if settings.remote.address:
        yield server(settings)
    elif settings.remote.gguf:
        yield own_server(settings)
    yield terminal()
    yield trigger()


def camera(settings: Settings) -> Check:
    """Open the camera of the settings and wait for a frame."""
    opened = compose.camera(settings, lambda event: None)
    opened.start()
    try:
        status = opened.wait(CAMERA_WAIT)
    finally:
        opened.close()
    source = source_name(status.source)
    if status.fault is not None:
        return Check("camera", False, camera_fault(status.fault, status.source))
    if status.age is None:
        return Check("camera", False, DoctorLine.NO_PICTURE.said(source=source))
    size = {"width": status.width, "height": status.height}
    return Check("camera", True, DoctorLine.CAMERA.said(source=source, **size))


def voice(settings: Settings) -> Iterator[Check]:
    """Render a sentence, play it, and check whether the output is audible."""
    text = Catalogue.of_setting(settings.voice.language).text
    speech = WaitingSpeaker(settings, chosen_rate(settings.voice.rate))
    try:
        done = speech.speak(text(DoctorLine.SOUND_WORKS.said()))
    finally:
        speech.close()
    # In memory, because the disk may be full.
    with SYSTEM.unsaved("voice") as path:
        rendered = say(settings, text(DoctorLine.VOICE_WORKS.said()), path)
    fault = rendered.get("error")
    yield Check("voice", fault is None, _words(fault or rendered["voice"]))
    fault = done.get("error") or muted.default_sink().advice
    yield Check("sound", not fault, _words(fault or DoctorLine.PLAYED.said()))
    if screen_reader.runs():
        prints = compose.prints(settings)
        line = DoctorLine.SCREEN_READER_TOO if prints else DoctorLine.SCREEN_READER_ONLY
        name = done.get("voice", DoctorLine.NO_VOICE.said())
        yield Check("screen reader", True, line.said(voice=name))


def ears(settings: Settings) -> Iterator[Check]:
    """Load speech recognition, and listen for any sound."""
    if settings.ears.engine == "off":
        yield Check("ears", True, DoctorLine.SWITCHED_OFF.said())
        return
    try:
        name = open_recogniser(compose.recogniser(settings, compose.language(settings))).name
        Silero()
    except (RecogniserError, SpeechDetectorError) as fault:
        yield Check("recogniser", False, fault_message(fault))
    else:
        yield Check("recogniser", True, name)
    silent = check_microphone(settings.ears.microphone)
    if silent is None:
        yield Check("microphone", True, DoctorLine.GIVES_SOUND.said())
    else:
        key = key_names(settings.keys)[Action.TYPE]
        yield Check("microphone", False, MICROPHONE_LINES[silent].said(type=key))


def models(settings: Settings) -> Iterator[Check]:
    """Verify the checksums of the shipped model and of the chosen ones."""
    for model in (*model_choice.models(), *model_choice.pulled_models(settings)):
        fault, version = model.get("error"), model.get("version")
        says = DoctorLine.MODEL_WHOLE.said(version=version) if version else model.get("says")
        yield Check(f"{MODEL} {model['name']}", fault is None, str(fault or says))


def described(name: str = "") -> Iterator[Check]:
    """Have a model, by default that of the settings, describe three photos that ship.

    The model that ships describes by claims, as it does when Lantern runs; others write. Each photo
    has to be described with a word for what it is known to show. Raises StartError.
    """
    try:
        settings = load()
    except ConfigError as fault:
        yield Check("settings", False, Spoken.of(*fault.lines))
        return
    name = name or settings.remote.gguf or settings.model.name
    analyser = compose.analyser(model_choice.alone(settings, name))
    model, describer = analyser.models.model, Describer(analyser.models)
    for photo, words in SHOWN.items():
        start, pixels, own = time.monotonic(), photo_file.load(SAMPLES / photo), True
        if name == model_choice.EMBEDDED:
            said = describer.describe(PictureSession(pixels, lambda: analyser)).spoken
        else:
            pieces = tuple(model.generate(model.look(pixels), "describe"))
            said = Spoken.of(english("".join(piece.text for piece in pieces).strip()))
            own = all(piece.writer == Path(name).name for piece in pieces)
        seconds = decimal(f"{time.monotonic() - start:.1f}")
        found = not words.isdisjoint((*tokens_of(str(said)), *mentions(str(said))))
        line = DoctorLine.DESCRIBED if found and own else DoctorLine.NOT_DESCRIBED
        if not own:
            line = DoctorLine.OTHER_DESCRIBED
        wanted = ", ".join(sorted(words))
        says = line.said(photo=photo, text=said, seconds=seconds, words=wanted)
        yield Check(f"{MODEL} {name}", found and own, says)


def server(settings: Settings) -> Check:
    """Ask the server of the settings for its model."""
    name = spoken_name(settings.remote.address)
    said, fault = model_choice.server_model(settings)
    if fault is not None:
        return Check("server", False, fault_words(fault, name, said))
    return Check("server", True, RemoteLine.CHECKED.said(server=name, model=said))


def own_server(settings: Settings) -> Check:
    """Start the server that Lantern runs itself."""
    ok, said = model_choice.own_server_state(settings)
    return Check("server", ok, said)


def text() -> Check:
    """Load the networks that read text."""
    try:
        compose.text_reader(threads=1)
    except CannotReadError as fault:
        return Check("reading", False, fault_message(fault))
    return Check("reading", True, DoctorLine.TEXT.said())


def terminal() -> Check:
    """Check that standard input is a terminal, for single keys."""
    if sys.stdin.isatty():
        return Check("terminal", True, DoctorLine.KEYS.said())
    return Check("terminal", False, DoctorLine.NO_KEYS.said())


def trigger() -> Check:
    """Check that `lantern trigger` can reach a running Lantern, or one could listen."""
    with contextlib.suppress(OSError), SYSTEM.connected(socket_path(), TRIGGER_WAIT):
        return Check("trigger", True, DoctorLine.RUNNING.said())
    listener = TriggerSocket(lambda event: None)
    try:
        listener.start()
    except TriggerError as fault:
        return Check("trigger", False, message_of(fault))
    finally:
        listener.stop()
    return Check("trigger", True, DoctorLine.CAN_OPEN.said(path=socket_path()))
