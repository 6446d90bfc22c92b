"""Lantern under Wine gives what it gives on Linux.

Plain pytest and `./lantern test` leave this folder out; `./lantern test windows` runs it.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.asr.resampling import Resampler
from assistant.asr.whisper_recogniser import Whisper
from tests.conftest import new_home
from tests.kit.pulse import RATE, PulseServer
from tests.windows.conftest import ROOT, SEVERAL, Result, Windows, results

pytestmark = [pytest.mark.program, pytest.mark.weights, pytest.mark.timeout(1200)]
"""The first test sets Windows up, and waits for all that the commands do."""

SAMPLES = ROOT / "assistant" / "cli" / "samples"
PHOTOS = "cat dogs bowl coffee street wine letter package screen blurred".split()
ROUNDING = 1e-3
TIMED = {"milliseconds"}
FOLDER = "Fotos für Oma & Opa"
LONG = "/".join(["a long name of a folder of which there are many"] * 6)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten photos in a folder whose name has spaces, an umlaut and a sign of the shell."""
    folder = tmp_path_factory.mktemp("windows") / FOLDER
    folder.mkdir()
    for name in PHOTOS:
        shutil.copy(SAMPLES / f"{name}.jpg", folder)
    shutil.copy(SAMPLES / "letter.jpg", folder / "Brief.jpg")
    deep = folder / LONG
    deep.mkdir(parents=True)
    shutil.copy(SAMPLES / "cat.jpg", deep)
    questions = [{"photo": "dogs.jpg", "question": "How many dogs are there?"}]
    lines = [json.dumps(one | {"photo": "PHOTOS/dogs.jpg"}) for one in questions]
    (folder / "questions.jsonl").write_text("\r\n".join(lines) + "\r\n")
    return folder


def commands(folder: str, separator: str) -> list[list[str]]:
    """Commands about the photos in a folder."""

    def photo(name: str) -> str:
        return f"{folder}{separator}{name}.jpg"

    every = [photo(name) for name in PHOTOS]
    return [
        ["describe", "--json", *every],
        ["describe", "--json", separator.join([folder, *LONG.split("/"), "cat.jpg"])],
        ["ask", "--json", photo("dogs"), "Is there a dog?"],
        ["ask", "--json", photo("package"), "What does it say?"],
        ["check", "--json", photo("cat"), "There is a cat."],
        ["read", "--json", photo("letter"), photo("screen")],
        ["classify", "--json", photo("cat"), "--labels", "cat,dog,car"],
        ["where", "--json", photo("street"), photo("dogs")],
        ["people", "--json", photo("street")],
        ["colour", "--json", photo("bowl")],
        ["codes", "--json", photo("package")],
        ["find", "cup", photo("coffee"), "--json"],
        ["embed", "--json", photo("cat"), "--text", "a cat"],
        ["index", "--json", folder],
        ["search", "--json", "a cat", "--in", folder, "--top", "3"],
        ["similar", "--json", photo("cat"), "--in", folder, "--top", "3"],
        ["describe", "--json", photo("missing")],
        ["models", "list", "--json"],
    ]


def plain(value: Any, folder: str) -> Any:
    """A result without times, with paths from the folder on, written as on Linux."""
    if isinstance(value, dict):
        return {key: plain(one, folder) for key, one in value.items() if key not in TIMED}
    if isinstance(value, list):
        return [plain(one, folder) for one in value]
    if isinstance(value, float):
        return pytest.approx(value, abs=ROUNDING)
    if isinstance(value, str):
        return value.replace(folder, "").replace("\\", "/")
    return value


@pytest.fixture(scope="module")
def on_linux(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """What the commands give here."""
    home = tmp_path_factory.mktemp("linux")
    listed = home / "commands.json"
    listed.write_text(json.dumps(commands(str(photos), "/")), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", SEVERAL, str(listed)],
        cwd=ROOT,
        env=os.environ | {name: str(folder) for name, folder in new_home(home).items()},
        capture_output=True,
        text=True,
        check=True,
    )
    return results(run.stdout)


@pytest.fixture(scope="module")
def under_wine(
    windows: Windows, photos: Path, on_linux: list[Result], tmp_path_factory: pytest.TempPathFactory
) -> list[Result]:
    """What they give under Wine, where the folder is indexed anew."""
    listed = tmp_path_factory.mktemp("wine") / "commands.json"
    given = commands(windows.path(photos), "\\")
    listed.write_text(json.dumps(given), encoding="utf-8")
    run = windows.run("-c", SEVERAL, windows.path(listed))
    assert run.returncode == 0, run.stderr.decode()
    return results(run.stdout.decode())


@pytest.mark.parametrize(
    ("number", "command"), list(enumerate(one[0] for one in commands("", "/")))
)
def test_a_command_gives_the_same(
    number: int,
    command: str,
    windows: Windows,
    photos: Path,
    on_linux: list[Result],
    under_wine: list[Result],
) -> None:
    here, there = on_linux[number], under_wine[number]
    assert there.code == here.code
    expected = plain(here.objects, str(photos))
    assert plain(there.objects, windows.path(photos)) == expected, command


KEY, PORT = "the-key-of-the-tests", 18917


@pytest.fixture
def address(windows: Windows) -> Iterator[str]:
    """Where `lantern serve` answers under Wine."""
    settings = windows.settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f'[serve]\nport = {PORT}\nkey = "{KEY}"\n')
    command = windows.command("-m", "assistant", "serve", "--json")
    with subprocess.Popen(command, env=windows.environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.kill()
            settings.unlink()


def test_serve_answers_as_a_screen_reader_asks(address: str, photos: Path) -> None:
    """As NVDA's add-on AI Content Describer does, by OpenAI's protocol."""
    picture = base64.b64encode((photos / "cat.jpg").read_bytes()).decode()
    parts = [
        {"type": "text", "text": "Describe this picture."},
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{picture}"}},
    ]
    body = {"model": "lantern", "messages": [{"role": "user", "content": parts}]}
    request = urllib.request.Request(
        f"{address}/chat/completions",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        said = json.load(answer)["choices"][0]["message"]["content"]
    assert said.startswith("A cat")


def test_a_sentence_is_heard_and_understood(windows: Windows, tmp_path: Path) -> None:
    pulse = PulseServer(tmp_path / "pulse")
    pulse.start()
    environment = windows.environment | {"PULSE_SERVER": pulse.address}
    try:
        with pulse.recording() as recording:
            recording.wait_begun()
            began = time.monotonic()
            command = windows.command("-m", "assistant", "say", "A dog is lying on a brown sofa.")
            subprocess.run(command, env=environment, check=True)
            # Whisper hears little after the seconds of silence in which Wine starts.
            first = recording.wait_loud(began)
            sound, _ = recording.between(first - 0.1, recording.wait_quiet())
    finally:
        pulse.kill()
    heard = Whisper(threads=1).recognise(Resampler(RATE)(sound)).text.lower()
    assert {"dog", "brown", "sofa"} <= set(re.findall("[a-z]+", heard)), heard
