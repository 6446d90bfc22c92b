"""What PortAudio does besides sound."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.protocol import portaudio

PROGRAM = """
import ctypes, os, sys
if "apart" in sys.argv:
    from assistant.protocol.portaudio import sounddevice
    sounddevice()
open_database = ctypes.CDLL("libdb-5.3.so").__getattr__("__db_ndbm_open")
open_database.restype = ctypes.c_void_p
print(open_database(sys.argv[1].encode(), os.O_RDWR | os.O_CREAT, 0o600) is not None)
"""


@pytest.mark.program
def test_the_database_of_jack_stays_shut(tmp_path: Path) -> None:
    def opens(*words: str) -> str:
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / "database"), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert opens() == "True"
    assert opens("apart") == "False"


def test_a_jack_without_a_database_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portaudio, "_DATABASE", "no-such-library.so")
    monkeypatch.setitem(sys.modules, "sounddevice", portaudio)
    assert portaudio.sounddevice() is portaudio


@pytest.mark.parametrize("plugin", ["pulse", "pipewire"])
@pytest.mark.parametrize("folder", ["lib/x86_64-linux-gnu", "lib64"])
def test_a_sound_server_without_alsas_plugin_is_out_of_reach(
    plugin: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, libraries = tmp_path / "runtime", tmp_path / "usr" / folder / "alsa-lib"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    runtime.mkdir()
    libraries.mkdir(parents=True)
    assert not portaudio.lacks_plugin(tmp_path / "usr"), "no server runs"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(runtime / "pipewire-0"))
        assert portaudio.lacks_plugin(tmp_path / "usr")
        (libraries / f"libasound_module_pcm_{plugin}.so").touch()
        assert not portaudio.lacks_plugin(tmp_path / "usr")
