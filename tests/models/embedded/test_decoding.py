"""The decoder with its cache against whole sequences in numpy, and the search around it."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.embedded import EmbeddedModel, load, manifest
from models.embedded.decoding import Beam, Cache, DecodedSentence, Decoder, Search, third_words
from models.embedded.model import EmbeddedEncoding
from models.embedded.runtime import Network, Numbers
from tests.kit import tiny_model
from tests.kit.causal_decoder import logits_after_each
from tests.kit.tiny_model import DecoderWeights, picture

BOS, EOS = 1, 2


class Tiny:
    """The tiny model and what its decoder reads of a picture."""

    def __init__(self, folder: Path) -> None:
        self.weights: DecoderWeights = tiny_model.write(folder)
        self.model: EmbeddedModel = load(folder, threads=1)
        self.decoder = Decoder(
            Network(folder / manifest.DECODER, 1), np.load(folder / manifest.EMBEDDING)
        )
        self.bridge = Network(folder / manifest.BRIDGE, 1)

    def prefix(self, *colour: int) -> Numbers:
        tokens = self.model.look(picture(*colour)).tokens
        assert isinstance(tokens, EmbeddedEncoding)
        (prefix,) = self.bridge(patches=tokens.own, hints=tokens.names)
        return prefix


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return Tiny(tmp_path_factory.mktemp("weights"))


def log_softmax(logits: Any) -> Any:
    return logits - np.log(np.exp(logits - logits.max()).sum()) - logits.max()


def search(tiny: Tiny, prefix: Numbers, beams: int, never: Sequence[int] = ()) -> Search:
    cache = tiny.decoder.read(tiny.decoder.begin(prefix), (4,))
    beam = Beam(bos=BOS, eos=EOS, width=beams, max_tokens=12, never=never, length_power=0.7)
    return Search(tiny.decoder, cache, beam)


def finish(work: Search) -> tuple[DecodedSentence, ...]:
    while not work.over:
        work.advance()
    return work.sentences()


@pytest.mark.parametrize("colour", [(250, 10, 10), (10, 250, 10), (90, 90, 200)])
def test_with_and_without_cache_the_tokens_are_the_same(
    tiny: Tiny, colour: tuple[int, int, int]
) -> None:
    prefix = tiny.prefix(*colour)
    with_cache = finish(search(tiny, prefix, beams=1))[0].tokens
    without: list[int] = []
    while len(without) < 12:
        logits = logits_after_each(tiny.weights, prefix[0], (4,), (BOS, *without))[-1]
        logits[list(third_words(without))] = -np.inf
        if not without:
            logits[EOS] = -np.inf
        following = int(logits.argmax())
        if following == EOS:
            break
        without.append(following)
    assert with_cache == tuple(without)


@pytest.mark.parametrize("beams", [1, 3])
def test_log_probabilities_are_those_of_the_whole_sequence(tiny: Tiny, beams: int) -> None:
    prefix = tiny.prefix(10, 250, 10)
    for sentence in finish(search(tiny, prefix, beams)):
        logits = logits_after_each(tiny.weights, prefix[0], (4,), (BOS, *sentence.tokens))
        following = (*sentence.tokens, EOS)[: len(sentence.log_probabilities)]
        expected = [log_softmax(row)[token] for row, token in zip(logits, following, strict=False)]
        assert sentence.log_probabilities == pytest.approx(expected, abs=2e-3)


class ChainDecoder:
    """Stands for the network: the next token depends on the last one alone."""

    def __init__(self, chances: dict[int, dict[int, float]], size: int = 12) -> None:
        self.table = np.full((size, size), 1e-9)
        for before, following in chances.items():
            for token, chance in following.items():
                self.table[before, token] = chance

    def step(self, cache: Cache, tokens: Sequence[int]) -> tuple[Numbers, Cache]:
        assert cache.keys.shape[1] == len(tokens)
        marks = np.array(tokens, np.float32)[None, :, None, None, None]
        longer = np.concatenate([cache.keys, marks], axis=3)
        return np.log(self.table[list(tokens)]).astype(np.float32), Cache(longer, longer)


def chain_search(
    chances: dict[int, dict[int, float]],
    beams: int,
    never: Sequence[int] = (),
    once: Sequence[int] = (),
    longest: int = 6,
) -> Search:
    nothing = np.zeros((1, 1, 1, 0, 1), np.float32)
    decoder: Any = ChainDecoder(chances)
    beam = Beam(BOS, EOS, beams, longest, 0.0, never, frozenset(once))
    return Search(decoder, Cache(nothing, nothing), beam)


GARDEN_PATH = {BOS: {4: 0.6, 5: 0.4}, 4: {6: 0.3, 7: 0.3, 8: 0.4}, 5: {9: 1.0}}
"""The likeliest first word leads into an unlikely sentence."""
ENDING = {token: {EOS: 1.0} for token in (6, 7, 8, 9)}


def test_greedy_follows_the_likeliest_word() -> None:
    assert finish(chain_search({**GARDEN_PATH, **ENDING}, 1))[0].tokens == (4, 8)


def test_a_wider_search_finds_the_likelier_sentence() -> None:
    best = finish(chain_search({**GARDEN_PATH, **ENDING}, 2))[0]
    assert best.tokens == (5, 9)
    assert best.log_probabilities == pytest.approx(np.log([0.4, 1, 1]), abs=1e-5)


def test_nothing_is_settled_while_two_beginnings_are_in_question() -> None:
    work = chain_search({**GARDEN_PATH, **ENDING}, 2)
    work.advance()
    assert work.settled() == DecodedSentence()
    while not work.over:
        work.advance()
    assert work.settled().tokens == (5, 9)


def test_what_must_not_come_does_not_come() -> None:
    tokens = {token for one in finish(chain_search(GARDEN_PATH, 3, (4, 8))) for token in one.tokens}
    assert not {4, 8} & tokens


def test_what_may_come_once_does_not_come_twice() -> None:
    chances = {BOS: {4: 1.0}, 4: {5: 1.0}, 5: {4: 0.9, 6: 0.1}, 6: {EOS: 1.0}}
    assert finish(chain_search(chances, 1, longest=4))[0].tokens == (4, 5, 4, 5)
    assert finish(chain_search(chances, 1, once=(4,), longest=4))[0].tokens == (4, 5, 6)


def test_a_sentence_is_never_empty() -> None:
    assert finish(chain_search({BOS: {EOS: 1.0}, 4: {EOS: 1.0}}, 1))[0].tokens


def test_a_sentence_without_an_end_is_cut() -> None:
    endless = {BOS: {4: 1.0}, 4: {5: 1.0}, 5: {6: 1.0}, 6: {4: 1.0}}
    sentences = finish(chain_search(endless, 1, longest=5))
    assert len(sentences[0].tokens) == 5


def test_the_memory_follows_its_sentence() -> None:
    work = chain_search({**GARDEN_PATH, 9: {10: 1.0}, 8: {11: 1.0}}, 2, longest=3)
    while not work.over:
        work.advance()
    remembered = work._cache.keys[0, :, 0, 1:, 0].astype(int).tolist()
    assert remembered == [list(one.tokens[:-1]) for one in work._live]


@given(st.lists(st.integers(4, 7), max_size=14))
def test_third_words_are_those_that_would_repeat_three(tokens: list[int]) -> None:
    triples = {tuple(tokens[i : i + 3]) for i in range(len(tokens) - 2)}
    banned = third_words(tokens)
    for token in range(4, 8):
        repeats = len(tokens) >= 2 and (*tokens[-2:], token) in triples
        assert (token in banned) == repeats


@given(
    st.dictionaries(
        st.sampled_from([BOS, 4, 5, 6, 7]),
        st.dictionaries(st.sampled_from([EOS, 4, 5, 6, 7]), st.floats(0.01, 1), min_size=1),
        min_size=2,
    ),
    st.integers(1, 4),
)
def test_what_was_settled_stays(chances: dict[int, dict[int, float]], beams: int) -> None:
    work = chain_search(chances, beams, never=(0, 1, 3))
    settled = [work.settled().tokens]
    while not work.over:
        work.advance()
        settled.append(work.settled().tokens)
    for before, after in pairwise(settled):
        assert after[: len(before)] == before
    triples = [settled[-1][i : i + 3] for i in range(len(settled[-1]) - 2)]
    assert len(set(triples)) == len(triples)
