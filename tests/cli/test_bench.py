import csv
import json
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.cli import bench, demo
from assistant.cli.bench import Stage
from assistant.cli.speaker_recording import SpeakerRecording
from assistant.protocol.effects import Utterance
from assistant.protocol.events import Earcon, Priority, SpeechEnded, SpeechStarted
from assistant.settings.config import defaults
from assistant.tts import UtteranceSpeaker
from tests.kit.heard import Heard
from tests.kit.program import lantern, write_weights
from tests.kit.sentences import printed, segments


@pytest.mark.parametrize(
    ("values", "median", "p95"),
    [
        ([1.0], 1.0, 1.0),
        ([3.0, 1.0, 2.0], 2.0, 3.0),
        ([float(n) for n in range(1, 101)], 50.5, 95.0),
    ],
)
def test_median_and_percentile(values: list[float], median: float, p95: float) -> None:
    shown = Stage("a", "ms", "here", values).to_json()
    assert (shown["median"], shown["p95"], shown["runs"]) == (median, p95, len(values))


def test_what_was_not_measured_says_why() -> None:
    shown = printed(Stage("a", "ms", "no camera").to_json())
    assert shown["median"] is None
    assert shown["says"] == "a: not measured, no camera"


@pytest.mark.slow
def test_a_frame_that_comes_after_the_key_has_no_age() -> None:
    photo = demo.SAMPLES / "cat.jpg"
    wanted = replace(defaults(), camera=replace(defaults().camera, source=str(photo)))
    frame, _idle = bench._camera_stages(wanted, 2)
    assert frame.values == [0.0, 0.0]


@pytest.mark.program
def test_the_recording_tells_when_something_is_heard_and_no_more() -> None:
    heard = Heard()
    with SpeakerRecording() as recording:
        voice = UtteranceSpeaker(defaults().voice, 180, heard)
        voice.start()
        try:
            voice.say(Utterance(segments("One. Two. Three. Four. Five."), 1, Priority.ANSWER))
            heard.wait(SpeechStarted)
            (started,) = heard.all(SpeechStarted)
            threading.Event().wait(0.3)
            stopped = time.monotonic()
            voice.silence()
            heard.wait(SpeechEnded)
            onset = recording.onset(started.at - 0.5, started.at + 1)
            assert onset is not None
            assert abs(onset - started.at) < 0.5
            assert recording.last_heard(stopped, stopped + 1.5) - stopped < 1
            assert recording.onset(stopped + 1, stopped + 1.5) is None
            played = time.monotonic()
            voice.play(Earcon.CAPTURED)
            assert recording.onset(played, played + 2.5) is not None
        finally:
            voice.close()


@pytest.mark.program
def test_memory_that_processes_share_counts_once() -> None:
    shares = """
import os, sys
block = bytearray(b"x") * 100_000_000
child = os.fork()
if child:
    print("ready", flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", shares], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        measured = bench.resident_megabytes(process.pid)
        process.communicate()
    assert 100 < measured < 150


def test_a_csv_that_cannot_be_written_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = list(bench.run(defaults(), 1, tmp_path / "file" / "bench.csv"))
    (error,) = [one["error"] for one in told]
    assert "bench.csv could not be written: " in str(error)


@pytest.mark.program
def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    result = lantern(tmp_path, "bench", "--runs", "1", "--out", tmp_path / "bench.csv")
    assert result.returncode == 1
    assert result.stderr.strip().endswith("Reinstall Lantern.")
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_stage_is_measured_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    write_weights(folder)
    out = tmp_path / "a" / "bench.csv"
    result = lantern(folder, "bench", "--runs", "1", "--out", out, "--json", timeout=280)
    assert result.returncode == 0, result.stderr
    printed = {one["stage"]: one for one in map(json.loads, result.stdout.splitlines())}
    with out.open() as file:
        written = {row["stage"]: row for row in csv.DictReader(file)}
    assert list(printed) == list(written)
    for stage in (
        *("encoder", "detector", "key to first word", "stop to silence", "resident memory"),
        *("key to text read from a package", "key to first word of a package's text"),
        "key to first word about a scene that holds still",
        "arrow key to the next thing of a picture that is explored",
    ):
        assert printed[stage]["median"] > 0
        assert written[stage]["from"] == printed[stage]["from"]
