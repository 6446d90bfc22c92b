"""Prefill and single steps of an ONNX checkpoint, never the same part twice."""

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

PAST: Final = "past_"
"""How the decoder's inputs begin that hold what it has read."""
SEEN: Final = "image_features"
"""A picture's vectors, for a decoder that takes the tokens themselves."""
KEPT: Final = ("num_logits_to_keep", "logits_to_keep")
_PLAIN: Final[Picture] = np.zeros((48, 64, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture after the vision encoder."""

    prepared: PreparedPicture
    vectors: Array
    """[T, D], one for each of its image tokens."""


@dataclass(slots=True)
class OnnxState:
    """The decoder's state after some tokens."""

    logits: Logits
    past: Mapping[str, Array]
    """What the decoder keeps of them, by the names of its inputs."""
    length: int = 0
    """Their number."""
    place: int = 0
    """The position of the next token, which may be smaller after a picture."""

    def fork(self) -> "OnnxState":
        """An independent copy: no array is ever written to."""
        return replace(self)


class Decoder:
    """The decoder's graph, and what it keeps of the tokens that it has read."""

    def __init__(self, graph: Graph, table: Graph | None, image: int) -> None:
        """Pair its inputs with its outputs. Raises HubError if they do not fit.

        `table`: the graph of the embeddings; None if the decoder has them inside.
        `image`: the number of the image token.
        """
        self._graph, self._table, self._image = graph, table, image
        self._next = {name: _next(name) for name in graph.inputs if name.startswith(PAST)}
        self._vectors = table.only_output("inputs_embeds") if table else SEEN
        tokens = ("inputs_embeds",) if table else ("input_ids", SEEN)
        # Those of films and sounds.
        others = [] if table else [name for name in graph.inputs if name.endswith("_features")]
        states = tuple(self._next) or ("past_key_values.0.key",)
        inputs = (*tokens, "attention_mask", *states)
        graph.expect(inputs, ("position_ids", *KEPT, *others), ("logits", *self._next.values()))
        self._begin = {name: self._empty(name, 1) for name in self._next}
        self._unseen = {name: self._empty(name, 0) for name in others}
        self._kept: dict[str, Array] = {
            name: np.ones((1,) * len(graph.inputs[name].shape), np.int64)
            for name in KEPT
            if name in graph.inputs
        }
        places = graph.inputs.get("position_ids")
        self._apart = places is not None and len(places.shape) == 3
        if table:
            table.expect(("input_ids",), (), ())
            self.check_width(table, self._vectors)

    def check_width(self, graph: Graph, name: str) -> None:
        """Refuse a graph whose output's vectors do not have the width of the decoder's."""
        own = self._graph.width("inputs_embeds" if self._table else SEEN)
        if own is not None and graph.width(name) not in (None, own):
            raise graph.misfit(f"{name}: […, {own}]")

    def begin(self) -> OnnxState:
        """The state before any token."""
        return OnnxState(np.empty(0, np.float32), self._begin)

    def read(
        self,
        state: OnnxState,
        ids: Sequence[int],
        cancel: CurrentCancel,
        seen: SeenPicture | None = None,
        logits: bool = True,
    ) -> None:
        """Read tokens on top of a state; the last may be those of a picture, `seen`."""
        end = state.length + len(ids)
        places, after = self._places(state.place, ids, seen)
        given: dict[str, Array] = {
            **self._given(np.array([list(ids)], np.int64), seen),
            "attention_mask": np.ones((1, end), np.int64),
            "position_ids": places,
            **self._kept,
            **state.past,
        }
        wanted = [*self._next.values(), *(["logits"] if logits else [])]
        found = self._graph.run(given, wanted, cancel)
        if logits:
            state.logits = np.asarray(found[-1][0, -1], np.float32)
        state.past = dict(zip(self._next, found, strict=False))
        state.length, state.place = end, after

    def _given(self, ids: Array, seen: SeenPicture | None) -> dict[str, Array]:
        """Tokens [1, T] with the vectors of a picture, as the decoder takes them."""
        if self._table is None:
            given = {"input_ids": ids, **self._unseen}
            return given | {SEEN: seen.vectors} if seen else given
        (vectors,) = self._table.run({"input_ids": ids}, [self._vectors])
        if seen:
            vectors[ids == self._image] = seen.vectors
        return {"inputs_embeds": vectors}

    def _places(
        self, first: int, ids: Sequence[int], seen: SeenPicture | None
    ) -> tuple[Array, int]:
        """The positions of tokens [1, T], and that of the next one.

        [3, 1, T] for decoders that tell time, row and column apart: a picture takes as many
        positions as the longer side of its grid.
        """
        places, after = np.arange(first, first + len(ids), dtype=np.int64)[None], first + len(ids)
        if not self._apart:
            return places, after
        places = np.repeat(places[None], 3, axis=0)
        if seen and (grid := seen.prepared.grid):
            own = np.array(ids) == self._image
            start = first + int(own.argmax())
            places[:, 0, own] = start + np.indices((1, *grid)).reshape(3, -1)
            after = start + max(grid)
        return places, after

    def _empty(self, name: str, batch: int) -> Array:
        """What an input is given before any token or picture: zeros, and none along one side."""
        tensor = self._graph.inputs[name]
        sides = [side if isinstance(side, int) else 0 for side in tensor.shape[1:]]
        if not sides or sides.count(0) > batch:
            raise self._graph.misfit(f"{name}: [{batch}, …, numbers]")
        return np.zeros((batch, *sides), KINDS[tensor.kind])


def _next(name: str) -> str:
    """The output that gives an input's value for the next token."""
    return name.replace("past_key_values", "present").replace("past_", "present_")


class OnnxReader:
    """Reads pictures and prompts into an ONNX checkpoint."""

    def __init__(
        self,
        family: OnnxFamily,
        graphs: Mapping[str, Graph],
        settings: Settings,
        template: ChatTemplate,
        tokens: TextTokens,
        cancel: CurrentCancel,
    ) -> None:
        """`settings` are those of its image processor. Raises HubError if the parts do not fit."""
        self._family, self._settings = family, settings
        self._template, self._tokens, self._cancel = template, tokens, cancel
        image = tokens.number(family.image)
        if image is None:
            raise settings.refuse(family.image)
        self._image: int = image
        self._vision = graphs["vision"]
        self._decoder = Decoder(graphs["decoder"], graphs.get("embeddings"), image)
        self._vision.expect(family.needs, family.takes, ())
        self._features = self._vision.only_output(SEEN)
        self._decoder.check_width(self._vision, self._features)
        self._rendered("")
        # A wrong setting is better known now than at the first picture.
        for size in LookSize:
            self._vision.check(family.prepared(_PLAIN, settings, size).parts[0])

    def close(self) -> None:
        """Free the graphs; nothing can be read from now on."""
        del self._vision, self._decoder

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
            kept.vision = self._seen(self._family.prepared(picture, self._settings, LookSize(size)))
        seen: SeenPicture = kept.vision
        ids = self._ids(prompt, seen.prepared.text, len(seen.vectors))
        end = len(ids) - ids[::-1].index(self._image)
        if kept.start is None or kept.ids != ids[:end]:
            start = self._decoder.begin()
            self._decoder.read(start, ids[:end], self._cancel, seen, logits=end == len(ids))
            kept.start, kept.ids = start, ids[:end]
        memory: OnnxState = kept.start.fork()
        if ids[end:]:
            self.step(memory, ids[end:])
        return memory

    def step(self, memory: OnnxState, tokens: Sequence[int]) -> None:
        """Read tokens on top of a state."""
        self._cancel.raise_if_cancelled()
        self._decoder.read(memory, tokens, self._cancel)

    def _seen(self, prepared: PreparedPicture) -> SeenPicture:
        found = []
        for part in prepared.parts:
            self._cancel.raise_if_cancelled()
            (features,) = self._vision.run(part, [self._features], self._cancel)
            found.append(features.reshape(-1, features.shape[-1]))
        return SeenPicture(prepared, np.concatenate(found))

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
