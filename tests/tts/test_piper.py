"""A tiny voice, generated here, runs on the real onnxruntime."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper

from assistant.tts import render, synthesis
from assistant.tts.base import EngineSettings, SynthesisError
from assistant.tts.piper_engine import Piper, phoneme_ids
from assistant.tts.synthesis import open_synthesiser

RATE = 16_000
PER_SOUND = 400.0
"""Samples of a phoneme at the voice's natural pace."""
SOUNDS = "^$_ .,!?;:" + "abcdefghijklmnopqrstuvwxyz" + "əɐɑɔɛɪɹʊʌæðŋɡɚɜʃʒθˈˌː"


def make_voice(folder: Path, speakers: int = 1) -> Path:
    """A voice whose output is constant, and as long as phonemes times pace."""
    tensor = helper.make_tensor_value_info
    inputs = [
        tensor("input", TensorProto.INT64, [1, None]),
        tensor("input_lengths", TensorProto.INT64, [1]),
        tensor("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(tensor("sid", TensorProto.INT64, [1]))
    constants: dict[str, NDArray[Any]] = {
        "one": np.array([1], np.int64),
        "per_sound": np.array([PER_SOUND], np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["scales", "one"], ["pace"]),
        helper.make_node("Cast", ["input_lengths"], ["sounds"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["sounds", "pace"], ["stretched"]),
        helper.make_node("Mul", ["stretched", "per_sound"], ["length"]),
        helper.make_node("Cast", ["length"], ["samples"], to=TensorProto.INT64),
        helper.make_node(
            "ConstantOfShape",
            ["samples"],
            ["output"],
            value=helper.make_tensor("value", TensorProto.FLOAT, [1], [0.5]),
        ),
    ]
    graph = helper.make_graph(
        nodes,
        "voice",
        inputs,
        [tensor("output", TensorProto.FLOAT, [None])],
        [onnx.numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    path = folder / "tiny.onnx"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, path)
    about = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "en-us"},
        "num_speakers": speakers,
        "inference": {"noise_scale": 0.6, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": {sound: [number] for number, sound in enumerate(SOUNDS)},
    }
    path.with_name("tiny.onnx.json").write_text(json.dumps(about))
    return path


@pytest.mark.program
@pytest.mark.parametrize("speakers", [1, 3])
def test_speaks_at_the_rate_that_is_asked_for(tmp_path: Path, speakers: int) -> None:
    voice = Piper(make_voice(tmp_path, speakers))
    usual, fast = (voice.synthesize("A dog on a sofa.", rate) for rate in (180, 360))
    assert usual.rate == RATE
    assert usual.seconds == pytest.approx(2 * fast.seconds, rel=0.01)
    assert voice.synthesize("A dog.", 180).seconds < usual.seconds
    assert voice.name == "piper tiny"


@pytest.mark.program
def test_speaks_text_in_double_brackets(tmp_path: Path) -> None:
    voice = Piper(make_voice(tmp_path))
    wiki, plain = (
        voice.synthesize(f"See {name} for more.", 180) for name in ("[[Main Page]]", "[Main Page]")
    )
    assert wiki.seconds == pytest.approx(plain.seconds, rel=0.05)


def test_phonemes_are_encoded_with_gaps_and_ends() -> None:
    known = {"^": [1], "$": [2], "_": [0], "a": [7], "b": [8]}
    assert phoneme_ids("abx", known) == [1, 0, 7, 0, 8, 0, 2]


@pytest.mark.parametrize("content", [b"", b"no model", None])
def test_a_file_that_is_not_a_voice_is_reported_in_words(
    tmp_path: Path, content: bytes | None
) -> None:
    path = make_voice(tmp_path)
    if content is None:
        path.with_name("tiny.onnx.json").unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(SynthesisError, match=r"tiny\.onnx is not a Piper voice"):
        Piper(path).synthesize("A dog.", 180)


@pytest.mark.program
def test_espeak_replaces_a_piper_voice_that_cannot_speak(tmp_path: Path) -> None:
    settings = EngineSettings(piper_voice=tmp_path / "missing.onnx")
    voice = open_synthesiser("piper", settings)
    assert voice.synthesize("A dog.", 180).seconds > 0.2
    assert voice.name == "espeak-ng en"
    voice.close()


@pytest.mark.program
def test_a_piper_voice_speaks_the_language_of_its_file_and_others_speak_the_rest(
    tmp_path: Path,
) -> None:
    path = make_voice(tmp_path)
    synthesiser = open_synthesiser("piper", EngineSettings("", "en", path))
    try:
        spoke = {}
        for code in ("en", "de", "en"):
            synthesiser.use("", code)
            synthesiser.synthesize("A dog.", 180)
            spoke[code] = synthesiser.name
        assert spoke == {"en": f"piper {path.stem}", "de": "espeak-ng de"}
    finally:
        synthesiser.close()


def test_piper_without_a_file_says_what_to_do() -> None:
    with pytest.raises(SynthesisError, match="piper_voice"):
        synthesis.ENGINES["piper"](EngineSettings())


@pytest.mark.program
def test_render_uses_it(tmp_path: Path) -> None:
    settings = EngineSettings(piper_voice=make_voice(tmp_path))
    rendered = render("A dog on a sofa.", tmp_path / "a.wav", 180, "piper", settings)
    assert rendered.voice == "piper tiny"
    assert (tmp_path / "a.wav").stat().st_size > 1000
