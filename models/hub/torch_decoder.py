"""A checkpoint that writes, run by transformers and torch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import nn

from models.hub.checkpoint import Checkpoint
from models.hub.prefill import reader_of
from models.hub.tokens import SpokenTokenizer


def before_layers(model: nn.Module, check: Callable[[], None]) -> None:
    """Call `check` before every layer in a model's outermost lists of layers.

    A vision encoder or a long prompt takes seconds on a processor: a check before every token alone
    would come too late.
    """

    def hook(_layer: nn.Module, _inputs: tuple[Any, ...]) -> None:
        check()

    for child in model.children():
        if isinstance(child, nn.ModuleList):
            for layer in child:
                layer.register_forward_pre_hook(hook)
        else:
            before_layers(child, check)


@dataclass(frozen=True, slots=True)
class PlainTokenizer:
    """A tokenizer of transformers."""

    tokenizer: Any

    def encode(self, text: str) -> Sequence[int]:
        """Encode a text without special tokens."""
        found: list[int] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        return found

    def decode(self, tokens: Sequence[int]) -> str:
        """Decode tokens without the special ones."""
        found: str = self.tokenizer.decode(
            list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return found


def spoken_tokenizer(processor: Any, model: Any) -> SpokenTokenizer:
    """A processor's tokenizer, with the end tokens of the model's generation config."""
    tokenizer = processor.tokenizer
    ends = model.generation_config.eos_token_id
    if ends is None:
        ends = tokenizer.eos_token_id
    found = frozenset(ends if isinstance(ends, list | tuple) else [ends])
    special = set(tokenizer.all_special_ids) | {
        number for number, token in tokenizer.added_tokens_decoder.items() if token.special
    }
    return SpokenTokenizer(PlainTokenizer(tokenizer), found, tuple(sorted(special - found)))


class TorchDecoder(Checkpoint):
    """A loaded checkpoint that writes."""

    auto = "AutoModelForImageTextToText"

    def _read_network(self) -> None:
        super()._read_network()
        self.reader = reader_of(self)
        self.words = spoken_tokenizer(self.processor, self.model)
        before_layers(self.model, self._cancel.raise_if_cancelled)
