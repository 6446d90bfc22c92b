"""What chooses a description's sentence is itself chosen by what people said."""

from dataclasses import replace

from models.embedded.ranking import Candidate, Ranking
from models.training.fit_ranking import Judged, choose, cider, crossed

DOGS = ("a dog runs on the grass", "a brown dog is running through grass")
CARS = ("a red car stands in the street", "a car is parked on a street")


def photos(right_cosine: float, right_worth: float = 0.5) -> list[Judged]:
    """Two photos on which the likeliest sentence is wrong."""
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
    assert cider(photos(0.6), how) > cider(photos(0.6), Ranking(0, 0, 0))


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
    """The towers choose rightly in one half, and wrongly in the other: they help neither."""
    right = photos(0.6)
    misled = [
        ((replace(bad, cosine=0.6), replace(good, log_probability=-0.4, cosine=0.3)), said)
        for (bad, good), said in right
    ]
    differing = crossed({"a": [one for pair in zip(right, misled, strict=True) for one in pair]})
    assert differing["a, ranked"] < differing["a, likeliest"]
    alike = crossed({"a": [one for one in right for _ in range(2)]})
    assert alike["a, ranked"] > alike["a, likeliest"]
