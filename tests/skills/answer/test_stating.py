"""Verdicts on statements, in words."""

import pytest

from assistant.protocol.query import Kind
from assistant.saying.language import Catalogue
from assistant.skills.answer.stating import spoken, verdict_of
from models.interfaces import (
    Certainty,
    Claim,
    ClaimKind,
    JudgedClaim,
    Problem,
    StatementJudgement,
    Verdict,
)
from tests.kit.fakes import FakeModel, look, picture, skills
from tests.kit.queries import query_of

TRUE, FALSE, UNKNOWN = Verdict.TRUE, Verdict.FALSE, Verdict.UNKNOWN
PLAIN, PROBABLY, UNSURE = Certainty.PLAIN, Certainty.PROBABLY, Certainty.UNSURE


def part(
    text: str, verdict: Verdict, certainty: Certainty = PLAIN, kind: ClaimKind = ClaimKind.PRESENCE
) -> JudgedClaim:
    value, name = "", text
    if kind is not ClaimKind.PRESENCE:
        value, name = text.split()
    return JudgedClaim(text, Claim(kind, name, value), verdict, certainty, 0.5)


def judged(verdict: Verdict, certainty: Certainty, *parts: JudgedClaim) -> StatementJudgement:
    return StatementJudgement(verdict, certainty, 0.5, parts)


TWO_DOGS = part("2 dog", TRUE, kind=ClaimKind.COUNT)


@pytest.mark.parametrize(
    ("judgement", "said"),
    [
        (judged(TRUE, PLAIN, TWO_DOGS), "Yes, that is true."),
        (judged(TRUE, PROBABLY, TWO_DOGS), "That is probably true."),
        (
            judged(FALSE, PLAIN, TWO_DOGS, part("couch", FALSE)),
            "Two dogs, yes; but I can't see a couch.",
        ),
        (
            judged(FALSE, PLAIN, part("dog", TRUE, PROBABLY), part("couch", FALSE)),
            "Probably a dog; but I can't see a couch.",
        ),
        (
            judged(FALSE, PLAIN, part("dog", TRUE), part("red car", FALSE, kind=ClaimKind.COLOUR)),
            "A dog, yes; but not a red car.",
        ),
        (judged(FALSE, PLAIN, part("couch", FALSE)), "No, I can't see a couch here."),
        (judged(FALSE, PROBABLY, part("couch", FALSE)), "Probably not, I can't see a couch here."),
        (
            judged(FALSE, PLAIN, part("2 dog", FALSE, kind=ClaimKind.COUNT)),
            "No, I can't see two dogs.",
        ),
        (judged(FALSE, PROBABLY), "That is probably not true."),
        (judged(FALSE, PLAIN), "No, that is not true."),
        (
            judged(FALSE, PROBABLY, TWO_DOGS),
            "Two dogs, yes; but the rest is probably not true.",
        ),
        (
            judged(UNKNOWN, UNSURE, TWO_DOGS, part("cat", TRUE)),
            "Two dogs and a cat, yes; I can't tell about the rest.",
        ),
        (judged(UNKNOWN, UNSURE), "I can't tell from this picture."),
    ],
)  # fmt: skip
def test_a_verdict_is_one_sentence(judgement: StatementJudgement, said: str) -> None:
    assert str(spoken(judgement)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Zwei Hunde, ja; aber ein Sofa sehe ich nicht."),
        ("es", "Dos perros, sí; pero no veo ningún sofá."),
    ],
)
def test_a_verdict_is_said_in_the_users_language(language: str, said: str) -> None:
    judgement = judged(FALSE, PLAIN, TWO_DOGS, part("couch", FALSE))
    assert Catalogue.of_setting(language).text(spoken(judgement)) == said


def test_a_part_of_what_was_said_never_makes_all_of_it_true() -> None:
    assert verdict_of(judged(TRUE, PLAIN, TWO_DOGS), partly=True).verdict is UNKNOWN
    assert verdict_of(judged(FALSE, PLAIN), partly=True).verdict is FALSE


def test_a_statement_in_a_question_is_judged() -> None:
    model = FakeModel(look(), judgements={"a dog is left of a cup": judged(TRUE, PLAIN)})
    query = query_of("Is it true that a dog is left of a cup?")
    assert query.kind is Kind.STATEMENT
    answer = skills(model).answer(picture(), query)
    assert (str(answer.spoken), answer.answer) == ("Yes, that is true.", "yes")


def test_sides_in_a_statement_are_those_of_the_user() -> None:
    model = FakeModel(look(), judgements={"a dog is right of a cup": judged(TRUE, PLAIN)})
    query = query_of("Is it true that a dog is left of a cup?")
    answer = skills(model, "user").answer(picture(), query)
    assert answer.answer == "yes"


@pytest.mark.parametrize("said", ["the stove is on", "the man is happy"])
def test_what_is_not_judged_as_a_question_is_not_judged_as_a_statement(said: str) -> None:
    model = FakeModel(look())
    skills(model).answer(picture(), query_of(f"Is it true that {said}?"))
    assert said not in model.asked


def test_a_bad_picture_bears_nothing_out() -> None:
    model = FakeModel(look(), judgements={"there is a dog": judged(TRUE, PLAIN)})
    shown = skills(model, problem=Problem.BLURRED)
    answer = shown.answer(picture(), query_of("Is it true that there is a dog?"))
    assert answer.certainty is Certainty.NONE
