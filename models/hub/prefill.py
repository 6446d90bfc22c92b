"""Prefill with torch: reads a picture and a prompt into a checkpoint, never the same part twice.

The key-value cache up to the last image token is kept with the picture's encoding, and every prompt
continues from a copy of it. For an encoder-decoder the vision encoder's output is kept.
"""

import copy
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers.cache_utils import DynamicLayer

from models.embedded.pixels import shrunk
from models.hub.checkpoint import Checkpoint
from models.hub.decoder import KeptPrefill, Logits
from models.interfaces import Picture

_UNKNOWN: Logits = np.empty(0, np.float32)


@dataclass(slots=True)
class TorchState:
    """The decoder's state after some tokens."""

    logits: Logits
    cache: Any = None
    extra: dict[str, Any] = field(default_factory=dict)
    """Further arguments of a step."""
    deltas: Tensor | None = None
    """The text position of the image, if the model keeps one."""

    def fork(self) -> "TorchState":
        """An independent copy; shared tensors are never written to."""
        return replace(self, cache=_forked(self.cache))


def capped(picture: Picture, longest: int) -> Picture:
    """A picture reduced to at most `longest` pixels on its longer side."""
    return shrunk(picture, longest / max(picture.shape[:2]))


def inputs(checkpoint: Checkpoint, picture: Picture, prompt: str) -> dict[str, Any]:
    """The model inputs that the processor makes of a picture and a prompt."""
    processor, family = checkpoint.processor, checkpoint.family
    text = prompt if checkpoint.template is None else checkpoint.template.render(prompt)
    made = processor(
        text=[text],
        images=[[capped(picture, family.longest_side)]],
        return_tensors="pt",
        **family.processor,
    )
    return checkpoint.placed(made)


def _forked(cache: Any) -> Any:
    """A copy of a cache; tensors that are never written in place are shared."""
    made = copy.copy(cache)
    if hasattr(made, "self_attention_cache"):
        made.self_attention_cache = _forked(made.self_attention_cache)
        made.is_updated = dict(made.is_updated)
    elif made is not None:
        made.layers = [
            copy.copy(layer) if type(layer) is DynamicLayer else copy.deepcopy(layer)
            for layer in made.layers
        ]
    return made


class TorchReader(ABC):
    """Reads pictures and prompts into a checkpoint."""

    ids: str
    """What the checkpoint calls the tokens of a step."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        config = checkpoint.model.config
        number = getattr(config, "image_token_id", None)
        self._image = int(config.image_token_index if number is None else number)

    def size(self, _wanted: str, _there: Collection[str], *, closely: bool) -> str:
        """All pictures are read in the size of the family."""
        return ""

    @abstractmethod
    def read(self, picture: Picture, _size: str, prompt: str, kept: KeptPrefill) -> TorchState:
        """The state after a picture and a prompt, reusing what is kept."""

    def step(self, memory: TorchState, tokens: Sequence[int]) -> None:
        """Read tokens on top of a state."""
        model = self._checkpoint.model
        if hasattr(model.model, "rope_deltas"):
            # The model itself keeps the text position of the last image that it saw.
            model.model.rope_deltas = memory.deltas
        row = torch.tensor([list(tokens)], device=model.device)
        self._run(memory, cache=memory.cache, **{self.ids: row}, **memory.extra)

    def _run(self, memory: TorchState, **given: Any) -> None:
        with torch.inference_mode():
            found = self._checkpoint.model(**given, use_cache=True, logits_to_keep=1)
        memory.logits = found.logits[0, -1].float().cpu().numpy()
        memory.cache = found.cache


class CausalReader(TorchReader):
    """For a decoder that reads image and text tokens in one sequence."""

    ids = "input_ids"

    def read(self, picture: Picture, _size: str, prompt: str, kept: KeptPrefill) -> TorchState:
        """Read; the vision encoder runs only if the tokens begin differently."""
        given = inputs(self._checkpoint, picture, prompt)
        ids = tuple(given["input_ids"][0].tolist())
        end = len(ids) - ids[::-1].index(self._image) if self._image in ids else 0
        if kept.start is None or kept.ids != ids[:end]:
            kept.start = self._begin(given, len(ids), end)
            kept.ids = ids[:end]
        memory: TorchState = kept.start.fork()
        self.step(memory, ids[end:])
        return memory

    def _begin(self, given: dict[str, Any], length: int, end: int) -> TorchState:
        """Read up to the last image token."""
        cut = {
            name: value[:, :end] if value.shape == (1, length) else value
            for name, value in given.items()
        }
        memory = TorchState(_UNKNOWN)
        self._run(memory, **cut)
        memory.deltas = getattr(self._checkpoint.model.model, "rope_deltas", None)
        return memory


class TaskReader(TorchReader):
    """For an encoder that reads picture and task, and a decoder that answers."""

    ids = "decoder_input_ids"

    def read(self, picture: Picture, _size: str, prompt: str, kept: KeptPrefill) -> TorchState:
        """Read; another task on the same picture reuses the vision encoder's output."""
        model = self._checkpoint.model
        given = inputs(self._checkpoint, picture, prompt)
        ids = given["input_ids"]
        with torch.inference_mode():
            if kept.vision is None:
                kept.vision = model.get_image_features(given["pixel_values"]).pooler_output
            embedded = model.get_input_embeddings()(ids)
            where = (ids == self._image)[..., None].expand_as(embedded)
            embedded = embedded.masked_scatter(where, kept.vision.to(embedded.dtype))
            encoded = model.model.language_model.get_encoder()(
                inputs_embeds=embedded, attention_mask=given["attention_mask"]
            )
        extra = {"encoder_outputs": encoded, "attention_mask": given["attention_mask"]}
        memory = TorchState(_UNKNOWN, None, extra)
        self.step(memory, [int(model.config.text_config.decoder_start_token_id)])
        return memory


def reader_of(checkpoint: Checkpoint) -> TorchReader:
    """The reader for a checkpoint's architecture."""
    config = checkpoint.model.config
    two = config.is_encoder_decoder or getattr(config.text_config, "is_encoder_decoder", False)
    return TaskReader(checkpoint) if two else CausalReader(checkpoint)
