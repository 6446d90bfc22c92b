"""The ranking of a description's sentences is fitted to people's captions."""

from dataclasses import replace

from models.embedded.ranking import Candidate, Ranking
from models.training.export.fit_ranking import CaptionedPhoto, choose, cider, crossed

DOGS = ("a dog runs on the grass", "a brown dog is running through grass")
CARS = ("a red car stands in the street", "a car is parked on a street")


def photos(right_cosine: float, right_worth: float = 0.5) -> list[CaptionedPhoto]:
    """Two photos whose most likely sentence is wrong."""
    return [
        (
            (
                Candidate("two men at a table", -0.5, 0.3, 0.5),
                Candidate(" ".join(captions[0].split()[:5]), -0.6, right_cosine, right_worth),
            ),
            captions,
        )
        for captions in (DOGS, CARS)
    ]


def test_the_towers_count_where_they_choose_better_sentences() -> None:
    how = choose([photos(0.6)])
    assert how.fits > 0
    assert cider(photos(0.6), [how]) > cider(photos(0.6), [Ranking(0, 0)])


def test_what_people_are_expected_to_say_counts_where_it_chooses_better_sentences() -> None:
    how = choose([photos(0.3, right_worth=2.0)])
    assert how.expects > 0
    assert choose([photos(0.3, right_worth=-2.0)]).expects == 0


def test_they_do_not_count_where_they_choose_worse_ones() -> None:
    likeliest_right = [(tuple(reversed(options)), said) for options, said in photos(0.1)]
    better = [
        ((replace(a, log_probability=-0.1), replace(b, log_probability=-0.3)), said)
        for (a, b), said in likeliest_right
    ]
    assert choose([better]).fits == 0


def test_each_photo_is_measured_by_a_ranking_that_was_chosen_without_it() -> None:
    even = photos(0.6)
    odd = [
        ((replace(right, log_probability=-0.1, cosine=-0.5), wrong), said)
        for (wrong, right), said in even
    ]
    agreed, opposed = [one for one in even for _ in range(2)], [*zip(even, odd, strict=True)]
    mixed = [one for pair in opposed for one in pair]
    assert crossed({"a": agreed})["a, ranked"] > crossed({"a": mixed})["a, ranked"]
