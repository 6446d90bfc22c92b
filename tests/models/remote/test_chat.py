"""Requests, events, and whole words with their log-probabilities."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.interfaces import Certainty, TextChunk
from models.messages import ServerError
from models.remote import chat
from models.remote.chat import Delta, Served, WordAssembler

SEER = Served("seer")
WORDS = Served("lantern-words", "lantern")


def pieces(*deltas: Delta) -> list[TextChunk]:
    words = WordAssembler()
    found = [piece for one in deltas for piece in words.feed(one)]
    return [*found, *words.rest()]


def test_tokens_become_whole_words_and_their_log_probabilities_add_up() -> None:
    found = pieces(
        Delta("A", -0.1), Delta(" ele", -0.2), Delta("phant", -0.3), Delta(",", -0.4),
        Delta(" ", -0.5), Delta("small.", -0.6),
    )  # fmt: skip
    assert [piece.text for piece in found] == ["A", " elephant,", " small."]
    assert [piece.log_probability for piece in found] == pytest.approx([-0.1, -0.9, -1.1])


def test_a_server_that_sends_more_than_a_word_at_once() -> None:
    found = pieces(Delta("A big dog", -3.0), Delta(" runs.", -1.0))
    assert [piece.text for piece in found] == ["A", " big", " dog", " runs."]
    assert sum(piece.log_probability for piece in found) == pytest.approx(-4.0)


def test_without_log_probabilities_they_are_not_made_up() -> None:
    first, second = pieces(Delta("A", math.nan), Delta(" dog", -1.0))
    assert math.isnan(first.log_probability)
    assert second.log_probability == -1.0


@given(st.lists(st.text("ab .\n", max_size=5), max_size=8))
def test_whatever_the_tokens_no_word_is_lost_or_cut(texts: list[str]) -> None:
    found = pieces(*(Delta(text, -1.0) for text in texts))
    assert "".join(piece.text for piece in found).split() == "".join(texts).split()
    assert all(piece.text == piece.text.rstrip() and piece.text.split() for piece in found)


@pytest.mark.parametrize(
    ("written", "taken"), [("1e999", False), ("800", False), ("0.4", False), ("2e-7", True)]
)
def test_what_can_be_no_log_probability_counts_as_none(written: str, taken: bool) -> None:
    event = (
        f'{{"choices": [{{"text": "", "logprobs": {{"content": [{{"logprob": {written}}}]}}}}]}}'
    )
    assert math.isnan(chat.delta(json.loads(event)).log_probability) is not taken


def test_events_are_read_in_the_forms_that_servers_give_them() -> None:
    token = {"token": "A", "logprob": -0.5}
    event = {"choices": [{"delta": {"content": "A"}, "logprobs": {"content": [token]}}]}
    assert chat.delta(event) == Delta("A", -0.5)
    end = chat.delta({"choices": [{"delta": {}, "finish_reason": "length", "logprobs": None}]})
    assert end == Delta("", 0.0, finished=True, cut=True)
    assert chat.delta({"choices": [], "usage": {}}) == Delta("", 0.0)
    whole = {"choices": [{"message": {"content": "red"}, "lantern": {"certainty": "probably"}}]}
    assert chat.delta(whole).certainty is Certainty.PROBABLY
    thinking = {"choices": [{"delta": {"content": None, "reasoning_content": "Hm."}}]}
    assert chat.delta(thinking).text == ""
    with pytest.raises(ServerError, match="out of memory"):
        chat.delta({"error": {"message": "out of memory"}})


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from("choices delta message content logprobs logprob lantern".split()), inner
        )
    ),
    max_leaves=10,
)


@given(JSON | st.lists(JSON, max_size=1).map(lambda rows: {"choices": rows}))
def test_any_event_is_read_or_refused(data: Any) -> None:
    try:
        found = chat.delta(data)
    except (ValueError, ServerError):
        return
    assert isinstance(found, Delta)


def test_nothing_that_steers_a_terminal_comes_through() -> None:
    event = {"choices": [{"delta": {"content": " a\x1b[2J\x07 dog\u202e"}}]}
    assert chat.delta(event).text == " a[2J dog"


def test_the_model_is_the_named_one_or_the_first() -> None:
    listed = chat.models_in({"data": [{"id": "a"}, {"id": "b", "owned_by": "x"}, {}, 5]})
    assert listed == [Served("a"), Served("b", "x")]
    assert chat.choose(listed, "") == Served("a")
    assert chat.choose(listed, "b") == Served("b", "x")
    assert chat.choose(listed, "c") is None
    assert chat.choose([], "") is None
    lantern = Served("lantern", "lantern")
    for wanted in ("", "lantern", "lantern-words"):
        assert chat.choose([lantern, WORDS], wanted) == WORDS
    assert chat.choose([lantern], "lantern") == lantern


def test_a_request_asks_for_few_words_and_bars_what_is_not_there() -> None:
    made = chat.body(SEER, "describe", "QUJD", frozenset({"dog"}), log_probabilities=True)
    image, text = made["messages"][1]["content"]
    assert image["image_url"]["url"] == "data:image/jpeg;base64,QUJD"
    assert text["text"].endswith("Do not mention any of these, they are not there: dog.")
    assert (made["logprobs"], made["stream"], made["temperature"]) == (True, True, 0.0)
    asked = chat.body(SEER, "Is it red?", "QUJD", frozenset(), log_probabilities=False)
    assert asked["messages"][1]["content"][1]["text"].startswith("Is it red? Answer in as few")
    assert "logprobs" not in asked


def test_another_lantern_is_asked_in_its_own_words() -> None:
    made = chat.body(WORDS, "describe", "QUJD", frozenset({"dog"}), log_probabilities=True)
    assert made["messages"][1]["content"][1]["text"] == ""
    assert made["lantern_barred"] == ["dog"]
    asked = chat.body(WORDS, "what colour is it", "QUJD", frozenset(), log_probabilities=True)
    assert asked["messages"][1]["content"][1]["text"] == "what colour is it?"


def of(text: str) -> list[TextChunk]:
    return [TextChunk(f" {word}", -0.1) for word in text.split()]


def text(found: tuple[TextChunk, ...]) -> str:
    return "".join(piece.text for piece in found).strip()


def test_what_is_thought_aloud_is_left_out() -> None:
    assert text(chat.unthought(of("<think> A dog? </think> A cat."))) == "A cat."
    assert text(chat.unthought(of("<think> A dog? </think>A cat."))) == "A cat."
    assert chat.unthought(of("<think> A dog, and it never ends")) == ()
    assert text(chat.unthought(of("A cat."))) == "A cat."


def test_one_sentence_is_taken() -> None:
    assert text(chat.first_sentence(of("A dog. It sits."))) == "A dog."
    assert text(chat.first_sentence(of("a dog on a sofa"))) == "a dog on a sofa"
    price = "A can of Dr. Pepper for 3.99 euros."
    assert text(chat.first_sentence(of(f"{price} It is red."))) == price
