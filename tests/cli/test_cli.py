import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.cli import demo, main
from assistant.keys.trigger import TriggerSocket
from assistant.runtime import compose
from assistant.runtime.loop import FAILED
from assistant.settings.config import user_file
from tests.kit.program import ROOT, command, lantern, refused, write_weights

COMMANDS: list[Sequence[str]] = [
    ("run",),
    ("demo",),
    ("describe",),
    ("transcribe",),
    ("say",),
    ("models", "list"),
    ("models", "pull"),
    ("doctor",),
    ("bench",),
    ("trigger",),
    ("service", "install"),
    ("service", "remove"),
]
FIELDS = {
    "photo": str,
    "spoken": str,
    "says": str,
    "caption": str,
    "certainty": str,
    "probability": float,
    "spoken_objects": list,
    "claims": list,
    "scene": dict | None,
    "objects": list,
    "text": str,
    "problem": str | None,
    "milliseconds": float,
}


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "good.jpg"
    sample = cv2.imread(str(ROOT / "assistant" / "cli" / "samples" / "coffee.jpg"))
    assert sample is not None
    cv2.imwrite(str(path), sample)
    return path


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["--version"])
    assert ended.value.code == 0
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert capsys.readouterr().out == f"lantern {project['version']}\n"


@pytest.mark.program
@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_ctrl_c_ends_a_command_quietly_from_the_first_moment(seconds: float) -> None:
    started = "import time; print(flush=True); from assistant.__main__ import main; main()"
    words = [sys.executable, "-c", started, "doctor"]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        program.stdout.readline()
        time.sleep(seconds)
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=60)
    assert "Traceback" not in said
    assert program.returncode == 130, said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(
    words: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main.main([*words, "--help"])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    assert f"Example: ./lantern {' '.join(words)}" in " ".join(printed.split())
    assert "--json" in printed


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["describe"],
        ["say"],
        ["transcribe"],
        ["trigger", "jump"],
        ["models"],
        ["service"],
        ["bench", "--runs", "0"],
        ["find", " ,¿?", "cup.jpg"],
        ["search", "  ", "--in", "Pictures"],
        ["search", os.fsdecode(b"caf\xe9"), "--in", "Pictures"],
        ["embed", "--text", ""],
        ["classify", "cup.jpg", "--labels", os.fsdecode(b"cup,caf\xe9")],
        ["run", "--colour"],
    ],
)
def test_a_wrong_call_gives_two_and_names_the_help(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main.main(words)
    assert end.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    *_, fault, advice = err.splitlines()
    assert ": error: " in fault
    program, *command, option = advice.removeprefix("For help, type: ./").split()
    assert (program, option) == ("lantern", "--help")
    assert command == words[: len(command)]
    # The commands that check their words together know which of them they are.
    assert command or words[:1] not in (["describe"], ["embed"])


@pytest.mark.program
def test_help_does_not_wait_for_the_heavy_parts(home: Path) -> None:
    heavy = "onnxruntime cv2 sounddevice"
    code = (
        "import sys; from assistant.cli import main\n"
        "try: main.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"found = [name for name in {heavy.split()!r} if name in sys.modules]\n"
        "sys.exit(f'loaded: {found}' if found else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.program
def test_a_name_that_is_not_utf_8_is_told_and_the_rest_is_done(
    weights: Path, photo: Path, tmp_path: Path
) -> None:
    strange = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png")
    Path(strange).write_bytes(photo.read_bytes())
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    result = lantern(weights, "describe", strange, photo, "--json", env=environment)
    assert result.returncode == 0, result.stderr
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["photo"], second["photo"]) == (strange, str(photo))


@pytest.mark.program
def test_photos_are_described_as_objects(weights: Path, photo: Path) -> None:
    result = lantern(weights, "describe", photo, photo, "--json")
    assert result.returncode == 0, result.stderr
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert list(first) == list(FIELDS)
    assert all(isinstance(first[name], kind) for name, kind in FIELDS.items())
    assert first["photo"] == str(photo)
    assert first["certainty"] in ("plain", "probably", "unsure", "none")
    probabilities = [seen["probability"] for seen in first["objects"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(probability >= 0.02 for probability in probabilities)
    del first["milliseconds"], second["milliseconds"]
    assert first == second


@pytest.mark.program
def test_photos_are_described_as_lines(weights: Path, photo: Path) -> None:
    one = lantern(weights, "describe", photo)
    two = lantern(weights, "describe", photo, photo)
    assert two.stdout == f"{photo}: {one.stdout}" * 2


@pytest.mark.program
def test_a_bad_photo_is_an_error_and_the_others_are_done(
    weights: Path, photo: Path, tmp_path: Path
) -> None:
    (tmp_path / "cut.jpg").write_bytes(photo.read_bytes()[:300])
    (tmp_path / "text.jpg").write_text("no photo")
    names = [tmp_path / "none.jpg", tmp_path / "text.jpg", tmp_path / "cut.jpg", tmp_path, photo]
    result = lantern(weights, "describe", *names, "--json")
    assert result.returncode == 1
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["photo"] for one in objects] == [str(name) for name in names]
    assert ["error" in one for one in objects] == [True, True, True, True, False]
    assert "none.jpg" in objects[0]["error"]
    plain = lantern(weights, "describe", names[0], photo)
    assert plain.returncode == 1
    assert "none.jpg" in plain.stderr
    assert plain.stdout.startswith(f"{photo}: ")


@pytest.mark.program
@pytest.mark.parametrize("name", ["black.png", "white.png"])
def test_a_picture_of_nothing_names_no_thing(weights: Path, tmp_path: Path, name: str) -> None:
    value = 0 if name == "black.png" else 255
    cv2.imwrite(str(tmp_path / name), np.full((240, 320, 3), value, np.uint8))
    result = lantern(weights, "describe", tmp_path / name, "--json")
    (shown,) = (json.loads(line) for line in result.stdout.splitlines())
    assert result.returncode == 0, result.stderr
    assert shown["problem"] in ("dark", "bright", "covered", "blank")
    assert shown["certainty"] == "none"
    assert shown["spoken_objects"] == []
    assert shown["spoken"].startswith("I can't tell.")


@pytest.mark.program
@pytest.mark.parametrize("harm", ["missing", "altered", "no folder"])
def test_a_model_that_is_not_whole_is_told(
    weights: Path, photo: Path, tmp_path: Path, harm: str
) -> None:
    folder = tmp_path / "weights"
    write_weights(folder)
    damaged = folder / "witness.onnx"
    if harm == "missing":
        damaged.unlink()
    elif harm == "altered":
        data = bytearray(damaged.read_bytes())
        data[len(data) // 2] ^= 1
        damaged.write_bytes(data)
    else:
        folder = tmp_path / "nowhere"
    result = lantern(folder, "describe", photo)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.strip().endswith("Reinstall Lantern.")
    listed = refused(folder, "models", "list", "--json")
    assert listed.returncode == 1
    assert json.loads(listed.stdout.splitlines()[0])["error"].endswith("Reinstall Lantern.")


@pytest.mark.program
def test_the_models_are_listed(weights: Path) -> None:
    result = lantern(weights, "models", "list", "--json")
    assert result.returncode == 0, result.stderr
    listed, pullable, *_ = (json.loads(line) for line in result.stdout.splitlines())
    assert listed["name"] == "embedded"
    assert (pullable["name"], pullable["pulled"]) == ("vosk-small-en", False)
    assert all(len(value) == 64 for value in listed["files"].values())


@pytest.mark.program
def test_settings_with_a_fault_are_told(weights: Path, photo: Path) -> None:
    user_file().parent.mkdir(parents=True)
    user_file().write_text("[voice]\nrate = 7\n")
    result = lantern(weights, "describe", photo)
    assert result.returncode == 1
    assert result.stdout == ""
    assert "voice.rate is 7. It must be a whole number from 80 to 900." in result.stderr


@pytest.mark.program
@pytest.mark.parametrize("word", ["describe", "colour", "read", "index", "codes"])
def test_a_file_s_name_controls_no_terminal_and_forges_no_line(
    weights: Path, photo: Path, tmp_path: Path, word: str
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a\x1b[2J\x9b\x7f\u202e\nb.jpg: A dog.jpg", "other.jpg"):
        (folder / name).write_bytes(photo.read_bytes() if word != "index" else b"none")
    asked = [folder] if word == "index" else sorted(folder.iterdir())
    plain = lantern(weights, word, *asked)
    for text in (plain.stdout, plain.stderr):
        assert not {"\x1b", "\x9b", "\x7f", "\u202e"} & {*text}
        assert not any(line.startswith("b.jpg") for line in text.splitlines())
    result = lantern(weights, word, *asked, "--json")
    assert not {"\x1b", "\x9b", "\x7f", "\u202e"} & {*result.stdout}
    names = [json.loads(line).get("photo") for line in result.stdout.splitlines()]
    assert str(min(folder.iterdir())) in names


@pytest.mark.program
@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "xx_YY.ISO-8859-15", "PYTHONCOERCECLOCALE": "0", "LANGUAGE": "de"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_a_terminal_of_any_locale_is_written_to(
    weights: Path,
    photo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    locale: dict[str, str],
) -> None:
    named = tmp_path / "\u00dcber \u4f8b.jpg"
    named.write_bytes(photo.read_bytes())
    for variable, value in locale.items():
        monkeypatch.setenv(variable, value)
    other = tmp_path / "n\u00f6.jpg"
    arguments = command(weights, "describe", named, other)
    for more in ([], ["--json"]):
        done = subprocess.run([*arguments, *more], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 1, done.stderr
        assert b"Traceback" not in done.stderr
        assert b"ber " in done.stdout
    assert len([json.loads(line) for line in done.stdout.decode("latin-1").splitlines()]) == 2


def test_a_trigger_reaches_the_program_that_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["trigger", "describe", "--json"]) == 1
    assert "Lantern is not running." in json.loads(capsys.readouterr().out)["error"]
    pressed: list[object] = []
    socket = TriggerSocket(pressed.append)
    socket.start()
    try:
        assert main.main(["trigger", "describe"]) == 0
        assert main.main(["trigger", "more", "--json"]) == 0
    finally:
        socket.stop()
    assert len(pressed) == 2
    assert json.loads(capsys.readouterr().out) == {"action": "more"}


@pytest.mark.program
def test_a_reader_that_goes_away_is_no_crash(weights: Path, photo: Path) -> None:
    process = subprocess.Popen(
        command(weights, "describe", photo),
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=240)
    assert process.returncode == 1
    assert err == ""


@pytest.mark.parametrize("words", [("ask", "none.jpg", "Is it?"), ("describe", "none.jpg")])
def test_results_that_cannot_be_printed_are_told_as_that(
    words: Sequence[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nobody, Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", nobody)
        assert main.main([*words, "--json"]) == 1
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(sys, "stdout", full)
        assert main.main([*words, "--json"]) == 1
    assert capsys.readouterr().err == (
        "The results could not be written: no space left on device. Write them somewhere else.\n"
    )


def test_a_fault_of_the_program_has_a_code_of_its_own_for_systemd_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for part in (compose, demo):
        monkeypatch.setattr(part, "run", lambda *_, **__: FAILED)
    assert main.main(["run"]) == main.main(["demo"]) == 1
    monkeypatch.setenv("SYSTEMD_EXEC_PID", str(os.getpid()))
    assert main.main(["run"]) == FAILED
    monkeypatch.setenv("SYSTEMD_EXEC_PID", str(os.getppid()))
    assert main.main(["run"]) == 1


@pytest.mark.program
def test_sound_files_are_transcribed_and_a_broken_one_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    espeak = ["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(tmp_path / "a.wav")]
    subprocess.run([*espeak, "What is on the table?"], check=True)
    (tmp_path / "b.wav").write_text("no sound")
    files = [str(tmp_path / name) for name in ("b.wav", "a.wav", "none.wav")]
    assert main.main(["transcribe", *files, "--json"]) == 1
    bad, good, none = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(good) == ["file", "text", "confidence", "words", "engine", "milliseconds"]
    assert (good["file"], good["text"], good["engine"]) == (
        files[1],
        "What is on the table?",
        "Whisper base",
    )
    assert [word["text"] for word in good["words"]] == good["text"].split()
    assert bad == {"file": files[0], "error": "b.wav is not a WAV file. Convert it to one."}
    assert "none.wav" in none["error"]
    assert main.main(["transcribe", files[1]]) == 0
    assert capsys.readouterr().out == "What is on the table?\n"
