"""Directions to a thing and to a page, look after look."""

from collections.abc import Iterator

import pytest

from assistant.dialog.finding import FORGOTTEN, LIMIT, LOST, STOPS
from assistant.protocol.events import Frame, Spot
from assistant.protocol.geometry import Side
from assistant.protocol.text import Framing, TextProblem
from assistant.server.phone.guiding import PageGuide, ThingGuide, thing_of
from assistant.understanding.language_file import of
from models.interfaces import Certainty
from tests.kit.fakes import picture
from tests.kit.sentences import by_model, in_words

LOOK = 0.4
NOWHERE = Spot(Certainty.NONE, 0.0, spoken=by_model("I can't see a cup here."))
HERE = (0.2, 0.2, 0.8, 0.8)
WHOLE = Framing(HERE)
NOTHING = Framing()


def at(x: float, y: float = 0.5) -> Spot:
    return Spot(Certainty.PLAIN, 0.9, None, x, y, 0.1, 1.0, by_model(f"A cup, at {x}."))


def cut(*sides: Side) -> Framing:
    return Framing(HERE, cut=sides)


class Looks:
    """A guide, and a clock that goes on by a look each time."""

    def __init__(self, guide: ThingGuide | PageGuide) -> None:
        self.guide = guide
        self.now = 0.0

    def see(self, what: Spot | Framing, seconds: float = LOOK) -> list[str]:
        """What is said while a thing is there for so long."""
        said = []
        for _ in range(max(1, round(seconds / LOOK))):
            if self.guide.ended:
                break
            begun, self.now = self.now, self.now + LOOK
            if isinstance(self.guide, PageGuide):
                assert isinstance(what, Framing)
                words = self.guide.look(what, self.now)
            else:
                assert isinstance(what, Spot)
                words = self.guide.look(Frame(picture(), begun, 0), what, self.now)
            said += [str(words)] if words else []
        return said


@pytest.fixture
def cup() -> Looks:
    return Looks(ThingGuide("cup", "en", 0.0))


@pytest.fixture
def paper() -> Looks:
    return Looks(PageGuide(0.0))


def test_a_thing_is_brought_to_the_middle(cup: Looks) -> None:
    assert cup.see(NOWHERE) == ["I can't see a cup yet. Move the camera slowly."]
    assert cup.see(at(0.1)) == ["Hold still."]
    assert cup.see(at(0.1), 2.0)[0] == "Left."
    assert "Hold still." in cup.see(at(0.5), 1.6)
    assert cup.see(at(0.5), 3.0) == ["Here: a cup, straight ahead."]
    assert cup.guide.ended


def test_the_same_direction_is_not_said_again(cup: Looks) -> None:
    said = cup.see(at(0.05), 20.0)
    assert said == ["A cup, at 0.05.", "Left."]


def test_where_nothing_is_seen_that_is_said_once(cup: Looks) -> None:
    assert len(cup.see(NOWHERE, LIMIT - 2)) == 1


def test_a_small_step_is_asked_for_again_only_after_the_hand_has_moved(cup: Looks) -> None:
    cup.see(at(0.1), 4.0)
    cup.see(at(0.45))
    assert cup.see(at(0.7), 4.0) == ["A little right."]
    assert cup.see(at(0.7), 8.0) == []
    assert "A little right." in cup.see(at(0.63), 4.0)


def test_a_thing_that_went_out_of_sight_is_said(cup: Looks) -> None:
    cup.see(at(0.1), 4.0)
    said = cup.see(NOWHERE, LOST + 1)
    assert said == ["I can't see it any more. Move the camera back slowly."]
    assert cup.see(NOWHERE, FORGOTTEN) == ["I can't see a cup yet. Move the camera slowly."]


def test_a_search_ends_and_names_the_button(cup: Looks) -> None:
    said = cup.see(NOWHERE, LIMIT + 2)
    assert said[-1] == "I couldn't find a cup. Press Guide me to look again."
    assert cup.guide.ended


@pytest.mark.parametrize(
    ("text", "language", "thing"),
    [
        ("cup", "en", ("cup", "en")),
        ("find my keys", "en", ("my keys", "en")),
        ("Where is the door?", "en", ("the door", "en")),
        ("wo ist die Tasse?", "de", ("die Tasse", "de")),
        ("taza", "es", ("taza", "es")),
        ("the", "en", ("", "")),
        ("?!", "en", ("", "")),
    ],
)
def test_the_words_name_a_thing(text: str, language: str, thing: tuple[str, str]) -> None:
    assert thing_of(text, of(language)) == thing


def test_a_page_is_brought_into_the_picture(paper: Looks) -> None:
    assert paper.see(NOTHING) == ["I can't see any text yet. Move the camera slowly."]
    paper.see(NOTHING, 4.0)
    assert paper.see(cut(Side.LEFT)) == ["Left."]
    assert paper.see(cut(Side.LEFT), 5.0) == []
    assert paper.see(cut(Side.TOP)) == ["Up."]
    assert paper.see(cut(Side.TOP, Side.BOTTOM), 2.0) == ["Further away."]
    assert paper.see(WHOLE) == ["Hold still."]
    assert paper.see(WHOLE, STOPS - LOOK) == []
    assert paper.see(WHOLE, 2.0) == ["The whole text is in the picture. To hear it, press Read it."]
    assert paper.guide.ended


def test_each_side_has_its_direction(paper: Looks) -> None:
    ways = {Side.LEFT: "Left.", Side.RIGHT: "Right.", Side.TOP: "Up.", Side.BOTTOM: "Down."}
    for side, word in ways.items():
        assert paper.see(cut(side), 2.0) == [word]
    assert paper.see(cut(Side.LEFT, Side.TOP), 2.0) == ["Left."]
    assert paper.see(cut(Side.LEFT, Side.RIGHT), 2.0) == ["Further away."]
    assert paper.see(cut(*Side), 2.0) == []


def test_a_hand_that_moves_on_is_not_taken_for_one_that_rests(paper: Looks) -> None:
    assert paper.see(WHOLE) == ["Hold still."]
    paper.see(cut(Side.LEFT), 2.0)
    assert paper.see(WHOLE) == ["Hold still."]
    assert not paper.guide.ended


def test_a_single_look_that_misses_the_text_is_ignored(paper: Looks) -> None:
    paper.see(cut(Side.LEFT), 2.0)
    assert paper.see(NOTHING, LOST - LOOK) == []
    assert paper.see(cut(Side.LEFT)) == []
    assert paper.see(NOTHING, LOST + 2) == ["I can't see it any more. Move the camera back slowly."]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (TextProblem.DARK, "I can't read this. It is too dark: turn on a light."),
        (TextProblem.GLARE, "I can't read this. There is glare on the text: tilt it a little."),
    ],
)
def test_why_there_is_no_text_is_said(paper: Looks, problem: TextProblem, words: str) -> None:
    said = paper.see(Framing(problem=problem), 12.0)
    assert said == ["I can't see any text yet. Move the camera slowly.", words]


def test_a_search_for_a_page_ends_too(paper: Looks) -> None:
    said = paper.see(NOTHING, LIMIT + 2)
    assert said[-1] == "I have stopped looking. Press Guide me to a page to look again."
    assert paper.guide.ended


def test_it_directs_in_the_users_language() -> None:
    guide = PageGuide(0.0)
    said = guide.look(cut(Side.LEFT), LOOK)
    assert (in_words("de", said), in_words("es", said)) == ("Links.", "Izquierda.")


def steps(start: float, directions: dict[str, float]) -> Iterator[str]:
    """A person who moves a page's left border, a share of the picture, as directed."""
    guide, now, border, speed = PageGuide(0.0), 0.0, start, 0.0
    while not guide.ended:
        now += LOOK
        border += speed * LOOK
        sides = [Side.LEFT] * (border < 0) + [Side.RIGHT] * (border + 0.8 > 1)
        said = str(guide.look(Framing(HERE, cut=tuple(sides)), now) or "")
        if said:
            speed = directions.get(said, speed)
            yield said


@pytest.mark.parametrize("start", [-0.5, -0.2, 0.5, 0.1])
def test_a_person_who_does_as_directed_gets_there(start: float) -> None:
    said = list(steps(start, {"Left.": 0.1, "Right.": -0.1, "Hold still.": 0.0}))
    assert said[-1].startswith("The whole text is in the picture.")
    assert len(said) <= 4
