"""Questions from what several people's captions of a photo agree on.

Who, what are they doing, where, what colour, what is it made of, how many, and the same as
yes-or-no questions. What only one caption says is not asked about, except for materials.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from models.training.texts.made_questions import LabelFact as Checked
from models.training.texts.made_questions import checks, far_apart
from models.training.texts.plurals import plural
from models.training.texts.question_captions import PEOPLE, PLACES, Fact, doing, read
from models.training.texts.question_objects import WHAT, Rows
from models.training.texts.question_parts import (
    MadeQuestion,
    ask,
    grouped,
    levelled,
    pick,
    wording,
)
from models.training.texts.question_parts import several as is_several

_WHO = ("who is this", "who is in the picture", "who do you see", "who is in front of me",
        "who is there")  # fmt: skip
_DOING = ("what {be} the {x} doing", "what {be} the {x} doing here", "what {be} the {x} up to",
          "can you tell me what the {x} {be} doing")  # fmt: skip
_WHERE = ("where {be} the {x}", "where {be} the {x}", "where {be} the {x} in this picture")
_PLACE = ("where is this", "where was this picture taken", "where are they", "what place is this")
_COLOUR = ("what color {be} the {x}", "what colour {be} the {x}", "what is the color of the {x}",
           "what color {be} this {x}", "tell me the color of the {x}")  # fmt: skip
_MADE = ("what {be} the {x} made of", "what {be} the {x} made out of", "what material {be} the {x}")
_WORN = ("what is the {x} wearing", "what is the {x} dressed in", "what does the {x} wear")
_COUNT = ("how many {s} are there", "how many {s} are in the picture", "how many {s} do you see",
          "how many {s}", "how many {s} can you see", "how many {s} are here")  # fmt: skip
_DESCRIBE = ("what is going on here", "what is happening", "what is happening in this picture",
             "describe this", "describe the picture", "what does the picture show",
             "what can you tell me about this picture", "what is going on in front of me",
             "please describe what you see")  # fmt: skip
_MOST_WORDS = 9
"""The longest caption that answers "what is happening"."""

_WAYS = {
    "run": "run race chase",
    "walk": "walk hike",
    "sit": "sit kneel",
    "lie": "lie sleep",
    "swim": "swim dive wade surf kayak paddle row",
    "ride": "ride bike drive",
    "skate": "skateboard skate",
    "snow": "ski snowboard sled",
    "climb": "climb",
    "dance": "dance sing",
    "jump": "jump",
}
_WAY = {verb: way for way, verbs in _WAYS.items() for verb in verbs.split()}
_NOT_APART = (
    {"sit", "ride"}, {"sit", "lie"}, {"sit", "swim"}, {"walk", "run"}, {"walk", "climb"},
    {"walk", "ride"}, {"sit", "dance"}, {"sit", "skate"}, {"sit", "snow"},
)  # fmt: skip
_APART = {
    one: {o for o in _WAYS if o != one and {one, o} not in _NOT_APART} for one in _WAYS
} | {"jump": {"sit", "lie", "walk"}}  # fmt: skip
_PLACES_APART = (
    {"beach", "water", "ocean", "lake", "river", "pool"},
    {"snow"},
    {"grass", "field", "yard", "park", "woods"},
    {"street"},
    {"couch", "bed", "kitchen", "bathroom", "restaurant", "stage"},
)
_GENDER = {"man": {"woman", "girl"}, "boy": {"woman", "girl"}, "woman": {"man", "boy"},
           "girl": {"man", "boy"}}  # fmt: skip


def agreed(votes: Iterable[str], least: int = 2) -> str:
    """The value with at least `least` votes and more than any other; "" if there is none."""
    ranked = Counter(vote for vote in votes if vote).most_common(2)
    if not ranked or ranked[0][1] < least:
        return ""
    return ranked[0][0] if len(ranked) < 2 or ranked[1][1] < ranked[0][1] else ""


class StatedFacts:
    """What the captions of one photo state together."""

    def __init__(self, captions: Sequence[str]) -> None:
        self.facts: list[Fact] = [read(caption) for caption in captions]
        self.subject, self.votes = "", 0
        ranked = Counter((f.subject, f.several) for f in self.facts if f.subject).most_common(2)
        if ranked and (len(ranked) == 1 or ranked[1][1] < ranked[0][1]):
            (self.subject, self.several), self.votes = ranked[0]
        people = self.subject in PEOPLE
        self.own = [
            fact
            for fact in self.facts
            if self.subject
            and fact.several == self.several
            and (fact.subject == self.subject or (people and fact.subject in PEOPLE))
        ]
        numbers = Counter(fact.number for fact in self.facts if fact.number)
        sure = len(numbers) == 1 and numbers.most_common(1)[0][1] >= 3
        self.number = numbers.most_common(1)[0][0] if sure else 0

    @property
    def named(self) -> str:
        """The subject as in a question: "dog", "dogs"."""
        return plural(self.subject) if self.several else self.subject

    @property
    def counted(self) -> str:
        """The subject as an answer: "dog", "2 dogs", "people"."""
        return f"{self.number} {self.named}" if self.several and self.number else self.named

    def fill(self, template: str) -> str:
        """A question about the subject."""
        return template.format(x=self.named, be="are" if self.several else "is")

    def colours(self) -> dict[str, str]:
        """The colour of every noun on which captions agree and none differs.

        Two captions must agree; one is enough if there is a single person or animal.
        """
        found = {}
        said = grouped(pair for fact in self.facts for pair in fact.coloured)
        for noun, votes in said.items():
            colour = agreed(votes, 1 if self.number == 1 else 2)
            shared = [set(colour.split()) & set(vote.split()) - {"and"} for vote in votes]
            if colour and all(shared):
                found[noun] = colour
        return found


def _subjects(
    row: int, stated: StatedFacts, set_name: str, rng: np.random.Generator
) -> list[MadeQuestion]:
    """Who and what."""
    found = []
    if stated.votes >= 3:
        if stated.subject in PEOPLE:
            found.append(ask(set_name, row, pick(rng, _WHO), stated.counted, "who"))
            verb = agreed(fact.verb for fact in stated.own)
            if verb and rng.random() < 0.5:
                question = f"who is {doing(verb)}"
                found.append(ask(set_name, row, question, stated.counted, "who"))
        if stated.votes >= 4:
            found.append(ask(set_name, row, pick(rng, WHAT), stated.counted, "what"))
    return found


def _actions(
    row: int, stated: StatedFacts, set_name: str, rng: np.random.Generator
) -> list[MadeQuestion]:
    """What they do, hold and wear."""
    found = []
    verb = agreed(fact.verb for fact in stated.own)
    thing = agreed(fact.thing for fact in stated.own if fact.verb == verb) if verb else ""
    if verb and stated.votes >= 2:
        question = stated.fill(pick(rng, _DOING))
        said = f"{doing(verb)} {thing}".strip()
        found.append(ask(set_name, row, question, said, "doing"))
        if thing:
            with_what = " with" if verb == "play" and thing not in ("guitar", "drum") else ""
            question = stated.fill(f"what {{be}} the {{x}} {doing(verb)}{with_what}")
            found.append(ask(set_name, row, question, thing, "doing"))
    worn = agreed(item for fact in stated.own for item in fact.worn)
    if worn and not stated.several and stated.votes >= 2:
        colour = stated.colours().get(worn, "")
        found.append(
            ask(set_name, row, stated.fill(pick(rng, _WORN)), f"{colour} {worn}", "wearing")
        )
    return found


def _rest(
    row: int, stated: StatedFacts, set_name: str, rng: np.random.Generator
) -> list[MadeQuestion]:
    """Where, colours, materials, how many."""
    found = []
    place = agreed(PLACES[fact.place][0] for fact in stated.facts if fact.place)
    if place:
        known = stated.votes >= 2 and rng.random() < 0.6
        question = stated.fill(pick(rng, _WHERE)) if known else pick(rng, _PLACE)
        found.append(ask(set_name, row, question, place, "place"))
    for noun, colour in stated.colours().items():
        many = is_several(noun)
        question = pick(rng, _COLOUR).format(x=noun, be="are" if many else "is")
        question = question.replace("this", "these") if many else question
        found.append(ask(set_name, row, question, colour, "colour"))
    made = grouped(pair for fact in stated.facts for pair in fact.made)
    for noun, materials in made.items():
        if len(set(materials)) == 1:
            be = "are" if is_several(noun) else "is"
            question = pick(rng, _MADE).format(x=noun, be=be)
            found.append(ask(set_name, row, question, materials[0], "made"))
    if stated.number and stated.subject:
        question = pick(rng, _COUNT).format(s=plural(stated.subject))
        found.append(ask(set_name, row, question, str(stated.number), "count"))
    return found


def _describe(
    row: int, captions: Sequence[str], set_name: str, rng: np.random.Generator
) -> list[MadeQuestion]:
    short = [wording(caption) for caption in captions]
    short = [caption for caption in short if 3 <= len(caption.split()) <= _MOST_WORDS]
    if not short or rng.random() < 0.5:
        return []
    return [MadeQuestion(set_name, row, pick(rng, _DESCRIBE), tuple(short), "describe")]


def _checked(row: int, stated: StatedFacts, set_name: str) -> list[Checked]:
    """Facts for yes-or-no questions."""
    found = []
    verb = agreed(fact.verb for fact in stated.own)
    if verb in _WAY and stated.votes >= 2:
        ways = [_WAY[fact.verb] for fact in stated.facts if fact.verb in _WAY]
        not_so = set.intersection(*(_APART[way] for way in ways))
        never = frozenset(doing(other) for other, way in _WAY.items() if way in not_so)
        found.append(Checked(set_name, row, stated.fill("{be} the {x}"), doing(verb), never))
    for noun, colour in stated.colours().items():
        if " and " not in colour:
            never = frozenset(other for other in _PLAIN if far_apart(colour, other))
            be = "are" if is_several(noun) else "is"
            found.append(Checked(set_name, row, f"{be} the {noun}", colour, never))
    places = {PLACES[fact.place][0] for fact in stated.facts if fact.place}
    place = agreed(PLACES[fact.place][0] for fact in stated.facts if fact.place)
    apart = [kin for kin in _PLACES_APART if not kin & places]
    if place and len(apart) == len(_PLACES_APART) - 1:
        never = frozenset().union(*apart)
        found.append(Checked(set_name, row, "place", place, never))
    if stated.votes >= 3 and not stated.several and stated.subject in _GENDER:
        others = {fact.subject for fact in stated.facts}
        never = frozenset(_GENDER[stated.subject] - others)
        found.append(Checked(set_name, row, "person", stated.subject, never))
    return found


_PLAIN = tuple("red blue brown black white green yellow orange pink purple gray".split())
_ON = frozenset("beach street couch bed stage grass".split())


def _words_of_check(group: str, value: str, rng: np.random.Generator) -> str:
    if group == "person":
        return pick(rng, ("is this a {}", "is it a {}", "is that a {}")).format(value)
    if group == "place":
        where = f"{'on' if value in _ON else 'in'} the {value}"
        return pick(rng, ("is this {}", "are they {}", "was this picture taken {}")).format(where)
    return f"{group} {value}"


def from_captions(set_name: str, rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """All questions about a set's photos with at least two captions."""
    found: list[MadeQuestion] = []
    facts: list[Checked] = []
    makers: tuple[Callable[..., list[MadeQuestion]], ...] = (_subjects, _actions, _rest)
    for index, row in rows:
        captions = row.get("captions", ())
        if len(captions) < 2:
            continue
        stated = StatedFacts(captions)
        for make in makers:
            found += make(index, stated, set_name, rng)
        found += _describe(index, captions, set_name, rng)
        facts += _checked(index, stated, set_name)
    kinds = grouped((item.kind, item) for item in found)
    level = [item for kind, items in kinds.items() for item in _level(kind, items, rng)]
    return level + checks(facts, _words_of_check, rng, 200)


def _level(kind: str, items: list[MadeQuestion], rng: np.random.Generator) -> list[MadeQuestion]:
    """Balance the questions of a kind; for colours and actions, each thing by itself."""
    if kind == "describe":
        return items
    if kind in ("colour", "doing"):
        alike = grouped((item.question.split()[-1], item) for item in items)
        items = [item for own in alike.values() for item in levelled(own, rng)]
    return levelled(items, rng)
