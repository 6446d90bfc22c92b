import pytest
import torch
from torch import Tensor

from models.training.captioner.decoder import Captioner, DecoderShape
from models.training.texts import vocabulary_text
from models.training.texts.packing import Batch, PackedTurn, pack, visible
from models.training.texts.vocabulary_text import ASK, BOS, EOS, UNK

SHAPE = DecoderShape(vocabulary=90, names=20, width=64, layers=3, heads=4, channels=32, dropout=0.0)
TURNS = [
    [
        PackedTurn((ASK, 51, 52, 53), (60, 61)),
        PackedTurn((vocabulary_text.DESCRIBE,), (62,)),
        PackedTurn((ASK, 55, 56), (63, 64, 65)),
    ],
    [PackedTurn((ASK, 58), (66,))],
]


@pytest.fixture(scope="module")
def captioner() -> Captioner:
    torch.manual_seed(0)
    model = Captioner(SHAPE).eval()
    # Small random weights hardly attend to anything.
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(3)
    return model


@pytest.fixture(scope="module")
def picture() -> tuple[Tensor, Tensor]:
    torch.manual_seed(1)
    return torch.randn(2, 81, SHAPE.channels), torch.rand(2, SHAPE.names)


def at_once(model: Captioner, batch: Batch) -> Tensor:
    """The logits of a packed batch: [B, L, V]."""
    assert batch.patches is not None
    prefix = model.bridge(batch.patches, batch.names)
    length = prefix.shape[1]
    places = torch.arange(length).expand(len(prefix), -1)
    hidden = model.decoder.hidden(
        torch.cat([prefix, model.decoder.embedding(batch.inputs)], 1),
        torch.cat([places, batch.places + length], 1),
        visible(batch, length),
    )
    return model.decoder.logits(hidden[:, length:])


def read(model: Captioner, passes: list[Tensor], words: list[int]) -> Tensor:
    """The logits after each of `words`, read one by one after some passes over embeddings."""
    keys = values = model.empty_past(1)
    for embeddings in passes:
        _, keys, values = model.decoder(embeddings, keys, values)
    found = []
    for word in words:
        logits, keys, values = model.decoder(
            model.decoder.embedding(torch.tensor([[word]])), keys, values
        )
        found.append(logits[0])
    return torch.stack(found)


def prompt(model: Captioner, one: PackedTurn) -> Tensor:
    embedded: Tensor = model.decoder.embedding(torch.tensor([one.prompt]))
    return embedded


@torch.inference_mode()
def test_packed_questions_give_the_logits_of_reading_the_picture_first(
    captioner: Captioner, picture: tuple[Tensor, Tensor]
) -> None:
    batch = pack(*picture, TURNS)
    packed = at_once(captioner, batch)
    for row, turns in enumerate(TURNS):
        prefix = captioner.bridge(picture[0][row : row + 1], picture[1][row : row + 1])
        place = 0
        for one in turns:
            said = [BOS, *one.said]
            place += len(one.prompt)
            step_by_step = read(captioner, [prefix, prompt(captioner, one)], said)
            torch.testing.assert_close(
                packed[row, place : place + len(said)], step_by_step, atol=1e-4, rtol=1e-4
            )
            assert batch.targets[row, place : place + len(said)].tolist() == [*one.said, EOS]
            place += len(said)


@torch.inference_mode()
def test_the_other_questions_of_a_photo_change_nothing(
    captioner: Captioner, picture: tuple[Tensor, Tensor]
) -> None:
    patches, names = picture[0][:1], picture[1][:1]
    first, second = TURNS[0][1], TURNS[0][2]
    alone = at_once(captioner, pack(patches, names, [[second]]))
    behind = at_once(captioner, pack(patches, names, [[first, second]]))
    torch.testing.assert_close(alone[0], behind[0, -alone.shape[1] :], atol=1e-4, rtol=1e-4)


def test_only_the_answers_are_learned() -> None:
    batch = pack(None, torch.rand(2, 5), TURNS)
    wanted = batch.targets[batch.targets >= 0].tolist()
    assert wanted == [60, 61, EOS, 62, EOS, 63, 64, 65, EOS, 66, EOS]
    weighed = pack(
        None, torch.rand(1, 5), [[PackedTurn((50,), (60,), 0.5), PackedTurn((51,), (61,))]]
    )
    assert weighed.weights[weighed.targets >= 0].tolist() == [0.5, 0.5, 1, 1]


def test_an_unknown_word_is_read_and_not_learned() -> None:
    batch = pack(None, torch.rand(1, 5), [[PackedTurn((vocabulary_text.DESCRIBE,), (60, UNK, 61))]])
    assert batch.inputs[0].tolist() == [vocabulary_text.DESCRIBE, BOS, 60, UNK, 61]
    assert batch.targets[0].tolist() == [-1, 60, -1, 61, EOS]
