"""Close-ups: the one thing that fills a picture, beside the witness's names."""

from collections.abc import Iterator

import numpy as np
import pytest

from models.embedded.claim_rule import START
from models.embedded.evidence import closeups
from models.embedded.evidence.closeups import (
    OTHER,
    UNNAMED,
    Closeups,
    clearest,
    elsewhere,
    joined,
)
from models.embedded.evidence.names import first_look
from models.interfaces import Certainty, SeenObject
from models.lexicon.things import SEEN
from tests.kit.shipped import shipped


def network(*classes: str) -> Closeups:
    """All classes are alike to it but the first, which has a logit of 3."""
    weight = np.zeros((5, len(classes)), np.float32)
    weight[-1, 0] = 3.0
    return Closeups(classes, weight, np.array((1.0, 0.0), np.float32))


def told(**shares: float) -> dict[str, float]:
    return network(OTHER, *shares).told({OTHER: 1 - sum(shares.values()), **shares})


def names(*objects: SeenObject, **shares: float) -> dict[str, float]:
    found = joined(objects, told(**shares))
    return {seen.name: round(seen.probability, 4) for seen in found}


def test_in_a_close_up_its_name_counts_and_those_of_a_scene_do_not() -> None:
    assert names(SeenObject("airplane", 0.8), pen=0.95) == {"pen": 0.95, "airplane": 0.04}


def test_elsewhere_the_names_of_the_scene_stay() -> None:
    assert names(SeenObject("airplane", 0.8)) == {"airplane": 0.8}


def test_the_hand_that_holds_it_and_the_table_stay() -> None:
    found = names(SeenObject("person", 0.9), SeenObject("dining table", 0.7), pen=0.95)
    assert found == {"pen": 0.95, "person": 0.9, "dining table": 0.7}


def test_a_name_that_both_know_keeps_its_box_and_gains() -> None:
    seen = SeenObject("scissors", 0.5, (0.1, 0.1, 0.5, 0.5), outlined=True)
    (found,) = joined([seen], {"scissors": 0.8})
    assert (found.box, found.outlined) == (seen.box, True)
    assert found.probability == pytest.approx(0.9)


def test_which_surface_it_is_the_network_for_these_knows_better() -> None:
    tube = SeenObject("tube", 0.9, held=True)
    assert names(tube, can=0.6) == {"tube": 0.9, "can": 0.6}
    assert names(tube, tube=0.5) == {"tube": 0.9}
    assert names(tube, stapler=0.9) == {"stapler": 0.9, "tube": 0.09}


def test_where_it_is_open_which_tool_it_is_it_is_a_tool() -> None:
    found = names(hammer=0.5, pliers=0.4)
    assert found == {"tool": 0.9, "hammer": 0.5, "pliers": 0.4}
    assert "tool" not in names(hammer=0.8, pliers=0.1)


def test_a_garment_on_the_floor_is_no_person() -> None:
    person = SeenObject("person", 0.9)
    assert names(person, shirt=0.96)["person"] < 0.05
    # Which garment it is may be open.
    assert names(person, sweater=0.5, shirt=0.46)["person"] < 0.1
    assert names(person, scissors=0.96)["person"] == 0.9


def test_who_wears_a_garment_is_no_less_a_person() -> None:
    assert names(SeenObject("person", 0.99), clothing=0.31)["person"] == 0.99


def test_what_a_close_up_does_not_show_may_still_lie_beside_it() -> None:
    found = joined([SeenObject("spoon", 0.4)], {"cup": 0.95})
    claims = first_look(START, found, {"spoon": 0.4, "dog": 0.001}, {}, {"cup": 0.95})
    denied = {claim.name: claim.denied for claim in claims}
    assert denied["spoon"] is Certainty.NONE
    assert denied["dog"] is Certainty.PLAIN


def test_what_a_close_up_shows_is_as_likely_as_its_network_says() -> None:
    claims = first_look(START, joined([], {"pen": 0.7}), {}, {}, {"pen": 0.7})
    assert [(one.name, one.probability) for one in claims] == [("pen", 0.7)]


def test_the_odds_of_other_sources_make_it_likelier() -> None:
    found = Closeups((), np.zeros((1, 0), np.float32), np.array((1.0, 0.5))).told({"pen": 0.5})
    assert found["pen"] == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_a_kind_that_is_a_name_itself_counts_with_its_members() -> None:
    assert names(bottle=0.45, **{"wine bottle": 0.4})["bottle"] == pytest.approx(0.85)


def test_a_thing_without_a_name_here_gets_none() -> None:
    assert names(**{UNNAMED: 0.99}) == {}


def shares(**named: float) -> dict[str, float]:
    return {OTHER: 0.1, UNNAMED: 0.0, "pen": 0.0, "cup": 0.0, **named}


def test_a_turned_picture_counts_where_it_makes_clear_what_is_open() -> None:
    clear, unclear = shares(cup=0.9), shares(pen=0.4, cup=0.3)
    assert clearest(unclear, [shares(pen=0.5), clear]) == clear
    assert clearest(unclear, [shares(cup=0.59)]) == unclear


@pytest.mark.parametrize("upright", [shares(pen=0.56), shares(pen=0.2, other=0.6)])
def test_what_is_clear_or_no_close_up_is_not_turned(upright: dict[str, float]) -> None:
    def never() -> Iterator[dict[str, float]]:
        pytest.fail("It was turned.")
        yield {}

    assert clearest(upright, never()) == upright


def test_the_probabilities_of_all_classes_are_one() -> None:
    found = network(OTHER, "pen", "cup").probabilities(np.ones((2, 81, 2), np.float32))
    assert sum(found.values()) == pytest.approx(1)
    assert found[OTHER] == pytest.approx(np.exp(3) / (np.exp(3) + 2), abs=1e-5)


def test_every_name_of_the_network_that_ships_is_known() -> None:
    found = shipped(Closeups, closeups.FILE)
    assert set(found.classes) - {OTHER, UNNAMED} <= SEEN


def test_an_apple_or_an_orange_is_fruit_and_not_food_as_well() -> None:
    assert names(apple=0.5, orange=0.4) == {"fruit": 0.9, "apple": 0.5, "orange": 0.4}


def test_a_close_up_leaves_no_place_to_speak_of() -> None:
    assert elsewhere({"cup": 0.9, "pot": 0.3}) == pytest.approx(0.1)
    assert elsewhere({}) == 1.0
