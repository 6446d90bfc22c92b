"""CLIP and SigLIP as the space of pictures and texts; the judges of what was not calibrated."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.embedded import files
from models.embedded.answer_verifier import load_answer_verifier
from models.embedded.caption_verifier import load_verifier
from models.hub import checkpoint_store
from models.hub.checkpoint import Checkpoint
from models.hub.loading import TOWERS
from models.hub.machine import Machine
from models.hub.towers import NEVER, HubTowers, Marks, marks
from models.hub.verifiers import (
    CheckpointAnswerVerifier,
    CheckpointVerifier,
    verifiers,
)
from models.interfaces import Certainty, Guess, ImageEncoding, SeenObject, TextChunk
from models.judging.conservative import ConservativeAnswerVerifier, ConservativeVerifier
from models.messages import HubError
from tests.kit.fakes import FakeModel

Make = Callable[[str], Path]


def towers(folder: Path) -> HubTowers:
    loaded = Checkpoint(folder, TOWERS, on=lambda: Machine(10**12))
    return HubTowers(loaded, FakeModel(), "0123456789abcdef0123")


@pytest.mark.parametrize("kind", ["clip", "siglip2"])
def test_pictures_and_texts_lie_in_one_space(made: Make, kind: str) -> None:
    model = towers(made(kind))
    picture = np.random.default_rng(1).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    image, text = model.embed(picture), model.embed_text("a dog")
    assert image.shape == text.shape
    assert np.linalg.norm(image) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(text) == pytest.approx(1, abs=1e-5)
    assert not np.allclose(text, model.embed_text("a red cup"))
    assert np.allclose(model.embed_text("word " * 500), model.embed_text("word " * 400))
    look = model.look(picture)
    assert np.array_equal(model.embed_look(look), image)
    assert look.objects == FakeModel().look(picture).objects
    assert model.space == f"{kind} 0123456789abcdef"
    assert model.same == NEVER
    found = model.zero_shot(image, model.embed_labels(["dog", "cup"]))
    total = found.none + sum(probability for _, probability in found.labels)
    assert total == pytest.approx(1)
    with pytest.raises(ValueError, match="uint8"):
        model.embed(picture.astype(np.float32))
    assert tuple(model.generate(look, "describe"))


def test_without_marks_of_its_own_half_is_for_none_of_the_labels(made: Make) -> None:
    model = towers(made("clip"))
    image = model.embed(np.zeros((40, 40, 3), np.uint8))
    assert model.zero_shot(image, model.embed_labels(["dog"])).none == pytest.approx(0.5)


def test_siglip_knows_itself_from_where_on_a_text_fits(made: Make) -> None:
    model = towers(made("siglip2"))
    network = model.checkpoint.model
    scale, bias = math.exp(float(network.logit_scale)), float(network.logit_bias)
    image = model.embed(np.zeros((40, 40, 3), np.uint8))
    found = model.zero_shot(image, model.embed_labels(["dog"]))
    from models import clip

    cosine = float(image @ clip.label_vector("dog", model.embed_text))
    right = 1 / (1 + math.exp(-(scale * cosine + bias)))
    assert found.labels[0][1] == pytest.approx(right, abs=1e-4)


def test_marks_are_kept_with_the_checkpoint(tmp_path: Path) -> None:
    assert marks(tmp_path) is None
    Marks(0.8, 0.2).write(tmp_path / checkpoint_store.CALIBRATION)
    assert marks(tmp_path) == Marks(0.8, 0.2)
    (tmp_path / checkpoint_store.CALIBRATION / "towers.json").write_text("{}")
    with pytest.raises(HubError, match="is damaged"):
        marks(tmp_path)


SEEN = ImageEncoding((SeenObject("dog", 0.999), SeenObject("cup", 0.01)), None, 0.0, None)


def test_an_uncalibrated_caption_is_probable_where_the_picture_supports_what_it_names() -> None:
    own = load_verifier(files.WEIGHTS)
    verifier = ConservativeVerifier(own)
    found = verifier.verify(SEEN, (TextChunk("a dog runs", 0.0),))
    assert found.certainty is Certainty.PROBABLY
    assert own.grades.probably <= found.probability < own.grades.plain
    assert [mention.name for mention in found.mentions] == ["dog"]
    assert verifier.verify(SEEN, (TextChunk("a dog runs", -9.0),)) == found
    unseen = ("a dog in a wheelchair", "a dog beside some leeks", "a dog with an electric guitar")
    for doubtful in ("a cup", "a dog and a cup", "a thing on something", *unseen):
        told = verifier.verify(SEEN, (TextChunk(doubtful, 0.0),)).certainty
        assert told in (Certainty.UNSURE, Certainty.NONE)
    assert [one.name for one in verifier.verify(SEEN, (TextChunk(unseen[0], 0.0),)).mentions] == [
        "dog",
        "wheelchair",
    ]
    assert verifier.verify(SEEN, (TextChunk("a happy dog", 0.0),)).certainty is Certainty.NONE
    on_top = verifier.verify(SEEN, (TextChunk("a dog on top of another dog", 0.0),))
    assert on_top.certainty is Certainty.PROBABLY
    assert verifier.grades == own.grades


def test_an_uncalibrated_answer_is_at_most_unsure_but_for_what_the_picture_shows() -> None:
    verifier = ConservativeAnswerVerifier(
        load_answer_verifier(files.WEIGHTS), load_verifier(files.WEIGHTS).grades
    )
    certain = tuple(Guess(text, 0.0) for text in ("red", "yes"))
    assert verifier.options == ("yes", "no", "unanswerable")
    open_question = verifier.reply(SEEN, "What colour is it?", certain)
    assert open_question.certainty in (Certainty.UNSURE, Certainty.NONE)
    presence = verifier.reply(SEEN, "Is there a dog?", (Guess("yes", -0.1), Guess("no", -3.0)))
    assert presence.answer == "yes"
    assert presence.certainty in (Certainty.PROBABLY, Certainty.UNSURE)
    assert verifier.thing("dogs") == "dog"
    others = (Guess("yes", -9.0), Guess("no", -9.0), Guess("unanswerable", -9.0))
    for named, most in (
        ("dog", Certainty.UNSURE),
        ("cup", Certainty.NONE),
        ("wheelchair", Certainty.NONE),
        ("happy dog", Certainty.NONE),
    ):
        said = verifier.reply(SEEN, "What is it?", (Guess(named, -0.01), *others))
        assert (said.answer, said.certainty) == (named, most)
    # Nobody knows what its yes is worth: whether a thing is there the picture alone decides.
    for yes, no in ((-0.001, -7.0), (-7.0, -0.001)):
        guesses = (Guess("yes", yes), Guess("no", no))
        assert verifier.reply(SEEN, "Is there a cup?", guesses).answer == "no"
        assert verifier.reply(SEEN, "Is there a dog?", guesses).answer == "yes"


def test_what_the_model_beneath_wrote_is_judged_by_its_own_judges() -> None:
    own, answers = load_verifier(files.WEIGHTS), load_answer_verifier(files.WEIGHTS)
    verifier = CheckpointVerifier(ConservativeVerifier(own), own)
    wrote, beneath = TextChunk("a dog", -0.1, "llava"), TextChunk("a dog", -0.1)
    assert verifier.verify(SEEN, (wrote,)).certainty is Certainty.PROBABLY
    assert verifier.verify(SEEN, (beneath,)) == own.verify(SEEN, (beneath,))
    assert verifier.verify(SEEN, ()) == own.verify(SEEN, ())
    both = CheckpointAnswerVerifier(ConservativeAnswerVerifier(answers, own.grades), answers)
    said = (("yes", -0.05), ("no", -3.0))
    question = "Is there a dog?"
    made = both.reply(SEEN, question, tuple(Guess(*one, "llava") for one in said))
    assert made.certainty is Certainty.PROBABLY
    guesses = tuple(Guess(*one) for one in said)
    assert both.reply(SEEN, question, guesses) == answers.reply(SEEN, question, guesses)
    assert answers.reply(SEEN, question, guesses).certainty is Certainty.PLAIN
    assert both.options == answers.options
    assert both.thing("dogs") == "dog"


def test_a_calibrated_checkpoint_has_judges_of_its_own(tmp_path: Path) -> None:
    own = load_verifier(files.WEIGHTS), load_answer_verifier(files.WEIGHTS)
    assert isinstance(verifiers(tmp_path, *own)[0], ConservativeVerifier)
    folder = tmp_path / checkpoint_store.CALIBRATION
    folder.mkdir()
    for name in ("judge.json", "answers.json"):
        text = (files.WEIGHTS / name).read_text()
        if name == "judge.json":
            text = json.dumps(json.loads(text) | {"plain": 0.123})
        (folder / name).write_text(text)
    verifier, answers = verifiers(tmp_path, *own)
    assert not isinstance(verifier, ConservativeVerifier)
    assert not isinstance(answers, ConservativeAnswerVerifier)
