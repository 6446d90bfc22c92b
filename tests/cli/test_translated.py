"""What a user of another language is told by the commands: nothing of it is English."""

import argparse
import ast
import inspect
import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.asr.recogniser import models_folder
from assistant.cli import main
from assistant.protocol.faults import StartError
from assistant.protocol.spoken import Message
from assistant.protocol.text import CannotReadError
from assistant.runtime import model_choice
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import CallWord, CommandHelp, call_word
from assistant.saying.messages.faults_lines import SettingsFault
from assistant.saying.messages.files_lines import PhotoFault
from assistant.saying.messages.models_lines import model_words
from assistant.settings.config import defaults, user_file
from models import embedded
from models.embedded import files
from models.hub import checkpoint_store
from models.hub.machine import Precision, PrecisionChoice
from models.messages import HubLine, ModelFault
from tests.cli.test_cli import COMMANDS
from tests.kit.sentences import in_words

ENGLISH = re.compile(
    r"\b(?:the|is|are|and|of|not|with|what|which|this|that|must|be|cannot|can|may|on|it|usage|"
    r"options|arguments|positional|required|choose|invalid|expected|allowed|again|here|there)\b"
)
"""Words that neither German nor Spanish has."""

PATH = re.compile(r"/[\w./-]+")

CALLS = [
    *([*words, "--help"] for words in ([], *COMMANDS)),
    *([word, "--help"] for word in ("ask", "read", "find", "embed", "classify", "captions")),
    *([word, "--help"] for word in ("index", "search", "similar", "serve", "colour", "codes")),
    *([word, "--help"] for word in ("where", "people", "models", "service")),
    *(["models", "use", "--help"], ["models", "remove", "--help"]),
    *([], ["fly"], ["describe"], ["ask"], ["embed"], ["say"], ["trigger", "jump"], ["models"]),
    *(["bench", "--runs", "0"], ["bench", "--runs", "x"], ["bench", "--runs"]),
    *(["run", "--colour"], ["run", "--json=1"], ["search", "a"], ["find", "?", "a.jpg"]),
    *(["describe", "--clipboard", "--screen"], ["classify", "a.jpg", "--labels", ","]),
]


@pytest.fixture(params=["de", "es"])
def code(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The language that the settings name."""
    chosen = str(request.param)
    monkeypatch.setenv("COLUMNS", "1000")
    user_file().parent.mkdir(parents=True)
    user_file().write_text(f'[voice]\nlanguage = "{chosen}"\n')
    return chosen


def assert_not_english(text: str) -> None:
    assert text
    for line in text.splitlines():
        found = ENGLISH.search(PATH.sub("", line))
        assert found is None, f"{found[0]!r} in: {line}"


def assert_help_is_not_english(code: str, text: str) -> None:
    """The example and the names of actions stand as they are typed."""
    example = in_words(code, CommandHelp.EXAMPLE.said(command="")).strip()
    actions = in_words(code, CommandHelp.ACTIONS.said(actions=""))[:12]
    kept = (line.partition(example)[0] for line in text.splitlines())
    choices = re.compile(r"'[\w-]+'(?:, '[\w-]+')*")
    assert_not_english(
        "\n".join(choices.sub("", line) for line in kept if not line.startswith(actions))
    )


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_help_and_wrong_calls(
    code: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main.main(words)
    out, err = capsys.readouterr()
    assert_help_is_not_english(code, out + err)


def test_each_word_of_argparse_is_one_that_it_says(code: str) -> None:
    calls = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    )
    literals = (call.args[0] for call in calls)
    said = {str(node.value) for node in literals if isinstance(node, ast.Constant)}
    catalogue = Catalogue([code])
    changed = {text for text in said if call_word(catalogue, text) != text}
    same = {
        word
        for word in CallWord
        if in_words(code, word.said(**_blanks(word))) == str(word.said(**_blanks(word)))
    }
    assert len(changed) == len(CallWord) - len(same)


def _blanks(word: CallWord) -> dict[str, str]:
    return dict.fromkeys(re.findall(r"{(\w+)}", word.value), "x")


def test_in_english_argparse_speaks_as_ever() -> None:
    english = Catalogue(["en"])
    assert call_word(english, "usage: ") == "usage: "
    error = "%(prog)s: error: %(message)s\n"
    assert call_word(english, error) == error


SETTINGS = [
    "voice = 1",
    "[voices]\nrate = 1",
    "[voice]\nspeed = 1",
    "[voice]\nrate = 7",
    "[voice]\nvolume = 7",
    "[voice]\nearcons = 7",
    "[voice]\nengine = 7",
    "[voice]\nvoice = 7",
    '[voice]\npiper_voice = "a"',
    '[camera]\nsource = ""',
    '[remote]\naddress = "a"',
    "[keys]\ndescribe = 1",
    '[keys]\ndescribe = ["hyperspace"]',
    '[keys]\ndescribe = ["d"]',
    '[keys]\ndescribe = ["q"]',
    "[voice\nx",
]


@pytest.mark.parametrize("text", SETTINGS)
def test_faults_of_the_settings(
    code: str, text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file().write_text(text)
    # A file with a fault names no language: the system's counts.
    monkeypatch.setenv("LANGUAGE", code)
    assert main.main(["describe", "a.jpg"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(in_words(code, SettingsFault.COUNT.said(path=user_file(), count=1)))
    # What is wrong in TOML is said by its reader.
    assert_not_english(re.sub(r": [A-Z][^:]*\(at line[^)]*\)", "", told))


def test_a_settings_file_that_is_no_file(code: str) -> None:
    from assistant.settings.config import ConfigError, load

    with pytest.raises(ConfigError) as fault:
        load(user_file().parent)
    assert_not_english("\n".join(in_words(code, line) for line in fault.value.lines))


def test_faults_of_photos(code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "small.png"), np.zeros((4, 4, 3), np.uint8))
    (tmp_path / "text.jpg").write_text("no photo")
    (tmp_path / "new.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0")
    cv2.imwrite(str(tmp_path / "cut.png"), np.zeros((40, 40, 3), np.uint8))
    (tmp_path / "cut.png").write_bytes((tmp_path / "cut.png").read_bytes()[:50])
    names = ["none.jpg", "small.png", "text.jpg", "new.heic", "cut.png", "."]
    paths = [str(tmp_path / name) for name in names]
    assert main.main(["describe", *paths, "--json"]) == 1
    told = [json.loads(line)["error"] for line in capsys.readouterr().out.splitlines()]
    assert len(told) == len(names)
    assert_not_english("\n".join(told))
    assert told[4] == in_words(code, PhotoFault.DAMAGED.said(name="cut.png"))


@pytest.mark.torch
def test_what_is_told_of_models(
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(files, "WEIGHTS", tmp_path)
    damaged = models_folder() / "broken"
    damaged.mkdir(parents=True)
    (damaged / checkpoint_store.FACTS).write_text("[]")
    for words in (
        ["list"],
        ["pull", "nothing"],
        ["use", "nothing"],
        ["use", "smolvlm-256m"],
        ["use", "broken"],
        ["remove", "nothing"],
        ["remove", "embedded"],
    ):
        main.main(["models", *words])
        out, err = capsys.readouterr()
        assert_not_english(out + err)
    (tmp_path / "model.json").write_text("{}")
    (told,) = model_choice.models()
    assert in_words(code, told["error"]).endswith(
        in_words(code, Message(ModelFault.DAMAGED, (("path", ""),))).rpartition(". ")[2]
    )


def test_a_model_that_does_not_load(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: object) -> None:
        raise embedded.ModelError(ModelFault.NOT_WHOLE.said(path="a.onnx"))

    monkeypatch.setattr(embedded, "load", fails)
    with pytest.raises(StartError) as fault:
        model_choice.loaded(defaults())
    assert in_words(code, fault.value) == in_words(
        code, Message(ModelFault.NOT_WHOLE, (("path", "a.onnx"),))
    )


def test_reading_that_does_not_load(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.runtime import compose
    from models.ocr import reader

    def fails(*_: object) -> None:
        raise embedded.ModelError(ModelFault.NO_READER.said())

    monkeypatch.setattr(reader, "OcrReader", fails)
    with pytest.raises(CannotReadError) as fault:
        compose.text_reader(1)
    assert_not_english(in_words(code, fault.value))


def test_a_sentence_of_a_model_is_translated_with_what_stands_in_it(code: str) -> None:
    how = PrecisionChoice("cpu", Precision.INT4, 1).says
    told = HubLine.SMALLER.said(name="tiny", how=how)
    assert told == "There was not enough memory for tiny. It now runs in int4 on the processor."
    own = Message(HubLine.ON_CPU, (("precision", "int4"),))
    assert in_words(code, model_words(told)) == in_words(
        code, Message(HubLine.SMALLER, (("name", "tiny"), ("how", own)))
    )
    assert str(model_words("words of no model")) == "words of no model"
