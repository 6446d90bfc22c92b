"""A disk that is really full: a small one in memory, which only a child process sees."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.program import ROOT

PROGRAM = """
import json, sqlite3, sys, wave
from pathlib import Path
import numpy as np
from assistant.cli.say import say
from assistant.protocol.choices import Setting
from assistant.protocol.memory_protocols import MemoryFault
from assistant.runtime.settings_writer import OwnSettingsError, write
from assistant.server import api_key
from assistant.settings.config import defaults, user_file
from assistant.storage.library.folder import index_file
from assistant.storage.library.photo_index import PhotoEntry, Store, StoreError
from assistant.protocol.memory_protocols import DiaryEntry
from assistant.storage.memory import StoredDiary, StoredMemory, memory_file

disk = Path(sys.argv[1])
unit = np.eye(1, 512, dtype=np.float32)[0]
told, counts = {}, {}
recording = disk / "said.wav"
assert "error" not in say(defaults(), "one", recording)
before = recording.read_bytes()
write([(Setting.RATE, 200)])
own = user_file().read_bytes()

def filled(room):
    try:
        with (disk / "filler").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(512))
    except OSError:
        pass
    with (disk / "filler").open("r+b") as file:
        file.truncate(max(0, (disk / "filler").stat().st_size - room))

def all_in(path):
    with sqlite3.connect(path) as base:
        return base.execute("PRAGMA integrity_check").fetchone()[0]

filled(120_000)
with Store(index_file(disk), "one") as store:
    try:
        for number in range(1000):
            store.put(PhotoEntry(f"{number}.jpg", 1, 1, f"{number}", unit))
            counts["index"] = number + 1
    except StoreError as fault:
        told["index"] = str(fault)
with Store(index_file(disk), "one") as store:
    counts["index there"] = len(store.vectors())
(disk / "filler").unlink()
filled(60_000)
kept, diary = StoredMemory("one"), StoredDiary("one")
diary.note(DiaryEntry(1.0, "A red umbrella.", ("umbrella",), (), unit))
try:
    for number in range(1000):
        kept.keep(f"thing {number}", unit)
        counts["memory"] = number + 1
except MemoryFault as fault:
    told["memory"] = str(fault)
counts["memory there"] = len(kept.views())
(disk / "filler").unlink()
filled(0)
try:
    api_key.load("", None)
except api_key.KeyFault as fault:
    told["key"] = str(fault)
try:
    write([(Setting.RATE, 300)])
except OwnSettingsError as fault:
    told["settings"] = str(fault)
assert b"umbrella" in memory_file().read_bytes()
assert kept.forget("thing 1")
diary.clear()
assert "thing 1" not in kept.names() and len(kept.names()) == counts["memory"] - 1
assert not diary.sightings()
assert b"umbrella" not in memory_file().read_bytes(), "what was seen can still be read"
told["say"] = str(say(defaults(), "Two dogs on a sofa.", recording).get("error"))
assert recording.read_bytes() == before, "the old recording is lost"
assert user_file().read_bytes() == own, "the old settings are lost"
left = sorted(path.name for path in disk.rglob("*") if path.is_file())
(disk / "filler").unlink()
assert all_in(index_file(disk)) == all_in(memory_file()) == "ok"
kept.keep("last", unit)
write([(Setting.RATE, 300)])
assert len(api_key.load("", None).text) == 20
assert "error" not in say(defaults(), "two", recording)
print(json.dumps([told, counts, left]))
"""


@pytest.mark.program
def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    own = {f"XDG_{kind}_HOME": str(disk / kind) for kind in ("DATA", "STATE", "CONFIG")}
    alone = ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    mount = (
        f"mount -t tmpfs -o size=400k none '{disk}' && exec '{sys.executable}' -c \"$0\" '{disk}'"
    )
    done = subprocess.run(
        [*alone, "sh", "-c", mount, PROGRAM],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told, counts, left = json.loads(done.stdout)
    assert "Make room on the disk" in told["index"]
    assert "disk is full" in told["memory"]
    for name in ("key", "settings", "say"):
        assert "no space left on device" in told[name], told
    assert counts["index there"] == counts["index"] > 5
    assert counts["memory there"] == counts["memory"] > 5
    index = next(name for name in left if name.endswith(".sqlite") and name != "memory.sqlite")
    assert set(left) == {"config.toml", "filler", "memory.sqlite", "said.wav", index}
