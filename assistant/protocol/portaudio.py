"""PortAudio, kept away from a database that JACK's library leaves locked."""

import contextlib
import ctypes
import errno
import os
from pathlib import Path
from typing import Any, Final

_DATABASE: Final = "libdb-5.3.so"
"""Berkeley DB as JACK's library loads it."""


def sounddevice() -> Any:
    """The module over PortAudio, imported late. Raises OSError without PortAudio.

    PortAudio asks JACK for its devices, and JACK's library opens a database in shared memory even
    if no server runs. A process that is killed meanwhile leaves it locked, and PortAudio hangs in
    every program that starts after it. JACK only keeps names of ports there, and does without.
    """
    # It is missing if JACK was built without it.
    with contextlib.suppress(OSError):
        ctypes.CDLL(_DATABASE).db_env_set_func_open(_REFUSE)
    import sounddevice  # type: ignore[import-untyped]  # it has no types

    return sounddevice


def lacks_plugin(libraries: Path = Path("/usr")) -> bool:
    """Whether a sound server runs that PortAudio can't reach.

    PortAudio knows ALSA only, which reaches PulseAudio and PipeWire through a plugin. `libraries`
    is the folder above the system's libraries.
    """
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    server = os.environ.get("PULSE_SERVER", "").removeprefix("unix:")
    sockets = (runtime / "pulse" / "native", runtime / "pipewire-0", Path(server))
    if not any(path.is_socket() for path in sockets):
        return False
    plugins = (
        f"{folder}/alsa-lib/libasound_module_pcm_{server}.so"
        for folder in ("lib*", "lib*/*")
        for server in ("pulse", "pipewire")
    )
    return not any(next(libraries.glob(plugin), None) for plugin in plugins)


def _refuse(_path: bytes, _flags: int, _mode: int) -> int:
    """Open no file, in place of the system's `open`."""
    ctypes.set_errno(errno.EACCES)
    return -1


_Open = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, use_errno=True)
_REFUSE: Final = _Open(_refuse)
"""Kept here, since the database calls it for as long as the process lives."""
