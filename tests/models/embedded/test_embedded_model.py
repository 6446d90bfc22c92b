"""The embedded model through its real runtime, on the tiny weights."""

import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.embedded import EmbeddedModel, load
from models.embedded.answer_choices import UNCHOSEN
from models.embedded.decoding import Cache
from models.embedded.evidence.closeups import OTHER, Closeups
from models.embedded.evidence.doors import Doors
from models.embedded.model import EmbeddedEncoding
from models.embedded.runtime import Numbers
from models.interfaces import SAYABLE, Certainty, ImageEncoding, Picture, TextChunk
from tests.kit import tiny_model
from tests.kit.tiny_model import picture

RED, GREEN, BLUE = picture(250, 10, 10), picture(10, 250, 10), picture(10, 10, 250)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedModel:
    folder = tmp_path_factory.mktemp("weights")
    tiny_model.write(folder)
    return load(folder, threads=1)


def said(model: EmbeddedModel, shown: Picture, prompt: str = "describe", *barred: str) -> str:
    look = model.look(shown)
    return "".join(piece.text for piece in model.generate(look, prompt, frozenset(barred)))


@pytest.mark.parametrize(("shown", "name"), [(RED, "apple"), (GREEN, "potted plant"), (BLUE, "tv")])
def test_the_likeliest_name_is_what_the_picture_shows(
    model: EmbeddedModel, shown: Picture, name: str
) -> None:
    look = model.look(shown)
    assert look.objects[0].name == name
    assert look.objects[0].probability > 0.9
    probabilities = [one.probability for one in look.objects]
    assert probabilities == sorted(probabilities, reverse=True)
    assert min(probabilities) >= 0.02


def test_a_thing_in_a_corner_has_its_box_there(model: EmbeddedModel) -> None:
    shown = np.zeros((100, 100, 3), np.uint8)
    shown[80:, 60:80] = (255, 0, 0)
    apple = next(one for one in model.look(shown).objects if one.name == "apple")
    assert apple.box == pytest.approx((0.6, 0.8, 0.8, 1.0), abs=1e-3)


def test_a_thing_that_the_detector_misses_has_its_place_from_the_patches(
    model: EmbeddedModel,
) -> None:
    shown = np.full((180, 180, 3), 127, np.uint8)
    shown[20:40, 100:120] = (255, 0, 0)
    apple = next(one for one in model.look(shown).objects if one.name == "apple")
    assert apple.box is not None
    x0, y0, x1, y1 = apple.box
    assert x0 < 110 / 180 < x1
    assert y0 < 30 / 180 < y1
    assert (x1 - x0) * (y1 - y0) < 0.1


def test_what_the_network_for_doors_is_sure_of_is_no_other_thing(tmp_path: Path) -> None:
    tiny_model.write(tmp_path)
    model, shown = load(tmp_path, threads=1), {}
    for odds in (-9.0, 9.0):
        always = np.array([[0.0, odds]] * 4, np.float32)
        patch = model.encode(np.full((224, 224, 3), 9, np.uint8))[0].shape[-1]
        inner, outer = np.zeros((patch + 1, 1), np.float32), np.zeros((2, 4), np.float32)
        model.doors = Doors(inner, outer, always)
        shown = {claim.name: claim.certainty for claim in model.look(RED).claims}
        assert (shown.get("door") is Certainty.PLAIN) is (odds > 0)
        assert (shown["apple"] in SAYABLE) is (odds < 0)
    # Wood beneath a thing looks like a door too.
    weight = np.zeros((2 * patch + 1, 2), np.float32)
    weight[-1, 0] = 5.0
    for classes, there in ((("pen", OTHER), False), ((OTHER, "pen"), True)):
        model._closeups = Closeups(classes, weight, np.array((1.0, 0.0), np.float32))
        shown = {claim.name: claim.certainty for claim in model.look(RED).claims}
        assert (shown.get("door") is Certainty.PLAIN) is there


def test_the_unnamed_scene_is_no_scene(model: EmbeddedModel) -> None:
    scene = model.look(RED).scene
    assert scene is not None
    assert scene.name == "kitchen"
    assert model.look(BLUE).scene is None


def test_white_is_less_of_a_photo_than_grey(model: EmbeddedModel) -> None:
    white, grey = model.look(picture(255, 255, 255)), model.look(picture(127, 127, 127))
    assert white.not_a_photo > 0.5 > grey.not_a_photo


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 2), (720, 1280)])
def test_any_size_of_picture_can_be_looked_at(model: EmbeddedModel, shape: tuple[int, int]) -> None:
    shown = np.zeros((*shape, 3), np.uint8)
    shown[...] = (250, 10, 10)
    assert model.look(shown).objects[0].name == "apple"


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 4), np.uint8), np.zeros((0, 8, 3), np.uint8)],
)
def test_what_is_no_picture_is_refused(model: EmbeddedModel, wrong: Picture) -> None:
    with pytest.raises(ValueError, match="must be uint8"):
        model.look(wrong)


def test_another_picture_gets_another_sentence(model: EmbeddedModel) -> None:
    sentences = {said(model, shown) for shown in (RED, GREEN, BLUE)}
    assert len(sentences) == 3


def test_the_same_call_says_the_same(model: EmbeddedModel) -> None:
    look = model.look(GREEN)
    assert list(model.generate(look, "describe")) == list(model.generate(look, "describe"))


def test_what_was_read_for_one_prompt_is_not_used_for_another(model: EmbeddedModel) -> None:
    look = model.look(GREEN)
    first = list(model.generate(look, "describe"))
    list(model.generate(look, "detail"))
    assert list(model.generate(look, "describe")) == first


def test_barred_names_are_not_spoken_by_any_word(model: EmbeddedModel) -> None:
    free = said(model, GREEN, "detail").split()
    names = {
        name: [word for word in words if word in free]
        for name, words in {
            "person": ["man", "woman"],
            "apple": ["apple", "apples"],
            "cup": ["mug", "cup"],
            "window": ["window"],
        }.items()
    }
    spoken = [name for name, words in names.items() if words]
    assert spoken
    barred = said(model, GREEN, "detail", *spoken).split()
    assert barred
    assert not {word for words in names.values() for word in words} & set(barred)


def test_a_name_without_words_can_be_barred(model: EmbeddedModel) -> None:
    assert said(model, RED, "describe", "unheard of") == said(model, RED)


def test_no_special_token_is_spoken(model: EmbeddedModel) -> None:
    for shown in (RED, GREEN, BLUE):
        for pieces in model.sentences(model.look(shown), "detail"):
            assert not any("<" in piece.text for piece in pieces)


def test_pieces_are_whole_words_with_the_space_before_them(model: EmbeddedModel) -> None:
    pieces = [
        piece
        for shown in (RED, GREEN, BLUE)
        for sentence in model.sentences(model.look(shown), "detail")
        for place, piece in enumerate(sentence)
        if place
    ]
    assert pieces
    assert all(piece.text.startswith(" ") and piece.text.strip() for piece in pieces)
    assert any(piece.text.endswith(("'s", "?", ",")) for piece in pieces)


@pytest.mark.parametrize("shown", [RED, GREEN, BLUE])
@pytest.mark.parametrize("prompt", ["describe", "detail"])
def test_what_streams_is_the_best_sentence_of_the_search(
    model: EmbeddedModel, shown: Picture, prompt: str
) -> None:
    look = model.look(shown)
    streamed = tuple(model.generate(look, prompt))
    best = model.sentences(look, prompt)[0]
    assert [piece.text for piece in streamed] == [piece.text for piece in best]
    assert [piece.log_probability for piece in streamed] == pytest.approx(
        [piece.log_probability for piece in best]
    )
    assert all(piece.log_probability <= 1e-5 for piece in streamed)


class CountingDecoder:
    """The model's decoder; counts its steps, and the pictures that it begins with."""

    def __init__(self, model: EmbeddedModel) -> None:
        self.steps = self.begun = 0
        decoder = model._decoder
        step, begin = decoder.step, decoder.begin

        def counted_step(cache: Cache, tokens: Sequence[int]) -> tuple[Numbers, Cache]:
            self.steps += 1
            return step(cache, tokens)

        def counted_begin(prefix: Numbers) -> Cache:
            self.begun += 1
            return begin(prefix)

        decoder.step = counted_step  # type: ignore[method-assign]  # the steps are counted
        decoder.begin = counted_begin  # type: ignore[method-assign]  # as above


def test_closing_the_stream_ends_the_work(tmp_path: Path) -> None:
    tiny_model.write(tmp_path, beams=1)
    model = load(tmp_path, threads=1)
    look = model.look(GREEN)
    counted = CountingDecoder(model)
    whole = len(list(model.generate(look, "detail")))
    steps, counted.steps = counted.steps, 0
    stream = model.generate(look, "detail")
    first = next(stream)
    assert isinstance(first, TextChunk)
    stream.close()
    assert whole > 2
    assert 0 < counted.steps < steps


def test_greedy_streams_while_it_works(tmp_path: Path) -> None:
    tiny_model.write(tmp_path, beams=1)
    model = load(tmp_path, threads=1)
    counted = CountingDecoder(model)
    seen = [counted.steps for _ in model.generate(model.look(GREEN), "detail")]
    assert len(set(seen)) > 3


def test_guesses_come_likeliest_first_and_hold_the_options(model: EmbeddedModel) -> None:
    look = model.look(RED)
    found = model.guesses(look, "is there a cup?", ("cup", "on the table"))
    assert {"cup", "on the table"} <= {one.text for one in found}
    assert len({one.text for one in found}) == len(found)
    values = [one.log_probability for one in found]
    assert values == sorted(values, reverse=True)
    assert all(value < 0 for value in values)


def test_an_option_that_is_no_choice_is_unlikely(model: EmbeddedModel) -> None:
    found = model.guesses(model.look(RED), "what is it?", ("xylophone", ""))
    values = [one.log_probability for one in found if one.text in ("xylophone", "")]
    assert values == [UNCHOSEN] * 2


def test_a_guess_is_as_likely_as_the_network_of_choices_finds_it(model: EmbeddedModel) -> None:
    look = model.look(RED)
    seen = look.tokens
    assert isinstance(seen, EmbeddedEncoding)
    question = "what colour is it"
    chosen = model._choices.log_probabilities(question, seen.own, seen.colours, seen.names)
    assert math.isclose(sum(map(math.exp, chosen.values())), 1, abs_tol=1e-5)
    assert tuple(sorted(chosen)) == tuple(sorted(tiny_model.ANSWERS))
    found = {one.text: one.log_probability for one in model.guesses(look, question)}
    assert found == chosen


def test_another_picture_or_question_changes_the_choice(model: EmbeddedModel) -> None:
    def chosen(shown: Picture, question: str) -> dict[str, float]:
        seen = model.look(shown).tokens
        assert isinstance(seen, EmbeddedEncoding)
        return model._choices.log_probabilities(question, seen.own, seen.colours, seen.names)

    first = chosen(RED, "what colour is it")
    assert chosen(RED, "What colour is it?") == first
    assert chosen(GREEN, "what colour is it") != first
    assert chosen(RED, "is there a cup") != first


def test_every_prompt_shares_one_reading_of_the_picture(tmp_path: Path) -> None:
    tiny_model.write(tmp_path)
    model = load(tmp_path, threads=1)
    counted = CountingDecoder(model)
    look = model.look(RED)
    list(model.generate(look, "describe"))
    list(model.generate(look, "detail"))
    assert counted.begun == 1


def test_a_look_of_another_model_is_refused(model: EmbeddedModel) -> None:
    look = ImageEncoding(objects=(), scene=None, not_a_photo=0.0, tokens="theirs")
    with pytest.raises(TypeError, match="another model"):
        next(model.generate(look, "describe"))


def test_warming_up_leaves_no_trace(model: EmbeddedModel) -> None:
    before = said(model, RED)
    model.warm_up()
    assert said(model, RED) == before


def test_the_decoder_remembers_one_prompt_of_a_picture(model: EmbeddedModel) -> None:
    look = model.look(RED)
    for prompt in ("describe", "detail"):
        list(model.generate(look, prompt))
    assert isinstance(look.tokens, EmbeddedEncoding)
    assert len(look.tokens.read) == 1


@pytest.mark.program
def test_importing_the_runtime_imports_neither_torch_nor_transformers() -> None:
    code = (
        "import sys, models.embedded; "
        "print([name for name in ('torch', 'transformers', 'onnx') if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240
    )
    assert shown.stdout.strip() == "[]"


def test_a_look_and_its_picture_have_the_same_vector(model: EmbeddedModel) -> None:
    for shown in (RED, GREEN):
        vector = model.embed(shown)
        assert np.allclose(vector, model.embed_look(model.look(shown)))
        assert math.isclose(np.linalg.norm(vector), 1, rel_tol=1e-5)
    assert float(model.embed(RED) @ model.embed(GREEN)) < 0.9


def test_texts_have_vectors_in_the_same_space(model: EmbeddedModel) -> None:
    vector = model.embed_text("a red cup")
    assert vector.shape == model.embed(RED).shape
    assert math.isclose(np.linalg.norm(vector), 1, rel_tol=1e-5)
    assert not np.allclose(vector, model.embed_text("a blue door"))
