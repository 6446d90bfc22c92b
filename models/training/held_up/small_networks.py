"""What the small networks over the encoder's features share: how they learn, and how they ship."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

BATCH: Final = 256
EVERY: Final = 500
"""Steps between two lines of the log."""

Batch: TypeAlias = tuple[NDArray[np.float16], NDArray[np.int64]]
"""Inputs [BATCH, …] and their classes [BATCH]."""


def fit(
    network: nn.Module,
    batch: Callable[[], Batch],
    steps: int,
    *,
    rate: float,
    decay: float,
    smoothing: float,
) -> None:
    """Train with AdamW, and evaluate from then on; the rate rises for 100 steps, then falls."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay, fused=True)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = rate * min(1, step / 100) * (1 - 0.97 * step / steps)
        inputs, classes = batch()
        found = network(torch.from_numpy(inputs.astype(np.float32)))
        loss = F.cross_entropy(found, torch.from_numpy(classes), label_smoothing=smoothing)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if step % EVERY == EVERY - 1:
            print(f"step {step + 1} of {steps}, loss {float(loss.detach()):.3f}", flush=True)
    network.eval()


def stacked(layer: nn.Linear) -> NDArray[np.float32]:
    """A layer as [N + 1, H]; the last row is the bias."""
    weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    return np.vstack([weight.T, bias])


def folded(norm: nn.BatchNorm1d, layer: nn.Linear) -> NDArray[np.float32]:
    """As `stacked`, with the normalisation of its inputs in it."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = (norm.running_var + norm.eps).rsqrt().numpy()
    plain = stacked(layer)
    weight = plain[:-1] * scale[:, None]
    bias = plain[-1] - norm.running_mean.numpy() @ weight
    return np.vstack([weight, bias]).astype(np.float32)
