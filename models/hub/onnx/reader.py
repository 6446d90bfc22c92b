"""Prefill and single steps of an ONNX checkpoint, never the same part twice."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from models.hub.chat_template import ChatTemplate
from models.hub.decoder import CurrentCancel, KeptPrefill, Logits
from models.hub.onnx.graph import KINDS, Array, Graph
from models.hub.onnx.pictures import LookSize, OnnxFamily, PreparedPicture
from models.hub.onnx.prompts import TextTokens
from models.hub.onnx.settings import Settings
from models.interfaces import Picture

PAST: Final = re.compile(r"past(_conv|_key_values)\.(\d+)(\.key|\.value)?")
"""The names of the decoder's inputs that hold what it has read."""
LOGITS_KEPT: Final = "num_logits_to_keep"
OPTIONAL: Final = ("position_ids", LOGITS_KEPT)
_PLAIN: Final[Picture] = np.zeros((48, 64, 3), np.uint8)


@dataclass(slots=True)
class OnnxState:
    """The decoder's state after some tokens."""

    logits: Logits
    past: Mapping[str, Array]
    """What the decoder keeps of them, by the names of its inputs."""
    length: int
    """Their number."""

    def fork(self) -> "OnnxState":
        """An independent copy: no array is ever written to."""
        return replace(self)


class Decoder:
    """The decoder's graph, and what it keeps of the tokens that it has read."""

    def __init__(self, graph: Graph) -> None:
        """Pair its inputs with its outputs. Raises HubError if they do not fit."""
        self._graph = graph
        self._next = {
            name: name.replace("past_key_values", "present").replace("past_conv", "present_conv")
            for name in graph.inputs
            if PAST.fullmatch(name)
        }
        graph.expect(
            ("inputs_embeds", "attention_mask", *(self._next or ("past_key_values.0.key",))),
            OPTIONAL,
            ("logits", *self._next.values()),
        )
        self._empty = {name: self._begin(name) for name in self._next}
        if not any(name.endswith(".key") for name in self._next):
            raise graph.misfit("past_key_values.0.key")

    @property
    def width(self) -> int | None:
        """The numbers of a token's vector, if the graph fixes them."""
        return self._graph.width("inputs_embeds")

    def begin(self) -> OnnxState:
        """The state before any token."""
        return OnnxState(np.empty(0, np.float32), self._empty, 0)

    def read(
        self, state: OnnxState, vectors: Array, cancel: CurrentCancel, logits: bool = True
    ) -> None:
        """Read the vectors of tokens [T, D] on top of a state."""
        count = len(vectors)
        end = state.length + count
        given = {
            "inputs_embeds": vectors[None],
            "attention_mask": np.ones((1, end), np.int64),
            "position_ids": np.arange(state.length, end, dtype=np.int64)[None],
            LOGITS_KEPT: np.array(1, np.int64),
            **state.past,
        }
        wanted = [*self._next.values(), *(["logits"] if logits else [])]
        found = self._graph.run(given, wanted, cancel)
        if logits:
            state.logits = np.asarray(found[-1][0, -1], np.float32)
        state.past = dict(zip(self._next, found, strict=False))
        state.length = end

    def _begin(self, name: str) -> Array:
        """An empty cache of keys or values; a convolution begins with zeros."""
        tensor = self._graph.inputs[name]
        shape: list[int] = [1]
        for axis, side in enumerate(tensor.shape[1:], 1):
            grows = axis == 2 and not name.startswith("past_conv")
            if not grows and not isinstance(side, int):
                raise self._graph.misfit(f"{name}: [1, heads, …, numbers]")
            shape.append(0 if grows else int(side or 0))
        if len(shape) != (3 if name.startswith("past_conv") else 4):
            raise self._graph.misfit(f"{name}: [1, heads, …, numbers]")
        return np.zeros(shape, KINDS[tensor.kind])


@dataclass(frozen=True, slots=True)
class Graphs:
    """The parts of a checkpoint."""

    vision: Graph
    embeddings: Graph
    decoder: Decoder


class OnnxReader:
    """Reads pictures and prompts into an ONNX checkpoint."""

    def __init__(
        self,
        family: OnnxFamily,
        graphs: Graphs,
        settings: Settings,
        template: ChatTemplate,
        tokens: TextTokens,
        cancel: CurrentCancel,
    ) -> None:
        """`settings` are those of its image processor. Raises HubError if the parts do not fit."""
        self._family, self._graphs, self._settings = family, graphs, settings
        self._template, self._tokens, self._cancel = template, tokens, cancel
        image = tokens.number(family.image)
        if image is None:
            raise settings.refuse(family.image)
        self._image: int = image
        graphs.vision.expect(family.needs, family.takes, ())
        graphs.embeddings.expect(("input_ids",), (), ())
        self._features = graphs.vision.only_output("image_features")
        self._vectors = graphs.embeddings.only_output("inputs_embeds")
        own = graphs.decoder.width
        for graph, name in ((graphs.vision, self._features), (graphs.embeddings, self._vectors)):
            if own is not None and graph.width(name) not in (None, own):
                raise graph.misfit(f"{name}: […, {own}]")
        self._rendered("")
        # A wrong setting is better known now than at the first picture.
        for size in LookSize:
            graphs.vision.check(family.prepared(_PLAIN, settings, size).parts[0])

    def close(self) -> None:
        """Free the graphs; nothing can be read from now on."""
        del self._graphs

    def size(self, wanted: str, there: Collection[str], *, closely: bool) -> str:
        """Small for a description and a short question, if nothing closer was read already."""
        if closely:
            return LookSize.FULL
        if wanted == "describe":
            return LookSize.SMALL
        return LookSize.FULL if list(there) == [LookSize.FULL] else LookSize.SMALL

    def read(self, picture: Picture, size: str, prompt: str, kept: KeptPrefill) -> OnnxState:
        """Read; the vision encoder runs once, the decoder only over tokens that are not kept."""
        if kept.vision is None:
            prepared = self._family.prepared(picture, self._settings, LookSize(size))
            kept.vision = prepared.text, self._seen(prepared)
        text, vectors = kept.vision
        ids = self._ids(prompt, text, len(vectors))
        end = len(ids) - ids[::-1].index(self._image)
        if kept.start is None or kept.ids != ids[:end]:
            start = self._graphs.decoder.begin()
            embedded = self._embedded(ids[:end])
            embedded[np.array(ids[:end]) == self._image] = vectors
            self._graphs.decoder.read(start, embedded, self._cancel, logits=end == len(ids))
            kept.start, kept.ids = start, ids[:end]
        memory: OnnxState = kept.start.fork()
        if ids[end:]:
            self.step(memory, ids[end:])
        return memory

    def step(self, memory: OnnxState, tokens: Sequence[int]) -> None:
        """Read tokens on top of a state."""
        self._cancel.raise_if_cancelled()
        self._graphs.decoder.read(memory, self._embedded(tokens), self._cancel)

    def _seen(self, prepared: PreparedPicture) -> Array:
        """The vectors of a picture's image tokens [T, D]."""
        found = []
        for part in prepared.parts:
            self._cancel.raise_if_cancelled()
            (features,) = self._graphs.vision.run(part, [self._features], self._cancel)
            found.append(features.reshape(-1, features.shape[-1]))
        return np.concatenate(found)

    def _ids(self, prompt: str, picture: str, count: int) -> tuple[int, ...]:
        """The tokens of a prompt with a picture in it, of which `count` are image tokens."""
        text = self._rendered(prompt).replace(self._family.image, picture)
        ids = self._tokens.prompt(text)
        if ids.count(self._image) != count:
            raise self._settings.refuse(f"{count} {self._family.image} ({ids.count(self._image)})")
        return ids

    def _rendered(self, prompt: str) -> str:
        """The whole prompt, with one image token."""
        text = self._template.render(self._tokens.harmless(prompt))
        if text.count(self._family.image) != 1:
            raise self._settings.refuse(f"chat_template: 1 {self._family.image}")
        return text

    def _embedded(self, ids: Sequence[int]) -> Array:
        """The vectors of tokens [T, D]."""
        given = {"input_ids": np.array([list(ids)], np.int64)}
        (found,) = self._graphs.embeddings.run(given, [self._vectors])
        return np.asarray(found[0])
