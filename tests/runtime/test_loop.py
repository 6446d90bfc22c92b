import errno
import io
import json
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, NoReturn

import pytest

from assistant.dialog.state import State
from assistant.protocol.effects import Utterance
from assistant.protocol.events import (
    Action,
    Answered,
    CannotStart,
    Described,
    Earcon,
    Ended,
    Event,
    FrameTaken,
    Listening,
    ListeningFailed,
    Pressed,
    Ready,
    Saved,
    SpeechEnded,
    SpeechStarted,
    StatusTaken,
)
from assistant.runtime import compose, loop
from assistant.runtime.loop import FAILED, LAST_WORDS_END
from assistant.runtime.output import EventPrinter, JsonLines, SpokenLines
from assistant.saying.language import Catalogue
from assistant.settings.config import defaults
from tests.kit.fakes import FakeSkills
from tests.kit.scripted_loop import Run
from tests.kit.sentences import message


def test_from_a_key_to_a_printed_sentence_and_the_end(tmp_path: Path) -> None:
    run = Run(
        tmp_path,
        {
            Ready: [Action.DESCRIBE],
            Described: [Action.STATUS],
            StatusTaken: [Action.SAVE],
            Saved: [Action.QUIT],
        },
    )
    assert run() == 0
    lines = run.out.getvalue().splitlines()
    assert lines == [
        "Ready.",
        "A dog.",
        "Camera 7: working. Looking ahead: off. Voice spy, 180 words a minute. Model: fake. "
        "Spy recognises your questions. The microphone is off.",
        "Saved as picture 1 in the folder kept.",
        "Goodbye.",
    ]
    assert lines == run.voice.lines
    assert Earcon.CAPTURED in run.voice.asked


def test_a_sentence_that_was_begun_is_printed_whole(tmp_path: Path) -> None:
    model = FakeSkills(spoken="A dog, running.", begins="A dog")
    steps: dict[type[Event], list[Event | Action]] = {
        Ready: [Action.DESCRIBE],
        Described: [Action.STATUS],
        StatusTaken: [Action.QUIT],
    }
    run = Run(tmp_path, steps, model=model)
    assert run() == 0
    assert run.out.getvalue().splitlines()[:2] == ["Ready.", "A dog, running."]
    assert run.voice.lines[1] == "A dog"


def test_a_question_is_heard_and_answered(tmp_path: Path) -> None:
    model = FakeSkills(answers={"What colour is it?": "Red."})
    run = Run(
        tmp_path,
        {Ready: [Action.ASK], Answered: [Action.STATUS], StatusTaken: [Action.QUIT]},
        model=model,
    )

    def told(event: Event) -> None:
        Run.on_event(run, event)
        if isinstance(event, FrameTaken):
            run.ears.hear("What colour is it?")

    run.show._callback = told
    assert run() == 0
    assert run.voice.lines[1:2] == ["Red."]
    assert run.ears.asked == ["start", "listen", "close"]
    assert Earcon.LISTENING in run.voice.asked
    assert len(model.looks) == 1


def test_a_follow_up_looks_at_nothing_new_and_knows_what_it_means(tmp_path: Path) -> None:
    questions = ["What is this?", "What colour is it?"]
    model = FakeSkills(about="cup")
    run = Run(tmp_path, {Ready: [Action.ASK]}, model=model)

    def told(event: Event) -> None:
        Run.on_event(run, event)
        # By then the key cannot be taken for the end of the question before it.
        later = time.monotonic() + 1
        if isinstance(event, FrameTaken):
            run.ears.hear(questions[len(model.asked)])
        elif isinstance(event, Answered):
            run.loop.emit(Pressed(Action.QUIT if model.asked[1:] else Action.ASK, later))

    run.show._callback = told
    assert run() == 0
    assert model.asked == [(questions[0], "", False), (questions[1], "cup", False)]
    assert len(model.looks) == 1


def test_a_key_ends_the_listening(tmp_path: Path) -> None:
    run = Run(tmp_path, {Ready: [Action.ASK], Listening: [Action.STOP, Action.QUIT]})

    def told(event: Event) -> None:
        Run.on_event(run, event)
        if isinstance(event, Pressed) and event.action is Action.STOP:
            run.ears.hear("What colour is it?")
            run.loop.emit(Pressed(Action.QUIT, 0.0))

    run.show._callback = told
    assert run() == 0
    assert run.ears.asked == ["start", "listen", "cancel", "close"]
    assert run.voice.lines == ["Ready.", "Goodbye."]


def test_the_end_waits_for_the_last_sentence(tmp_path: Path) -> None:
    run = Run(tmp_path, {Ready: [Action.QUIT]}, slow=True)
    timer = threading.Timer(0.3, run.voice.finish)

    def told(event: Event) -> None:
        Run.on_event(run, event)
        if isinstance(event, SpeechStarted) and event.utterance == 2:
            timer.start()

    run.show._callback = told
    assert run() == 0
    timer.join()
    assert SpeechEnded(2, complete=True) in run.show.events


def test_a_last_sentence_that_no_voice_begins_is_printed(tmp_path: Path) -> None:
    run = Run(tmp_path, {Ready: [Action.QUIT]})
    say = run.voice.say

    def late(utterance: Utterance) -> None:
        if utterance.number == 1:
            say(utterance)

    run.voice.say = late  # type: ignore[method-assign]  # the fault of this test
    assert run() == 0
    assert run.out.getvalue() == "Ready.\nGoodbye.\n"


def test_asked_to_end_it_does_not_wait_for_speech(tmp_path: Path) -> None:
    run = Run(tmp_path, {Ready: [Action.DESCRIBE], Described: [Ended()]}, slow=True)
    assert run() == 0
    assert run.voice.asked[-1] is None
    assert run.voice.lines[-1] == "A dog."


def test_a_model_that_does_not_load_is_told_and_gives_one(tmp_path: Path) -> None:
    run = Run(tmp_path, {})

    def load() -> FakeSkills:
        raise OSError("A part of the model is missing. Reinstall Lantern.")

    run.worker._load = load
    assert run() == 1
    assert run.out.getvalue() == "A part of the model is missing. Reinstall Lantern.\n"


@pytest.mark.parametrize(
    "last", [Ended(), Pressed(Action.STOP, 0.0), Pressed(Action.QUIT, 0.0)], ids=repr
)
def test_a_failed_start_gives_one_also_where_its_sentence_is_cut(
    tmp_path: Path, last: Event
) -> None:
    run = Run(tmp_path, {SpeechStarted: [last]}, slow=True)
    run.loop.emit(CannotStart(message("There is no model. Reinstall Lantern.")))
    began = time.monotonic()
    assert run() == 1
    assert time.monotonic() - began < LAST_WORDS_END / 2


def test_the_ears_are_waited_for_as_long_as_the_settings_let_them_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    states: list[State] = []

    def loop(state: State, show: EventPrinter) -> NoReturn:
        states.append(state)
        raise OSError("no more of this")

    settings = defaults()
    ears = replace(settings.ears, patience=11.0, longest=22.0)
    monkeypatch.setattr(compose, "Loop", loop)
    with pytest.raises(OSError, match="no more"):
        compose.run(replace(settings, ears=ears), SpokenLines())
    assert [state.given.listens for state in states] == [33.0]


def broken(*_: object) -> NoReturn:
    raise OSError("out of processes")


def test_ears_that_cannot_start_leave_the_rest_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(
        tmp_path,
        {
            Ready: [Action.DESCRIBE],
            Described: [Action.ASK],
            ListeningFailed: [Action.STATUS],
            StatusTaken: [Action.QUIT],
        },
    )
    monkeypatch.setattr(run.ears, "start", broken)
    assert run() == 0
    told = "Speech recognition could not start. Press slash to type, or restart Lantern."
    assert run.voice.lines[:3] == ["Ready.", "A dog.", told]
    assert run.voice.lines[3].endswith(told)
    assert "listen" not in run.ears.asked


@pytest.mark.parametrize(("part", "step"), [("speaker", "start"), ("camera", "wait")])
def test_what_keeps_it_from_starting_is_told_and_gives_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, step: str
) -> None:
    run = Run(tmp_path, {})
    monkeypatch.setattr(getattr(run.rooms, part), step, broken)
    assert run() == 1
    assert run.out.getvalue() == "Lantern could not start. Start it again.\n"


def test_a_fault_of_the_program_itself_is_told(tmp_path: Path) -> None:
    run = Run(tmp_path, {Ready: [Action.DESCRIBE]})

    def play(earcon: Earcon) -> None:
        if earcon is Earcon.CAPTURED:
            raise RuntimeError("no such sound")

    run.voice.play = play  # type: ignore[method-assign]  # the fault of this test
    assert run() == FAILED
    assert run.voice.lines[-1] == "Lantern has crashed. Start it again."


def test_a_fault_that_lasts_cuts_the_last_sentence_no_shorter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(tmp_path, {Ready: [Action.DESCRIBE]}, slow=True)
    failed = threading.Event()

    def fails(state: State, event: Event) -> NoReturn:
        if failed.is_set():
            run.voice.finish()
        failed.set()
        raise RuntimeError("no such state")

    monkeypatch.setattr(loop, "step", fails)
    assert run() == FAILED
    assert run.voice.lines == ["Lantern has crashed. Start it again."]
    assert run.out.getvalue() == "Lantern has crashed. Start it again.\n"


def test_a_reader_that_goes_away_ends_the_program(tmp_path: Path) -> None:
    class Closed:
        def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
            if text is not None:
                raise BrokenPipeError

    run = Run(tmp_path, {}, out=Closed())
    assert run() == 0


def test_a_full_disk_does_not_end_the_speech(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Full:
        printed: ClassVar[list[str]] = []
        room = False

        def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
            if text is not None and not self.room:
                raise OSError(errno.ENOSPC, "No space left on device")
            self.room = self.room or isinstance(event, Described)
            if text is not None:
                self.printed.append(text)

    full = Full()
    run = Run(tmp_path, {Ready: [Action.DESCRIBE], Described: [Action.QUIT]}, out=full)
    assert run() == 0
    assert run.voice.lines[0] == "Ready."
    assert run.voice.lines[-1] == "Goodbye."
    assert full.printed[-1] == "Goodbye.", "it is printed again once there is room"
    told = [one.getMessage() for one in caplog.records]
    assert told == ["Nothing can be printed: [Errno 28] No space left on device"]


def test_events_are_printed_as_objects(tmp_path: Path) -> None:
    out = io.StringIO()
    script: dict[type[Event], list[Action | Event]] = {
        Ready: [Action.DESCRIBE],
        Described: [Action.SAVE],
        Saved: [Action.QUIT],
    }
    assert Run(tmp_path, script, out=JsonLines(out))() == 0
    objects = [json.loads(line) for line in out.getvalue().splitlines()]
    kinds = [one["event"] for one in objects]
    assert kinds.index("ready") < kinds.index("pressed") < kinds.index("frame_taken")
    (described,) = [one for one in objects if one["event"] == "described"]
    assert described["description"]["spoken"] == "A dog."
    assert described["frame"]["source"] == "camera 7"
    spoken = [one["text"] for one in objects if one["event"] == "speech_started"]
    assert spoken[:2] == ["Ready.", "A dog."]
    (saved,) = [one for one in objects if one["event"] == "saved"]
    assert saved["path"].endswith("kept/picture 1.jpg")
    assert "tick" not in kinds


def test_a_storm_of_keys_leaves_one_answer_to_the_last_one(tmp_path: Path) -> None:
    run = Run(tmp_path, {})
    calm = threading.Event()

    def told(event: Event) -> None:
        if isinstance(event, Ready):
            for number in range(250):
                action = list(Action)[number % (len(Action) - 1)]
                run.loop.emit(Pressed(action, 0.0))
            run.loop.emit(Pressed(Action.STOP, 0.0))
            run.loop.emit(Pressed(Action.DESCRIBE, 0.0))
            calm.set()
        answered = isinstance(event, Described) and event.generation == run.loop.state.generation
        if calm.is_set() and answered:
            run.loop.emit(Pressed(Action.QUIT, 0.0))

    run.show._callback = told
    assert run() == 0
    says = [one for one in run.voice.asked if isinstance(one, Utterance)]
    assert [str(say.text) for say in says[-2:]] == ["A dog.", "Goodbye."]
    assert sum(str(say.text) == "A dog." for say in says) <= 2
