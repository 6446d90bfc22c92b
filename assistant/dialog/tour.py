"""The tour of the first start: sound, keys, camera and microphone, one after the other.

Keys do what they always do during the tour, and most of them end it; its second part asks for the
one that describes.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from assistant.camera.quality import measure, verdict
from assistant.dialog import stronger
from assistant.dialog.state import State, Tour, TourPart
from assistant.dialog.turn import Turn
from assistant.dialog.work import PendingQuestion, Phase
from assistant.protocol import events
from assistant.protocol.effects import KeepTour, Listen, TakeFrame
from assistant.protocol.events import Action, Earcon, Event, Priority
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import Line, camera_fault
from assistant.saying.messages.tour_lines import TourLine
from models.interfaces import Problem

LOOK: Final = -2
"""The generation of its frame, which no work has."""
KEY_LIMIT: Final = 8.0
"""Seconds to wait for the key that the tour asks for."""
CAMERA_LIMIT: Final = 2.5
"""Seconds to wait for the camera."""

_PARTS: Final = tuple(TourPart)
_STAYS: Final = frozenset({Action.FASTER, Action.SLOWER, Action.HELP})
"""Keys that leave the tour as it is."""
_CAMERA: Final[Mapping[Problem | None, TourLine]] = {
    Problem.DARK: TourLine.CAMERA_DARK,
    Problem.BRIGHT: TourLine.CAMERA_BRIGHT,
    Problem.COVERED: TourLine.CAMERA_COVERED,
}


def took(turn: Turn, action: str) -> bool:
    """Take a key that moves the tour; False for any other, most of which end it."""
    tour = turn.state.tour
    if tour is None:
        return False
    if not turn.state.ready:
        # A user who presses keys already gets the tour at the next start instead.
        turn.set(tour=None)
        return False
    match action:
        case Action.NEXT_LINE | Action.SPELL:
            turn.stop()
            _go_on(turn, tour)
        case Action.PREVIOUS_LINE | Action.TOP | Action.REPEAT:
            turn.stop()
            _begin(turn, tour.part)
        case Action.DESCRIBE if tour.part is TourPart.KEYS:
            turn.set(tour=replace(tour, tried=True, utterance=None))
            return False
        case _:
            ends_words = action is Action.ASK and turn.phase() is Phase.LISTENING
            if action not in _STAYS and not ends_words:
                end(turn)
            return False
    return True


def end(turn: Turn) -> None:
    """End the tour for good."""
    if turn.state.tour is not None:
        turn.set(tour=None)
        turn.do(KeepTour())


def help_text(state: State) -> Message:
    """What the keys do during the tour."""
    return TourLine.HELP.said(**_keys(state))


def answered(turn: Turn, event: Event) -> bool:
    """Take the answer to what the tour asked for; False for other events."""
    tour = turn.state.tour
    awaited = tour.part if tour is not None and tour.tried else None
    match event:
        case events.FrameTaken(generation, frame) if generation == LOOK:
            if tour is not None and awaited is TourPart.CAMERA:
                turn.set(tour=replace(tour, seen=True))
                line = _CAMERA.get(verdict(measure(frame.pixels)), TourLine.CAMERA_WORKS)
                _say(turn, line.said())
        case events.FrameMissed(generation) if generation == LOOK:
            if awaited is TourPart.CAMERA:
                _say(turn, _no_frame(turn.state))
        case events.Heard(generation, text) if awaited is TourPart.MICROPHONE and turn.listens(
            generation
        ):
            turn.enter(Phase.FRAME)
            turn.abandon()
            _say(turn, TourLine.HEARD.said(words=text.strip().rstrip(".!?")))
        case _:
            return False
    return True


def followed(turn: Turn, event: Event) -> None:
    """Go on with the tour after an event, if it is time to."""
    tour, state = turn.state.tour, turn.state
    if tour is None or not state.ready or state.ending:
        return
    match event:
        case events.TypingBegan():
            end(turn)
        case events.SpeechEnded(utterance, complete) if utterance == tour.utterance:
            again = not (complete or tour.repeated) and (tour.seen or not tour.tried)
            tour = replace(tour, utterance=None, since=state.now, again=again)
            turn.set(tour=tour)
            if complete:
                _heard(turn, tour)
        case events.Tick():
            _waited(turn, tour)
        case events.Pressed(Action.HELP):
            # The part is repeated after the help.
            turn.set(tour=replace(tour, utterance=None, again=True))


def _heard(turn: Turn, tour: Tour) -> None:
    """The user has heard the sentence of this part."""
    if tour.part is TourPart.MICROPHONE and not tour.tried:
        _listen(turn, tour)
    elif tour.part is not TourPart.KEYS or tour.tried:
        _go_on(turn, tour)


def _waited(turn: Turn, tour: Tour) -> None:
    """Check whether what this part waits for has come, or is too late."""
    state = turn.state
    if state.unheard is not None or state.work is not None or tour.utterance is not None:
        return
    waited = state.now - tour.since
    if tour.again:
        _begin(turn, tour.part)
        turn.set(tour=turn.state.tour and replace(turn.state.tour, repeated=True))
    elif tour.part is TourPart.KEYS and not tour.tried:
        if waited > KEY_LIMIT:
            turn.set(tour=replace(tour, tried=True))
            _say(turn, TourLine.NO_KEY.said())
    elif tour.part is TourPart.CAMERA and not tour.seen:
        if waited > CAMERA_LIMIT:
            _say(turn, _no_frame(state))
    elif tour.part is TourPart.MICROPHONE and not tour.tried:
        _listen(turn, tour)
    else:
        _go_on(turn, tour)


def _go_on(turn: Turn, tour: Tour) -> None:
    if tour.part is TourPart.END:
        end(turn)
        offer = stronger.offered(turn)
        if offer is not None:
            turn.say(offer, Priority.DESCRIPTION, expires=None)
        return
    following = _PARTS[_PARTS.index(tour.part) + 1]
    shown = turn.state.shown
    if following is TourPart.CAMERA and shown is not None and shown.problem is None:
        # The description has shown that the camera works.
        following = TourPart.MICROPHONE
    _begin(turn, following)


def _begin(turn: Turn, part: TourPart) -> None:
    state = turn.state
    turn.set(tour=Tour(part, since=state.now, tried=part is TourPart.CAMERA))
    if part is TourPart.CAMERA and state.camera is None:
        turn.do(TakeFrame(LOOK, state.now))
    elif part is TourPart.CAMERA:
        _say(turn, _no_frame(state))
    elif part is not TourPart.READY:
        _say(turn, TourLine[part.name].said(**_keys(state)))


def _say(turn: Turn, text: Message) -> None:
    utterance = turn.say(text, Priority.DESCRIPTION, expires=None)
    tour = turn.state.tour
    turn.set(tour=tour and replace(tour, utterance=utterance, again=False))


def _listen(turn: Turn, tour: Tour) -> None:
    turn.abandon()
    turn.set(tour=replace(tour, tried=True))
    turn.begin(Phase.LISTENING, PendingQuestion())
    turn.play(Earcon.LISTENING)
    turn.do(Listen(turn.state.generation, turn.state.quiet_from))


def _no_frame(state: State) -> Message:
    if state.camera is not None:
        return camera_fault(state.camera.fault, state.camera.source)
    return Line.FRAME_MISSED.said(key=state.given.keys[Action.DESCRIBE])


def _keys(state: State) -> dict[str, object]:
    names = state.given.key_values
    return names | {"next": names["next_line"], "again": names["previous_line"]}
