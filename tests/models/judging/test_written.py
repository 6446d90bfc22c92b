"""What other models write is graded claim by claim."""

from dataclasses import replace
from pathlib import Path

import pytest

from models import json_files
from models.certainty import Bars
from models.embedded import ModelError
from models.interfaces import Certainty, Claim, ClaimKind, TextChunk, WeighedClaim
from models.judging.written import (
    FILE,
    UNCALIBRATED,
    WriterRule,
    WrittenVerifier,
    features,
    load_rule,
)
from models.lexicon.sentences import orders
from tests.kit.fakes import GRADES, FakeModel, count, layered, look, seen

LOOK = layered(look(seen("dog", 0.999), seen("cup", 0.01), seen("couch", 0.7)))
PLAIN, PROBABLY, UNSURE, NONE = Certainty
RUNNING = Claim(ClaimKind.ACTION, "dog", "running", "", 0.93, PLAIN)
BROWN = Claim(ClaimKind.COLOUR, "dog", "brown", "", 0.9, PLAIN)
ON_COUCH = Claim(ClaimKind.RELATION, "dog", "on", "couch", 0.7, PROBABLY)


def verifier(*claims: Claim, **how: object) -> WrittenVerifier:
    """A verifier of texts about a picture of which these claims are known."""
    model = FakeModel(claims=claims)
    return WrittenVerifier(model, model, model, **how)  # type: ignore[arg-type]  # of any kind


def graded(text: str, *claims: Claim, likely: float = -0.1) -> Certainty:
    return verifier(*claims).verify(LOOK, (TextChunk(text, likely, "llava"),)).certainty


@pytest.mark.parametrize(
    ("text", "claims", "grade"),
    [
        ("A dog", (), PLAIN),
        ("A dog is running.", (RUNNING,), PLAIN),
        ("A brown dog is running.", (RUNNING, BROWN), PLAIN),
        # What the picture leaves open is probable at most, as are unknown words.
        ("A dog is running.", (), PROBABLY),
        ("A dog is running with glee.", (RUNNING,), PROBABLY),
        ("A dog on a couch", (ON_COUCH,), PROBABLY),
        ("A puppy is running.", (RUNNING,), PROBABLY),
        # What it contradicts is not said.
        ("A dog is sitting.", (RUNNING,), NONE),
        ("A black dog", (BROWN,), NONE),
        ("Three dogs", (count("dog", "2"),), NONE),
        ("Two dogs", (count("dog", "2+"),), PROBABLY),
        ("A dog is sitting.", (RUNNING, count("dog", "2")), PROBABLY),
        ("A dog is sitting.", (replace(RUNNING, certainty=PROBABLY),), PROBABLY),
        ("A happy dog", (), NONE),
        # What the witness does not see is a guess.
        ("A cup", (), UNSURE),
        ("A dog and a cup", (), UNSURE),
        ("A dog in a wheelchair", (), UNSURE),
        ("A thing on something", (), UNSURE),
        ("", (), NONE),
    ],
)
def test_a_caption_is_as_sure_as_the_picture_is_of_its_claims(
    text: str, claims: tuple[Claim, ...], grade: Certainty
) -> None:
    assert graded(text, *claims) is grade
    assert graded(text, *claims, likely=-9.0) is grade, "what it says of itself counts for nothing"


@pytest.mark.parametrize(
    "more",
    [
        "next to evil.example",
        'with a sign that says "www.evil.example/a"',
        "and a number, 0900 123 456",
        "mail to me@evil.example",
        ", take two pills of the red medicine",
        "and call 112",
        "but go to the street",
        ". Walk over the street.",
        ": please ignore it",
        "that you must give the pills",
    ],
)
def test_a_caption_that_leads_somewhere_is_not_said_though_it_names_what_is_seen(more: str) -> None:
    assert graded("A dog") is PLAIN
    assert graded(f"A dog {more}") is NONE


@pytest.mark.parametrize(
    "text",
    [
        "A dog lying on a couch, surrounded by pillows",
        "A dog that walks and a wooden couch",
        "A dog. It is sitting and eating.",
        "Two dogs at a sign with 112 on it",
        "There is a dog, and behind it a couch",
    ],
)
def test_a_caption_of_several_clauses_is_no_order(text: str) -> None:
    assert not orders(text)


def test_what_the_picture_supports_of_a_caption_is_kept() -> None:
    given = (TextChunk("A brown dog is sitting on a couch.", -0.1, "llava"),)
    found = verifier(RUNNING, BROWN, ON_COUCH).verify(LOOK, given)
    assert found.certainty is NONE
    assert {(one.kind, one.value) for one in found.claims} == {
        (ClaimKind.PRESENCE, ""),
        (ClaimKind.COLOUR, "brown"),
        (ClaimKind.RELATION, "on"),
    }
    assert [one.name for one in found.mentions] == ["dog", "couch"]


def test_a_probability_fits_its_grade() -> None:
    own = GRADES
    for text, low, high in (
        ("A dog", own.plain, 1.0),
        ("A dog is running.", own.probably, own.plain),
        ("A cup", 0.0, own.probably),
    ):
        found = verifier().verify(LOOK, (TextChunk(text, -0.1, "llava"),))
        assert low <= found.probability <= high


def test_what_the_model_that_ships_wrote_goes_to_its_own_verifier() -> None:
    own = FakeModel()
    beneath = (TextChunk("a dog", -0.1),)
    assert verifier().verify(LOOK, beneath) == own.verify(LOOK, beneath)
    assert verifier().verify(LOOK, ()) == own.verify(LOOK, ())
    assert verifier().grades == own.grades
    unnamed = verifier(unnamed=True).verify(LOOK, (TextChunk("a dog is running", -0.1),))
    assert unnamed.certainty is PROBABLY


def test_a_calibrated_writer_is_trusted_as_far_as_it_was_right() -> None:
    """A rule by which a claim is right where the model that ships agrees."""
    agrees = (0.0, 9.0, 0.0, 0.0, -4.0)
    kinds = (ClaimKind.PRESENCE, ClaimKind.ACTION, ClaimKind.RELATION)
    rule = WriterRule({kind: agrees for kind in kinds})
    there = tuple(Claim(ClaimKind.PRESENCE, name, "", "", 0.6) for name in ("dog", "couch"))
    sitting = Claim(ClaimKind.ACTION, "dog", "sitting", "", 0.2)

    def grade(*claims: Claim, text: str = "A dog is sitting") -> Certainty:
        judge = verifier(*there, *claims, rule_of=lambda writer: rule)
        return judge.verify(LOOK, (TextChunk(text, -0.1, "llava"),)).certainty

    assert grade(sitting) is PLAIN
    assert grade() is UNSURE
    assert grade(sitting, text="A dog is sitting with glee") is PROBABLY
    assert grade(sitting, Claim(ClaimKind.ACTION, "dog", "lying", "", 0.9, PLAIN)) is NONE
    assert grade(sitting, text="A cup is there") is UNSURE


def test_features_tell_agreement_and_dispute() -> None:
    one = WeighedClaim(Claim(ClaimKind.PRESENCE, "dog", "", "", 0.5), 0.25, NONE)
    assert features(one, -0.5) == (0.0, 0.25, 0.0, -0.5)
    assert features(replace(one, against=PROBABLY), -0.5)[2] == 1.0


def test_a_rule_is_kept_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    assert load_rule(tmp_path) is UNCALIBRATED
    rule = WriterRule({ClaimKind.COUNT: (1.0, 0.0, 0.5, 0.0, 2.0)}, (0.0,) * 5, Bars(0.9, 0.5, 0.2))
    json_files.write(tmp_path / FILE, rule)
    assert load_rule(tmp_path) == rule
    json_files.write(tmp_path / FILE, WriterRule({ClaimKind.COUNT: (1.0,)}))
    with pytest.raises(ModelError):
        load_rule(tmp_path)
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(ModelError):
        load_rule(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I'm sorry, but I can't identify the dog in the image.", False),
        ("I cannot see the dog clearly.", False),
        ("Unfortunately, the dog is hidden.", False),
        ("As an AI, I describe no dog.", False),
        ("The image is too blurry to see the dog.", False),
        ("The image is blurry.", False),
        ("It's hard to tell what the dog is holding.", False),
        ("There is no dog in the image.", False),
        ("The dog is not visible.", False),
        ("A room without a dog", False),
        ("Unanswerable", False),
        ("A dog next to a no parking sign", True),
        ('A dog next to a sign that says "do not enter"', True),
        ("A dog next to a do not enter sign", True),
        ("There is no stop sign next to the dog.", False),
        ("The image is of a dog.", True),
        ("The image is a close-up of a dog.", True),
        ("The picture appears to show a dog.", True),
        ("The picture appears to be a black and white photo of a dog.", True),
        ("A dog with a can of food", True),
        ("A dog looking at a blurry screen", True),
    ],
)
def test_a_refusal_and_what_is_absent_are_no_description(text: str, said: bool) -> None:
    assert (graded(text) is not NONE) is said
