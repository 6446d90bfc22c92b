import torch

from models.training.captioner.decoder import Captioner, DecoderShape
from models.training.captioner.train import loss_of
from models.training.texts import vocabulary_text
from models.training.texts.packing import Batch, PackedTurn, pack

SHAPE = DecoderShape(vocabulary=60, names=20, width=64, layers=2, heads=2, channels=32, dropout=0.0)
SAID = [[(10, 11, 12), (20, 21)], [(30, 31), (40,)]]


def model() -> Captioner:
    torch.manual_seed(0)
    return Captioner(SHAPE).eval()


def batch(patches: torch.Tensor, weights: list[tuple[float, ...]]) -> Batch:
    names = torch.rand(2, 20, generator=torch.Generator().manual_seed(1))
    rows = [
        [
            PackedTurn((vocabulary_text.DESCRIBE,), said, weight)
            for said, weight in zip(photo, own or (1.0, 1.0), strict=True)
        ]
        for photo, own in zip(SAID, weights or [(), ()], strict=True)
    ]
    return pack(patches, names, rows)


def test_the_loss_is_the_weighed_mean_over_the_words() -> None:
    patches, captioner = torch.randn(2, 81, 32), model()

    def loss(*weights: tuple[float, ...]) -> torch.Tensor:
        return loss_of(captioner, batch(patches, list(weights)), 0.0)

    first, second = loss((1.0, 0.0), (0.0, 0.0)), loss((0.0, 0.0), (1.0, 0.0))
    # The first caption has four targets, its words and the end; the second has three.
    mean = (3 * 4 * first + 3 * second) / (3 * 4 + 3)
    torch.testing.assert_close(loss((3.0, 0.0), (1.0, 0.0)), mean)
    torch.testing.assert_close(loss(), loss((2.0, 2.0), (2.0, 2.0)))
    assert not torch.isclose(first, second)


def test_kept_patches_keep_their_places() -> None:
    """If all patches are equal and there are no positions, it does not matter which are kept."""
    captioner, same, varied = (
        model(),
        torch.randn(2, 1, 32).expand(2, 81, 32),
        torch.randn(2, 81, 32),
    )

    def losses(patches: torch.Tensor) -> list[float]:
        torch.manual_seed(1)
        with torch.inference_mode():
            return [float(loss_of(captioner, batch(patches, []), 0.0, 0.5)) for _ in range(2)]

    assert losses(varied)[0] != losses(varied)[1]
    assert losses(same)[0] != losses(same)[1]
    with torch.no_grad():
        captioner.decoder.position.weight[: SHAPE.image_tokens] = 0
    assert abs(losses(same)[0] - losses(same)[1]) < 1e-5
