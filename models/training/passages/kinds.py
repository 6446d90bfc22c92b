"""What kind of page passages are from."""

from collections.abc import Sequence
from itertools import compress

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from models.certainty import Bars
from models.embedded.passages import LinearLayer
from models.training.common.metrics import least
from models.training.passages.pages import PARTS, Page

PLAIN, PROBABLY = 0.95, 0.75
"""The least share of right kinds among plain ones, and among probable ones."""
DECAY = 1.7e-3
"""Of the sum of squares, a page: C = 300 as scikit-learn counts it."""


def fitted_layer(vectors: NDArray[np.float32], named: Sequence[str], decay: float) -> LinearLayer:
    """The layer that tells by a vector [N, D] what it is named.

    `decay`: of the sum of squares, a vector.
    """
    names = tuple(sorted(set(named)))
    x, y = torch.from_numpy(vectors), torch.tensor([names.index(one) for one in named])
    weight = torch.zeros(vectors.shape[1], len(names), requires_grad=True)
    bias = torch.zeros(len(names), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = functional.cross_entropy(x @ weight + bias, y) + decay * (weight**2).sum() / len(x)
        torch.autograd.backward(loss)
        return loss

    optimiser.step(closure)
    numbers = (one.detach().numpy().astype(np.float16) for one in (weight, bias))
    return LinearLayer(np.array(names), *numbers)


def fitted_kinds(
    vectors: NDArray[np.float32], pages: Sequence[Page]
) -> tuple[LinearLayer, Bars, float]:
    """The layer fitted on all pages but the held-back ones, on which its bars are chosen.

    `vectors` are the means of their passages' [N, D]. Also gives the share of held-back pages of
    which it tells the kind rightly, 0…1.
    """
    held_back = np.arange(len(pages)) % PARTS == 0
    kinds = [page.kind for page in pages]
    layer = fitted_layer(vectors[~held_back], [*compress(kinds, ~held_back)], DECAY)
    told = [layer.likeliest(vectors[number]) for number in np.flatnonzero(held_back)]
    likely = np.array([probability for _, probability in told])
    right = np.array([name for name, _ in told]) == np.array(kinds)[held_back]
    plain = least(likely, right, PLAIN)
    probably = least(likely, right, PROBABLY, plain)
    return layer, Bars(plain, probably, probably), float(right.mean())
