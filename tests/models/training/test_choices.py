"""The parts of the comparisons that are not part of training."""

import numpy as np
import torch

from benchmarks.decoder_choices import Rows
from benchmarks.smollm_choice import HEADS, INNER, SHARED, WIDTH, Base, Language, pieces
from models.training.texts import vocabulary_text

DIM = WIDTH // HEADS


def test_rows_of_two_folders_stand_side_by_side() -> None:
    first, second = np.zeros((4, 2, 3, 5), np.float16), np.ones((4, 2, 3, 7), np.float16)
    rows = Rows([first, second])
    assert rows[2, 1].shape == (3, 12)
    assert rows[[0, 3], 0].shape == (2, 3, 12)
    assert rows[2, 1][:, 5:].min() == 1


def test_a_word_is_its_longest_tokens() -> None:
    tokens = {"\u0120": 0, "\u0120dog": 1, "\u0120do": 2, "s": 3, "g": 4, "o": 5, "d": 6}
    assert pieces("dogs", tokens) == [1, 3]
    assert pieces("god", tokens) == [0, 4, 5, 6]


def test_the_language_model_reads_step_by_step_what_it_reads_at_once() -> None:
    torch.manual_seed(0)
    shapes = {
        "attn_q": (WIDTH, WIDTH),
        "attn_k": (SHARED * DIM, WIDTH),
        "attn_v": (SHARED * DIM, WIDTH),
        "attn_output": (WIDTH, WIDTH),
        "ffn_gate": (INNER, WIDTH),
        "ffn_up": (INNER, WIDTH),
        "ffn_down": (WIDTH, INNER),
    }
    layer = {
        **{f"{name}.weight": 0.05 * torch.randn(shape) for name, shape in shapes.items()},
        **{f"{kind}_norm.weight": torch.ones(WIDTH) for kind in ("attn", "ffn")},
    }
    tensors = {f"blk.{number}.{name}": each for number in range(2) for name, each in layer.items()}
    tensors["output_norm.weight"] = torch.ones(WIDTH)
    tensors["token_embd.weight"] = torch.randn(40, WIDTH)
    letters = {letter: place for place, letter in enumerate("\u0120<>abcdefghiklmnoprstuvxy_")}
    language = Language(
        Base(tensors, letters), vocabulary_text.new_tokenizer(["dog", "cat"]), 2
    ).eval()
    words = torch.randn(1, 7, WIDTH)
    keys = values = torch.zeros(2, 1, HEADS, 0, DIM)
    with torch.inference_mode():
        causal = torch.ones(7, 7).tril().bool()[None, None]
        hidden = language.hidden(words, torch.arange(7)[None], causal)
        for place in range(7):
            logits, keys, values = language(words[:, place : place + 1], keys, values)
            whole = language.logits(hidden)[0, place]
            torch.testing.assert_close(logits[0], whole, atol=1e-3, rtol=1e-3)
