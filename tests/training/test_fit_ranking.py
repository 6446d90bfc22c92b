"""What chooses a description's sentence is itself chosen by what people said."""

from dataclasses import replace

from models.embedded.ranking import Candidate, Ranking
from models.training.fit_ranking import LEANS, Judged, Photo, best_of, choose, cider

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
    assert cider(photos(0.6), [how]) > cider(photos(0.6), [Ranking(0, 0, 0)])


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


def leaning(better_from: float) -> list[Photo]:
    """Photos whose sentences are better by leaning where the picture is well known."""
    found = []
    for step in range(16):
        sure, captions = 0.09 + 0.005 * step, (DOGS, CARS)[step // 2 % 2]
        right = (Candidate(captions[0], -0.5, 0.3, 0.5),)
        wrong = (Candidate("two men sit", -0.5, 0.3, 0.5),)
        better, worse = (right, wrong) if sure >= better_from else (wrong, right)
        found.append(Photo(sure, {0.0: worse} | dict.fromkeys(LEANS[1:], better), captions))
    return found


def test_the_search_leans_on_what_is_expected_where_that_finds_better_sentences() -> None:
    found, measured = best_of({"a": leaning(0.12)})
    assert found.leans > 0
    assert found.leans_from == 0.12
    assert measured["leaning 0.0 from 0.0, a, ranked"] < max(measured.values())
    assert best_of({"a": leaning(1.0)})[0].leans == 0
