"""The training of what finds passages."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from models.embedded import files, passages
from models.embedded.passages import PassageEncoder
from models.embedded.tokens import load_tokenizer
from models.interfaces import Certainty
from models.training.common.metrics import FEWEST
from models.training.passages import reranker, train
from models.training.passages.e5 import E5, SPECIAL, tokenizer
from models.training.passages.graph import join, write
from models.training.passages.kinds import fitted_kinds
from models.training.passages.network import PassageNetwork
from models.training.passages.pages import FILE, PARTS, Page, padded, pages

TEXTS = ["Please pay by 9 March.", "Kühl und trocken lagern.", "Salida a las 14:55", "a"]


def test_torch_and_onnx_give_the_same_vectors(tmp_path: Path) -> None:
    source, words = E5(), load_tokenizer(files.WEIGHTS / passages.TOKENIZER)
    kept = train.kept_pieces(source, words)
    network = PassageNetwork(source, kept, 3).eval()
    with torch.no_grad():
        for value in network.trained.values():
            value.add_(0.01)
        for name, matrix in network.adapters.items():
            if name.endswith("_up"):
                matrix.add_(torch.randn(matrix.shape) * 0.02)
    write(source, network, kept, tmp_path / passages.NETWORK)
    tokens = (files.WEIGHTS / passages.TOKENIZER).read_bytes()
    (tmp_path / passages.TOKENIZER).write_bytes(tokens)
    rows = [words.encode(f"passage: {text}").ids for text in TEXTS]
    with torch.no_grad():
        expected = network(torch.from_numpy(padded(rows))).numpy()
    found = PassageEncoder(tmp_path, 1).passages(TEXTS)
    assert (np.sum(found * expected, axis=1) > 0.999).all()


def test_the_tokenizer_that_ships_is_one_of_the_package_with_fewer_pieces() -> None:
    known = dict(E5().pieces)
    text = gzip.decompress((files.WEIGHTS / passages.TOKENIZER).read_bytes())
    pieces = [(piece, score) for piece, score in json.loads(text)["model"]["vocab"]]
    assert tuple(piece for piece, _ in pieces[: len(SPECIAL)]) == SPECIAL
    assert all(known[piece] == pytest.approx(score) for piece, score in pieces)
    words = "Wie lange muss ich das erhitzen?"
    shipped = load_tokenizer(files.WEIGHTS / passages.TOKENIZER)
    assert tokenizer(pieces).encode(words).tokens == shipped.encode(words).tokens


def test_what_answers_is_nearer_after_a_step() -> None:
    words = load_tokenizer(files.WEIGHTS / passages.TOKENIZER)
    source = E5()
    network = PassageNetwork(source, train.kept_pieces(source, words), 3)
    page = Page(
        "en", "sign", ("The gate is B24.", "Boarding: 16:05"), ("which gate", "how old"), ((0,), ())
    )
    one = train.example(words, page)
    assert one.right.tolist() == [[True, False, False], [False, False, True]]
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
    before = train.loss(network, one)
    torch.autograd.backward(before)
    optimiser.step()
    assert train.loss(network, one) < before


def test_what_is_read_together_fits_better_after_a_step() -> None:
    words = load_tokenizer(files.WEIGHTS / passages.TOKENIZER)
    source = E5()
    network = PassageNetwork(source, train.kept_pieces(source, words), 2)
    some = [
        reranker.Asked("which gate", ("The gate is B24.",), ("Boarding: 16:05", "Seat 12A")),
        reranker.Asked("how old", (), ("The gate is B24.",)),
    ]
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01)
    before = reranker.loss(network, words, some, 3, 1)
    torch.autograd.backward(before)
    optimiser.step()
    assert reranker.loss(network, words, some, 3, 1) < before


def test_one_file_reads_apart_and_together(tmp_path: Path) -> None:
    source, words = E5(), load_tokenizer(files.WEIGHTS / passages.TOKENIZER)
    kept = train.kept_pieces(source, words)
    networks = [PassageNetwork(source, kept, 2).eval() for _ in range(3)]
    for one, network in enumerate(networks):
        with torch.no_grad():
            for value in network.trained.values():
                value.add_(0.02 * one)
    apart, path = tmp_path / passages.NETWORK, tmp_path / "together.onnx"
    tokens = (files.WEIGHTS / passages.TOKENIZER).read_bytes()
    (tmp_path / passages.TOKENIZER).write_bytes(tokens)
    write(source, networks[0], kept, apart)
    alone = PassageEncoder(tmp_path, 1).passages(TEXTS)
    for network in networks[1:]:
        # Joined again, it takes the other's place.
        write(source, network, kept, path)
        join(apart, path)
        found = PassageEncoder(tmp_path, 1)
        assert found.passages(TEXTS) == pytest.approx(alone, abs=1e-5)
        rows = [passages.together(words, "when", text) for text in TEXTS]
        with torch.no_grad():
            expected = network(torch.from_numpy(padded(rows))).numpy()
        assert (np.sum(found.together("when", TEXTS) * expected, axis=1) > 0.999).all()


def test_kinds_are_told_by_what_their_passages_share() -> None:
    rng = np.random.default_rng(1)
    kinds = ["bill", "menu"] * 90
    vectors = rng.normal(size=(180, 8)).astype(np.float32)
    vectors[:, 0] = [-1 if kind == "bill" else 1 for kind in kinds]
    seen = [Page("en", kind, ("a",), (), ()) for kind in kinds]
    assert len(seen) >= FEWEST * PARTS
    layer, bars, right = fitted_kinds(vectors, seen)
    assert right == 1.0
    assert layer.likeliest(vectors[0])[0] == "bill"
    assert bars.grade(layer.likeliest(vectors[1])[1]) is Certainty.PLAIN


def test_pages_that_are_not_cut_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="page_answers --cut"):
        pages(tmp_path)
    row: dict[str, object] = {"language": "de", "kind": "note", "passages": ["a", "b"]}
    row |= {"questions": ["q"], "right": [[1]]}
    (tmp_path / FILE).write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert pages(tmp_path) == [Page("de", "note", ("a", "b"), ("q",), ((1,),))]
