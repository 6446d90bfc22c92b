"""A model's forward pass that can be ended between two of its layers."""

from collections.abc import Callable, Iterator
from typing import Any

from torch import nn

from models.interfaces import AbandonedError


class Stop:
    """Asked before each layer whether anybody still wants the work; raises AbandonedError if not.

    A vision encoder or a long prompt takes seconds on a processor, so the token loop alone would
    stop too late.
    """

    def __init__(self) -> None:
        """Nothing is abandoned until `when` says otherwise."""
        self._abandoned: Callable[[], bool] = _never

    def when(self, abandoned: Callable[[], bool]) -> None:
        """From now on ask this."""
        self._abandoned = abandoned

    def check(self) -> None:
        """Raise AbandonedError once nobody wants the work."""
        if self._abandoned():
            raise AbandonedError

    def watch(self, model: nn.Module) -> None:
        """Ask before every layer of a model."""
        for layer in layers(model):
            layer.register_forward_pre_hook(self._before)

    def _before(self, _layer: nn.Module, _inputs: tuple[Any, ...]) -> None:
        self.check()


def layers(model: nn.Module) -> Iterator[nn.Module]:
    """The members of a model's outermost lists of layers."""
    for child in model.children():
        if isinstance(child, nn.ModuleList):
            yield from child
        else:
            yield from layers(child)


def _never() -> bool:
    return False
