import io
import json
import queue

import pytest

from assistant.camera.camera import Camera
from assistant.protocol.events import (
    Event,
    Ready,
    SoundBack,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
    Typed,
    TypingBegan,
    TypingEnded,
)
from assistant.protocol.faults import SoundFault
from assistant.runtime.output import Alarm, JsonLines, LinesUnlessHeard, SpokenLines, TerminalLines
from assistant.saying.language import Catalogue

ENGLISH = Catalogue(["en"])
SPOKEN = SpeechStarted(1, 0.0)


def test_sentences_are_printed_one_a_line() -> None:
    out = io.StringIO()
    lines = SpokenLines(out)
    for event, text in ((Ready(), None), (SPOKEN, "A dog."), (SPOKEN, "A cat.")):
        lines.event(event, text, ENGLISH)
    assert out.getvalue() == "A dog.\nA cat.\n"


def test_what_is_typed_stands_below_the_sentences() -> None:
    out = io.StringIO()
    lines = TerminalLines(out)
    events: list[tuple[Event, str | None]] = [
        (SPOKEN, "Type your question."),
        (TypingBegan(0.0), None),
        (Typed("is a", 0.0), None),
        (SPOKEN, "The camera is back."),
        (Typed("is", 0.0, 1), None),
        (TypingEnded("is", 0.0), None),
        (SPOKEN, "Yes."),
    ]
    for event, text in events:
        lines.event(event, text, ENGLISH)
    assert shown(out.getvalue()) == [
        "Type your question.",
        "The camera is back.",
        "/ is",
        "Yes.",
        "",
    ]


def shown(written: str) -> list[str]:
    """The lines of a terminal on which this was written."""
    found, at = [""], 0
    for character in written:
        if character == "\n":
            found.append("")
        at = 0 if character in "\r\n" else at + 1
        if at:
            found[-1] = found[-1][: at - 1] + character + found[-1][at:]
    return [line.rstrip() for line in found]


def test_beside_a_screen_reader_only_what_cannot_be_heard_is_printed() -> None:
    out = io.StringIO()
    lines = LinesUnlessHeard(SpokenLines(out))
    events: list[tuple[Event, str | None]] = [
        (SPOKEN, "One."),
        (SoundLost(SoundFault.LOST), None),
        (SPOKEN, "Two."),
        (SoundBack(), None),
        (SPOKEN, "Three."),
    ]
    for event, text in events:
        lines.event(event, text, ENGLISH)
    assert out.getvalue() == "Two.\n"


@pytest.mark.parametrize("fault", list(SoundFault))
def test_lost_sound_is_told_on_standard_error(
    fault: SoundFault,
) -> None:
    out, told = io.StringIO(), io.StringIO()
    aloud: list[tuple[str, str]] = []
    alarm = Alarm(SpokenLines(out), lambda *said: aloud.append(said), told)
    alarm.event(SoundLost(fault), None, ENGLISH)
    alarm.event(SPOKEN, "A dog.", ENGLISH)
    assert told.getvalue().count("\n") == 1
    assert out.getvalue() == "A dog.\n"
    missing = "Install" in told.getvalue()
    assert aloud == ([(told.getvalue().strip(), "en")] if missing else [])


@pytest.mark.parametrize("scheme", ["http", "rtsp", "rtmp"])
def test_the_password_of_a_camera_is_never_printed(scheme: str) -> None:
    listed: queue.SimpleQueue[Event] = queue.SimpleQueue()
    Camera(f"{scheme}://ann:s3/cr@et@192.0.2.1:80/video", listed.put).find()
    out = io.StringIO()
    JsonLines(out).event(listed.get(timeout=60), None, ENGLISH)
    choice, *_ = json.loads(out.getvalue())["choices"]
    assert choice["value"] == f"{scheme}://\N{HORIZONTAL ELLIPSIS}@192.0.2.1:80/video"
    for part in ("ann", "s3", "cr@", "@et"):
        assert part not in out.getvalue()


@pytest.mark.parametrize("text", ["A dog.", None])
def test_a_sentence_is_with_the_event_that_completes_it(text: str | None) -> None:
    out = io.StringIO()
    JsonLines(out).event(SpeechEnded(1, True), text, ENGLISH)
    assert json.loads(out.getvalue()).get("text") == text
