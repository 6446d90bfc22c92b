"""All that is known of a picture: one claim for each fact."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models import json_files
from models.certainty import Bars
from models.claims import Scale
from models.embedded.claim_rule import FILE, START, ClaimRule, read_rule
from models.embedded.evidence.naming import FEATURES as NAMED
from models.embedded.evidence.sentences import FEATURES
from models.embedded.model import EmbeddedModel
from models.embedded.ranking import Candidate
from models.embedded.verifier import EmbeddedVerifier, load_verifier
from models.interfaces import (
    SAYABLE,
    UNCANCELLED,
    CancelToken,
    Certainty,
    Claim,
    ClaimKind,
    ImageEncoding,
    Picture,
    TextChunk,
)
from models.messages import ModelError
from tests.kit import tiny_model
from tests.kit.fakes import look, picture, seen

PLAIN, PROBABLY, UNSURE, NONE = Certainty
BROWN = Claim(ClaimKind.COLOUR, "dog", "brown", probability=0.9, certainty=PLAIN)
BLACK = replace(BROWN, value="black", probability=0.7, certainty=PROBABLY)


def by_number(weight: float) -> tuple[float, ...]:
    """Weights by which a claim is likely if all sentences make it."""
    return (0.0, weight, *[0.0] * (FEATURES - 2), 0.0)


RULE = replace(
    START,
    scales=START.scales | {ClaimKind.ACTION: Scale(Bars(0.9, 0.6, 0.6))},
    weights={ClaimKind.PRESENCE: by_number(4.0), ClaimKind.ACTION: by_number(2.0)},
)


class Model:
    """A model that writes what it is given."""

    def __init__(self, *sentences: str) -> None:
        self.rule = RULE
        self.said = tuple(Candidate(text, -0.5, 0.5, 0.0) for text in sentences)
        self.written = 0

    def candidates(self, look: ImageEncoding) -> tuple[Candidate, ...]:
        self.written += 1
        return self.said

    def expected(self, look: ImageEncoding) -> dict[str, float]:
        return {}


class Part:
    """Proposes what it is given, and counts how often it is asked."""

    def __init__(self, *claims: Claim) -> None:
        self.claims, self.asked = claims, 0

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        self.asked += 1
        return self.claims


def verifier(*sentences: str, parts: tuple[Part, ...] = ()) -> EmbeddedVerifier:
    return EmbeddedVerifier(Model(*sentences), parts)  # type: ignore[arg-type]  # what it needs of it


def proposed(known: ImageEncoding, *sentences: str, parts: tuple[Part, ...] = ()) -> list[Claim]:
    found = verifier(*sentences, parts=parts).propose(picture(), known)
    facts = [(one.kind, one.name, one.value, one.other) for one in found]
    assert len(facts) == len(set(facts)), "one claim for each fact"
    return list(found)


def of(claims: list[Claim], kind: ClaimKind, name: str) -> Claim:
    (found,) = (one for one in claims if (one.kind, one.name) == (kind, name))
    return found


def test_what_the_first_look_says_is_not_taken_back() -> None:
    known = look(seen("dog", 0.95), seen("cup", 0.7))
    claims = proposed(known, "a cat on a mat", "a cat")
    for before in known.claims:
        if before.certainty in SAYABLE:
            assert of(claims, before.kind, before.name) == before


def test_sentences_make_a_thing_likely_and_not_sure() -> None:
    known = look(seen("dog", 0.95), seen("cat", 0.4))
    cat = of(proposed(known, "a cat", "a cat and a dog"), ClaimKind.PRESENCE, "cat")
    assert cat.certainty is PROBABLY, "the witness doubts it"
    assert 0.6 <= cat.probability < 0.9
    grass = of(proposed(known, "grass", "a dog on grass"), ClaimKind.PRESENCE, "grass")
    assert grass.certainty is PLAIN, "it is in the background"


def test_a_no_is_not_said_beside_a_yes_of_the_sentences() -> None:
    known = look(seen("dog", 0.95), seen("cat", 0.005))
    before = of(list(known.claims), ClaimKind.PRESENCE, "cat")
    assert before.denied in SAYABLE
    after = of(proposed(known, "a cat", "a cat"), ClaimKind.PRESENCE, "cat")
    assert after.asked in SAYABLE
    assert after.denied is NONE


def test_of_two_colours_the_surer_one_is_known() -> None:
    known = look(seen("dog", 0.95))
    claims = proposed(known, "a dog", parts=(Part(BLACK), Part(BROWN)))
    assert of(claims, ClaimKind.COLOUR, "dog").value == "brown"


def test_sentences_do_not_tell_whether_a_colour_is_true() -> None:
    red = replace(BROWN, probability=0.3, certainty=NONE, if_asked=0.9, asked=PROBABLY)
    model = Model("a dog")
    model.rule = replace(RULE, weights={ClaimKind.COLOUR: (*[0.0] * FEATURES, -3.0)})
    judge = EmbeddedVerifier(model, (Part(red),))  # type: ignore[arg-type]  # what it needs of it
    claims = judge.propose(picture(), look(seen("dog", 0.95)))
    colour = of(list(claims), ClaimKind.COLOUR, "dog")
    assert (colour.certainty, colour.asked, colour.if_asked) == (NONE, PROBABLY, 0.9)


def test_where_nothing_is_known_sentences_are_guesses() -> None:
    model = Model("a dog is running")
    unknown = look(seen("dog", 0.4))
    judge = EmbeddedVerifier(model, ())  # type: ignore[arg-type]  # what it needs of it
    assert judge.propose(picture(), unknown) == unknown.claims
    assert model.written == 0
    held = replace(seen("sheet of paper", 0.95), held=True)
    paper = look(held)
    assert judge.propose(picture(), paper) == paper.claims
    assert model.written == 0


def test_the_parts_look_once_at_a_picture() -> None:
    part = Part(BROWN)
    judge = verifier("a brown dog", parts=(part,))
    known = look(seen("dog", 0.95))
    judge.propose(picture(), known)
    (weighed,) = judge.weigh(picture(), known, (replace(BLACK, probability=0.0),))
    assert part.asked == 1
    assert weighed.against is PLAIN, "it is brown"


def test_another_models_claim_is_weighed_against_the_picture() -> None:
    running = Claim(ClaimKind.ACTION, "dog", "running")
    known = look(seen("dog", 0.95))
    agreed, alone = (
        verifier(*said).weigh(picture(), known, (running,))[0]
        for said in (("a dog is running", "a dog runs"), ("a dog", "a dog on grass"))
    )
    assert agreed.agreed == 1.0
    assert alone.agreed == 0.0
    assert agreed.claim.probability > alone.claim.probability


def test_a_sentence_of_the_decoder_is_never_said_as_it_stands() -> None:
    judge = verifier("a dog")
    assert not judge.trusts_captions
    assert judge.verify(look(), (TextChunk("a dog", -0.1),)).certainty is NONE


def test_the_tiny_model_proposes_what_its_first_look_claims(tmp_path: Path) -> None:
    tiny_model.write(tmp_path)
    model = EmbeddedModel(tmp_path, threads=1)
    red = tiny_model.picture(255, 0, 0)
    known = model.look(red)
    found = load_verifier(model).propose(red, known)
    assert {one.name for one in found if one.certainty is PLAIN} == {"apple"}


def test_a_rule_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert read_rule(tmp_path) == START
    rule = replace(RULE, named=(0.5,) * (NAMED + 1), rare={"cup": 2.0}, scene=0.6)
    json_files.write(tmp_path / FILE, rule)
    assert read_rule(tmp_path) == rule


@pytest.mark.parametrize(
    "rule",
    [
        replace(RULE, named=(1.0,)),
        replace(RULE, weights={ClaimKind.COUNT: (1.0,)}),
        ClaimRule({ClaimKind.COUNT: Scale()}),
    ],
)
def test_a_rule_for_another_program_is_refused(tmp_path: Path, rule: ClaimRule) -> None:
    json_files.write(tmp_path / FILE, rule)
    with pytest.raises(ModelError, match=r"Reinstall Lantern\."):
        read_rule(tmp_path)


@pytest.mark.parametrize("damage", ["no JSON", "no scales"])
def test_a_damaged_rule_is_told_in_words(tmp_path: Path, damage: str) -> None:
    json_files.write(tmp_path / FILE, RULE)
    path = tmp_path / FILE
    data = json.loads(path.read_text())
    del data["scales"]
    path.write_text("{" if damage == "no JSON" else json.dumps(data))
    with pytest.raises(ModelError, match=r"Reinstall Lantern\."):
        read_rule(tmp_path)


def test_rare_things_are_asked_for_as_often_as_others() -> None:
    rule = replace(START, rare={"toaster": 6.0, "person": -0.5})
    claim = Claim(ClaimKind.PRESENCE, "toaster", "")
    rare, common, other = (
        rule.weighed(replace(claim, name=name), 0.3) for name in ("toaster", "person", "zebra")
    )
    assert rare.certainty is common.certainty is UNSURE
    assert rare.asked is PROBABLY
    assert common.asked is UNSURE
    assert other.asked is PROBABLY, "as rare as the others on average"
