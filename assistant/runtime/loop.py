"""The one loop: passes events from the rooms to the dialog, and its effects back to the rooms."""

import logging
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

from assistant.asr.listener import DisabledListener, ListenerStatus
from assistant.camera.camera import SLEPT, asleep
from assistant.dialog.reducer import step
from assistant.dialog.state import State
from assistant.protocol.choices import Setting
from assistant.protocol.effects import (
    Abandon,
    Copy,
    Effect,
    EndQuestion,
    FindChoices,
    HoldQuestion,
    KeepSettings,
    KeepTour,
    Listen,
    Play,
    Quit,
    Save,
    Say,
    SetRate,
    SettingEffect,
    Silence,
    StopListening,
    TakeFrame,
    TakeStatus,
    Tone,
    UseCamera,
    UseMicrophone,
    UseVoice,
    Utterance,
    WorkRequest,
)
from assistant.protocol.events import (
    Action,
    CannotStart,
    Ended,
    Event,
    Facts,
    Listed,
    Priority,
    Ready,
    Resumed,
    SoundBack,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
    StatusTaken,
    Tick,
)
from assistant.protocol.spoken import Spoken, message_of
from assistant.runtime.output import EventPrinter, NoOutput
from assistant.runtime.ports import KeySource, Listener, Rooms
from assistant.runtime.worker import Worker
from assistant.saying.language import Catalogue
from assistant.saying.messages.core import Line
from assistant.saying.messages.menu_lines import languages
from assistant.saying.messages.names_lines import source_name
from assistant.understanding.language_file import asked_in

_log = logging.getLogger(__name__)

TICK: Final = 0.25
"""Seconds between two ticks."""
START: Final = 2.5
"""Seconds to wait for the camera's first frame or fault before the start goes on."""
LAST_WORDS_BEGIN, LAST_WORDS_END = 2.5, 15.0
"""Seconds for the last sentence to begin, and then to end."""
LAST_SAVES: Final = 2.0
"""Seconds to wait at the end for pictures that are being saved."""
FAILED: Final = 3
"""Exit code of a fault in the program itself: a service restarts it.

After exit code 1 it does not, because the user has been told what to do."""

MOST_TEXTS: Final = 50
"""Number of sentences whose text is kept until their speech begins and they are printed."""


class Loop:
    """The queue of events, and what happens to each."""

    def __init__(self, state: State, printer: EventPrinter) -> None:
        self.state = state
        self._printer = printer
        self._catalogue = Catalogue([state.language])
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._texts: dict[int, str] = {}
        self._unheard: set[int] = set()
        """Utterances that have not ended."""
        self._disabled: DisabledListener | None = None
        """Stands in for a listener that could not start."""
        self._audible = True
        self._unprinted = False
        """Whether a failure to print has been reported."""
        self._exit_code: int | None = None
        self._give_up_at = self._saved_by = 0.0

    def emit(self, event: Event) -> None:
        """Queue an event, from any thread."""
        self._events.put(event)

    def run(self, rooms: Rooms, start_keys: Callable[[], list[KeySource]]) -> int:
        """Run until the user quits; gives the exit code.

        `start_keys` starts listening for keys, in this thread, and gives what has to be stopped.
        """
        with ExitStack() as down:
            down.callback(self._close, rooms)
            for source in start_keys():
                down.callback(source.stop)
            rooms.camera.start()
            rooms.worker.start()
            threading.Thread(
                target=self._start_up, args=(rooms,), name="start-up", daemon=True
            ).start()
            return self._loop(rooms)

    def _start_up(self, rooms: Rooms) -> None:
        end = time.monotonic() + START
        try:
            rooms.speaker.start()
            if not self._model_loads(rooms.worker):
                return
            rooms.camera.wait(max(0.0, end - time.monotonic()))
        # Any fault here is reported here, or nowhere.
        except Exception as error:
            _log.error("The start failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            self.emit(CannotStart(Line.START_FAILED.said()))
            return
        # Last, because loading them would slow down the rest.
        try:
            rooms.listener.start()
        # Everything else works; a question gets the reason.
        except Exception as error:
            _log.debug("The listener did not start:", exc_info=error)
            keys = self.state.keys
            self._disabled = DisabledListener(
                self.emit, Line.EARS_FAILED.said(key=keys[Action.TYPE])
            )
        self.emit(Ready())

    def _model_loads(self, worker: Worker) -> bool:
        try:
            worker.wait_loaded()
        # The user hears any reason.
        except Exception as error:
            _log.debug("The model did not load:", exc_info=error)
            self.emit(CannotStart(message_of(error)))
            return False
        return True

    def _listener(self, rooms: Rooms) -> Listener:
        return self._disabled or rooms.listener

    def _loop(self, rooms: Rooms) -> int:
        # Sentences before the first tick would have no time and count as expired.
        self._take(Tick(time.monotonic()), rooms)
        tick_at = time.monotonic() + TICK
        slept = asleep()
        while True:
            try:
                event = self._events.get(timeout=max(0.0, tick_at - time.monotonic()))
            except queue.Empty:
                event = Tick(time.monotonic())
            slept, before = asleep(), slept
            if slept - before > SLEPT:
                self._take(Resumed(time.monotonic()), rooms)
            self._take(event, rooms)
            if time.monotonic() >= tick_at:
                if not isinstance(event, Tick):
                    self._take(Tick(time.monotonic()), rooms)
                tick_at = time.monotonic() + TICK
            if self._exit_code is not None and not self._unfinished(time.monotonic()):
                return self._exit_code

    def _unfinished(self, now: float) -> bool:
        """Whether to wait for speech or pictures before the end."""
        speaks, saves = bool(self._unheard), bool(self.state.saves)
        return (speaks and now < self._give_up_at) or (saves and now < self._saved_by)

    def _take(self, event: Event, rooms: Rooms) -> None:
        self._visible(event)
        try:
            self.state, effects = step(self.state, event)
            for effect in effects:
                self._carry(effect, rooms)
        # A fault in the program must not end in silence either.
        except Exception:
            if self._exit_code is not None:
                # The last sentence is still spoken.
                _log.debug("Lantern failed while it ended:", exc_info=True)
                return
            _log.exception("Lantern failed:")
            last = self.state.utterance + 1
            self.state = replace(self.state, utterance=last, ending=True)
            self._carry(Say(Spoken.of(Line.CRASHED.said()), last, Priority.ANSWER), rooms)
            self._carry(Quit(FAILED), rooms)

    def _visible(self, event: Event) -> None:
        text = self._texts.get(event.utterance) if isinstance(event, SpeechStarted) else None
        try:
            self._printer.event(event, text, self._catalogue)
        except BrokenPipeError:
            self._printer = NoOutput()
            self.emit(Ended())
        # Speech goes on, and a full disk may have room again later.
        except OSError as error:
            if not self._unprinted:
                _log.warning("Nothing can be printed: %s", error)
            self._unprinted = True
        match event:
            case SpeechStarted():
                # Without sound there is no reason to wait for the end.
                self._give_up_at = time.monotonic() + (LAST_WORDS_END if self._audible else 0.0)
            case SpeechEnded(utterance):
                self._unheard.discard(utterance)
            case SoundLost() | SoundBack():
                self._audible = isinstance(event, SoundBack)

    def _carry(self, effect: Effect, rooms: Rooms) -> None:
        match effect:
            case Say(said, utterance, priority, expires):
                self._unheard.add(utterance)
                segments = self._catalogue.segments(said)
                rendered = Utterance(segments, utterance, priority, expires)
                self._texts[utterance] = rendered.text
                self._texts.pop(utterance - MOST_TEXTS, None)
                rooms.speaker.say(rendered)
            case Silence():
                self._unheard.clear()
                rooms.speaker.silence()
            case Play(earcon):
                rooms.speaker.play(earcon)
            case Tone(level):
                rooms.speaker.tone(level)
            case SetRate(words_per_minute):
                rooms.speaker.set_rate(words_per_minute)
            case TakeFrame():
                rooms.camera.take(effect)
            case WorkRequest():
                rooms.worker.do(effect)
            case Listen():
                self._listener(rooms).listen(effect)
            case HoldQuestion():
                self._listener(rooms).hold()
            case EndQuestion():
                self._listener(rooms).finish()
            case StopListening():
                self._listener(rooms).cancel()
            case Abandon(generation):
                rooms.worker.abandon(generation)
            case Save(frame, said):
                rooms.photo_writer.save(frame, self._lines(said))
            case Copy(said, utterance):
                rooms.clipboard.copy(self._lines(said), utterance)
            case SettingEffect():
                self._set(effect, rooms)
            case KeepTour():
                rooms.settings_writer.keep_tour()
            case TakeStatus(utterance):
                self.emit(StatusTaken(utterance, _facts(rooms, self._listener(rooms).status())))
            case Quit(exit_code):
                self._exit_code = max(self._exit_code or 0, exit_code)
                self._give_up_at = time.monotonic() + LAST_WORDS_BEGIN
                self._saved_by = time.monotonic() + LAST_SAVES

    def _lines(self, said: tuple[Spoken, ...]) -> str:
        return "\n".join(map(self._catalogue.text, said))

    def _set(self, effect: SettingEffect, rooms: Rooms) -> None:
        match effect:
            case FindChoices(Setting.VOICE, setting):
                rooms.speaker.find(Catalogue.of_setting(setting).code, setting)
            case FindChoices(Setting.CAMERA):
                rooms.camera.find()
            case FindChoices(Setting.MICROPHONE):
                self._listener(rooms).find()
            case FindChoices(setting=Setting.LANGUAGE):
                self.emit(Listed(Setting.LANGUAGE, languages()))
            case UseVoice(setting, voice):
                self._catalogue = Catalogue.of_setting(setting)
                rooms.speaker.use(voice, self._catalogue.code)
                self._listener(rooms).understand(asked_in(self.state.asks_in, self._catalogue.code))
            case UseCamera(source):
                rooms.camera.use(source)
            case UseMicrophone(name):
                self._listener(rooms).use(name)
            case KeepSettings():
                rooms.settings_writer.keep(effect)

    def _close(self, rooms: Rooms) -> None:
        with ExitStack() as down:
            down.callback(rooms.worker.close)
            down.callback(self._close_photo_writer, rooms)
            down.callback(rooms.settings_writer.close)
            down.callback(rooms.camera.close)
            down.callback(rooms.listener.close)
            down.callback(rooms.speaker.close)

    def _close_photo_writer(self, rooms: Rooms) -> None:
        rooms.photo_writer.close()
        if self.state.saves:
            print(self._catalogue.text(Line.SAVE_CUT_OFF.said()), file=sys.stderr)


def _facts(rooms: Rooms, listener: ListenerStatus) -> Facts:
    camera = rooms.camera.status()
    own = rooms.speaker.name(), rooms.model(), listener.recogniser, listener.reason
    seen = source_name(camera.source)
    return Facts(seen, camera.age, *own, listener.microphone_open, rooms.server())
