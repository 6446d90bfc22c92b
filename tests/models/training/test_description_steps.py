"""Each step in choosing a description changes which sentences are chosen."""

from benchmarks.description_steps import STEPS, Photo, figures, said
from models.embedded.ranking import Candidate

DOG = ("a dog runs on the grass", "a brown dog is running through grass")
CAR = ("a red car stands in the street", "a car is parked on a street")
ABSENT = "absent things, percent of those named"
LIKELIEST, FITTING, EXPECTED, BORNE_OUT = STEPS.values()


def photo(captions: tuple[str, str], doubted: str = "") -> Photo:
    """The most likely sentence is about a cat; the towers know what is there."""
    cat = Candidate("a cat on a chair", -0.5, 0.2, 0.0)
    right = Candidate(captions[0], -0.6, 0.8, 0.0)
    return Photo(
        {"captions": list(captions)},
        (cat, right),
        frozenset([doubted] if doubted else []),
    )


def test_each_step_may_choose_by_more() -> None:
    sets = {"a": [photo(captions) for captions in (DOG, DOG, CAR, CAR)]}
    assert set(said(sets, LIKELIEST)["a"]) == {"a cat on a chair"}
    assert said(sets, FITTING)["a"] == [DOG[0], DOG[0], CAR[0], CAR[0]]


def test_what_is_doubted_is_left_out_where_something_else_is_found() -> None:
    one = photo(DOG, doubted="cat")
    assert [option.text for option in one.options(LIKELIEST)] == ["a cat on a chair", DOG[0]]
    assert [option.text for option in one.options(BORNE_OUT)] == [DOG[0]]
    alone = Photo(one.row, one.found[:1], one.doubted)
    assert [option.text for option in alone.options(BORNE_OUT)] == ["a cat on a chair"]


def test_things_that_are_named_and_absent_are_counted() -> None:
    photos = [
        Photo({"captions": list(captions), "objects": [thing]}, (), frozenset())
        for captions, thing in ((DOG, "dog"), (CAR, "car"))
    ]
    found = figures(photos, [DOG[0], "a cat and a car"])
    assert found["CIDEr-D"] > 0
    assert found["BLEU-4"] > 0
    assert found[ABSENT] == 33.3
    assert figures(photos, [DOG[0], CAR[0]])[ABSENT] == 0
    unknown = [Photo({"captions": list(DOG)}, (), frozenset()), photos[1]]
    assert ABSENT not in figures(unknown[:1], [DOG[0]])
