"""Whatever keys, faults and answers come in whatever order: what holds at every step."""

from typing import Final, TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.dialog import light_meter, tour, watching
from assistant.dialog.reducer import step
from assistant.dialog.state import Given, State, Tour
from assistant.dialog.turn import LOG_LENGTH
from assistant.dialog.work import Phase
from assistant.protocol.desktop import Shortcut
from assistant.protocol.effects import (
    Abandon,
    Ask,
    Copy,
    Describe,
    Effect,
    Listen,
    LookAt,
    Play,
    Quit,
    Read,
    Say,
    TakeFrame,
    TakeStatus,
)
from assistant.protocol.events import (
    Action,
    CameraBack,
    CameraLost,
    CannotStart,
    Clip,
    Copied,
    Degraded,
    Ended,
    Event,
    KeyHeld,
    KeyReleased,
    MemoryScarce,
    MicrophoneBack,
    MicrophoneLost,
    OtherKey,
    Pressed,
    PullBegan,
    Ready,
    Resumed,
    Saved,
    SaveFailed,
    ServerChanged,
    SettingsKept,
    ShortcutPressed,
    SoundBack,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
    StatusTaken,
    StrongerFound,
    Tick,
    Typed,
    TypingBegan,
    TypingEnded,
    TypingFull,
)
from assistant.protocol.faults import CameraFault, MicrophoneFault, SoundFault
from tests.kit.any_rooms import STRONGER, WORDS, AnyRooms
from tests.kit.sentences import message
from tests.kit.talk import KEY_NAMES

NOW = 0.0
"""The world puts in the time of the moment."""
Answer: TypeAlias = tuple[int, int]
"""Which of the effects that wait is answered, and in which way."""
Move: TypeAlias = Event | Answer | float | None
"""What comes from outside, an answer, seconds that go by, or the voice (None)."""

ACTIONS = st.sampled_from((*Action, "explore"))
PRESSES = st.builds(Pressed, ACTIONS, st.just(NOW))
OUTSIDE: st.SearchStrategy[Event] = st.one_of(
    st.builds(KeyHeld, ACTIONS, st.just(NOW)),
    st.builds(KeyReleased, ACTIONS, st.just(NOW)),
    st.builds(OtherKey, st.just(NOW)),
    st.builds(ShortcutPressed, st.sampled_from(Shortcut), st.just(NOW)),
    st.builds(TypingBegan, st.just(NOW)),
    st.builds(Typed, st.sampled_from(WORDS), st.just(NOW)),
    st.builds(TypingFull, st.just(NOW)),
    st.builds(TypingEnded, st.none() | st.sampled_from(WORDS), st.just(NOW)),
    st.builds(CameraLost, st.sampled_from(CameraFault), st.just("0")),
    st.builds(SoundLost, st.sampled_from(SoundFault)),
    st.builds(MicrophoneLost, st.sampled_from(MicrophoneFault), st.none()),
    st.sampled_from((CameraBack("0"), SoundBack(), MicrophoneBack(), Ready())),
    st.builds(ServerChanged, st.just(message("The server is away.")), st.booleans()),
    st.just(Degraded(message("There is no voice englsh."))),
    st.builds(StrongerFound, st.just(STRONGER), st.booleans()),
    st.builds(PullBegan, st.just(STRONGER), st.integers(0, 99), resumed=st.booleans()),
    st.just(MemoryScarce()),
    st.builds(Resumed, st.just(NOW)),
)
ENDS: st.SearchStrategy[Event] = st.sampled_from((Ended(), CannotStart(message("It is damaged."))))
ANSWERS = st.tuples(st.integers(0, 3), st.integers(0, 60))
MOVES: st.SearchStrategy[Move] = st.one_of(
    *(PRESSES, PRESSES, OUTSIDE, ANSWERS, ANSWERS, ANSWERS),
    *(st.none(), st.none(), st.sampled_from((0.25, 1.0, 3.0, 11.0))),
)
BY_ITSELF = (Tick, SpeechStarted, SpeechEnded, StatusTaken, Saved, SettingsKept)
HEARD_AT_ONCE = (Play, Say, TakeStatus, Copy)
"""What a key is answered by in its own step; a clipboard and a language are there at once."""
GLANCES = (watching.GLANCE, light_meter.GLANCE, tour.LOOK)
LATEST = 60.0
"""Seconds after which nothing is under way any more where no room answers."""


class World:
    """A conversation, its rooms and a clock, with what holds at every step."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.rooms = AnyRooms()
        self.now = 100.0
        self.stopped = False
        self.utterances: set[int] = set()

    def move(self, move: Move) -> None:
        while self.rooms.notes:
            self.take(self.rooms.notes.pop(0))
        match move:
            case None:
                self._take(self.rooms.speak(self.now))
            case float():
                self.wait(move)
            case int(which), int(way):
                self._take(self.rooms.answer(which, way))
            case Pressed(action) | KeyHeld(action) | KeyReleased(action):
                self.now += 0.01
                self.take(type(move)(action, self.now))
            case ShortcutPressed(shortcut):
                self.take(ShortcutPressed(shortcut, self.now))
            case Typed(text):
                self.take(Typed(text, self.now))
            case TypingEnded(text):
                self.take(TypingEnded(text, self.now))
            case OtherKey() | TypingBegan() | TypingFull() | Resumed():
                self.take(type(move)(self.now))
            case _:
                self._take(move)

    def _take(self, event: Event | None) -> None:
        if event is not None:
            self.take(event)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += 0.25
            self.take(Tick(self.now))

    def take(self, event: Event) -> None:
        before = self.state
        self.state, effects = step(before, event)
        self.rooms.carry(effects, self.now)
        self._agree(before, event, effects)

    def _agree(self, before: State, event: Event, effects: tuple[Effect, ...]) -> None:
        state = self.state
        assert state.generation >= before.generation
        assert len(state.log) <= LOG_LENGTH
        if calls(event):
            stop = isinstance(event, Pressed) and event.action is Action.STOP
            # Watching goes on after it.
            self.stopped = stop and before.watch is None
        generation = getattr(event, "generation", None)
        if generation not in (None, before.generation, *GLANCES):
            assert not effects, "an answer of an old generation has no effect"
        if isinstance(event, Pressed) and expects(before, event):
            assert any(isinstance(one, HEARD_AT_ONCE) for one in effects), "a key is answered"
        for effect in effects:
            if isinstance(effect, Say):
                assert not self.stopped, "after a stop nothing is said until a new key or fault"
                assert str(effect.text).strip()
                assert "{" not in str(effect.text)
                assert effect.utterance not in self.utterances
                self.utterances.add(effect.utterance)
                assert state.work is None or state.work.phase is not Phase.LISTENING
            if isinstance(effect, TakeFrame | Describe | LookAt | Ask | Read | Listen | Abandon):
                assert effect.generation in (state.generation, *GLANCES)

    def settle(self) -> None:
        """No room answers any more, but for the voice."""
        for _ in range(int(LATEST / 0.25)):
            self.move(0.25)
            self.move(None)


def calls(event: Event) -> bool:
    """Whether an event may break the silence after a stop."""
    match event:
        case Copied(clip):
            return clip is not Clip.HOLDS
        case SaveFailed():
            return True
        case _:
            answers = hasattr(event, "generation") and not isinstance(event, MicrophoneLost)
            return not answers and not isinstance(event, BY_ITSELF)


def expects(before: State, event: Pressed) -> bool:
    """Whether a key is to be heard; silence itself answers the key for it.

    That Lantern starts is said already, or the tour goes on by what it asks of the rooms.
    """
    starts = not before.ready and before.unheard is not None
    return not (event.action is Action.STOP or before.ending or before.tour or starts)


EXPLORED: Final[list[Move]] = [Pressed("explore", NOW), (0, 0), (0, 0)]
"""There are places, and the text is being read."""
HALF_READ: Final[list[Move]] = [Pressed(Action.READ, NOW), (0, 0), (0, 1)]
"""One line of a text is there, and the rest will fail."""


@example(moves=[*HALF_READ, Pressed(Action.STOP, NOW), (0, 0)], ready=True, tour=False, end=None)
@example(moves=[*HALF_READ, (0, 0)], ready=True, tour=False, end=None)
@given(
    moves=st.lists(MOVES, max_size=60) | st.builds(EXPLORED.__add__, st.lists(MOVES, max_size=60)),
    ready=st.booleans(),
    tour=st.booleans(),
    end=st.none() | ENDS,
)
@settings(max_examples=150)
def test_whatever_comes(moves: list[Move], ready: bool, tour: bool, end: Event | None) -> None:
    world = World(State(ready=ready, tour=Tour() if tour else None, given=Given(keys=KEY_NAMES)))
    for move in moves:
        world.move(move)
    if end is not None:
        ending(world, end)
    elif not world.state.ending:
        world.settle()
        all_over(world.state)


def ending(world: World, end: Event) -> None:
    ended = world.state.ending
    state, effects = step(world.state, end)
    assert state.ending
    assert ended or any(isinstance(one, Quit) for one in effects)


def all_over(state: State) -> None:
    work = state.work
    # Who types takes any time, and what gives the computer's own pictures tells if it takes long.
    own = work is not None and work.phase is Phase.FRAME and work.surface is not None
    assert work is None or work.watched or work.phase is Phase.TYPING or own
    assert (state.seek, state.mention, state.notice, state.then) == (None, None, None, None)
    assert not (state.notices and state.ready) or work is not None
    assert state.reading is None or not (state.reading.on or state.reading.brief)
