"""Simulated adapters that answer each effect with its own generation, in any order and any way."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from assistant.protocol.choices import Choice, StrongerModel
from assistant.protocol.desktop import Surface
from assistant.protocol.effects import (
    Ask,
    Copy,
    Describe,
    Effect,
    EndQuestion,
    Find,
    FindChoices,
    KeepSettings,
    Listen,
    Mention,
    PullModel,
    Read,
    Save,
    Say,
    Silence,
    StopListening,
    TakeFrame,
    TakeStatus,
    UseModel,
    Utterance,
)
from assistant.protocol.events import (
    Answered,
    Clip,
    Copied,
    Described,
    Event,
    Found,
    FrameMissed,
    FrameTaken,
    Heard,
    HeardNothing,
    Layer,
    Listed,
    Listening,
    ListeningFailed,
    MicrophoneLost,
    ModelFailed,
    ModelSwitched,
    NotUnderstood,
    Place,
    PullBegan,
    PullCancelled,
    Pulled,
    PullFailed,
    PullLarger,
    PullProgress,
    PullWaits,
    QuestionEnded,
    Saved,
    SaveFailed,
    SettingsKept,
    SettingsNotKept,
    SpeechEnded,
    SpeechStarted,
    SpeechTooShort,
    Spot,
    StatusTaken,
    TextRead,
    WorkFailed,
)
from assistant.protocol.faults import MicrophoneFault, PullFault
from assistant.protocol.text import Text, TextLine
from assistant.tts.speech_queue import Change, SpeechQueue, finished, offered, silenced
from models.interfaces import Certainty, Problem
from tests.kit.sentences import by_model, message, plain, segments
from tests.kit.talk import FACTS, FRAME, a_picture, described, reply, written

Ways: TypeAlias = tuple[tuple[Event, ...], ...]
"""All possible answers to an effect; each is a row of events."""

WORDS: Final = (
    *("is it red", "what is this", "describe", "stop", "find my cup", "find the", "read this"),
    *("copy that", "keep this as mug", "yes", "no", "watch", "stop watching", "quit", "go on"),
    *("what can you do", "light", "how many people", "save this", "say again", "settings", "um"),
    "is my face in the frame",
    "which button is at my finger",
)
GONE: Final = message("It is gone.")
STRONGER: Final = StrongerModel("smol", 266, message("Any use."), message("it writes sentences"))
LINES: Final = tuple(TextLine(one, 0.99, (0.1, 0.1, 0.9, 0.2), 30.0) for one in ("One", "Two"))
PLACES: Final = (
    Place(Layer.THINGS, plain("A cup."), (0.1, 0.5, 0.3, 0.7), 0.2, 0.6, "cup"),
    Place(Layer.THINGS, plain("Probably a dog."), (0.6, 0.1, 0.8, 0.3), 0.7, 0.2, "dog"),
    Place(Layer.COLOURS, plain("White."), (0.0, 0.0, 0.3, 0.3), 0.15, 0.15),
)
HALF, WHOLE = Text(LINES[:1], complete=False), Text(LINES)
FRAMES: Final = (FRAME, a_picture(1), a_picture(2))
SCREEN: Final = replace(a_picture(3), surface=Surface.SCREEN)
SPOTS: Final = (
    Spot(Certainty.PLAIN, 0.9, None, 0.1, 0.5, 0.1, 1.0, by_model("A cup, on the left.")),
    Spot(Certainty.PLAIN, 0.9, None, 0.5, 0.5, 0.1, 1.0, by_model("A cup, straight ahead.")),
    Spot(Certainty.NONE, 0.0),
    Spot(Certainty.NONE, 0.0, spoken=by_model("It is too dark: turn on a light."), problem=True),
    Spot(Certainty.NONE, 0.0, spoken=by_model("I do not know that word."), unknown=True),
)


def ways(effect: Effect, now: float) -> Ways:
    """The possible answers to an effect; empty if there are none."""
    match effect:
        case TakeFrame(generation, surface=surface):
            taken = [replace(one, at=now) for one in (FRAMES if surface is None else (SCREEN,))]
            return (*((FrameTaken(generation, one),) for one in taken), (FrameMissed(generation),))
        case Describe(generation, frame):
            dark = described("I can't tell. It is too dark.", Problem.DARK)
            answers = (described("A cup."), described(""), dark)
            given = (
                replace(one, spoken=one.spoken if str(one.spoken) else plain("A wall."))
                for one in answers
            )
            return (*((Described(generation, frame, one),) for one in given), _failed(generation))
        case Ask(generation, frame, skill="explore"):
            empty = reply("I can't make out anything.")
            explored = (replace(empty, places=places) for places in (PLACES, PLACES[2:], ()))
            return (*((Answered(generation, frame, one),) for one in explored), _failed(generation))
        case Ask(generation, frame, skill="frame"):
            head = reply("Your head is cut off.")
            seen = (replace(head, places=PLACES[:1]), head)
            return (*((Answered(generation, frame, one),) for one in seen), _failed(generation))
        case Ask(generation, frame):
            return (Answered(generation, frame, reply("Red.", "cup")),), _failed(generation)
        case Read(generation, frame):
            half, whole = (TextRead(generation, frame, one) for one in (HALF, WHOLE))
            nothing = TextRead(generation, frame, Text(advice=plain("I see no text.")))
            failed = _failed(generation)
            return (half, whole), (half, *failed), (whole,), (nothing,), failed
        case Mention(generation):
            gone = WorkFailed(generation, message("Text is no longer mentioned."))
            return (written(generation, "Fire exit"),), (written(generation, ""),), (gone,)
        case Find(generation, frame):
            found = (Found(generation, replace(frame, at=now), one) for one in SPOTS)
            return (*((one,) for one in found), _failed(generation))
        case Listen(generation):
            return _listened(generation, now)
        case Save():
            return (Saved(Path("/x/picture 1.jpg")),), (SaveFailed(message("The disk is full.")),)
        case Copy(utterance=utterance):
            return tuple((Copied(clip, utterance),) for clip in Clip)
        case TakeStatus(utterance):
            return ((StatusTaken(utterance, FACTS),),)
        case PullModel(model):
            came = PullBegan(model, 10, resumed=False), PullProgress(model, 60), Pulled(model)
            fault = PullWaits(model, PullFault.NETWORK)
            ends = (PullLarger(model),), (PullFailed(model, GONE),), (PullCancelled(model),)
            return came, (fault, *came[1:]), *ends
        case UseModel(name, aloud):
            return (ModelSwitched(name, aloud),), (ModelFailed(GONE, name),)
        case KeepSettings(aloud=aloud):
            return (SettingsKept(aloud),), (SettingsNotKept(message("The disk is full.")),)
        case FindChoices(setting, code):
            there = Choice("a", "First"), Choice("b", "Second")
            return ((Listed(setting, there, code),), (Listed(setting, (), code),))
        case _:
            return ()


def _failed(generation: int) -> tuple[Event, ...]:
    return (WorkFailed(generation),)


def _listened(generation: int, now: float) -> Ways:
    opened = Listening(generation)
    ends: tuple[Event, ...] = (
        *(HeardNothing(generation), SpeechTooShort(generation), NotUnderstood(generation)),
        *(ListeningFailed(generation, message("The ears failed.")),),
        *(MicrophoneLost(fault, generation) for fault in MicrophoneFault),
    )
    ended = QuestionEnded(generation, now)
    heard = [Heard(generation, words, sure) for words in WORDS for sure in (0.9, 0.2)]
    return (*((opened, ended, one) for one in heard), *((opened, one) for one in ends))


def rendered(say: Say) -> Utterance:
    """A sentence as the loop hands it to the voice."""
    return Utterance(segments(str(say.text)), say.utterance, say.priority, say.expires)


class AnyRooms:
    """The real speech queue and simulated adapters; the test decides when each of them answers."""

    def __init__(self) -> None:
        self.waiting: list[Ways] = []
        self.queue = SpeechQueue()
        self.begun = False
        """Whether the current sentence is already being heard."""
        self.notes: list[Event] = []
        """Events that the speech queue emits by itself."""

    def carry(self, effects: Iterable[Effect], now: float) -> None:
        for effect in effects:
            if isinstance(effect, Say):
                self._change(offered(self.queue, rendered(effect), now))
            elif isinstance(effect, Silence):
                self._change(silenced(self.queue))
            elif isinstance(effect, StopListening | EndQuestion):
                # What was heard so far may still be on its way.
                continue
            elif possible := ways(effect, now):
                self.waiting.append(possible)

    def answer(self, which: int, way: int) -> Event | None:
        """Answer one waiting effect in one of its ways; None if none waits."""
        if not self.waiting:
            return None
        possible = self.waiting.pop(which % len(self.waiting))
        first, *rest = possible[way % len(possible)]
        if rest:
            self.waiting.append((tuple(rest),))
        return first

    def speak(self, now: float) -> Event | None:
        """The current sentence starts to be heard, or has been heard to its end; None if nothing
        speaks."""
        speaking = self.queue.speaking
        if speaking is None:
            return None
        if not self.begun:
            self.begun = True
            return SpeechStarted(speaking.number, now)
        self._change(finished(self.queue, now))
        return SpeechEnded(speaking.number, complete=True)

    def _change(self, change: Change) -> None:
        if change.queue.speaking is not self.queue.speaking:
            self.begun = False
        self.queue = change.queue
        self.notes += [SpeechEnded(one.number, complete=False) for one in change.dropped]
