import torch

from models.training.captioner.decoder import Captioner, DecoderShape, greedy
from models.training.captioner.reinforce import Rewards, draw
from models.training.texts import vocabulary_text
from models.training.texts.corpus import Sample

SHAPE = DecoderShape(
    vocabulary=200, names=20, width=64, layers=2, heads=2, channels=32, dropout=0.0
)


def test_sampling_reads_the_prefix_as_the_decoder_does() -> None:
    """If one word has all the probability, the samples are the greedy sentence."""
    torch.manual_seed(0)
    model = Captioner(SHAPE).eval()
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(3)
        model.decoder.norm.weight.mul_(10_000)
        # The two ways must not differ by a word that sampling never draws.
        model.decoder.norm.bias.zero_()
        model.decoder.embedding.weight[
            [vocabulary_text.PAD, vocabulary_text.BOS, vocabulary_text.UNK]
        ] *= 0.01
        model.decoder.embedding.weight[vocabulary_text.DESCRIBE : vocabulary_text.ASK + 1] *= 0.01
    patches, names = torch.randn(6, 81, 32), torch.rand(6, 20)
    likeliest = greedy(
        [model],
        patches,
        names,
        (vocabulary_text.DESCRIBE,),
        vocabulary_text.BOS,
        vocabulary_text.EOS,
        most=10,
    )
    drawn = draw(model, patches, names, samples=3, most=10)
    assert [drawn[place * 3] for place in range(6)] == likeliest
    assert drawn[0] == drawn[1] == drawn[2]


def test_a_thing_that_is_not_there_costs() -> None:
    photos = [
        Sample(
            "flickr8k", 0, vocabulary_text.DESCRIBE, ("a dog runs on grass", "a brown dog runs")
        ),
        Sample("flickr8k", 1, vocabulary_text.DESCRIBE, ("a man on a bike", "a man rides a bike")),
    ]
    strict, mild = Rewards(photos, penalty=0.3), Rewards(photos, penalty=0.0)
    assert strict.of(photos[0], "a dog runs on grass") == mild.of(photos[0], "a dog runs on grass")
    lost = mild.of(photos[0], "a dog and a cat run") - strict.of(photos[0], "a dog and a cat run")
    assert abs(lost - 0.3) < 1e-9
