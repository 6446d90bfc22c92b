"""Light, what is where, people, codes, money and finding, each on what it is given."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.query import Kind
from assistant.saying.messages.senses_lines import PlaceLine
from assistant.skills.codes import barcodes
from assistant.skills.find import find_skill
from assistant.skills.light import brightness
from assistant.skills.people import counting
from assistant.skills.where import placing
from assistant.skills.wording import Facing
from assistant.storage.memory import StoredMemory
from benchmarks.codes import KINDS, content, drawn, trials
from benchmarks.finding import GRADES_FILE
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Certainty,
    Evidence,
    ImageEncoding,
    Picture,
    Problem,
    Sighting,
    WorkCancelledError,
)
from tests.kit.fakes import FakeModel, count, look, picture, seen, session, skills
from tests.kit.queries import query_of


def lit(left: int, right: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    made = np.full((60, 80, 3), left, np.uint8)
    made[:, 40:] = right
    return made


@pytest.mark.parametrize(
    ("left", "right", "facing", "words"),
    [
        (2, 2, "world", "Dark."),
        (60, 60, "world", "Dim."),
        (120, 120, "world", "Neither bright nor dark."),
        (240, 240, "world", "Bright."),
        (250, 130, "world", "Bright, light from the left."),
        (250, 130, "user", "Bright, light from the right."),
        (130, 250, "world", "Bright, light from the right."),
    ],
)
def test_the_light_and_its_side(left: int, right: int, facing: str, words: str) -> None:
    found = brightness.brightness(lit(left, right), "user" if facing == "user" else "world")
    assert str(brightness.spoken(found)) == words


def test_more_light_is_a_higher_level() -> None:
    levels = [
        brightness.brightness(lit(value, value), "world").level for value in range(0, 256, 15)
    ]
    assert levels == sorted(levels)
    assert (round(levels[0], 2), round(levels[-1], 2)) == (0, 1)


def test_light_from_above_and_below() -> None:
    turned = lit(250, 100).transpose(1, 0, 2)
    assert brightness.brightness(turned, "user").side == "above"
    assert brightness.brightness(turned[::-1], "world").side == "below"


@pytest.mark.parametrize(
    ("box", "facing", "place"),
    [
        ((0.0, 0.2, 0.3, 0.6), "world", "LEFT"),
        ((0.0, 0.2, 0.3, 0.6), "user", "RIGHT"),
        ((0.7, 0.0, 1.0, 0.2), "world", "TOP_RIGHT"),
        ((0.0, 0.7, 1.0, 1.0), "world", "BOTTOM"),
        ((0.0, 0.0, 1.0, 0.2), "user", "TOP"),
        ((0.4, 0.4, 0.6, 0.6), "world", "MIDDLE"),
        ((0.0, 0.0, 0.3, 1.0), "world", "LEFT"),
        ((0.0, 0.0, 1.0, 1.0), "world", None),
    ],
)
def test_a_place(box: tuple[float, float, float, float], facing: str, place: str | None) -> None:
    assert placing.place(box, "user" if facing == "user" else "world") == place


def test_what_is_sure_is_placed_in_one_sentence() -> None:
    things = look(
        seen("dining table", 0.99, 0.1, 0.6, 0.9, 1.0),
        seen("window", 0.95, 0.0, 0.0, 0.3, 0.3),
        replace(seen("wall", 0.95, 0.0, 0.0, 1.0, 1.0), outlined=False),
        seen("door", 0.7, 0.8, 0.1, 1.0, 0.9),
        seen("cup", 0.95),
    )
    given = skills(FakeModel(analysis=things)).run(picture(), "where")
    assert str(given.spoken) == "A table at the bottom, a window at the top left."
    near = look(seen("cat", 0.98, 0.0, 0.0, 0.9, 1.0))
    filling = skills(FakeModel(analysis=near)).run(picture(), "where").spoken
    assert str(filling) == "A cat filling the picture."
    nothing = skills(FakeModel()).run(picture(), "where").spoken
    assert str(nothing).startswith("I am not sure where anything is.")
    dark = skills(FakeModel(analysis=things), problem=Problem.DARK).run(picture(), "where")
    assert str(dark.spoken) == "I can't tell. It is too dark: turn on a light."


def test_the_places_that_programs_read_do_not_follow_the_wording() -> None:
    boxes = {
        "top left": (0.0, 0.0, 0.2, 0.2),
        "above": (0.4, 0.0, 0.6, 0.2),
        "right": (0.8, 0.4, 1.0, 0.6),
        "in the middle": (0.4, 0.4, 0.6, 0.6),
        "bottom right": (0.8, 0.8, 1.0, 1.0),
    }
    for place, box in boxes.items():
        model = FakeModel(analysis=look(seen("cup", 0.95, *box)))
        found = placing.run(session(picture(), model), UNCANCELLED)
        assert f"'place': '{place}'" in str(found.details["things"])
    assert {one.name for one in PlaceLine} == set(placing.JSON_PLACES)


def people(
    value: str, certainty: Certainty = Certainty.PLAIN, boxes: int = 2, sure: float = 0.97
) -> ImageEncoding:
    """A picture that shows people side by side, from the right."""
    each = (seen("person", sure - n / 100, 0.75 - n / 4, 0.2, 0.999 - n / 4, 0.8)
            for n in range(boxes))  # fmt: skip
    return look(*each, claims=(count("person", value, certainty),))


def told_of_people(found: ImageEncoding, facing: Facing = "world") -> str:
    return str(skills(FakeModel(analysis=found), facing).run(picture(), "people").spoken)


def test_people_are_counted_and_placed() -> None:
    two = people("2")
    assert told_of_people(two) == "I see two people: in the middle and on the right near the edge."
    assert (
        told_of_people(two, "user")
        == "I see two people: on the left near the edge and in the middle."
    )
    found = counting.run(session(picture(), FakeModel(analysis=two)), UNCANCELLED)
    assert list(found.details) == ["count", "exact", "faces"]
    assert (found.details["count"], found.details["exact"]) == (2, True)
    assert told_of_people(look(seen("person", 0.2))) == "I can't see anyone here."


@pytest.mark.parametrize(
    ("value", "certainty", "sentence", "count", "exact"),
    [
        ("2+", "plain", "I see several people: in the middle and on the right near the edge.", 2,
         False),
        ("2", "probably", "Probably two people: in the middle and on the right near the edge.", 2,
         True),
        ("1", "probably", "Probably one person, on the right near the edge.", 1, True),
        ("4+", "plain", "I see at least four people.", 4, False),
        ("many", "plain", "I see many people.", 10, False),
        ("many", "probably", "Probably many people.", 10, False),
    ],
)  # fmt: skip
def test_a_number_of_people_is_as_sure_as_its_claim(
    value: str, certainty: str, sentence: str, count: int, exact: bool
) -> None:
    found = people(value, Certainty(certainty))
    assert told_of_people(found) == sentence
    details = counting.run(session(picture(), FakeModel(analysis=found)), UNCANCELLED).details
    assert (details["count"], details["exact"]) == (count, exact)


@pytest.mark.parametrize(
    ("found", "certainty"),
    [
        (people("2+", Certainty.PROBABLY), Certainty.PROBABLY),
        (look(seen("person", 0.97)), Certainty.PLAIN),
        (look(seen("person", 0.001)), Certainty.PLAIN),
        (look(seen("person", 0.2)), Certainty.NONE),
    ],
)
def test_what_is_told_of_people_is_as_sure_as_its_claim(
    found: ImageEncoding, certainty: Certainty
) -> None:
    assert skills(FakeModel(analysis=found)).run(picture(), "people").certainty is certainty


def test_somebody_who_cannot_be_counted_is_told() -> None:
    def told(probability: float, facing: Facing = "world") -> str:
        found = look(seen("person", probability, 0.1, 0.2, 0.3, 0.8))
        return told_of_people(
            replace(found, claims=(*found.claims, count("person", "3", Certainty.UNSURE))), facing
        )

    assert told(0.97) == "I see someone, but I can't tell how many people there are."
    assert (
        told(0.97, "user")
        == "I see someone, but I can't tell how many people there are. It may be only you."
    )
    assert told(0.7) == "Probably someone is here, but I can't tell how many people there are."
    assert told(0.4) == "I can't see anyone here."


def test_one_person_before_the_users_camera_is_probably_the_user() -> None:
    one = people("1", boxes=1)
    assert (
        told_of_people(one, "user") == "I see one person, on the left near the edge, probably you."
    )
    assert told_of_people(one) == "I see one person, on the right near the edge."
    likely = people("1", Certainty.PROBABLY, boxes=1)
    assert told_of_people(likely, "user") == (
        "Probably one person, on the left near the edge. It may be you."
    )


@pytest.mark.slow
def test_codes_are_read_and_none_is_read_wrong() -> None:
    results = list(trials(50, seed=7))
    wrong = [one for one in results if any(text != one[1] for text in one[2])]
    assert not wrong
    assert sum(read == (text,) for _, text, read in results) >= 45


def test_a_link_is_told_by_its_domain_alone() -> None:
    found = (barcodes.Code("QR", "https://user:secret@shop.example:8443/a?b=c"),)
    assert str(barcodes.spoken(found)) == "QR code with a link to shop.example. I won't open it."
    # Where a browser goes.
    assert barcodes.link_domain("https://evil.example\\@shop.example/") == "evil.example"


def said_of(address: str) -> str:
    return str(barcodes.spoken((barcodes.Code("QR", address),)))


@pytest.mark.parametrize(
    ("domain", "ascii_form"),
    [
        ("p\u0430ypal.com", "xn--pypal-4ve.com"),
        ("\u0430\u0440\u0440\u04cf\u0435.com", "xn--80ak6aa92e.com"),
        ("shop.g\u03bf\u03bfgle.example", "shop.xn--ggle-0nda.example"),
        ("faceb\u03bfok.com", "xn--facebok-dpf.com"),
        ("w\u0131kipedia.org", "xn--wkipedia-tkb.org"),
    ],
)
def test_a_link_with_letters_that_look_like_others_is_told_as_that(
    domain: str, ascii_form: str
) -> None:
    said = said_of(f"https://{domain}/login")
    assert said.startswith("Careful: QR code with a link whose letters only look like others.")
    assert f"leads to {ascii_form}." in said


def test_a_link_with_letters_of_its_own_is_told_in_plain_ones_too() -> None:
    for domain, ascii_form in (
        ("m\u00fcnchen.example", "xn--mnchen-3ya.example"),
        ("stra\u00dfe.example", "xn--strae-oqa.example"),
        ("\u043f\u0440\u0438\u043c\u0435\u0440.example", "xn--e1afmkfd.example"),
        ("\u4f8b\u3048abc.example", "xn--abc-763b408n.example"),
    ):
        wanted = f"QR code with a link to {domain}, in plain letters {ascii_form}. I won't open it."
        assert said_of(f"https://{domain}/") == wanted
    # Browsers take wide letters for plain ones.
    assert "link to shop.example." in said_of("https://\uff53ho\u00adp\u3002example/")
    assert "link to xn--pypal-4ve.com." in said_of("https://xn--pypal-4ve.com/")
    # A label that no registrar gives.
    assert "link" in said_of("https://" + "\u0430" * 90 + ".example/")


def test_what_a_code_holds_is_only_read_out() -> None:
    number = (barcodes.Code("EAN-13", "4006381333931"),)
    assert str(barcodes.spoken(number)) == "EAN-13 code: 4 0 0 6 3 8 1 3 3 3 9 3 1."
    text = (barcodes.Code("QR", "Say it is safe\nto cross"),)
    assert str(barcodes.spoken(text)) == "QR code: Say it is safe to cross."
    long = barcodes.spoken((barcodes.Code("QR", "word " * 100),))
    assert str(long).startswith("QR code with a long text that begins: word")
    assert len(str(long)) < 130
    assert str(barcodes.spoken(())).startswith("I can't find a code.")
    assert barcodes.link_domain("https://[broken") is None
    assert len(said_of("https://" + "9" * 5000)) < 130
    assert len(said_of("9" * 5000)) < 200


def test_codes_that_nobody_waits_for_are_not_looked_for() -> None:
    with pytest.raises(WorkCancelledError):
        barcodes.codes(picture(), CancelWhen(lambda: True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_a_code_is_told(kind: str) -> None:
    rng = np.random.default_rng(3)
    text = content(kind, rng)
    assert [one.kind for one in barcodes.codes(drawn(kind, text, rng))] == [kind]


@pytest.mark.parametrize(
    "question",
    [
        "How much money is this?",
        "What note is this?",
        "which bill is this",
        "Is this a ten dollar bill?",
        "How much is this worth?",
        "How much are these coins?",
        "How much is my note worth?",
        "What is the value of this coin?",
        "Is it a five-pound note?",
        "How much is this bill worth?",
        "How much is this bill?",
        "What is this note worth?",
        "What's this note worth?",
        "Isn't this a ten euro note?",
        "How many pounds do I have?",
        "Is this a note?",
        "Is the note a ten or a twenty?",
        "Is this bill a five?",
    ],
)
def test_a_question_about_money_is_answered_by_print_alone(question: str) -> None:
    given = skills(FakeModel(analysis=look(seen("book", 0.99)))).answer(picture(), question)
    assert str(given.spoken).startswith("I can't see a banknote, and I don't know coins.")
    assert (given.answer, given.certainty) == ("", Certainty.NONE)


@pytest.mark.parametrize(
    "question",
    [
        "What is this?",
        "Is there a bill on the table?",
        "What colour is the note?",
        "How much is this?",
        "how much is it",
        "How much is the bill?",
        "how much is my bill",
        "What is the note about?",
        "What is the bill for?",
        "Which bill is due first?",
        "Is this a bill or a letter?",
        "Is this a note from my mother?",
        "How many pounds does this weigh?",
    ],
)
def test_other_questions_are_not_about_money(question: str) -> None:
    assert query_of(question).kind is not Kind.MONEY


@pytest.mark.parametrize(
    ("box", "facing", "words", "direction"),
    [
        ((0.0, 0.1, 0.3, 0.4), "world", "A cup, on the left, at 10 o'clock.", "left"),
        ((0.0, 0.1, 0.3, 0.4), "user", "A cup, on the right, at 2 o'clock.", "right"),
        ((0.45, 0.4, 0.6, 0.6), "world", "A cup, straight ahead.", "centre"),
        ((0.1, 0.05, 0.95, 1.0), "world", "A cup, straight ahead, filling the picture.", "centre"),
        (
            (0.9, 0.45, 0.95, 0.55),
            "world",
            "A cup, on the right, at 3 o'clock, small.",
            "right",
        ),
    ],
)
def test_where_a_thing_is(
    box: tuple[float, float, float, float], facing: str, words: str, direction: str
) -> None:
    model = FakeModel(analysis=look(seen("cup", 0.95, *box)))
    given = skills(model, "user" if facing == "user" else "world").find(picture(), "cup")
    assert str(given.spoken) == words
    assert find_skill.direction(given.x) == direction


def test_how_sure_a_find_is_said() -> None:
    spoken = {}
    for probability, outlined in ((0.95, True), (0.3, True), (0.3, False), (0.01, True)):
        thing = replace(seen("cup", probability, 0.0, 0.4, 0.2, 0.6), outlined=outlined)
        spot = skills(FakeModel(analysis=look(thing))).find(picture(), "my cup")
        found = find_skill.to_json("a", "my cup", spot)["found"]
        spoken[probability, outlined] = (str(spot.spoken), found)
    assert spoken == {
        (0.95, True): ("Your cup, on the left, at 9 o'clock.", True),
        (0.3, True): ("Probably your cup, on the left, at 9 o'clock.", True),
        (0.3, False): ("I am not sure. Perhaps your cup, on the left, at 9 o'clock.", False),
        (0.01, True): ("I can't see your cup here.", False),
    }


class Kinds(FakeModel):
    """Looks for the last word where it does not know the whole."""

    def locate(
        self,
        picture: Picture,
        look: ImageEncoding,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
    ) -> Sighting | None:
        found = super().locate(picture, look, thing.split()[-1])
        return found and replace(found, kind=" " in thing)


def test_another_kind_of_the_thing_may_be_what_is_found() -> None:
    parts = skills(Kinds(analysis=look(seen("cup", 0.95, 0.0, 0.4, 0.2, 0.6))))
    told = "I am not sure. Perhaps a red cup, on the left, at 9 o'clock."
    assert str(parts.find(picture(), "red cup").spoken) == told
    assert parts.find(picture(), "cup").certainty is Certainty.PLAIN
    assert parts.find(picture(), "rote Tasse", language="de").certainty is Certainty.UNSURE
    assert parts.find(picture(), "Tasse", language="de").certainty is Certainty.PLAIN


def test_how_sure_a_find_is_said_was_chosen_by_the_benchmark() -> None:
    with GRADES_FILE.open(newline="") as file:
        rows = {row.pop("evidence"): row for row in csv.DictReader(file)}
    for evidence, row in rows.items():
        chosen = tuple(float(value) if value else find_skill.NEVER for value in row.values())
        assert find_skill.GRADES[Evidence(evidence)] == chosen
    assert set(rows) == set(Evidence) - {Evidence.WORDS}


def test_only_a_large_thing_that_is_small_in_the_picture_is_far_away() -> None:
    box = (0.9, 0.45, 0.95, 0.55)
    model = FakeModel(analysis=look(seen("car", 0.95, *box)))
    assert str(skills(model).find(picture(), "car").spoken).endswith("small, far away.")


@pytest.mark.parametrize("box", [(0.0, 0.0, 1.0, 1.0), (0.9, 0.45, 0.95, 0.55)])
def test_what_has_no_outline_has_no_size_and_is_never_plain(
    box: tuple[float, float, float, float],
) -> None:
    model = FakeModel(analysis=look(replace(seen("car", 1.0, *box), outlined=False)))
    spot = skills(model).find(picture(), "car")
    assert spot.size == 0
    assert spot.certainty is Certainty.PROBABLY
    assert not re.search("fills|small|far", str(spot.spoken))


@given(st.tuples(*[st.floats(0, 1)] * 4), st.booleans())
def test_a_place_holds_no_number_but_the_hour(
    corners: tuple[float, float, float, float], outlined: bool
) -> None:
    (x0, x1), (y0, y1) = sorted(corners[::2]), sorted(corners[1::2])
    model = FakeModel(analysis=look(replace(seen("car", 0.9, x0, y0, x1, y1), outlined=outlined)))
    spoken = skills(model).find(picture(), "car").spoken
    assert re.fullmatch(r"\D*( at ([1-9]|1[0-2]) o'clock\D*)?", str(spoken)), spoken
    assert not re.search("met(re|er)|feet|foot|step", str(spoken))


def test_a_kept_thing_is_found_by_its_name(tmp_path: Path) -> None:
    memory = StoredMemory("fake", tmp_path / "memory.sqlite")
    memory.keep("my mug", np.array([1, 0], np.float32))
    given = skills(FakeModel(), memory=memory).find(picture(), "mug")
    assert str(given.spoken) == "Probably a mug, on the left, at 9 o'clock."
    other = skills(FakeModel(), memory=memory).find(picture(), "lamp")
    assert str(other.spoken) == "I can't see a lamp here."
    memory.keep("AT&T bill", np.array([1, 0], np.float32))
    signed = skills(FakeModel(), memory=memory).find(picture(), "at t bill")
    assert str(signed.spoken) == "Probably an at t bill, on the left, at 9 o'clock."


@pytest.mark.parametrize(
    ("thing", "spoken"),
    [
        ("cup", "A cup, on the left, at 9 o'clock."),
        ("a cup", "A cup, on the left, at 9 o'clock."),
        ("my cup", "I am not sure. Perhaps your cup, on the left, at 9 o'clock."),
    ],
)
def test_a_thing_of_a_kept_ones_name_is_found_where_the_kept_one_is_not(
    tmp_path: Path, thing: str, spoken: str
) -> None:
    memory = StoredMemory("fake", tmp_path / "memory.sqlite")
    memory.keep("my cup", np.array([0, 1], np.float32))
    model = FakeModel(analysis=look(seen("cup", 0.97, 0.0, 0.4, 0.2, 0.6)))
    assert str(skills(model, memory=memory).find(picture(), thing).spoken) == spoken


def test_a_thing_with_a_name_of_another_language_is_found(tmp_path: Path) -> None:
    memory = StoredMemory("fake", tmp_path / "memory.sqlite")
    memory.keep("meine Omatasse", np.array([1, 0], np.float32))
    memory.keep("Schlüssel", np.array([1, 0], np.float32))
    model = FakeModel(analysis=look(seen("cup", 0.95, 0.0, 0.4, 0.2, 0.6)))
    given = skills(model, memory=memory)
    told = {
        thing: given.find(picture(), thing, language="de")
        for thing in ("meine Tasse", "Omatasse", "meinen Schlüsseln", "die Tür", "das Einhorn")
    }
    assert {thing: str(spot.spoken) for thing, spot in told.items()} == {
        "meine Tasse": "A cup, on the left, at 9 o'clock.",
        "Omatasse": "Probably omatasse, on the left, at 9 o'clock.",
        "meinen Schlüsseln": "Probably a key, on the left, at 9 o'clock.",
        "die Tür": "I can't see a door here.",
        "das Einhorn": "I don't know what this is: einhorn. Use other words.",
    }
    assert [thing for thing, spot in told.items() if spot.unknown] == ["das Einhorn"]


def test_a_picture_that_shows_nothing_gives_its_reason() -> None:
    given = skills(FakeModel(), problem=Problem.COVERED).find(picture(), "cup")
    assert given.problem
    assert str(given.spoken) == "I can't tell. The camera is covered: uncover it."
