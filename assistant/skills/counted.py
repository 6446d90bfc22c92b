"""How many things of a name a picture shows, as the model claims it. Pure."""

from assistant.protocol.events import Answer
from assistant.protocol.query import Kind, Query
from assistant.protocol.spoken import Message, Spoken, as_message
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import CountLine
from assistant.saying.messages.sight_lines import SightLine
from assistant.saying.noun_phrases import Part, Thing
from models.interfaces import SAYABLE, Certainty, Claim, ClaimKind, ImageEncoding


def number_of(look: ImageEncoding, name: str) -> Claim | None:
    """The claim about the number of things of a name that may be said."""
    return next((one for one in _counts(look, name) if one.certainty in SAYABLE), None)


def asks_for_number(query: Query) -> bool:
    """Whether a question asks how many things of one kind the whole picture shows."""
    whole = not (query.near or query.sides)
    return query.kind is Kind.COUNT and len(query.things) == 1 and whole


def answered(query: Query, look: ImageEncoding, name: str) -> Answer | None:
    """How many things of a name there are; None if the model does not count them here.

    The bare answer is the likeliest number, and unsure where only a range is sure.
    """
    claims = _counts(look, name)
    exact = next((one for one in claims if one.value.isdigit()), None)
    if exact is None:
        return None
    said = number_of(look, name) or exact
    grade = said.certainty if said is exact else Certainty.UNSURE
    words = Spoken.of(_in_words(said))
    return Answer(query.question, exact.value, words, grade, exact.probability, name)


def _in_words(claim: Claim) -> Message:
    things: object = Thing(claim.name, claim.value)
    if claim.value == "1":
        things = CountLine.ONLY.said(one=Part(Thing(claim.name)))
    if claim.certainty is Certainty.NONE:
        return Line.CANNOT_ANSWER.said()
    if claim.certainty is Certainty.UNSURE:
        return SightLine.MAY_BE.said(things=things)
    if claim.certainty is Certainty.PROBABLY:
        things = SightLine.PROBABLY.said(things=things)
    if claim.value.endswith("+"):
        things = CountLine.NOT_EXACT.said(things=things)
    return as_message(things).as_sentence()


def _counts(look: ImageEncoding, name: str) -> tuple[Claim, ...]:
    """All claims about the number of things of a name, the one to say first."""
    return tuple(one for one in look.claims if (one.kind, one.name) == (ClaimKind.COUNT, name))
