"""The whole way of a checkpoint's answer, on small random checkpoints of the real architectures."""

import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from assistant.protocol.cancellation import CancelWhen
from models import limits
from models.hub import checkpoint_store, loading, machine
from models.hub.machine import Machine, Precision, PrecisionChoice, Size
from models.hub.model import HubEncoding, HubModel
from models.hub.quantise import NarrowLinear
from models.hub.tokens import Barred
from models.hub.torch_decoder import TorchDecoder
from models.interfaces import (
    UNCANCELLED,
    ImageEncoding,
    Picture,
    PromptOptions,
    WorkCancelledError,
)
from models.layered import tokens_of
from models.messages import HubError
from tests.kit import tiny_checkpoints
from tests.kit.fakes import FakeModel

ROOMY = Machine(memory=10**12)
CAUSAL = sorted(tiny_checkpoints.DECODERS)
TOKENS = 12
Make = Callable[[str], Path]


@pytest.fixture(autouse=True)
def short_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A random model never finds an end."""
    monkeypatch.setattr(limits, "DESCRIBED", TOKENS)
    monkeypatch.setattr(limits, "DETAILED", TOKENS)


def scene(seed: int = 0) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (48, 64, 3), dtype=np.uint8)


def load(folder: Path, on: Machine = ROOMY) -> HubModel:
    return HubModel(TorchDecoder(folder, on=lambda: on), Base())


def torch_of(model: HubModel) -> TorchDecoder:
    assert isinstance(model.checkpoint, TorchDecoder)
    return model.checkpoint


class Base(FakeModel):
    """The embedded model's stand-in."""


class Counter:
    """Counts how often the vision encoder runs."""

    def __init__(self, model: HubModel) -> None:
        self.runs = 0
        inner = torch_of(model).model.model
        for name in ("vision_model", "vision_tower", "visual"):
            if hasattr(inner, name):
                getattr(inner, name).register_forward_pre_hook(self._count)

    def _count(self, module: nn.Module, inputs: object) -> None:
        self.runs += 1


@pytest.mark.parametrize("kind", CAUSAL)
def test_a_prompt_is_the_one_that_transformers_makes(made: Make, kind: str) -> None:
    checkpoint = torch_of(load(made(kind)))
    content = [{"type": "image"}, {"type": "text", "text": "What is it?"}]
    message = [{"role": "user", "content": content}]
    theirs = checkpoint.processor.apply_chat_template(
        message, add_generation_prompt=True, tokenize=False, **checkpoint.family.template
    )
    assert checkpoint.template is not None
    assert checkpoint.template.render("What is it?") == theirs


@pytest.mark.timeout(60)
def test_a_template_that_never_ends_is_refused(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TEMPLATE_TIME", 2.0)
    folder = Path(shutil.copytree(made("llava"), tmp_path / "llava"))
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    (folder / "chat_template.jinja").write_text(endless)
    with pytest.raises(HubError, match="takes too much time or memory"):
        load(folder)


@pytest.mark.parametrize("kind", [*CAUSAL, "florence2"])
def test_a_checkpoint_describes_and_reads_the_picture_once(made: Make, kind: str) -> None:
    model = load(made(kind))
    counter = Counter(model)
    look = model.look(scene())
    assert look.objects == Base().look(scene()).objects
    first = tuple(model.generate(look, "describe"))
    assert all(piece.text and piece.log_probability <= 0 for piece in first)
    tuple(model.generate(look, "detail"))
    if kind != "florence2":
        given = model.guesses(look, "Is the cup red?", ("yes", "no", "unanswerable"))
        # What it writes never ends, and the beginning of that is no answer.
        guesses = [guess for guess in given if guess.writer]
        assert {"yes", "no", "unanswerable"} == {guess.text for guess in guesses}
        each = [guess.log_probability for guess in guesses]
        assert each == sorted(each, reverse=True)
        assert all(one <= 0 for one in each)
    assert counter.runs == 1
    model.generate(model.look(scene(1)), "describe").close()
    assert counter.runs == 1


@pytest.mark.parametrize("kind", ["idefics3", "llava", "llava_onevision", "qwen3_vl"])
def test_it_says_what_transformers_own_loop_says(made: Make, kind: str) -> None:
    """Cache, prefix and positions change nothing: also after another picture was read between."""
    model = load(made(kind))
    checkpoint = torch_of(model)
    look, other = model.look(scene()), model.look(scene(1))
    tuple(model.generate(look, "describe"))
    tuple(model.generate(other, "What is it?"))
    said = "".join(piece.text for piece in model.generate(look, "detail"))
    from models.hub.prefill import inputs

    given = inputs(checkpoint, scene(), checkpoint.family.detail)
    with torch.inference_mode():
        tokens = checkpoint.model.generate(
            **given,
            do_sample=False,
            max_new_tokens=TOKENS,
            suppress_tokens=list(torch_of(model).words.unspoken),
        )[0][given["input_ids"].shape[1] :]
    theirs = checkpoint.processor.tokenizer.decode(tokens, skip_special_tokens=True)
    assert said.rstrip("\ufffd").strip() == theirs.rstrip("\ufffd").strip()


def test_another_picture_gives_another_text(made: Make) -> None:
    model = load(made("llava"))
    texts = {
        "".join(piece.text for piece in model.generate(model.look(scene(seed)), "describe"))
        for seed in range(3)
    }
    assert len(texts) > 1


@pytest.mark.parametrize("kind", ["idefics3", "qwen3_vl"])
def test_what_is_barred_is_not_said(made: Make, kind: str) -> None:
    model = load(made(kind))

    def said(look: ImageEncoding, *barred: str) -> str:
        pieces = model.generate(look, "describe", frozenset(barred))
        return "".join(piece.text for piece in pieces)

    def begun(text: str) -> str:
        word = re.match(r"[A-Za-z]+", text.strip())
        return word[0] if word else ""

    # Of a random model's texts not every one begins with letters.
    look = next(look for look in map(model.look, map(scene, range(8))) if begun(said(look)))
    word = begun(said(look))
    other = said(look, word)
    assert other.strip()
    assert begun(other) != word


def test_every_spelling_of_what_is_barred_is_barred(made: Make) -> None:
    words = torch_of(load(made("llava"))).words
    rows = {row.tokens for row in words.barred(frozenset({"dog"}))}
    assert {words.tokens(form) for form in (" dog", " puppy", " Dog", "Dog")} <= rows


def test_a_row_is_completed_by_its_last_token() -> None:
    row = Barred((7, 8), first=False)
    assert row.completes([1, 7])
    assert not row.completes([8])
    assert Barred((9,), first=True).completes([])
    assert not Barred((9,), first=True).completes([1])


def test_work_that_nobody_wants_ends_inside_the_reading(made: Make) -> None:
    model = load(made("idefics3"))
    look = model.look(scene())
    asked = 0

    def unwanted() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    model.cancel_with(CancelWhen(unwanted))
    with pytest.raises(WorkCancelledError):
        next(model.generate(look, "describe"))
    assert asked == 3
    model.cancel_with(UNCANCELLED)
    assert tuple(model.generate(look, "describe"))


def test_a_stream_that_is_closed_leaves_nothing_half_done(made: Make) -> None:
    model = load(made("llava_onevision"))
    look = model.look(scene())
    whole = tuple(model.generate(look, "detail"))
    with closing(model.generate(look, "detail")) as stream:
        next(stream)
    assert tuple(model.generate(look, "detail")) == whole


def test_a_picture_is_reduced_first(made: Make) -> None:
    from models.hub.prefill import capped

    assert capped(np.zeros((300, 900, 3), np.uint8), 512).shape == (171, 512, 3)
    assert capped(np.zeros((2, 5000, 3), np.uint8), 512).shape == (1, 512, 3)
    small = scene()
    assert capped(small, 512) is small


@pytest.mark.parametrize(("bits", "most"), [(8, 0.02), (4, 0.2)])
def test_a_narrow_layer_is_close_to_the_wide_one(bits: int, most: float) -> None:
    torch.manual_seed(1)
    wide = nn.Linear(64, 48)
    x = torch.randn(2, 40, 64)
    with torch.inference_mode():
        narrow = NarrowLinear(wide, bits, None)(x)
        one = NarrowLinear(wide, bits, None)(x[:1, :1])
        error = (narrow - wide(x)).norm() / wide(x).norm()
    assert narrow.shape == (2, 40, 48)
    assert error < most
    assert torch.allclose(one[0, 0], narrow[0, 0], atol=1e-5)


def test_a_tied_head_stays_wide_and_the_rest_is_narrow(made: Make) -> None:
    network = torch_of(load(made("smolvlm"))).model
    assert type(network.lm_head) is nn.Linear
    assert network.lm_head.weight.data_ptr() == network.get_input_embeddings().weight.data_ptr()
    layer = network.model.text_model.layers[0]
    assert isinstance(layer.self_attn.q_proj, NarrowLinear)
    assert isinstance(layer.mlp.down_proj, NarrowLinear)


SMALL = Size(stored=0, matrices=500_000_000, others=60_000_000)


def test_the_choice_follows_the_free_memory() -> None:
    def found(memory: float, device: str = "auto", **more: int) -> list[tuple[str, Precision]]:
        on = Machine(int(memory * 1e9), **more)
        return [(one.device, one.precision) for one in machine.choices(SMALL, on, device)]

    both = [("cpu", Precision.INT8), ("cpu", Precision.INT4)]
    assert found(16) == both
    assert found(1.4) == both[1:]
    assert found(0.5) == []
    gpu = [("cuda", Precision.BFLOAT16)]
    assert found(16, cuda=8 * 10**9) == [*gpu, *both]
    assert found(16, cuda=13 * 10**8) == both
    assert found(16, "cpu", cuda=8 * 10**9) == both
    assert found(16, "cuda", cuda=8 * 10**9) == gpu
    assert found(16, "cuda") == []
    assert found(16, "openvino", cuda=8 * 10**9) == both
    assert found(16, mps=8 * 10**9)[0] == ("mps", Precision.BFLOAT16)


def test_what_is_read_whole_before_it_is_narrow_must_fit_too() -> None:
    size = Size(stored=4_000_000_000, matrices=1_000_000_000, others=0)
    assert machine.need(size, Precision.INT8) == 4_000_000_000 + machine.ROOM
    assert machine.need(size, Precision.BFLOAT16) == 2_000_000_000 + machine.ROOM


def test_too_little_memory_is_told_with_what_it_needs(made: Make) -> None:
    with pytest.raises(HubError, match=r"needs at least 0\.6 gigabytes of free memory"):
        load(made("llava"), Machine(memory=1000))


def test_out_of_memory_takes_the_next_smaller_choice_and_says_so_once(
    made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load(made("llava"))
    look = model.look(scene())
    checkpoint = torch_of(model)
    before = checkpoint.choice
    assert before.precision is Precision.INT8
    real = checkpoint.model.forward

    def short(*args: object, **kwargs: object) -> object:
        raise torch.OutOfMemoryError("CUDA out of memory")

    checkpoint.model.forward = short
    assert tuple(model.generate(look, "describe"))
    after = checkpoint.choice
    assert after.precision == "int4"
    assert model.notice() == (
        "There was not enough memory for llava. It now runs in int4 on the processor."
    )
    assert model.notice() == ""
    assert checkpoint.model.forward != real
    checkpoint.model.forward = short
    assert [piece.text for piece in model.generate(look, "describe")] == [
        piece.text for piece in Base().generate(Base().look(scene()), "describe")
    ]
    assert "takes over" in model.notice()
    assert model.checkpoint is None
    assert model.replaced()


def test_memory_that_runs_out_while_loading_takes_the_next_choice(
    made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.hub import checkpoint

    real = checkpoint._network
    tried: list[PrecisionChoice] = []

    def network(folder: Path, auto: str, choice: PrecisionChoice, threads: int) -> object:
        tried.append(choice)
        if len(tried) == 1:
            raise MemoryError
        return real(folder, auto, choice, threads)

    monkeypatch.setattr(checkpoint, "_network", network)
    model = load(made("llava"))
    assert [one.precision for one in tried] == [Precision.INT8, Precision.INT4]
    assert "It now runs in int4 on the processor." in model.notice()


def test_a_checkpoint_that_fails_leaves_the_picture_to_the_base_and_says_so_once(
    made: Make,
) -> None:
    model = load(made("llava"))
    look = model.look(scene())
    checkpoint = torch_of(model)

    def fail(*args: object, **kwargs: object) -> object:
        raise AttributeError("'LlavaModel' object has no attribute 'rope'")

    real, checkpoint.model.forward = checkpoint.model.forward, fail
    base = tuple(Base().generate(Base().look(scene()), "describe"))
    assert not model.replaced()
    assert tuple(model.generate(look, "describe")) == base
    assert model.replaced()
    assert model.notice().startswith("llava failed. The model that comes with Lantern is answering")
    assert not any(one.writer for one in model.guesses(look, "is it red"))
    assert model.notice() == ""
    assert model.replaced()
    checkpoint.model.forward = real
    assert tuple(model.generate(look, "describe")) != base
    assert not model.replaced()


def test_weights_that_fit_no_place_are_not_made_up(made: Make, tmp_path: Path) -> None:
    import shutil

    from safetensors.torch import load_file, save_file

    folder = Path(shutil.copytree(made("llava"), tmp_path / "llava"))
    weights = load_file(folder / "model.safetensors")
    kept = {name: one for name, one in weights.items() if "mlp.up_proj" not in name}
    save_file(kept, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(HubError, match="does not work with the installed version of transformers"):
        load(folder)


def test_whatever_keeps_a_checkpoint_from_loading_names_it(made: Make, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(made("llava"), tmp_path / "llava"))
    settings = (folder / "config.json").read_text(encoding="utf-8")
    wider = re.sub(r'("intermediate_size": )\d+', r"\g<1>128", settings)
    (folder / "config.json").write_text(wider, encoding="utf-8")
    kept = {path.name: checkpoint_store.facts(path) for path in folder.iterdir() if path.is_file()}
    checkpoint_store.Installed("llava", "decoder", "x/y", "", kept).write(folder)
    with pytest.raises(HubError, match="llava could not be loaded"):
        loading.decoder(tmp_path, "llava", Base())


def test_code_of_its_own_is_never_run(made: Make, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(made("llava"), tmp_path / "own")
    (tmp_path / "own" / "config.json").write_text('{"model_type": "own", "auto_map": {}}')
    with pytest.raises(HubError, match="needs program code of its own"):
        load(tmp_path / "own")
    (tmp_path / "own" / "config.json").write_text("{")
    with pytest.raises(HubError, match=r"no readable config\.json"):
        load(tmp_path / "own")
    shutil.copy(made("llava") / "config.json", tmp_path / "own")
    (tmp_path / "own" / "model.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(HubError, match=r"model\.safetensors is damaged"):
        load(tmp_path / "own")


def test_an_unloaded_checkpoint_leaves_the_work_to_the_base(made: Make) -> None:
    model = load(made("llava"))
    look = model.look(scene())
    wrote = tuple(model.generate(look, "describe"))
    assert wrote
    assert all(piece.writer == "llava" for piece in wrote)
    guesses = model.guesses(look, "what is this", ("yes",))
    assert [guess.writer for guess in guesses] == ["llava", None]
    model.close()
    assert model.checkpoint is None
    assert tuple(model.generate(look, "describe")) == tuple(
        Base().generate(Base().look(scene()), "describe")
    )


def test_a_checkpoint_is_asked_in_the_languages_that_it_speaks(made: Make) -> None:
    folder = made("llava")
    model = HubModel(TorchDecoder(folder, on=lambda: ROOMY), Base(), ("de",))
    look = model.look(scene())

    def prompts() -> list[str]:
        return [one for kept in tokens_of(look, HubEncoding).kept.values() for one in kept.prompts]

    for language, spoken, begins in (
        ("de", "de", "Beschreibe dieses Bild"),
        ("es", "en", "Describe this picture"),
        ("en", "en", "Describe this picture"),
    ):
        pieces = model.generate(look, "describe", how=PromptOptions(language=language))
        assert {piece.language for piece in pieces} == {spoken}
        assert prompts()[0].startswith(begins)
    how = PromptOptions(language="de", question="Ist die Tasse rot?")
    given = model.guesses(look, "Is the cup red?", ("yes", "no", "unanswerable"), how)
    assert {one.text for one in given if one.writer} >= {"yes", "no", "unanswerable"}
    (prompt,) = prompts()
    assert prompt.startswith("Ist die Tasse rot? Antworte")
    assert {one.language for one in given} == {"en"}, "the options stay English words"
    alone = model.guesses(look, "", ("yes", "no", "unanswerable"), how)
    assert not any(one.writer for one in alone), "whether that is asked, no other words say"
