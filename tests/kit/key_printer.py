"""A tiny program around what reads keys: prints each event, and ends as its argument says."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from queue import SimpleQueue

from assistant.keys.key_reader import key_reader
from assistant.protocol.events import (
    Action,
    Ended,
    Event,
    KeyHeld,
    KeyReleased,
    OtherKey,
    Pressed,
    Typed,
    TypingBegan,
    TypingEnded,
    TypingFull,
)
from assistant.settings import config


def tell(text: str) -> None:
    """Print a line, unless the terminal is gone."""
    with contextlib.suppress(OSError):
        os.write(1, f"{text}\n".encode())


@contextlib.contextmanager
def away() -> Iterator[None]:
    """Print before and after the program is stopped."""
    tell("away")
    yield
    tell("back")


def main(ending: str) -> int:
    """Print events until Ended or quit, then end by "stop", "exit", "raise" or "busy"."""
    events: SimpleQueue[Event] = SimpleQueue()
    reader = key_reader(config.defaults().keys, events.put, away)
    tell(f"reading {reader.start()}")
    if ending == "busy":
        # As long as a model takes to load; keys pressed meanwhile must still arrive.
        time.sleep(1.0)
        tell("loaded")
    while True:
        match events.get():
            case Pressed(action, at):
                tell(f"pressed {action} {time.monotonic() - at:.3f}")
                if action is not Action.QUIT:
                    continue
                break
            case KeyHeld(action):
                tell(f"held {action}")
            case KeyReleased(action):
                tell(f"let go of {action}")
            case OtherKey():
                tell("other")
            case TypingBegan():
                tell("typing")
            case Typed(text):
                tell(f"typed {text!r}")
            case TypingFull():
                tell("full")
            case TypingEnded(text):
                tell(f"asked {text!r}")
            case Ended():
                tell("ended")
                break
    if ending == "raise":
        raise RuntimeError("nobody catches this")
    if ending != "exit":
        reader.stop()
    return 7


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
