"""Which label a finger is at, and the way to another one: pure, and with the real reader."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from assistant.protocol.text import TextLine
from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.picture_session import PictureSession
from assistant.skills.point import SKILL, panel
from assistant.skills.point.fingertip import Fingertip
from assistant.skills.wording import Facing
from models.interfaces import UNCANCELLED, Certainty, Picture, Problem
from models.training.held_up.panels import TONES, drawn
from tests.kit.fakes import session
from tests.skills.point.test_fingertip import TIP, pointing
from tests.skills.point.test_fingertip import panel as bare


def label(text: str, x: float, y: float, unsure: tuple[int, ...] = ()) -> TextLine:
    """A label of this middle; a tenth of the picture wide and a twentieth high."""
    return TextLine(text, 0.99, (x - 0.05, y - 0.025, x + 0.05, y + 0.025), unsure=unsure)


ROWS = tuple(
    label(f"{column}{row}", 0.2 + 0.3 * number, 0.2 + 0.2 * row)
    for row in range(3)
    for number, column in enumerate("ABC")
)


def at(x: float, y: float, labels: Sequence[TextLine] = ROWS) -> tuple[str | None, Certainty]:
    found, certainty = panel.pointed_at(labels, Fingertip(x, y), 1.0)
    return None if found is None else found.text, certainty


@pytest.mark.parametrize(
    ("x", "y", "wanted", "certainty"),
    [
        (0.5, 0.4, "B1", Certainty.PLAIN),  # on the label
        (0.5, 0.45, "B1", Certainty.PLAIN),  # on its button, below it
        (0.57, 0.44, "B1", Certainty.PROBABLY),
        (0.5, 0.36, None, Certainty.NONE),  # above it: nearer to B0, and too far from that
        (0.65, 0.5, None, Certainty.NONE),  # between four
        (0.5, 0.1, None, Certainty.NONE),  # above all
        (0.95, 0.45, None, Certainty.NONE),  # beside the panel
    ],
)
def test_it_is_at_the_label_at_or_above_the_tip(
    x: float, y: float, wanted: str | None, certainty: Certainty
) -> None:
    assert at(x, y) == (wanted, certainty)


def test_half_of_a_label_of_two_lines_is_never_said_plainly() -> None:
    assert at(0.5, 0.42, [label("Self", 0.5, 0.33), label("clean", 0.5, 0.4)]) == (
        *("clean", Certainty.PROBABLY),
    )


def test_an_unclear_label_is_never_said_plainly() -> None:
    assert at(0.5, 0.4, [label("Stort", 0.5, 0.4, unsure=(0,))]) == ("Stort", Certainty.PROBABLY)


@pytest.mark.parametrize(
    ("thing", "found"),
    [
        ("start", "Start"),
        ("Start button", "Start"),
        ("red start button", "Start"),
        ("starttaste", "Start"),
        ("taste start", "Start"),
        ("Start-Taste", "Start"),
        ("botón de start", "Start"),
        ("timer on", "Timer on"),
        ("timer", None),
        ("restart", None),
        ("button", None),
        ("what you need to start", None),
        ("start off button", None),
        ("delayed start button", None),
        ("menu", "Menú"),
    ],
)
def test_a_label_is_known_by_its_name(thing: str, found: str | None) -> None:
    labels = [label("► Start", 0.2, 0.2), label("Timer on", 0.5, 0.2), label("Menú", 0.8, 0.2)]
    names = [one.text.removeprefix("► ") for one in panel.named(thing, labels)]
    assert names == ([] if found is None else [found])


UNSEEN = "I can't see where you point. Point with one finger, and hold still."
STOP, START = label("Stop", 0.25, 0.2), label("Start", TIP[0] / 640, 0.38)


def told(picture: Picture, *labels: TextLine, problem: Problem | None = None) -> str:
    assert SKILL.run is not None
    return str(SKILL.run(session(picture, problem=problem, labels=labels), UNCANCELLED).spoken)


def test_what_is_at_the_finger_is_said() -> None:
    shown = pointing(TONES[1], bare())
    assert told(shown, STOP, START) == "Your finger is at Start."
    assert told(shown, STOP) == "I can't read anything where you point."


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (None, UNSEEN),
        (Problem.NOT_A_PHOTO, UNSEEN),
        (Problem.DARK, "I can't tell. It is too dark: turn on a light."),
    ],
)
def test_without_a_finger_it_says_what_to_do(problem: Problem | None, words: str) -> None:
    assert told(bare(), START, problem=problem) == words


@pytest.mark.parametrize(
    ("text", "risky"),
    [
        *((text, "heat") for text in ("Grill", "Vapor", "Reheat", "Aufwärmen", "Recalentar")),
        *((text, "danger") for text in ("Öffnen", "Unlock", "Entriegeln", "Desbloquear")),
        *((text, "") for text in ("OK", "Mute", "Back", "Return", "Stopp", "Menú")),
    ],
)
def test_what_heats_or_opens_is_to_be_checked(text: str, risky: str) -> None:
    said = told(pointing(TONES[1], bare()), label(text, TIP[0] / 640, 0.38))
    assert said.startswith(f"Your finger is at {text}.")
    assert ("Please check" in said) == bool(risky)
    assert risky in said


@pytest.mark.parametrize(
    ("x", "y", "facing", "words", "side"),
    [
        (0.1, 0.38, "world", "Stop is to the left of your finger.", "left"),
        (0.9, 0.38, "world", "Stop is to the right of your finger.", "right"),
        (0.1, 0.38, "user", "Stop is to the right of your finger.", "right"),
        (0.47, 0.1, "world", "Stop is further up than your finger.", "up"),
        (0.47, 0.9, "world", "Stop is further down than your finger.", "down"),
    ],
)
def test_the_way_begins_at_the_finger(
    x: float, y: float, facing: Facing, words: str, side: str
) -> None:
    shown = session(pointing(TONES[1], bare()), facing=facing, labels=[label("Stop", x, y)])
    spot = panel.towards(shown, "the stop button", UNCANCELLED)
    assert spot is not None
    assert (str(spot.spoken), spot.skill, spot.certainty) == (words, "point", Certainty.PLAIN)
    off = {
        "left": spot.x < 0.38,
        "right": spot.x > 0.62,
        "up": spot.y < 0.38,
        "down": spot.y > 0.62,
    }
    assert off[side]


def test_a_label_at_the_finger_is_reached() -> None:
    shown = session(pointing(TONES[1], bare()), labels=[STOP, START])
    spot = panel.towards(shown, "start", UNCANCELLED)
    assert spot is not None
    assert (spot.x, spot.y) == (0.5, 0.5)


def test_of_two_labels_with_one_name_the_nearer_one_is_reached() -> None:
    shown = session(pointing(TONES[1], bare()), labels=[label("Start", 0.1, 0.1), START])
    spot = panel.towards(shown, "start", UNCANCELLED)
    assert spot is not None
    assert (spot.x, spot.y, spot.box) == (0.5, 0.5, START.box)


def test_a_way_that_looks_longer_is_said_first() -> None:
    """In a picture that is higher than wide, a share of its height is more."""
    high = np.ascontiguousarray(np.full((1280, 720, 3), 190, np.uint8))
    shown = session(pointing(TONES[1], high, (360, 640)), labels=[label("Stop", 0.7, 0.3)])
    spot = panel.towards(shown, "stop", UNCANCELLED)
    assert spot is not None
    assert str(spot.spoken) == "Stop is further up than your finger."


def test_without_a_finger_the_label_is_placed() -> None:
    spot = panel.towards(session(bare(), labels=[STOP]), "stop", UNCANCELLED)
    assert spot is not None
    words = "Stop is at the top left. Point with one finger, and I'll guide it there."
    assert (str(spot.spoken), spot.problem) == (words, True)
    assert panel.towards(session(bare(), labels=[STOP]), "start", UNCANCELLED) is None


@pytest.mark.weights
def test_drawn_panels_are_read_at_the_finger() -> None:
    read, said = compose.reading(1), []
    analyser = cache(lambda: compose.analyser(config.defaults()))
    for number in range(5):
        picture, at = drawn(np.random.default_rng(number), "button")
        shown = PictureSession(picture, analyser, read.labels)
        label = panel.run(shown, UNCANCELLED).details["label"]
        said += [(at, label)] if label is not None else []
    assert len(said) >= 3
    assert all(at == label for at, label in said)
