"""`lantern models`: list, pull, use and remove, through the command, from a hub on loopback."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.asr.recogniser import models_folder
from assistant.cli import doctor, main
from assistant.protocol.faults import StartError
from assistant.runtime import model_choice, settings_writer
from assistant.settings import config
from models.hub import archive, catalogue, checkpoint_store
from models.hub.catalogue import KINDS
from models.hub.checkpoint_store import Installed
from tests.kit.hub_server import HubServer

ROOT = Path(__file__).parents[2]
OWN = config.defaults()
ENTRY = """
[tiny]
does = "describes pictures"
kind = "decoder"
repository = "tiny/model"
revision = ""
licence = "MIT: any use."
megabytes = 1
parameters = 0.1
gpu_gigabytes = 0
page = "https://huggingface.co/tiny/model"
read = "2026-11-25"
figures = [{ measure = "POPE", value = 80.5, source = "its page" }]
"""


@pytest.fixture(scope="session")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch = pytest.importorskip("torch", reason="the checkpoint is made with it")
    from tests.kit import tiny_checkpoints

    torch.manual_seed(7)
    torch.set_num_threads(1)
    return tiny_checkpoints.llava(tmp_path_factory.mktemp("checkpoint") / "llava")


@pytest.fixture
def hub(llava: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    shutil.copytree(llava, tmp_path / "repository")
    server = HubServer(tmp_path / "repository")
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    (tmp_path / "catalog.toml").write_text(ENTRY)
    monkeypatch.setattr(model_choice, "CATALOGUE", tmp_path / "catalog.toml")
    yield server
    server.close()


def lantern(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, object]]]:
    code = main.main([*words, "--json"])
    lines = capsys.readouterr().out.splitlines()
    return code, [json.loads(line) for line in lines]


@pytest.mark.weights
def test_the_whole_way_of_a_checkpoint(hub: HubServer, capsys: pytest.CaptureFixture[str]) -> None:
    code, (refused, *_) = lantern(capsys, "models", "use", "tiny")
    assert code == 1
    assert "Download it first: ./lantern models pull tiny" in str(refused["error"])

    code, told = lantern(capsys, "models", "pull", "tiny")
    assert code == 1
    assert "You did not accept the licence" in str(told[-1]["error"])
    code, told = lantern(capsys, "models", "pull", "tiny", "--accept-licence")
    assert code == 0
    assert "lantern models use tiny" in str(told[-1]["says"])

    code, listed = lantern(capsys, "models", "list")
    assert code == 0
    (shown,) = [one for one in listed if one["name"] == "tiny"]
    assert shown["pulled"] is True
    assert shown["fits"] is True
    assert "It is installed." in str(shown["says"])
    assert "Published figures: POPE 80.5. The catalogue has no checksums of it." in str(
        shown["says"]
    )

    code, (used,) = lantern(capsys, "models", "use", "tiny")
    assert code == 0
    assert config.load().model.name == "tiny"
    assert "tiny runs in int8 on the processor" in str(used["says"])
    assert "Nobody has measured yet how often it is right" in str(used["says"])

    photo = str(ROOT / "assistant" / "cli" / "samples" / "dogs.jpg")
    code, (seen,) = lantern(capsys, "describe", photo)
    assert code == 0
    # A model of random weights writes nonsense: what is heard are the names that the witness knows.
    assert [one["name"] for one in seen["spoken_objects"]]  # type: ignore[attr-defined]  # a list
    assert str(seen["spoken"]).startswith("A dog")
    code, (answer,) = lantern(capsys, "ask", photo, "What are they made of?")
    assert code == 0
    assert answer["certainty"] in ("unsure", "none")

    code, (refused,) = lantern(capsys, "models", "remove", "tiny")
    assert "is in use" in str(refused["error"])
    assert lantern(capsys, "models", "use", "embedded")[0] == 0
    assert config.load().model.name == "embedded"
    assert lantern(capsys, "models", "remove", "tiny")[0] == 0
    assert not (models_folder() / "tiny").exists()


@pytest.mark.program
@pytest.mark.parametrize(("key", "arrives"), [(b"y", True), (b"n", False)])
def test_the_licence_is_accepted_by_a_key(
    hub: HubServer, capsys: pytest.CaptureFixture[str], key: bytes, arrives: bool
) -> None:
    """In a terminal of its own, where the key is pressed once the licence was told."""
    program = (
        "import sys, pathlib\n"
        "from assistant.cli import main\n"
        "from assistant.runtime import model_choice\n"
        "model_choice.CATALOGUE = pathlib.Path(sys.argv[1])\n"
        "sys.exit(main.main(['models', 'pull', 'tiny']))\n"
    )
    outer, inner = pty.openpty()
    command = [sys.executable, "-c", program, str(model_choice.CATALOGUE)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=inner, stdout=inner, stderr=inner, close_fds=True
    ) as running:
        os.close(inner)
        said = b""
        try:
            while b"Press y" not in said:
                said += os.read(outer, 4096)
            os.write(outer, key)
            while True:
                try:
                    said += os.read(outer, 4096)
                except OSError:
                    break
        finally:
            os.close(outer)
        assert running.wait(30) == (0 if arrives else 1)
    assert said.index(b"Its licence: MIT: any use.") < said.index(b"Press y")
    assert (models_folder() / "tiny").exists() is arrives


@pytest.mark.weights
def test_an_altered_checkpoint_does_not_start(
    hub: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    lantern(capsys, "models", "pull", "tiny", "--accept-licence")
    lantern(capsys, "models", "use", "tiny")
    (models_folder() / "tiny" / "tokenizer.json").write_text("{}")
    code = main.main(["describe", str(ROOT / "assistant" / "cli" / "samples" / "dogs.jpg")])
    assert code == 1
    told = capsys.readouterr().err
    assert "tokenizer.json was changed" in told
    assert "lantern models use embedded" in told
    _, altered = doctor.models(config.load())
    assert not altered.ok
    assert "tokenizer.json was changed" in str(altered.says)


@pytest.mark.weights
def test_the_doctor_knows_a_chosen_model_and_what_it_is_for(
    hub: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    lantern(capsys, "models", "pull", "tiny", "--accept-licence")
    settings_writer.write_values([("model", key, "tiny") for key in ("name", "towers")])
    _, right, wrong = doctor.models(config.load())
    assert (right.ok, wrong.ok) == (True, False)
    assert "tiny runs in int8" in str(right.says)
    assert str(wrong.says).startswith("tiny is not a model for towers")


@pytest.mark.parametrize(
    "wanted", [replace(OWN.model, name="nothing"), replace(OWN.model, towers="nothing")]
)
def test_a_name_in_the_settings_that_no_model_has_is_told_as_that(
    wanted: config.ModelSettings,
) -> None:
    with pytest.raises(StartError) as fault:
        model_choice.loaded(replace(OWN, model=wanted))
    assert str(fault.value) == "There is no model nothing. Type: ./lantern models list"


def test_what_listens_is_not_used_before_it_is_here(capsys: pytest.CaptureFixture[str]) -> None:
    code, (told,) = lantern(capsys, "models", "use", "vosk-small-en")
    assert code == 1
    assert told["error"] == (
        "vosk-small-en is not installed. Download it first: ./lantern models pull vosk-small-en"
    )


def test_that_a_model_which_listens_is_taken_is_told_only_of_the_one_that_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def used(name: str) -> str:
        code, (told,) = lantern(capsys, "models", "use", name)
        assert code == ("error" in told)
        return str(told.get("error", told.get("says")))

    for name in ("vosk-small-en", "vosk-small-en-in", "vosk-small-de"):
        (models_folder() / name / "am").mkdir(parents=True)
        (models_folder() / name / "am" / "final.mdl").touch()
    (models_folder() / "vosk-small-es").mkdir()
    assert used("vosk-small-en") == "Lantern uses vosk-small-en automatically."
    assert used("vosk-small-en-in") == (
        "Lantern uses vosk-small-en instead of vosk-small-en-in. "
        "Type: ./lantern models remove vosk-small-en"
    )
    assert "Change the setting language under ears" in used("vosk-small-de")
    assert "vosk-small-es is incomplete" in used("vosk-small-es")
    for name in ("", "..", "vosk-small-en/am"):
        assert used(name).startswith("There is no model")

    settings_writer.write_values([("ears", "engine", "whisper")])
    assert "the setting engine under ears is whisper" in used("vosk-small-en")


def test_the_list_has_a_row_for_each_model_and_show_the_rest(
    hub: HubServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_choice, "CATALOGUE", ROOT / "models" / "catalog.toml")
    assert main.main(["models", "list"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert max(map(len, rows)) < 80
    assert "smolvlm-256m: sees, 266 megabytes, can be downloaded" in rows
    assert "vosk-small-de: hears, 45 megabytes, can be downloaded" in rows
    assert main.main(["models", "show", "smolvlm-256m"]) == 0
    assert "Licence: Apache 2.0" in capsys.readouterr().out
    code, (told,) = lantern(capsys, "models", "show", "nothing")
    assert (code, told["error"]) == (1, "There is no model nothing. Type: ./lantern models list")


@pytest.mark.parametrize(
    ("language", "size", "here"),
    [
        ("en", r"\d+\.\d megabytes", "here"),
        ("de", r"\d+,\d Megabyte", "installiert"),
        ("es", r"\d+,\d megabytes", "instalado"),
    ],
)
def test_numbers_have_the_decimal_sign_of_the_language(
    language: str,
    size: str,
    here: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    monkeypatch.setattr(model_choice, "CATALOGUE", ROOT / "models" / "catalog.toml")
    assert main.main(["models", "list"]) == 0
    own = capsys.readouterr().out.splitlines()[0]
    assert re.fullmatch(f"embedded: .*, {size}, {here}", own), own
    assert main.main(["models", "show", "embedded"]) == 0
    assert re.search(size, capsys.readouterr().out)
    assert main.main(["models", "show", "smolvlm-256m"]) == 0
    sign = r"\." if language == "en" else ","
    assert re.search(rf"\d{sign}\d [Gg]iga", capsys.readouterr().out)


def test_what_is_not_there_is_told(hub: HubServer, capsys: pytest.CaptureFixture[str]) -> None:
    for words, reason in (
        (("use", "nothing"), "There is no model nothing"),
        (("remove", "nothing"), "nothing is not installed"),
        (("remove", "embedded"), "comes with Lantern"),
        (("remove", "../models"), "No model can have this name"),
        (("pull", "nothing"), "There is no model nothing. Type: ./lantern models list"),
        (("remove", ""), "No model can have this name"),
        (("remove", 300 * "a"), "No model can have this name"),
        (("use", "vosk-" + 300 * "a"), "There is no model vosk-a"),
        (("pull", 300 * "a"), "There is no model a"),
    ):
        code, (told, *_) = lantern(capsys, "models", *words)
        assert code == 1
        assert reason in str(told["error"])


@pytest.mark.program
def test_without_torch_everything_else_runs_and_the_missing_is_named(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "for name in ('torch', 'transformers', 'huggingface_hub'): sys.modules[name] = None\n"
        "from assistant.cli import main\n"
        "sys.exit(main.main(sys.argv[1:]))\n"
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, *words]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=240
        )

    photo = str(ROOT / "assistant" / "cli" / "samples" / "dogs.jpg")
    assert run("describe", photo).stdout.startswith("A dog")
    assert "smolvlm-256m" in run("models", "list").stdout
    model = models_folder() / "florence-2-base"
    model.mkdir(parents=True)
    Installed(model.name, "decoder", "tiny/model", "0" * 40, {}).write(model)
    refused = run("models", "use", model.name)
    assert refused.returncode == 1
    assert "which are not installed. Run: " in refused.stderr
    assert f"{sys.executable} -m pip install" in refused.stderr
    assert "'transformers" in refused.stderr


def test_the_catalogue_that_ships_says_what_is_known() -> None:
    entries = catalogue.entries(model_choice.CATALOGUE)
    text = model_choice.CATALOGUE.read_text(encoding="utf-8")
    # A dot in a name that is not quoted would hide it in a table of its own.
    headings = (line for line in text.splitlines() if line.startswith("["))
    tables = {line.strip('[]"') for line in headings if not line.endswith(".sums]")}
    assert tables == {*entries, *archive.entries(model_choice.CATALOGUE)}
    page = (ROOT / "docs" / "stronger-models.md").read_text(encoding="utf-8")
    assert {name for name in entries if f"`{name}`" not in page} == set()
    kinds = {entry.kind for entry in entries.values()}
    assert kinds == set(KINDS)
    for entry in entries.values():
        assert len(entry.revision) in (0, 40)
        assert entry.licence.endswith(".")
        assert entry.page.startswith("https://huggingface.co/")
        assert not entry.page.endswith("/")
        assert all(figure.source for figure in entry.figures)
        assert set(entry.languages) <= {"en", "de", "es"}
        assert all(re.fullmatch("[0-9a-f]{64}", one) for one in entry.sums.values())
        # Sums belong to one commit, and an offer needs a size.
        assert entry.revision or not entry.sums
        assert (entry.megabytes and entry.onnx and entry.languages) or not entry.better


@pytest.mark.weights
def test_what_llama_cpp_runs_is_used_by_a_setting_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "catalog.toml").write_text(ENTRY + 'gguf = "tiny/model-GGUF"\nlanguages = ["de"]\n')
    monkeypatch.setattr(model_choice, "CATALOGUE", tmp_path / "catalog.toml")
    files = {
        name: checkpoint_store.facts(written(models_folder() / "tiny" / name))
        for name in ("tiny-Q8_0.gguf", "mmproj-tiny-Q8_0.gguf")
    }
    installed = Installed("tiny", "gguf", "tiny/model-GGUF", "0" * 40, files)
    installed.write(models_folder() / "tiny")

    code, (told,) = lantern(capsys, "models", "use", "tiny")
    assert (code, config.load().remote.gguf, config.load().model.name) == (0, "tiny", "embedded")
    code, (told,) = lantern(capsys, "models", "remove", "tiny")
    assert (code, told["error"]) == (1, "tiny is in use. First type: ./lantern models use embedded")
    *_, told = lantern(capsys, "models", "list")[1]
    for part in ("It runs in int8", "It runs in llama.cpp", "Languages: German.", "POPE 80.5"):
        assert part in str(told["says"])
    assert lantern(capsys, "models", "use", "embedded")[0] == 0
    assert config.load().remote.gguf == ""


def written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"GGUF")
    return path
