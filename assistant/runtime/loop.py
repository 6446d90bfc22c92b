"""The one loop: passes events from the rooms to the dialog, and its effects back to the rooms."""

import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

from assistant.asr.listener import DisabledListener
from assistant.camera.camera import SLEPT
from assistant.dialog.reducer import step
from assistant.dialog.state import State
from assistant.protocol import effects, events
from assistant.protocol.choices import Setting
from assistant.protocol.events import Action, Event, Priority
from assistant.protocol.spoken import Spoken
from assistant.runtime import clipboard
from assistant.runtime.output import EventPrinter
from assistant.runtime.ports import KeySource, Rooms
from assistant.saying.language import Catalogue, choices
from assistant.saying.messages.core import Line, fault_message
from assistant.saying.messages.names_lines import source_name
from assistant.understanding.language_file import asked_in
from models.system import SYSTEM
from models.system.shortage import is_shortage

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
        self._printer: EventPrinter | None = printer
        """None once the reader of the output has gone."""
        self._catalogue = Catalogue([state.language])
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._texts: dict[int, str] = {}
        self._unheard: set[int] = set()
        """Utterances that have not ended."""
        self._audible = True
        self._unprinted = False
        """Whether a failure to print has been reported."""
        self._exit_code: int | None = None
        self._no_room: BaseException | None = None
        """Why a thread has ended, if there was no room for what it began."""
        self._give_up_at = self._saved_by = 0.0

    def emit(self, event: Event) -> None:
        """Queue an event, from any thread."""
        self._events.put(event)

    def run(self, rooms: Rooms, start_keys: Callable[[], Iterable[KeySource]]) -> int:
        """Run until the user quits; gives the exit code.

        `start_keys` starts listening for keys, in this thread, and gives each that has to be
        stopped as soon as it has started.
        What is raised where there is no room for a thread, in whichever thread, is raised here.
        """
        self._rooms = rooms
        with ExitStack() as down:
            down.callback(setattr, threading, "excepthook", threading.excepthook)
            threading.excepthook = self._thread_ended
            down.callback(rooms.worker.close)
            down.callback(rooms.models.close)
            down.callback(self._close_photo_writer)
            down.callback(rooms.settings_writer.close)
            down.callback(rooms.camera.close)
            down.callback(rooms.listener.close)
            down.callback(rooms.speaker.close)
            for source in start_keys():
                down.callback(source.stop)
            rooms.camera.start()
            rooms.worker.start()
            threading.Thread(target=self._start_up, name="start-up", daemon=True).start()
            return self._loop()

    def _thread_ended(self, fault: threading.ExceptHookArgs) -> None:
        if is_shortage(fault.exc_value):
            self._no_room = fault.exc_value
        else:
            threading.__excepthook__(fault)

    def _start_up(self) -> None:
        rooms, end = self._rooms, time.monotonic() + START
        try:
            rooms.speaker.start()
            # The user hears any reason why the model does not load.
            if (fault := rooms.worker.load_fault()) is not None:
                _log.debug("The model did not load:", exc_info=fault)
                self.emit(events.CannotStart(fault_message(fault)))
                return
            rooms.camera.wait(max(0.0, end - time.monotonic()))
        # Any fault here is reported here, or nowhere.
        except Exception as error:
            if is_shortage(error):
                raise
            _log.error("The start failed: %s: %s", type(error).__name__, error)
            _log.debug("Where it failed:", exc_info=error)
            self.emit(events.CannotStart(Line.START_FAILED.said()))
            return
        # Last, because loading them would slow down the rest.
        try:
            rooms.listener.start()
        # Everything else works; a question gets the reason.
        except Exception as error:
            _log.debug("The listener did not start:", exc_info=error)
            reason = Line.EARS_FAILED.said(key=self.state.given.keys[Action.TYPE])
            self._rooms = replace(rooms, listener=DisabledListener(self.emit, reason))
        self.emit(events.Ready())
        rooms.models.start()

    def _loop(self) -> int:
        # Sentences before the first tick would have no time and count as expired.
        self._take(events.Tick(time.monotonic()))
        tick_at = time.monotonic() + TICK
        slept = SYSTEM.asleep()
        while True:
            try:
                event = self._events.get(timeout=max(0.0, tick_at - time.monotonic()))
            except queue.Empty:
                event = events.Tick(time.monotonic())
            slept, before = SYSTEM.asleep(), slept
            if slept - before > SLEPT:
                self._take(events.Resumed(time.monotonic()))
            self._take(event)
            if time.monotonic() >= tick_at:
                if not isinstance(event, events.Tick):
                    self._take(events.Tick(time.monotonic()))
                tick_at = time.monotonic() + TICK
            if self._no_room is not None:
                raise self._no_room
            if self._exit_code is not None and not self._unfinished(time.monotonic()):
                for utterance in sorted(self._unheard & self._texts.keys()):
                    self._visible(events.SpeechEnded(utterance, complete=False))
                return self._exit_code

    def _unfinished(self, now: float) -> bool:
        """Whether to wait for speech or pictures before the end."""
        speaks, saves = bool(self._unheard), bool(self.state.saves)
        return (speaks and now < self._give_up_at) or (saves and now < self._saved_by)

    def _take(self, event: Event) -> None:
        self._visible(event)
        try:
            self.state, wanted = step(self.state, event)
            for effect in wanted:
                self._carry(effect)
        # A fault in the program must not end in silence either.
        except Exception as error:
            if is_shortage(error):
                raise
            if self._exit_code is not None:
                # The last sentence is still spoken.
                _log.debug("Lantern failed while it ended:", exc_info=True)
                return
            _log.exception("Lantern failed:")
            last = self.state.utterance + 1
            self.state = replace(self.state, utterance=last, ending=True)
            self._carry(effects.Say(Spoken.of(Line.CRASHED.said()), last, Priority.ANSWER))
            self._carry(effects.Quit(FAILED))

    def _visible(self, event: Event) -> None:
        try:
            if self._printer is not None:
                self._printer.event(event, self._text(event), self._catalogue)
        except BrokenPipeError:
            self._printer = None
            self.emit(events.Ended())
        # Speech goes on, and a full disk may have room again later.
        except OSError as error:
            if not self._unprinted:
                _log.warning("Nothing can be printed: %s", error)
            self._unprinted = True
        match event:
            case events.SpeechStarted():
                # Without sound there is no reason to wait for the end.
                self._give_up_at = time.monotonic() + (LAST_WORDS_END if self._audible else 0.0)
            case events.SpeechEnded(utterance):
                self._unheard.discard(utterance)
            case events.SoundLost() | events.SoundBack():
                self._audible = isinstance(event, events.SoundBack)

    def _carry(self, effect: effects.Effect) -> None:
        rooms = self._rooms
        match effect:
            case effects.Say():
                self._say(effect)
            case effects.Silence():
                self._unheard.clear()
                rooms.speaker.silence()
            case effects.Play(earcon):
                rooms.speaker.play(earcon)
            case effects.Tone(level, side):
                rooms.speaker.tone(level, side)
            case effects.SetRate(words_per_minute):
                rooms.speaker.set_rate(words_per_minute)
            case effects.TakeFrame():
                rooms.camera.take(effect)
            case effects.WorkRequest():
                rooms.worker.do(effect)
            case effects.Listen():
                rooms.listener.listen(effect)
            case effects.HoldQuestion():
                rooms.listener.hold()
            case effects.EndQuestion():
                rooms.listener.finish()
            case effects.StopListening():
                rooms.listener.cancel()
            case effects.Abandon(generation):
                rooms.worker.abandon(generation)
            case effects.Save(frame, said):
                rooms.photo_writer.save(frame, self._lines(said))
            case effects.Copy(said, utterance):
                clipboard.copy(self._lines(said), utterance, self.emit)
            case effects.SettingEffect():
                self._set(effect)
            case effects.KeepTour():
                rooms.settings_writer.remember("toured")
            case effects.KeepOffered():
                rooms.settings_writer.remember("offered")
            case effects.PullModel(model):
                rooms.models.pull(model)
            case effects.CancelPull():
                rooms.models.cancel()
            case effects.TakeStatus(utterance):
                self.emit(events.StatusTaken(utterance, _facts(rooms)))
            case effects.Quit(exit_code):
                self._exit_code = max(self._exit_code or 0, exit_code)
                self._give_up_at = time.monotonic() + LAST_WORDS_BEGIN
                self._saved_by = time.monotonic() + LAST_SAVES

    def _say(self, effect: effects.Say) -> None:
        utterance, segments = effect.utterance, self._catalogue.segments(effect.text)
        self._unheard.add(utterance)
        if effect.follows is not None and segments:
            # The comma was the pause between the two utterances.
            first = segments[0].text.lstrip(" ,;")
            segments = (replace(segments[0], text=first), *segments[1:])
        rendered = effects.Utterance(
            *(segments, utterance, effect.priority, effect.expires, effect.follows, effect.side)
        )
        if effect.printed:
            self._texts[utterance] = rendered.text
        self._texts.pop(utterance - MOST_TEXTS, None)
        self._rooms.speaker.say(rendered)

    def _text(self, event: Event) -> str | None:
        """What is printed with an event.

        The sentence that begins, one that is complete now, or a last one that no voice began.
        """
        match event:
            case events.SpeechStarted(utterance):
                return self._texts.pop(utterance, None)
            case events.SpeechEnded(utterance) if self._exit_code is not None:
                return self._texts.pop(utterance, None) if utterance in self._unheard else None
            case events.Described(generation, _, said) if generation == self.state.generation:
                return None if said.follows is None else self._catalogue.text(said.spoken)
        return None

    def _lines(self, said: tuple[Spoken, ...]) -> str:
        return "\n".join(map(self._catalogue.text, said))

    def _set(self, effect: effects.SettingEffect) -> None:
        rooms = self._rooms
        match effect:
            case effects.FindChoices(Setting.VOICE, setting):
                rooms.speaker.find(Catalogue.of_setting(setting).code, setting)
            case effects.FindChoices(Setting.CAMERA):
                rooms.camera.find()
            case effects.FindChoices(Setting.MICROPHONE):
                rooms.listener.find()
            case effects.FindChoices(setting=Setting.LANGUAGE):
                self.emit(events.Listed(Setting.LANGUAGE, choices()))
            case effects.UseVoice(setting, voice):
                self._catalogue = Catalogue.of_setting(setting)
                rooms.speaker.use(voice, self._catalogue.code)
                rooms.listener.understand(asked_in(self.state.given.asks_in, self._catalogue.code))
            case effects.FindChoices(Setting.MODEL):
                rooms.models.find()
            case effects.UseModel(name, aloud):
                rooms.models.use(name, aloud=aloud)
            case effects.UseCamera(source):
                rooms.camera.use(source)
            case effects.UseMicrophone(name):
                rooms.listener.use(name)
            case effects.KeepSettings():
                rooms.settings_writer.keep(effect)

    def _close_photo_writer(self) -> None:
        self._rooms.photo_writer.close()
        if self.state.saves:
            print(self._catalogue.text(Line.SAVE_CUT_OFF.said()), file=sys.stderr)


def _facts(rooms: Rooms) -> events.Facts:
    camera, listener = rooms.camera.status(), rooms.listener.status()
    own = rooms.speaker.name(), rooms.model(), listener.recogniser, listener.reason
    others = rooms.server(), rooms.phones()
    seen = source_name(camera.source)
    return events.Facts(seen, camera.age, *own, listener.microphone_open, *others)
