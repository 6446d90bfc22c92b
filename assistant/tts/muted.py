"""Finds out why the output may be inaudible: muted, at volume zero, or a sink to nowhere."""

import json
import re
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from assistant.protocol.child_process import output_of
from assistant.protocol.spoken import Message
from assistant.saying.messages.faults_lines import UnheardLine

PATIENCE: Final = 2.0
"""Seconds for all requests to the sound server."""


_REMEDIES: Final = {
    UnheardLine.MUTED: "pactl set-sink-mute @DEFAULT_SINK@ 0",
    UnheardLine.ZERO: "pactl set-sink-volume @DEFAULT_SINK@ 50%",
    UnheardLine.NOWHERE: "",
}


@dataclass(frozen=True, slots=True)
class DefaultSink:
    """What the sound server says about its default output."""

    sink: Message | str
    """Its name as a person would know it; empty if there is no sound server."""
    unheard: UnheardLine | None
    """Why it cannot be heard."""

    @property
    def advice(self) -> Message | None:
        """What to do, if anything."""
        if self.unheard is None:
            return None
        return self.unheard.said(sink=self.sink, command=_REMEDIES[self.unheard])


UNKNOWN: Final = DefaultSink("", None)


def default_sink() -> DefaultSink:
    """Ask PulseAudio or PipeWire through `pactl`, or else `wpctl`; takes at most 2 s."""
    deadline = time.monotonic() + PATIENCE
    with suppress(OSError, subprocess.SubprocessError, ValueError, LookupError):
        return _by_pactl(deadline)
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        return from_wpctl(_output_of(deadline, "wpctl", "get-volume", "@DEFAULT_AUDIO_SINK@"))
    return UNKNOWN


def _by_pactl(deadline: float) -> DefaultSink:
    def ask(*words: str) -> Any:
        return json.loads(_output_of(deadline, "pactl", "--format=json", *words))

    sink = _named(ask("info")["default_sink_name"], ask("list", "sinks"))
    found = from_pactl(sink)
    if found.unheard is UnheardLine.NOWHERE:
        # A sink to nowhere is heard if something records it.
        monitor = _named(sink["monitor_source"], ask("list", "sources"))["index"]
        if any(recorder["source"] == monitor for recorder in ask("list", "source-outputs")):
            return DefaultSink(found.sink, None)
    return found


def from_pactl(sink: dict[str, Any]) -> DefaultSink:
    """Judge one sink of `pactl --format=json list sinks`."""
    name = str(sink.get("description") or sink["name"])
    volumes = [channel["value"] for channel in sink["volume"].values()]
    driver = str(sink.get("driver", ""))
    factory = str(sink.get("properties", {}).get("factory.name", ""))
    unheard = None
    if sink["mute"]:
        unheard = UnheardLine.MUTED
    elif volumes and max(volumes) == 0:
        unheard = UnheardLine.ZERO
    elif "null-sink" in driver or "null-audio-sink" in factory or sink["name"] == "auto_null":
        unheard = UnheardLine.NOWHERE
    return DefaultSink(name, unheard)


def from_wpctl(line: str) -> DefaultSink:
    """Judge a line such as "Volume: 0.40 [MUTED]". Raises ValueError for anything else."""
    volume = re.search(r"Volume:\s*([0-9.]+)", line)
    if not volume:
        raise ValueError("not a line of wpctl")
    quiet = UnheardLine.ZERO if float(volume[1]) == 0 else None
    return DefaultSink(
        UnheardLine.DEFAULT.said(), UnheardLine.MUTED if "[MUTED]" in line else quiet
    )


def _named(name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The item of that name. Raises LookupError: it may have gone in the meantime."""
    return {one["name"]: one for one in found}[name]


def _output_of(deadline: float, *command: str) -> str:
    # In other languages pactl writes numbers that are not valid JSON.
    return output_of(*command, patience=deadline - time.monotonic(), LC_ALL="C")
