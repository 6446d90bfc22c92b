"""Statements about pictures, judged on the tiny model."""

from dataclasses import replace
from pathlib import Path

import pytest

from models import json_files
from models.embedded import statements
from models.embedded.model import EmbeddedModel
from models.embedded.statements import START, Bars, EmbeddedStatementVerifier
from models.interfaces import Certainty, Claim, ClaimKind, StatementJudgement, Verdict
from models.messages import ModelError
from tests.kit import tiny_model

TWO_APPLES = Claim(ClaimKind.COUNT, "apple", "2", probability=0.96, certainty=Certainty.PLAIN)
RED = Claim(ClaimKind.COLOUR, "apple", "red", probability=0.8, certainty=Certainty.PROBABLY)
ALWAYS = replace(START, words_bars=Bars(1.01, 0.0, -0.01, -0.01))
NEVER = replace(START, words_bars=Bars(1.01, 1.01, -0.01, 1.0))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedModel:
    folder = tmp_path_factory.mktemp("weights")
    tiny_model.write(folder)
    return EmbeddedModel(folder, threads=1)


def judged(
    model: EmbeddedModel, said: str, *claims: Claim, rule: statements.StatementRule = START
) -> StatementJudgement:
    picture = tiny_model.picture(255, 0, 0)
    verifier = EmbeddedStatementVerifier(model, rule, statements.load_network(model))
    look = model.look(picture)
    return verifier.judge(picture, look, said, (*look.claims, *claims))


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("An apple.", Verdict.TRUE),
        ("A tv.", Verdict.FALSE),
        ("An apple and a tv.", Verdict.FALSE),
        ("There is no tv.", Verdict.TRUE),
        ("There is no apple.", Verdict.FALSE),
        ("The apple is not red.", Verdict.UNKNOWN),
        ("Two apples.", Verdict.UNKNOWN),
        ("This.", Verdict.UNKNOWN),
    ],
)
def test_the_witness_judges_things(model: EmbeddedModel, said: str, verdict: Verdict) -> None:
    assert judged(model, said).verdict is verdict


@pytest.mark.parametrize(
    ("said", "verdict", "certainty"),
    [
        ("Two apples.", Verdict.TRUE, Certainty.PLAIN),
        ("Several apples.", Verdict.TRUE, Certainty.PLAIN),
        ("Three apples.", Verdict.FALSE, Certainty.PLAIN),
        ("Many apples.", Verdict.FALSE, Certainty.PLAIN),
        ("A green apple.", Verdict.FALSE, Certainty.PROBABLY),
        ("Two red apples.", Verdict.TRUE, Certainty.PROBABLY),
    ],
)
def test_claims_judge_numbers_and_colours(
    model: EmbeddedModel, said: str, verdict: Verdict, certainty: Certainty
) -> None:
    found = judged(model, said, TWO_APPLES, RED)
    assert (found.verdict, found.certainty) == (verdict, certainty)


def test_words_decide_where_more_is_said_than_things(model: EmbeddedModel) -> None:
    for rule, verdict in ((ALWAYS, Verdict.TRUE), (NEVER, Verdict.FALSE)):
        found = judged(model, "A red apple rests.", RED, rule=rule)
        assert found.verdict is verdict
        assert found.claims[-1].claim is None
    assert judged(model, "A tv on a table.", rule=ALWAYS).verdict is Verdict.FALSE


@pytest.mark.parametrize("said", ["The apple is on the left.", "An apple on a bench."])
def test_words_never_tell_where_a_thing_is(model: EmbeddedModel, said: str) -> None:
    bench = Claim(ClaimKind.PRESENCE, "bench", "", asked=Certainty.PLAIN, if_asked=0.9)
    assert judged(model, said, bench, rule=ALWAYS).verdict is Verdict.UNKNOWN


def test_a_claim_that_is_only_probably_false_needs_words_that_do_not_fit(
    model: EmbeddedModel,
) -> None:
    said = "A green apple rests."
    for rule, verdict in ((ALWAYS, Verdict.TRUE), (START, Verdict.UNKNOWN), (NEVER, Verdict.FALSE)):
        assert judged(model, said, RED, rule=rule).verdict is verdict
    plain = replace(RED, certainty=Certainty.PLAIN)
    assert judged(model, said, plain, rule=ALWAYS).verdict is Verdict.FALSE


def test_a_kind_of_thing_is_never_confirmed_by_the_thing(model: EmbeddedModel) -> None:
    claim = Claim(ClaimKind.COUNT, "person", "2", probability=0.9, certainty=Certainty.PLAIN)
    found = judged(model, "Two women.", claim)
    assert found.claims[0].verdict is not Verdict.TRUE


def test_a_rule_that_does_not_fit_is_refused(model: EmbeddedModel) -> None:
    json_files.write(model.folder / statements.FILE, START)
    statements.load_statement_verifier(model)
    json_files.write(model.folder / statements.FILE, replace(START, words=(1.0,)))
    with pytest.raises(ModelError):
        statements.load_statement_verifier(model)
    Path(model.folder / statements.FILE).unlink()
    with pytest.raises(ModelError):
        statements.load_statement_verifier(model)


def test_a_network_for_another_encoder_is_refused(tmp_path: Path) -> None:
    tiny_model.write(tmp_path, seed=4)
    network = (tmp_path / statements.NETWORK).read_bytes()
    tiny_model.write(tmp_path, seed=5)
    (tmp_path / statements.NETWORK).write_bytes(network)
    with pytest.raises(ModelError):
        statements.load_network(EmbeddedModel(tmp_path, threads=1))
