"""Finds out whether anybody can hear what is played: muted, volume zero, or a sink to nowhere."""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from assistant.saying.messages.voices_lines import UnheardLine

PATIENCE: Final = 2.0
"""Seconds for all questions to the sound server."""


class Unheard(StrEnum):
    """Why nothing would be heard."""

    MUTED = "muted"
    ZERO = "zero"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class DefaultSink:
    """What the sound server says of its default output."""

    sink: str
    """Its name as a person would know it; empty if there is no sound server to ask."""
    unheard: Unheard | None

    @property
    def advice(self) -> str:
        """One sentence that says what to do; empty if all is well."""
        match self.unheard:
            case Unheard.MUTED:
                command = "pactl set-sink-mute @DEFAULT_SINK@ 0"
                return UnheardLine.MUTED.said(sink=self.sink, command=command)
            case Unheard.ZERO:
                command = "pactl set-sink-volume @DEFAULT_SINK@ 50%"
                return UnheardLine.ZERO.said(sink=self.sink, command=command)
            case Unheard.NOWHERE:
                return UnheardLine.NOWHERE.said(sink=self.sink)
            case None:
                return ""


UNKNOWN: Final = DefaultSink("", None)


def hearing() -> DefaultSink:
    """Ask PulseAudio or PipeWire, by `pactl` or else `wpctl`; takes at most 2 s."""
    deadline = time.monotonic() + PATIENCE
    try:
        return _by_pactl(deadline)
    except (OSError, subprocess.SubprocessError, ValueError, LookupError):
        pass
    try:
        return from_wpctl(_told(deadline, "wpctl", "get-volume", "@DEFAULT_AUDIO_SINK@"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return UNKNOWN


def _by_pactl(deadline: float) -> DefaultSink:
    default = json.loads(_told(deadline, "pactl", "--format=json", "info"))["default_sink_name"]
    sinks = json.loads(_told(deadline, "pactl", "--format=json", "list", "sinks"))
    sink = _named(default, sinks)
    found = from_pactl(sink)
    if found.unheard is Unheard.NOWHERE and _recorded(sink["monitor_source"], deadline):
        return DefaultSink(found.sink, None)
    return found


def from_pactl(sink: dict[str, Any]) -> DefaultSink:
    """Judge one sink of `pactl --format=json list sinks`."""
    name = str(sink.get("description") or sink["name"])
    volumes = [channel["value"] for channel in sink["volume"].values()]
    driver = str(sink.get("driver", ""))
    if sink["mute"]:
        return DefaultSink(name, Unheard.MUTED)
    if volumes and max(volumes) == 0:
        return DefaultSink(name, Unheard.ZERO)
    properties = sink.get("properties", {})
    factory = str(properties.get("factory.name", ""))
    if "null-sink" in driver or "null-audio-sink" in factory or sink["name"] == "auto_null":
        return DefaultSink(name, Unheard.NOWHERE)
    return DefaultSink(name, None)


def from_wpctl(told: str) -> DefaultSink:
    """Judge a line such as "Volume: 0.40 [MUTED]". Raises ValueError if it is none."""
    found = re.search(r"Volume:\s*([0-9.]+)", told)
    if not found:
        raise ValueError("not a line of wpctl")
    sink = UnheardLine.DEFAULT.said()
    if "[MUTED]" in told:
        return DefaultSink(sink, Unheard.MUTED)
    if float(found[1]) == 0:
        return DefaultSink(sink, Unheard.ZERO)
    return DefaultSink(sink, None)


def _recorded(monitor: str, deadline: float) -> bool:
    """Whether somebody listens to a sink to nowhere by recording it."""
    sources = json.loads(_told(deadline, "pactl", "--format=json", "list", "sources"))
    index = _named(monitor, sources)["index"]
    recorders = json.loads(_told(deadline, "pactl", "--format=json", "list", "source-outputs"))
    return any(recorder["source"] == index for recorder in recorders)


def _named(name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The one of a name. Raises LookupError: it may have gone since it was told of."""
    for one in found:
        if one["name"] == name:
            return one
    raise LookupError(name)


def _told(deadline: float, *command: str) -> str:
    # In other languages pactl writes numbers that are not JSON.
    plain = os.environ | {"LC_ALL": "C"}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=max(0.0, deadline - time.monotonic()),
        check=True,
        env=plain,
    )
    return done.stdout
