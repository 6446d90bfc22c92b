"""What people would say of a picture, and what a sentence is worth to them."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from models.embedded.ranking import Expected, said
from models.embedded.runtime import Network
from models.messages import ModelError
from models.training.texts.reward import Cider
from tests.kit.tiny_graph import Graph

SEEN = np.ones((2, 4, 3), np.float32), np.ones((1, 2), np.float32)
"""Patches and names."""
PEOPLE = ("a brown dog runs over grass", "a dog runs in the field")
OTHERS = ("two men sit at a table", "a boy runs over grass")


def expecting(folder: Path, counts: dict[str, float], rarity: dict[str, float]) -> Expected:
    """A network that expects the same of every picture."""
    graph = Graph()
    nothing = graph.add("Mul", graph.add("ReduceMax", "patches", keepdims=0), graph.put(0.0))
    given = np.array([[counts.get(run, 0.0) for run in rarity]])
    graph.add("Add", graph.put(given), nothing, name="counts")
    graph.save(
        folder / "expected.onnx",
        {"patches": [2, 4, 3], "names": [1, 2]},
        {"counts": [1, len(rarity)]},
        {"runs": json.dumps({"rarity": rarity, "rarest": 3.0})},
    )
    return Expected(Network(folder / "expected.onnx", 1))


def test_runs_are_words_in_a_row_as_often_as_they_come() -> None:
    assert said("The dog's ball, the dog!") == {
        "the": 2, "dogs": 1, "ball": 1, "dog": 1,
        "the dogs": 1, "dogs ball": 1, "ball the": 1, "the dog": 1,
        "the dogs ball": 1, "dogs ball the": 1, "ball the dog": 1,
        "the dogs ball the": 1, "dogs ball the dog": 1,
    }  # fmt: skip


def test_a_network_without_its_runs_is_damaged(tmp_path: Path) -> None:
    graph = Graph()
    graph.add("ReduceMax", "patches", name="counts")
    graph.save(
        tmp_path / "expected.onnx", {"patches": [2, 4, 3], "names": [1, 2]}, {"counts": [1, 1, 1]}
    )
    with pytest.raises(ModelError, match="damaged"):
        Expected(Network(tmp_path / "expected.onnx", 1))


def test_what_people_say_is_worth_more(tmp_path: Path) -> None:
    expected = expecting(tmp_path, {"dog": 0.9, "a dog": 0.6}, {"dog": 2.0, "a dog": 2.0, "cat": 2})
    counts = expected.counts(*SEEN)
    dog, cat = (expected.worth(counts, text) for text in ("dog", "cat"))
    assert dog == pytest.approx(2.0 * 0.9)
    assert cat == 0
    # Words that nobody was expected to say take away: the sentence points elsewhere.
    own = math.hypot(2.0, 3.0, 3.0)
    assert expected.worth(counts, "dog on skis") == pytest.approx(2.0**2 * 0.9 / own)
    assert expected.worth(counts, "...") == 0


def test_with_what_people_truly_say_sentences_stand_in_the_order_of_cider(tmp_path: Path) -> None:
    photos = [PEOPLE, OTHERS]
    held = [{run for one in captions for run in said(one)} for captions in photos]
    rarity = {run: math.log(2 / sum(run in one for one in held)) for run in set.union(*held)}
    # The captions of one photo are equally long here, so that their own length does not matter.
    counts = {run: sum(said(one)[run] for one in PEOPLE) / 2 for run in rarity}
    expected = expecting(tmp_path, counts, rarity)
    shown = expected.counts(*SEEN)
    verifier = Cider(photos)
    people = [verifier.weigh(one) for one in PEOPLE]
    sentences = ("a brown dog runs over grass", "a dog runs over a table", "two men sit at a table")
    by_cider = [verifier.score(verifier.weigh(one), people) for one in sentences]
    by_worth = [expected.worth(shown, one) for one in sentences]
    assert sorted(by_cider, reverse=True) == by_cider
    assert sorted(by_worth, reverse=True) == by_worth
    assert by_worth[1] > by_worth[2]


def test_words_are_weighed_against_how_often_they_come_anyway(tmp_path: Path) -> None:
    rarity = {"dog": 2.0, "cat": 2.0, "a dog": 3.0}
    expected = expecting(tmp_path, {"dog": 0.9, "a dog": 0.6}, rarity)
    counts = expected.counts(*SEEN)
    (dog, weight), (cat, _) = expected.lifts(counts, "A dog, a cat on skis.", 1)
    assert dog == pytest.approx(math.log(0.9) + 2)
    assert weight == 2
    assert cat < 0 < dog
    assert len(expected.lifts(counts, "A dog, a cat on skis.", 2)) == 1


def test_an_answer_is_usual_by_itself_and_with_words_of_its_question(tmp_path: Path) -> None:
    rarity = {"umbrella": 3.0, "red": 2.0, "holding an umbrella": 5.0, "red umbrella": 5.0}
    expected = expecting(tmp_path, {"umbrella": 0.5, "holding an umbrella": 0.2}, rarity)
    counts = expected.counts(*SEEN)
    question = "What is the woman holding?"
    alone, listed, together, both = expected.usual(counts, question, "umbrella")
    assert alone == pytest.approx(math.log(0.5) + 3)
    assert together == pytest.approx(math.log(0.2 / 1e-4))
    assert (listed, both) == (1.0, 1.0)
    assert expected.usual(counts, question, "a bag") == (0.0, 0.0, 0.0, 0.0)
    assert expected.usual(counts, "What colour is the umbrella?", "red")[2:] == (0.0, 1.0)
    assert expected.usual(counts, question, "the") == (0.0, 0.0, 0.0, 0.0)
