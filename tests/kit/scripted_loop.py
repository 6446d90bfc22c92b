"""The loop with scripted key presses and real adapters, but a fake model and a fake voice."""

import io
from collections.abc import Callable
from pathlib import Path

from assistant.camera.camera import Camera
from assistant.dialog.state import Given, State
from assistant.protocol.events import Action, Event, Frame, Pressed
from assistant.runtime.loop import Loop
from assistant.runtime.output import EventPrinter, SpokenLines
from assistant.runtime.photo_writer import PhotoWriter
from assistant.runtime.ports import Rooms
from assistant.runtime.settings_writer import SettingsWriter
from assistant.runtime.worker import Worker
from assistant.saying.language import Catalogue
from tests.kit.fakes import FakeSkills, SpyVoice, picture
from tests.kit.spy_listener import SpyListener
from tests.kit.talk import KEY_NAMES


class OnePhoto:
    """A camera that always sees the same picture."""

    name = "camera 7"
    live = False

    def read(self, since: float, timeout: float, prefer_sharp: bool = False) -> Frame:
        return Frame(picture(), since + 0.1, 1, self.name)

    def close(self) -> None:
        pass


class EventRecorder:
    """Passes events on to the output and to a callback, in the loop's thread, and records them."""

    def __init__(self, callback: Callable[[Event], None], out: EventPrinter) -> None:
        self._callback = callback
        self._out = out
        self.events: list[Event] = []

    def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
        self._out.event(event, text, catalogue)
        self.events.append(event)
        self._callback(event)


class Run:
    """The loop with real adapters, a fake model and a fake voice, and scripted key presses."""

    def __init__(
        self,
        tmp_path: Path,
        script: dict[type[Event], list[Action | Event]],
        *,
        model: FakeSkills | None = None,
        out: EventPrinter | None = None,
        slow: bool = False,
    ) -> None:
        self.out = io.StringIO()
        self.script = script
        self.show = EventRecorder(self.on_event, out or SpokenLines(self.out))
        self.loop = Loop(State(given=Given(keys=KEY_NAMES)), self.show)
        self.model = model or FakeSkills()
        self.voice = SpyVoice(self.loop.emit, slow=slow)
        self.ears = SpyListener(self.loop.emit)
        self.worker = Worker(self.load, self.loop.emit)
        self.rooms = Rooms(
            Camera(OnePhoto(), self.loop.emit),
            self.voice,
            self.ears,
            self.worker,
            PhotoWriter(tmp_path / "kept", "z", self.loop.emit),
            SettingsWriter(self.loop.emit),
            lambda: "fake",
        )
        self.stopped = 0

    def load(self) -> FakeSkills:
        return self.model

    def stop(self) -> None:
        self.stopped += 1

    def on_event(self, event: Event) -> None:
        steps = self.script.get(type(event), [])
        if steps:
            step = steps.pop(0)
            self.loop.emit(Pressed(step, 0.0) if isinstance(step, Action) else step)

    def __call__(self) -> int:
        code = self.loop.run(self.rooms, lambda: [self])
        assert self.stopped == 1
        return code
