import pytest

from models.training.captioner.scores import each_cider
from models.training.texts.reward import Cider, consensus

REFERENCES = [
    ["a dog runs on the grass", "the brown dog is running", "a dog in a field"],
    ["two men ride bikes", "men on bikes in a street", "two cyclists on a road"],
    ["a bowl of soup on a table", "soup in a bowl", "a table with a bowl of soup"],
    ["a cat sleeps on a sofa", "a sleeping cat", "the cat is on a couch"],
]
CAPTIONS = ["a dog runs in a field", "two men on bikes", "a bowl on a table", "a dog on a sofa"]


def test_the_reward_is_the_score_of_the_field() -> None:
    cider = Cider(REFERENCES)
    mine = [
        100 * cider.score(cider.weigh(caption), [cider.weigh(one) for one in wanted])
        for caption, wanted in zip(CAPTIONS, REFERENCES, strict=True)
    ]
    assert mine == pytest.approx(each_cider(CAPTIONS, REFERENCES), rel=1e-4)


def test_a_reference_scores_more_than_another_photos() -> None:
    cider = Cider(REFERENCES)
    weighed = [[cider.weigh(one) for one in wanted] for wanted in REFERENCES]
    own = cider.score(cider.weigh("a bowl of soup on a table"), weighed[2])
    assert own > 5 * cider.score(cider.weigh("a bowl of soup on a table"), weighed[0])


def test_what_several_people_say_counts_more() -> None:
    photos = [("a dog runs on grass", "a dog runs on the grass", "my summer of love"), *REFERENCES]
    weights = consensus(photos)
    first, second, odd = weights[0]
    assert first > 2 * odd
    assert second > 2 * odd
    assert odd > 0
    assert [len(each) for each in weights] == [len(each) for each in photos]


def test_photos_whose_captions_share_nothing_count_alike() -> None:
    assert consensus([("a cat", "two dogs"), ("blue sky", "old car")]) == [(1.0, 1.0), (1.0, 1.0)]
    assert consensus([]) == []
