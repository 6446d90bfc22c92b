"""A model's forward pass that can be ended between two of its layers."""

from collections.abc import Iterator
from typing import Any

from torch import nn

from models.interfaces import UNCANCELLED, CancelToken


class Stop:
    """Raises WorkCancelledError before the next layer once its token is cancelled.

    A vision encoder or a long prompt takes seconds on a processor, so the token loop alone would
    stop too late.
    """

    def __init__(self) -> None:
        """Nothing stops before `token` is set."""
        self.token: CancelToken = UNCANCELLED

    def watch(self, model: nn.Module) -> None:
        """Ask before every layer of a model."""
        for layer in layers(model):
            layer.register_forward_pre_hook(self._before)

    def _before(self, _layer: nn.Module, _inputs: tuple[Any, ...]) -> None:
        self.token.raise_if_cancelled()


def layers(model: nn.Module) -> Iterator[nn.Module]:
    """The members of a model's outermost lists of layers."""
    for child in model.children():
        if isinstance(child, nn.ModuleList):
            yield from child
        else:
            yield from layers(child)
