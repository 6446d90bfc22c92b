"""The real model hears sentences spoken by espeak-ng."""

import os
import re
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from assistant.asr import whisper_files
from assistant.asr.base import RecogniserError, Transcript, Word
from assistant.asr.resampling import Samples, seconds
from assistant.asr.whisper_recogniser import LONGEST, MARGIN, Whisper, WhisperStream
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand
from tests.kit.speech import room_noise, silence, spoken

pytestmark = pytest.mark.slow

QUESTION = "What is on the table in front of me?"


def in_a_room(sound: Samples) -> Samples:
    return np.concatenate([room_noise(0.3), sound, room_noise(0.2, seed=8)])


def bare(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.lower()).replace("color", "colour")


def test_leftovers_of_a_program_that_ended_while_loading_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "temporary"
    monkeypatch.setattr(tempfile, "tempdir", str(root))
    names = ("left", "old", "loads", "copies", "other")
    places = {name: root / f"lantern-{name}" for name in names}
    for place in places.values():
        place.mkdir(parents=True)
    (places["left"] / "model.bin").symlink_to("/proc/0/fd/3")
    (places["loads"] / "model.bin").symlink_to(f"/proc/{os.getpid()}/fd/0")
    for name in ("old", "copies"):
        (places[name] / "model.bin").write_bytes(b"part")
    os.utime(places["old"] / "model.bin", (0, 0))
    stay = {places[name] for name in ("loads", "copies", "other")}
    with whisper_files.model() as folder:
        assert set(root.iterdir()) == stay | {folder}
    assert set(root.iterdir()) == stay


@pytest.mark.parametrize(
    "text", [QUESTION, "Is there a dog?", "What colour is this shirt?", "Who is at the door?"]
)
def test_questions_are_understood(whisper: Whisper, text: str) -> None:
    heard = whisper.recognise(in_a_room(spoken(text)))
    assert bare(heard.text) == bare(text)
    assert " ".join(word.text for word in heard.words) == heard.text
    assert all(0 < word.confidence <= 1 for word in heard.words)
    assert heard.confidence > 0.6


@pytest.mark.parametrize(
    "sound",
    [room_noise(2), room_noise(2, 0.05), silence(2), silence(0)],
    ids=["room", "loud", "silence", "nothing"],
)
def test_no_speech_is_no_text(whisper: Whisper, sound: Samples) -> None:
    assert whisper.recognise(sound).text == ""


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        (
            "de",
            "Welche Farbe hat das? Bist du sicher? Noch einmal. Stopp. Wo ist meine Tasse? "
            "Gibt es hier einen Stuhl?",
        ),
        (
            "es",
            "Describe esto. ¿De qué color es esto? Otra vez. Para. ¿Dónde está mi taza? "
            "Siguiente línea.",
        ),
    ],
)
def test_another_language_is_heard_and_understood(
    whisper: Whisper, code: str, sentences: str
) -> None:
    said = re.split(r"(?<=[.?]) ", sentences)
    assert len(said) == 6
    assert whisper.hear(code)
    try:
        heard = {one: whisper.recognise(in_a_room(spoken(one, code, 135))).text for one in said}
        assert whisper.recognise(room_noise(2)).text == ""
    finally:
        assert whisper.hear("en")

    def wanted(words: str) -> tuple[str, str, str] | None:
        query = understand(words, of(code))
        return None if query is None else (query.intent, query.name, query.english)

    wrong = [(one, text) for one, text in heard.items() if wanted(text) != wanted(one)]
    assert not wrong


def test_an_unknown_language_is_not_heard(whisper: Whisper) -> None:
    assert not whisper.hear("tlh")


def test_an_utterance_is_recognised_only_once(whisper: Whisper) -> None:
    utterance = whisper.begin()
    sound = in_a_room(spoken("Is there a dog?"))
    for start in range(0, len(sound), 1600):
        utterance.accept(sound[start : start + 1600])
    utterance.partial()
    early = utterance.final()
    assert bare(early.text) == "is there a dog"
    assert utterance.final() is early
    utterance.accept(in_a_room(spoken("on the sofa?")))
    assert bare(utterance.final().text) == "is there a dog on the sofa"


class Counting:
    """Says how much sound it was given, in tenths of a second."""

    def __init__(self) -> None:
        self.heard: list[Samples] = []

    def recognise(self, samples: Samples, prompt: str = "") -> Transcript:
        self.heard.append(samples)
        word = Word(str(round(10 * seconds(samples))), 0.5)
        return Transcript(word.text, (word,))


def test_a_long_question_is_heard_whole_and_cut_in_its_pauses() -> None:
    sound = np.concatenate([room_noise(26.0, 0.1), silence(0.5), room_noise(33.5, 0.1)])
    model = Counting()
    utterance = WhisperStream(model, "")  # type: ignore[arg-type]  # it has the method that is used
    utterance.accept(sound)
    said = utterance.final()
    assert all(seconds(piece) <= LONGEST - MARGIN for piece in model.heard)
    assert np.array_equal(np.concatenate(model.heard), sound)
    assert 26.0 < seconds(model.heard[0]) < 26.5
    assert said.text == " ".join(word.text for word in said.words)
    assert len(said.words) == len(model.heard) == 3


def test_expected_words_are_preferred(whisper: Whisper) -> None:
    # Without the prompt, the blue mug becomes many things.
    utterance = whisper.begin(["keep this as my blue mug", "stop", "help"])
    utterance.accept(in_a_room(spoken("Keep this as my blue mug.", "en-us", 170)))
    assert "blue mug" in bare(utterance.final().text)


def test_names_are_preferred_when_one_is_expected(whisper: Whisper) -> None:
    # Without the prompt, the cup is not believable.
    utterance = whisper.begin(names=True)
    utterance.accept(in_a_room(spoken("Cup.", "en-us", 170)))
    assert bare(utterance.final().text) == "cup"


def test_the_prompt_is_tokenized_as_in_training(whisper: Whisper) -> None:
    tokenizer = Tokenizer.from_buffer(whisper_files.tokenizer())
    assert tokenizer.encode(" What is there?", add_special_tokens=False).tokens == [
        "ĠWhat",
        "Ġis",
        "Ġthere",
        "?",
    ]


def test_loading_leaves_no_file(tmp_path: Path, whisper: Whisper) -> None:
    before = set(tmp_path.rglob("*"))
    with whisper_files.model() as folder:
        assert (folder / "model.bin").stat().st_size == 145_217_532
    assert set(tmp_path.rglob("*")) == before


def test_a_missing_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_files, "PACKAGES", ("json", "no_such_package"))
    with pytest.raises(RecogniserError, match="not installed"):
        whisper_files.tokenizer()
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(RecogniserError, match="not installed"):
        Whisper()


def test_a_damaged_or_unreadable_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whisper_files, "folders", lambda: (tmp_path, tmp_path))
    with pytest.raises(RecogniserError, match="could not be read: no such file"):
        whisper_files.tokenizer()
    with pytest.raises(RecogniserError, match="could not be read"), whisper_files.model():
        pass
    for name in ("model.bin.part1", "model.bin.part2", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"not it")
    with pytest.raises(RecogniserError, match=r"file tokenizer\.json is damaged\. Reinstall"):
        whisper_files.tokenizer()
    with pytest.raises(RecogniserError, match=r"file model\.bin is damaged"), whisper_files.model():
        pass


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(RecogniserError, match="doesn't know the language tlh"):
        Whisper("tlh")
