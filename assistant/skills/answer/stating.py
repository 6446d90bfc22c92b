"""Whether a statement is true of a picture, claim by claim in one sentence. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.messages.core import PROBLEM_LINES, Line
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.saying.messages.sight_lines import SightLine
from assistant.saying.messages.statement_lines import StatementLine
from assistant.saying.narrator import listed
from assistant.skills.answer.wording import claims_in_words, not_so
from models.interfaces import (
    Certainty,
    ClaimKind,
    JudgedClaim,
    Problem,
    StatementJudgement,
    Verdict,
)

_MOST: Final = 3
"""So many confirmed claims are repeated."""
_UNJUDGED: Final = StatementJudgement(Verdict.UNKNOWN, Certainty.NONE, 0.5, ())
_BARE: Final = {Verdict.TRUE: "yes", Verdict.FALSE: "no", Verdict.UNKNOWN: ""}


def verdict_of(
    judged: StatementJudgement, *, partly: bool, flawed: bool = False
) -> StatementJudgement:
    """The verdict on all that was said, of which only a part may have been judged.

    Of a picture that is `flawed`, only the claims tell anything, and not the words as a whole.
    """
    by_claims = all(one.claim is not None for one in judged.claims) and judged.claims
    if flawed and not by_claims:
        return replace(judged, verdict=Verdict.UNKNOWN, certainty=Certainty.NONE)
    if not partly or judged.verdict is not Verdict.TRUE:
        return judged
    return StatementJudgement(Verdict.UNKNOWN, Certainty.UNSURE, judged.probability, judged.claims)


def answer(judged: StatementJudgement) -> Answer:
    """The verdict as an answer."""
    best, said = _BARE[judged.verdict], Spoken.of(spoken(judged))
    certainty = judged.certainty
    if judged.verdict is Verdict.UNKNOWN:
        certainty = Certainty.UNSURE if _confirmed(judged.claims) else Certainty.NONE
    return Answer("", best, said, certainty, judged.probability)


def spoken(judged: StatementJudgement) -> Message:
    """The sentence: what is true of it, then what is not."""
    plain = judged.certainty is Certainty.PLAIN
    if judged.verdict is Verdict.TRUE:
        return (StatementLine.TRUE if plain else StatementLine.PROBABLY_TRUE).said()
    confirmed = _confirmed(judged.claims)
    if judged.verdict is Verdict.UNKNOWN and not confirmed:
        return Line.CANNOT_ANSWER.said()
    if not confirmed:
        return _nothing_but_wrong(judged, plain=plain)
    sure = confirmed[0].certainty is Certainty.PLAIN
    line = StatementLine.CONFIRMED if sure else StatementLine.PROBABLY_CONFIRMED
    both = StatementLine.BOTH.said(
        confirmed=line.said(things=_words(confirmed)), rest=_rest(judged)
    )
    return both.as_sentence()


def _nothing_but_wrong(judged: StatementJudgement, *, plain: bool) -> Message:
    wrong = _wrong(judged.claims)
    if not wrong:
        return (StatementLine.FALSE if plain else StatementLine.PROBABLY_FALSE).said()
    if _is_missing(wrong[0]):
        missing = SightLine.NOT_THERE if plain else SightLine.PROBABLY_NOT_THERE
        return missing.said(thing=_words(wrong[:1]))
    return not_so(wrong[0].claim, _words(wrong[:1]), plain=plain)


def _rest(judged: StatementJudgement) -> Message:
    """What is to be said behind what is true."""
    wrong = _wrong(judged.claims)
    if not wrong:
        is_open = judged.verdict is Verdict.UNKNOWN
        return (StatementLine.REST_OPEN if is_open else StatementLine.BUT_REST).said()
    line = StatementLine.BUT_NOT_SEEN if _is_missing(wrong[0]) else StatementLine.BUT_NOT
    return line.said(wrong=_words(wrong[:1]))


def _confirmed(claims: Sequence[JudgedClaim]) -> list[JudgedClaim]:
    """The claims that are true, of one grade: the plain ones, if there are any."""
    true = [one for one in claims if one.verdict is Verdict.TRUE and one.claim is not None]
    sure = [one for one in true if one.certainty is Certainty.PLAIN]
    return (sure or true)[:_MOST]


def _wrong(claims: Sequence[JudgedClaim]) -> list[JudgedClaim]:
    """The claims that are not true, the surest first."""
    found = [one for one in claims if one.verdict is Verdict.FALSE and one.claim is not None]
    return sorted(found, key=lambda one: one.probability)


def _is_missing(one: JudgedClaim) -> bool:
    return one.claim is not None and one.claim.kind is ClaimKind.PRESENCE


def _words(claims: Sequence[JudgedClaim]) -> Message:
    return listed([claims_in_words((one.claim,)) for one in claims if one.claim is not None])


def to_json(
    photo: str, statement: str, judged: StatementJudgement | None, problem: Problem | None
) -> dict[str, object]:
    """The object that `lantern check --json` prints; with a problem, the verdict is open.

    Without a judgement, nothing of the statement is understood, or the picture was not looked at.
    """
    judged = judged or _UNJUDGED
    said = spoken(judged)
    if judged.verdict is Verdict.UNKNOWN and problem is Problem.NOT_A_PHOTO:
        said = ReadingLine.ASK_TO_READ.said()
    elif judged.verdict is Verdict.UNKNOWN and problem is not None:
        said = PROBLEM_LINES[problem].said()
    return {
        "photo": photo,
        "statement": statement,
        "verdict": judged.verdict.value,
        "certainty": judged.certainty.value,
        "probability": round(judged.probability, 4),
        "claims": [
            {
                "kind": "statement" if one.claim is None else one.claim.kind.value,
                "text": one.text,
                "probability": round(one.probability, 4),
            }
            for one in judged.claims
        ],
        "spoken": said,
    }
