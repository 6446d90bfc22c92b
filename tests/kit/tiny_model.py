"""A complete weights folder of a few kilobytes, so that tests run the real runtime in milliseconds.

The networks are small and untrained but real: the encoder averages each patch's colour, the witness
knows three things by their colour (a red picture is an apple, a green one a potted plant, a blue
one a tv), and the decoder is a transformer with a key-value cache and random weights, so its words
depend on the picture but mean nothing.
"""

import gzip
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase, Replace, Sequence
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing

from models import json_files
from models.certainty import Bars
from models.embedded import manifest, meanings, passages, statements
from models.embedded.manifest import Manifest, Prompt, Tokens
from models.embedded.pixels import COLOURS as COLOUR_COUNT
from models.training.common.signing import facts_of
from tests.kit.tiny_graph import Array, Graph

COCO = ("person", "apple", "potted plant", "tv", "cup")
NAMES = (*COCO, "door", "window")
SCENES = ("kitchen", "street", "")
COLOURS = {"apple": (1, -1, -1), "potted plant": (-1, 1, -1), "tv": (-1, -1, 1)}
"""How red, green and blue count for a name."""
SPECIAL = ("<pad>", "<bos>", "<eos>", "<unk>", "<describe>", "<detail>", "<ask>")
_TEXT = (
    "a the man woman dog apple apples plant tv screen cup mug door window on in of near with and "
    "red green blue small big table floor is are there what colour ? , 's"
)
WORDS = tuple(_TEXT.split())
CHANNELS, WIDTH, HEADS, LAYERS, PREFIX, POSITIONS, GRID = 6, 16, 2, 2, 10, 48, 9
ANCHORS = 25
ANSWERS = ("yes", "no", "red", "blue")
STATE = 8
EXPECTED = {"apple": 2.0, "plant": 2.0, "screen": 2.0}
"""The runs of words that are predicted for a picture, with their rarity."""
UNDETECTED = -4.0
"""The logit of a name that only the witness knows, before it sees the patches."""


@dataclass(frozen=True)
class DecoderWeights:
    """The decoder's random weights, to compute it in another way."""

    embedding: Array
    position: Array
    query: list[Array]
    key: list[Array]
    value: list[Array]
    out: list[Array]
    up: list[Array]
    down: list[Array]
    head: Array


def write(folder: Path, seed: int = 3, beams: int = 3) -> DecoderWeights:
    """Write a complete weights folder, and return the decoder's weights."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    _encoder(folder / manifest.ENCODER, rng)
    _detector(folder / manifest.DETECTOR)
    _witness(folder / manifest.WITNESS)
    _bridge(folder / manifest.BRIDGE, rng)
    (folder / manifest.TOKENIZER).write_bytes(gzip.compress(_tokenizer().to_str().encode()))
    weights = _decoder_weights(rng)
    _decoder(folder / manifest.DECODER, weights)
    np.save(folder / manifest.EMBEDDING, weights.embedding.astype(np.float16))
    _text(folder, rng)
    _choices(folder / manifest.CHOICES, rng)
    _towers(folder)
    _expected(folder / manifest.EXPECTED)
    _passages(folder, rng)
    facts = sign(folder, beams)
    _statements(folder / statements.NETWORK, facts.files[manifest.ENCODER].sha256)
    return weights


def sign(folder: Path, beams: int = 3) -> Manifest:
    """Write `model.json` for the current files."""
    numbers = {word: number for number, word in enumerate([*SPECIAL, *WORDS])}
    facts = Manifest(
        name="tiny",
        version="0",
        files={name: facts_of(folder / name) for name in manifest.FILES},
        image_size=260,
        detector_size=300,
        short_side=224,
        coco=COCO,
        names=NAMES,
        scenes=SCENES,
        box_from=0.0,
        tokens=Tokens(bos=1, eos=2, unspoken=(0, 1, 3, 4, 5, 6)),
        prompts={
            "describe": Prompt((numbers["<describe>"],), beams, 10),
            "detail": Prompt((numbers["<detail>"],), beams, 14),
        },
        positions=POSITIONS,
        length_power=0.7,
        words={
            "person": (numbers["man"], numbers["woman"]),
            "apple": (numbers["apple"], numbers["apples"]),
            "potted plant": (numbers["plant"],),
            "tv": (numbers["tv"], numbers["screen"]),
            "cup": (numbers["cup"], numbers["mug"]),
            "door": (numbers["door"],),
            "window": (numbers["window"],),
        },
        sharpness=20.0,
        same=0.95,
        none=-0.2,
        answers=ANSWERS,
        ranking=None,
    )
    json_files.write(folder / manifest.FILE, facts)
    return facts


def picture(
    red: int, green: int, blue: int, height: int = 48, width: int = 64
) -> NDArray[np.uint8]:
    """A picture of one colour."""
    return np.full((height, width, 3), (red, green, blue), np.uint8)


def _tokenizer() -> Tokenizer:
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *WORDS])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = Sequence([Lowercase(), Replace("'s", " 's "), Replace("?", " ?")])
    tokenizer.pre_tokenizer = WhitespaceSplit()
    return tokenizer


def _planes(graph: Graph) -> str:
    """The input's colours as [B, 3, H, W] in -1…1."""
    numbers = graph.add("Cast", "pixels", to=TensorProto.FLOAT)
    planes = graph.add("Transpose", numbers, perm=[0, 3, 1, 2])
    scaled = graph.add("Mul", planes, graph.put(2 / 255))
    return graph.add("Sub", scaled, graph.put(1.0))


def _encoder(path: Path, rng: np.random.Generator) -> None:
    graph = Graph()
    pooled = graph.add("AveragePool", _planes(graph), kernel_shape=[28, 28], strides=[29, 29])
    rows = graph.add("Reshape", pooled, graph.put([0, 3, GRID * GRID]))
    colours = graph.add("Transpose", rows, perm=[0, 2, 1])
    mix = np.concatenate([np.eye(3), rng.normal(size=(3, CHANNELS - 3))], axis=1)
    graph.add("MatMul", colours, graph.put(mix), name="patches")
    graph.save(
        path,
        {"pixels": ["B", 260, 260, 3]},
        {"patches": ["B", GRID * GRID, CHANNELS]},
    )


def _speaks_for(names: tuple[str, ...]) -> Array:
    """How each colour counts for each name, [3, names]."""
    return np.array([COLOURS.get(name, (0, 0, 0)) for name in names], np.float32).T


def _detector(path: Path) -> None:
    graph = Graph()
    pooled = graph.add("AveragePool", _planes(graph), kernel_shape=[60, 60], strides=[60, 60])
    rows = graph.add("Reshape", pooled, graph.put([0, 3, ANCHORS]))
    colours = graph.add("Transpose", rows, perm=[0, 2, 1])
    spoken = graph.add("MatMul", colours, graph.put(3 * _speaks_for(COCO)))
    graph.add("Sub", spoken, graph.put(3.0), name="logits")
    row, column = np.divmod(np.arange(ANCHORS), 5)
    boxes = np.stack([column, row, column + 1, row + 1], axis=1)[None] / 5
    nothing = graph.add("Mul", graph.add("Slice", colours, *_first_channel(graph)), graph.put(0.0))
    graph.add("Add", nothing, graph.put(boxes), name="boxes")
    graph.save(
        path,
        {"pixels": ["B", 300, 300, 3]},
        {"logits": ["B", ANCHORS, len(COCO)], "boxes": ["B", ANCHORS, 4]},
    )


def _first_channel(graph: Graph) -> tuple[str, str, str]:
    return graph.put([0]), graph.put([1]), graph.put([2])


def _witness(path: Path) -> None:
    graph = Graph()
    own = graph.add("Slice", "patches", graph.put([0]), graph.put([1]), graph.put([0]))
    colours = graph.add("Slice", own, graph.put([0]), graph.put([3]), graph.put([2]))
    local = graph.add("MatMul", colours, graph.put(_speaks_for(NAMES)))
    graph.add("Transpose", local, perm=[0, 2, 1], name="where")
    mean = graph.add("ReduceMean", "where", axes=[2], keepdims=0)
    padding = graph.put([0, 0, 0, len(NAMES) - len(COCO)])
    nearest = graph.add("Max", "detector", "closer")
    detected = graph.add("Pad", nearest, padding, graph.put(UNDETECTED))
    both = graph.add("Add", mean, detected)
    graph.add("Sigmoid", both, name="names")
    colour = graph.add("ReduceMean", colours, axes=[1], keepdims=0)
    scenes = graph.add("MatMul", colour, graph.put(np.eye(3) * 2))
    graph.add("Softmax", scenes, axis=1, name="scenes")
    light = graph.add("ReduceMean", colour, axes=[1], keepdims=0)
    sure = graph.add("Mul", graph.add("Abs", light), graph.put(6.0))
    graph.add("Sigmoid", graph.add("Sub", sure, graph.put(4.0)), name="not_a_photo")
    graph.save(
        path,
        {
            "patches": [2, GRID * GRID, CHANNELS],
            "detector": [1, len(COCO)],
            "closer": [1, len(COCO)],
        },
        {
            "names": [1, len(NAMES)],
            "scenes": [1, len(SCENES)],
            "not_a_photo": [1],
            "where": [1, len(NAMES), GRID * GRID],
        },
    )


def _bridge(path: Path, rng: np.random.Generator) -> None:
    graph = Graph()
    grid = graph.add("Transpose", "patches", perm=[0, 2, 1])
    tokens = graph.add("MatMul", grid, graph.put(_random(rng, GRID * GRID, PREFIX - 1)))
    rows = graph.add("Transpose", tokens, perm=[0, 2, 1])
    image = graph.add("MatMul", rows, graph.put(_random(rng, CHANNELS, WIDTH, gain=3.0)))
    hints = graph.add("MatMul", "hints", graph.put(_random(rng, len(NAMES), WIDTH, gain=5.0)))
    hint = graph.add("Unsqueeze", hints, graph.put([1]))
    graph.add("Concat", image, hint, axis=1, name="prefix")
    graph.save(
        path,
        {"patches": ["B", GRID * GRID, CHANNELS], "hints": ["B", len(NAMES)]},
        {"prefix": ["B", PREFIX, WIDTH]},
    )


def _text(folder: Path, rng: np.random.Generator) -> None:
    """A table of states, one for each word, with begin and end around them."""
    tokenizer = _tokenizer()
    ends = [(sign, SPECIAL.index(sign)) for sign in ("<bos>", "<eos>")]
    tokenizer.post_processor = TemplateProcessing(single="<bos> $A <eos>", special_tokens=ends)
    (folder / manifest.TEXT_TOKENIZER).write_bytes(gzip.compress(tokenizer.to_str().encode()))
    graph = Graph()
    table = graph.put(rng.normal(size=(len(SPECIAL) + len(WORDS), STATE)))
    graph.add("Gather", table, "pieces", axis=0, name="states")
    graph.save(folder / manifest.TEXT, {"pieces": [1, "T"]}, {"states": [1, "T", STATE]})


def _choices(path: Path, rng: np.random.Generator) -> None:
    """Question and picture both count for every answer."""
    graph = Graph()
    asked = graph.add("ReduceMean", "states", axes=[1], keepdims=0)
    seen = graph.add("ReduceMean", "patches", axes=[1], keepdims=0)
    heard = graph.add("MatMul", asked, graph.put(_random(rng, STATE, len(ANSWERS), gain=3.0)))
    looked = graph.add("MatMul", seen, graph.put(_random(rng, CHANNELS, len(ANSWERS), gain=3.0)))
    graph.add("LogSoftmax", graph.add("Add", heard, looked), axis=1, name="likely")
    graph.save(
        path,
        {
            "patches": [1, GRID * GRID, CHANNELS],
            "colours": [1, GRID * GRID, COLOUR_COUNT],
            "names": [1, len(NAMES)],
            "states": [1, "T", STATE],
            "grams": [1, "G"],
        },
        {"likely": [1, len(ANSWERS)]},
    )


def _towers(folder: Path) -> None:
    """A picture's vector is its mean colour, a text's the mean of its states."""
    graph = Graph()
    mean = graph.add("ReduceMean", "patches", axes=[0, 1], keepdims=0)
    graph.add("Unsqueeze", mean, graph.put([0]), name="vector")
    graph.save(
        folder / manifest.IMAGE_TOWER,
        {
            "patches": [2, GRID * GRID, CHANNELS],
            "colours": [1, GRID * GRID, COLOUR_COUNT],
        },
        {"vector": [1, CHANNELS]},
    )
    graph = Graph()
    states = graph.add("ReduceMean", "states", axes=[1], keepdims=0)
    graph.add("MatMul", states, graph.put(np.eye(STATE, CHANNELS)), name="vector")
    graph.save(folder / manifest.TEXT_TOWER, {"states": [1, "T", STATE]}, {"vector": [1, CHANNELS]})


def _expected(path: Path) -> None:
    """Predicts apples for a red picture, plants for a green one, screens for a blue one."""
    graph = Graph()
    colours = graph.add("Slice", "patches", *_first_channels(graph))
    mean = graph.add("ReduceMean", colours, axes=[0, 1], keepdims=0)
    graph.add("Sigmoid", graph.add("Unsqueeze", mean, graph.put([0])), name="counts")
    graph.save(
        path,
        {"patches": [2, GRID * GRID, CHANNELS], "names": [1, "names"]},
        {"counts": [1, len(EXPECTED)]},
        {"runs": json.dumps({"rarity": EXPECTED, "rarest": 4.0})},
    )


def _passages(folder: Path, rng: np.random.Generator) -> None:
    """The mean of a table of words, of which nothing is sure."""
    shutil.copy(folder / manifest.TEXT_TOKENIZER, folder / passages.TOKENIZER)
    graph = Graph()
    table = graph.put(rng.normal(size=(len(SPECIAL) + len(WORDS), STATE)))
    words = graph.add("Gather", table, "pieces", axis=0)
    mean = graph.add("ReduceMean", words, axes=[1], keepdims=0)
    length = graph.add("ReduceL2", mean, axes=[1], keepdims=1)
    graph.add("Div", mean, length, name="vectors")
    shapes: dict[str, list[str | int]] = {"pieces": ["N", "T"], "together": []}
    graph.save(folder / passages.NETWORK, shapes, {"vectors": ["N", STATE]})
    rule = passages.PassageRule((0.0, 0.0, 0.0, 0.0, -9.0), Bars(), Bars())
    numbers = np.zeros((STATE, 2), np.float16)
    kinds = {"names": np.array(["letter", "menu"]), "weight": numbers, "bias": numbers[0]}
    np.savez(folder / passages.KINDS, **kinds)
    np.savez(folder / passages.ANSWERS, **kinds | {"names": np.array(passages.ANSWERING)})
    json_files.write(folder / passages.FILE, rule)
    meant = {"names": np.array(["none", "risk:fire"]), "weight": numbers, "bias": numbers[0]}
    np.savez(folder / meanings.LAYER, **meant)
    never = {"risk": 2.0}
    json_files.write(folder / meanings.FILE, meanings.MeaningRule(never, never))


def _statements(path: Path, encoder: str) -> None:
    """The mean of the patches and of the colours, both without the states."""
    graph = Graph()
    means = [
        graph.add("Unsqueeze", graph.add("ReduceMean", what, keepdims=0), graph.put([0]))
        for what in ("patches", "colours")
    ]
    nothing = graph.add("Mul", graph.add("ReduceMax", "states", keepdims=0), graph.put(0.0))
    graph.add("Add", graph.add("Concat", *means, axis=0), nothing, name="fits")
    graph.save(
        path,
        {
            "patches": [1, GRID * GRID, CHANNELS],
            "colours": [1, GRID * GRID, COLOUR_COUNT],
            "states": [1, "T", STATE],
        },
        {"fits": [2]},
        {"encoder": encoder},
    )


def _first_channels(graph: Graph) -> tuple[str, str, str]:
    return graph.put([0]), graph.put([3]), graph.put([2])


def _random(rng: np.random.Generator, rows: int, columns: int, gain: float = 1.5) -> Array:
    return rng.normal(scale=gain / np.sqrt(rows), size=(rows, columns)).astype(np.float32)


def _decoder_weights(rng: np.random.Generator) -> DecoderWeights:
    def each(rows: int, columns: int) -> list[Array]:
        return [_random(rng, rows, columns) for _ in range(LAYERS)]

    table = rng.normal(size=(len(SPECIAL) + len(WORDS), WIDTH)).astype(np.float16)
    return DecoderWeights(
        embedding=table.astype(np.float32),
        position=rng.normal(size=(POSITIONS, WIDTH)).astype(np.float32),
        query=each(WIDTH, WIDTH),
        key=each(WIDTH, WIDTH),
        value=each(WIDTH, WIDTH),
        out=each(WIDTH, WIDTH),
        up=each(WIDTH, 2 * WIDTH),
        down=each(2 * WIDTH, WIDTH),
        head=_random(rng, WIDTH, len(table), gain=3.0),
    )


def _decoder(path: Path, weights: DecoderWeights) -> None:
    graph = Graph()
    zero, one = graph.put([0]), graph.put([1])
    length = graph.add("Slice", graph.add("Shape", "embeddings"), one, graph.put([2]))
    past = graph.add("Slice", graph.add("Shape", "keys"), graph.put([3]), graph.put([4]))
    end = graph.add("Add", past, length)
    position = graph.add("Slice", graph.put(weights.position), past, end, zero)
    x = graph.add("Add", "embeddings", position)
    keys, values = [], []
    for layer in range(LAYERS):
        x, key, value = _layer(graph, weights, layer, x)
        keys.append(graph.add("Unsqueeze", key, zero))
        values.append(graph.add("Unsqueeze", value, zero))
    graph.add("Concat", *keys, axis=0, name="new_keys")
    graph.add("Concat", *values, axis=0, name="new_values")
    last = graph.add("Gather", _normed(graph, x), graph.put(-1), axis=1)
    graph.add("MatMul", last, graph.put(weights.head), name="logits")
    cache = [LAYERS, "B", HEADS, "P", WIDTH // HEADS]
    longer = [LAYERS, "B", HEADS, "Q", WIDTH // HEADS]
    graph.save(
        path,
        {"embeddings": ["B", "L", WIDTH], "keys": cache, "values": cache},
        {
            "logits": ["B", len(weights.embedding)],
            "new_keys": longer,
            "new_values": longer,
        },
    )


def _normed(graph: Graph, x: str) -> str:
    return graph.add("LayerNormalization", x, graph.put(np.ones(WIDTH)), axis=-1, epsilon=1e-5)


def _layer(graph: Graph, weights: DecoderWeights, layer: int, x: str) -> tuple[str, str, str]:
    """Attention over past and present, then an MLP, each normalised and added to `x`."""
    inner = _normed(graph, x)

    def heads(table: Array) -> str:
        flat = graph.add("MatMul", inner, graph.put(table))
        parts = graph.add("Reshape", flat, graph.put([0, 0, HEADS, WIDTH // HEADS]))
        return graph.add("Transpose", parts, perm=[0, 2, 1, 3])

    def with_past(name: str, new: str) -> str:
        return graph.add("Concat", graph.add("Gather", name, graph.put(layer), axis=0), new, axis=2)

    key = with_past("keys", heads(weights.key[layer]))
    value = with_past("values", heads(weights.value[layer]))
    scores = graph.add(
        "MatMul", heads(weights.query[layer]), graph.add("Transpose", key, perm=[0, 1, 3, 2])
    )
    scaled = graph.add("Mul", scores, graph.put((WIDTH // HEADS) ** -0.5))
    mixed = graph.add("MatMul", graph.add("Softmax", scaled, axis=3), value)
    rows = graph.add("Transpose", mixed, perm=[0, 2, 1, 3])
    flat = graph.add("Reshape", rows, graph.put([0, 0, WIDTH]))
    x = graph.add("Add", x, graph.add("MatMul", flat, graph.put(weights.out[layer])))
    up = graph.add("Relu", graph.add("MatMul", _normed(graph, x), graph.put(weights.up[layer])))
    return graph.add("Add", x, graph.add("MatMul", up, graph.put(weights.down[layer]))), key, value
