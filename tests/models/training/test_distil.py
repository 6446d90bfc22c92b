import numpy as np
import torch

from models.training.captioner.decoder import Captioner, DecoderShape
from models.training.captioner.distil import mix, together
from models.training.captioner.train import logits_of
from models.training.texts import vocabulary_text
from models.training.texts.packing import PackedTurn, pack

SHAPE = DecoderShape(vocabulary=60, names=20, width=64, layers=2, heads=2, channels=32, dropout=0.0)


def test_a_rectangle_of_another_picture_stands_in_a_mixed_one_and_its_names_by_its_area() -> None:
    patches = torch.arange(6.0)[:, None, None].expand(6, 81, 4)
    hints = torch.eye(6)
    mixed, names = mix(patches, hints, 1.0, np.random.default_rng(3))
    assert torch.equal(patches[0], torch.zeros(81, 4)), "the pictures themselves stay"
    strange = 0
    for row in range(6):
        inside = (mixed[row, :, 0] != row).view(9, 9)
        if not inside.any():
            continue
        strange += 1
        high, wide = inside.any(1).sum(), inside.any(0).sum()
        assert inside.sum() == high * wide, "one rectangle"
        (other,) = set(mixed[row, :, 0].view(9, 9)[inside].tolist())
        assert torch.isclose(names[row, int(other)], inside.sum() / 81)
        assert torch.isclose(names[row].sum(), torch.tensor(1.0))
    assert strange >= 3


def test_no_picture_is_mixed_where_none_shall_be() -> None:
    patches, hints = torch.rand(4, 81, 8), torch.rand(4, 20)
    same = mix(patches, hints, 0.0, np.random.default_rng(1))
    assert torch.equal(same[0], patches)
    assert torch.equal(same[1], hints)


def test_teachers_speak_as_the_product_of_what_each_would_say() -> None:
    torch.manual_seed(0)
    one, other = (Captioner(SHAPE).eval() for _ in range(2))
    turns = [
        [PackedTurn((vocabulary_text.DESCRIBE,), (20, 21, 22))],
        [PackedTurn((vocabulary_text.DESCRIBE,), (23,))],
    ]
    batch = pack(torch.randn(2, 81, 32), torch.rand(2, 20), turns)
    with torch.no_grad():
        both = together([one, other], batch)
        apart = [logits_of(model, batch).softmax(-1) for model in (one, other)]
    product = (apart[0] * apart[1]).sqrt()
    assert both.shape == (6, 60)
    assert torch.allclose(both, product / product.sum(-1, keepdim=True), atol=1e-5)
    assert torch.allclose(together([one], batch), apart[0], atol=1e-5)
