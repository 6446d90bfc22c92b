"""The weights that ship, on the sample photos: what nobody could doubt."""

from pathlib import Path

import numpy as np
import pytest

import assistant
from assistant.camera import photo
from assistant.protocol.text import Framing
from assistant.runtime.compose import verdict
from assistant.skills.find.find_skill import FindSkill
from assistant.skills.picture_session import Analyser, ModelBundle
from assistant.storage.memory import StoredMemory
from benchmarks.guiding import guided
from models import json_files
from models.claims import presence
from models.embedded import EmbeddedModel, claim_rule, files, load, manifest
from models.embedded.finder import EmbeddedFinder, known_name
from models.embedded.meanings import EmbeddedMeanings
from models.embedded.open_answers import (
    FILE,
    OPTIONS,
    START,
    AnswerRule,
    EmbeddedAnswerVerifier,
    load_answer_verifier,
)
from models.embedded.passages import EmbeddedPassages
from models.embedded.statements import load_statement_verifier
from models.embedded.verifier import load_verifier
from models.interfaces import SAYABLE, Certainty, ClaimKind, Evidence, ImageEncoding, Reply
from models.lexicon.names import COCO_WORDS
from tests.kit.fakes import layered

pytestmark = pytest.mark.weights

SAMPLES = Path(assistant.__file__).parent / "cli" / "samples"
ASKED = {
    "astronaut": ("is the woman smiling", "what is the woman wearing", "what colour is the suit"),
    "bird": ("what is the bird doing", "what colour is the bird", "is the bird flying"),
    "bowl": ("what is in the bowl", "what colour is the bowl", "what is the bowl made of"),
    "building": ("what colour is the building", "what is the building made of"),
    "cat": ("what colour is the cat", "is the cat sleeping", "what is the cat doing"),
    "coffee": ("what colour is the cup", "what is in the cup", "is the cup full"),
    "dogs": ("what colour is the dog", "what are the dogs doing", "are the dogs standing"),
    "flower": ("what colour is the flower", "is the flower open"),
    "street": ("what colour is the car", "what is in the street", "is the street empty"),
    "wine": ("what is in the glass", "what colour is the bottle", "is the bottle open"),
}
"""Questions that take something for granted that is on this photo and on no other."""
ABSENT = ("elephant", "train", "toilet", "pizza", "zebra", "snowboard", "bed", "airplane")


@pytest.fixture(scope="module")
def model() -> EmbeddedModel:
    return load(threads=2)


@pytest.fixture(scope="module")
def looks(model: EmbeddedModel) -> dict[str, ImageEncoding]:
    return {name: model.look(photo.load(SAMPLES / f"{name}.jpg")) for name in ASKED}


@pytest.fixture(scope="module")
def verifier() -> EmbeddedAnswerVerifier:
    return load_answer_verifier(files.WEIGHTS)


def ask(
    model: EmbeddedModel, verifier: EmbeddedAnswerVerifier, look: ImageEncoding, question: str
) -> Reply:
    return verifier.reply(look, question, model.guesses(look, question, verifier.options))


def answered(reply: Reply) -> bool:
    return reply.certainty in (Certainty.PLAIN, Certainty.PROBABLY)


@pytest.mark.weights
def test_the_rule_is_calibrated_and_its_words_can_be_said(model: EmbeddedModel) -> None:
    assert json_files.read(files.WEIGHTS / FILE, AnswerRule) != START
    for option in OPTIONS:
        assert not set(model.words.numbers(option)) & set(model.manifest.tokens.unspoken), option


@pytest.mark.slow
def test_questions_about_another_photo_are_answered_half_as_often_at_most(
    model: EmbeddedModel, verifier: EmbeddedAnswerVerifier, looks: dict[str, ImageEncoding]
) -> None:
    """A model that answers from the question alone would answer as often."""
    own: list[bool] = []
    others: list[bool] = []
    for name, questions in ASKED.items():
        for question in questions:
            for shown, look in looks.items():
                reply = ask(model, verifier, look, question)
                (own if shown == name else others).append(answered(reply))
    assert len(own) + len(others) > 200
    assert sum(others) / len(others) <= sum(own) / len(own) / 2


@pytest.mark.slow
def test_another_picture_gives_another_caption(
    model: EmbeddedModel, looks: dict[str, ImageEncoding]
) -> None:
    captions = {
        "".join(piece.text for piece in model.generate(look, "describe")) for look in looks.values()
    }
    assert len(captions) >= len(looks) - 1


def test_a_kind_of_a_thing_is_looked_for_by_the_name_of_the_thing(
    model: EmbeddedModel, looks: dict[str, ImageEncoding]
) -> None:
    picture = photo.load(SAMPLES / "coffee.jpg")
    finder = EmbeddedFinder(model)
    whole, kind = (finder.locate(picture, looks["coffee"], one) for one in ("cup", "red cup"))
    assert whole is not None
    assert kind is not None
    assert (whole.kind, kind.kind) == (False, True)
    assert kind.box == whole.box


def test_doors_are_found_beneath_another_model_too(
    model: EmbeddedModel, looks: dict[str, ImageEncoding]
) -> None:
    picture = photo.load(SAMPLES / "building.jpg")
    found = EmbeddedFinder(model).locate(picture, layered(looks["building"]), "door")
    assert found is not None
    assert found.evidence is Evidence.DOORS


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        *(("cup", "cup"), ("red cup", "cup"), ("sunglasses", "glasses"), ("armchair", "chair")),
        *(("pedestrian traffic light", "traffic light"), ("cup holder", None), ("unicorn", None)),
    ],
)
def test_a_thing_is_looked_for_as_what_it_is_a_kind_of(thing: str, name: str | None) -> None:
    assert known_name(thing) == name


@pytest.mark.parametrize(
    ("name", "thing"), [("cat", "cat"), ("coffee", "cup"), ("dogs", "dog"), ("bird", "bird")]
)
def test_what_fills_a_photo_is_there_and_what_is_on_none_is_not(
    looks: dict[str, ImageEncoding], name: str, thing: str
) -> None:
    there = presence(thing, looks[name].claims)
    assert there is not None
    assert there.asked in SAYABLE
    for absent in ABSENT:
        claim = presence(absent, looks[name].claims)
        assert claim is not None
        assert claim.asked not in SAYABLE, absent


def test_every_file_of_the_weights_is_signed(model: EmbeddedModel) -> None:
    shipped = {path.name for path in files.WEIGHTS.iterdir()}
    assert shipped == {*model.manifest.files, manifest.FILE}


def test_the_rule_of_claims_is_calibrated(model: EmbeddedModel) -> None:
    rule = model.rule
    assert rule != claim_rule.START
    assert rule.rare.keys() == set(COCO_WORDS)
    assert rule.weights.keys() == rule.scales.keys() == set(ClaimKind)


def test_spoken_directions_bring_the_cup_to_the_middle(
    model: EmbeddedModel, looks: dict[str, ImageEncoding]
) -> None:
    box = next(one.box for one in looks["coffee"].objects if one.name == "cup")
    assert box is not None
    finder, verifier = EmbeddedFinder(model), load_verifier(model)
    judged = load_answer_verifier(files.WEIGHTS)
    find = FindSkill(finder, model, StoredMemory(model.space), lambda *_: Framing())
    statements = load_statement_verifier(model)
    passages = EmbeddedPassages(files.WEIGHTS, 1)
    helpers = passages, EmbeddedMeanings(files.WEIGHTS, passages.encoder)
    models = ModelBundle(model, verifier, judged, model, finder, verifier, statements, *helpers)
    analyser = Analyser(models, verdict)
    rng = np.random.default_rng(1)
    run = guided(photo.load(SAMPLES / "coffee.jpg"), "cup", box, find, analyser, rng)
    assert run.centred
    assert run.seconds is not None
