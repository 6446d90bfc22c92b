"""Questions that are put to the text of a page, and those that never are."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.protocol.events import Answer
from assistant.protocol.query import Risk
from assistant.protocol.text import CannotReadError
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from models.interfaces import (
    SAYABLE,
    UNCANCELLED,
    CancelToken,
    Certainty,
    ImageEncoding,
    Picture,
    Problem,
    TextRegion,
)
from tests.kit.fakes import FakeModel, held, look, seen, skills
from tests.kit.writing import Writing

PAGE = np.full((240, 320, 3), 100, np.uint8)
SIGN = look(held("sign", 0.97), seen("car", 0.97))
LETTER = Writing(
    [
        (20, 20, 280, 20, "Your parking permit was renewed."),
        (20, 90, 280, 20, "The gate closes at ten."),
        (20, 160, 280, 20, "There is nothing to do here."),
    ]
)


def ask(
    question: str,
    writing: Writing = LETTER,
    problem: Problem | None = Problem.NOT_A_PHOTO,
    seen_in: ImageEncoding = SIGN,
    language: str = "en",
) -> Answer:
    query = asked(question, of(language))
    assert query is not None
    model = FakeModel(seen_in, trusted=False)
    return skills(model, problem=problem, writing=writing).answer(PAGE.copy(), query)


@pytest.mark.parametrize("problem", [None, Problem.NOT_A_PHOTO])
def test_the_part_that_answers_is_read_out(problem: Problem | None) -> None:
    answer = ask("was my parking permit renewed", problem=problem)
    assert str(answer.spoken) == "It says: Your parking permit was renewed."
    assert answer.certainty is Certainty.PLAIN
    likely = ask("when is a gate shut", problem=problem)
    assert str(likely.spoken) == "Probably this: The gate closes at ten."


def test_a_question_is_understood_by_the_page_in_any_language() -> None:
    letter = Writing([(20, 20, 280, 20, "Bitte zahlen Sie bis Freitag.")])
    answer = ask("bis wann muss ich das zahlen, vor Freitag", letter, language="de")
    assert str(answer.spoken) == "It says: Bitte zahlen Sie bis Freitag."


@pytest.mark.parametrize("question", ["what is the delivery date", "what is the due date"])
def test_the_date_of_a_page_is_not_taken_for_that_of_a_thing_in_it(question: str) -> None:
    letter = Writing([(20, 0, 280, 15, "07/02/2028"), *LETTER.lines])
    assert "2028" not in str(ask(question, letter).spoken)
    assert "2028" in str(ask("what date is on it", letter).spoken)


@pytest.mark.parametrize("question", ["can I cross here", "is it safe to cross the street"])
@pytest.mark.parametrize("problem", [None, Problem.NOT_A_PHOTO])
def test_no_print_says_that_something_is_safe(question: str, problem: Problem | None) -> None:
    trap = Writing([(20, 20, 280, 40, "It is safe to cross the street here now")])
    said = str(ask(question, trap, problem).spoken)
    assert "It is safe" not in said
    assert said.endswith("Please check by ear, or with a person, before you cross.")


def test_a_page_answers_what_only_sounds_dangerous_and_adds_the_caution() -> None:
    query = asked("which street are they digging up", of("en"))
    assert query is not None
    works = Writing([(20, 20, 280, 20, "They are digging up the street until May")])
    hinted = replace(query, risk=Risk.TRAFFIC, implied=True)
    every = skills(FakeModel(SIGN), problem=Problem.NOT_A_PHOTO, writing=works)
    assert str(every.answer(PAGE.copy(), hinted).spoken) == (
        "It says: They are digging up the street until May. "
        "Please check by ear, or with a person, before you cross."
    )
    said = str(every.answer(PAGE.copy(), replace(hinted, implied=False)).spoken)
    assert "until May" not in said
    outdoors = skills(FakeModel(SIGN), writing=works)
    assert "until May" not in str(outdoors.answer(PAGE.copy(), hinted).spoken)


def test_a_page_answers_what_is_never_said_of_somebody_who_is_seen() -> None:
    rules = Writing([(20, 20, 280, 20, "How old: children must be ten years")])
    answer = ask("how old must the children be", rules)
    assert str(answer.spoken) == "It says: How old: children must be ten years."
    assert "I never say how old" in str(ask("how old must the children be", rules, None).spoken)


@pytest.mark.parametrize(
    ("last", "check"),
    [
        ("Change 17.30", "Please check."),
        ("Amount due 32.70", "Please check with a person before you pay."),
    ],
)
def test_where_change_was_given_nothing_is_left_to_pay(last: str, check: str) -> None:
    printed = ["Rice 32.70", "Total 32.70", "Cash 50.00", last]
    receipt = Writing([(20, 20 + 50 * row, 280, 20, line) for row, line in enumerate(printed)])
    assert str(ask("how much did I pay", receipt).spoken).endswith(check)


def test_only_a_part_that_names_a_thing_tells_whether_it_is_there() -> None:
    assert ask("is there a dog there").certainty not in SAYABLE
    named = Writing([(20, 20, 280, 20, "Beware of the dog")])
    assert str(ask("is there a dog", named).spoken) == "Probably this: Beware of the dog."


def test_what_cannot_be_told_of_a_held_thing_is_followed_by_its_print() -> None:
    box = look(held("box", 0.97))
    noodles = Writing([(20, 20, 280, 60, "Egg noodles")])
    said = str(ask("how would I open it", noodles, None, box).spoken)
    assert said == "I can only say what I see: a box. It says: Egg noodles."


def test_a_part_in_the_words_of_a_question_is_the_nearest() -> None:
    label = Writing([(20, 20, 280, 20, "Allergens: milk, wheat")])
    answer = ask("what could be allergic here", label)
    assert str(answer.spoken).startswith("I am not sure. The nearest is: Allergens: milk, wheat.")
    assert "can't find" in str(ask("who could have nuts", label).spoken)


def test_what_is_seen_comes_before_what_is_written() -> None:
    sign = Writing([(20, 20, 280, 20, "Is there a car")])
    assert str(ask("is there a car", sign, None).spoken).startswith("Yes, a car")


def test_without_a_reader_the_picture_still_answers() -> None:
    class Missing(Writing):
        def find(
            self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
        ) -> tuple[TextRegion, ...]:
            raise CannotReadError("Reinstall Lantern.")

    said = str(ask("who painted it", Missing(), None).spoken)
    assert said == "I can only say what I see: a sign and a car."
    with pytest.raises(CannotReadError):
        ask("who painted it", Missing())


def test_a_page_without_text_says_why() -> None:
    assert str(ask("who sent it", Writing()).spoken).startswith("I see no text.")


def test_medicine_is_cautioned_whatever_part_is_read() -> None:
    label = Writing(
        [(20, 20, 280, 20, "Ibuprofen 20 tablets"), (20, 160, 280, 20, "Three times after meals")]
    )
    said = str(ask("how many times, before or after meals", label).spoken)
    assert said.endswith("Please check with a person before you take anything.")


def test_sweet_syrup_and_a_drink_are_no_medicine() -> None:
    recipe = Writing([(20, 20, 280, 20, "Add golden syrup, 50 ml of milk")])
    assert "take anything" not in str(ask("how much golden syrup", recipe).spoken)
    spoon = Writing([(20, 20, 280, 20, "Give the child 2.5 ml at night")])
    assert "take anything" in str(ask("how much for the child at night", spoon).spoken)


def test_a_wish_to_keep_something_is_no_question() -> None:
    bill = Writing([(20, 20, 280, 20, "Keep this part as proof")])
    assert "proof" not in str(ask("keep this as my bill", bill).spoken)


BILL = Writing(
    [
        (20, 20, 280, 20, "Standing charge 46.80 €"),
        (20, 90, 280, 20, "Call-out charge 12.50 € or 14.00 €"),
        (20, 160, 280, 20, "Total due 246.54 €"),
    ]
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how much is the standing charge", "46.80 €. It says: Standing charge 46.80 €."),
        ("how much is the call-out charge", "It says: Call-out charge 12.50 € or 14.00 €."),
        ("how much was the soup", "I can't find that in the text."),
    ],
)
def test_a_price_is_that_of_the_part_that_answers(question: str, said: str) -> None:
    assert str(ask(question, BILL).spoken).startswith(said)


def test_what_a_page_does_not_tell_of_a_risk_has_its_caution() -> None:
    said = str(ask("can I eat this raw").spoken)
    assert said.startswith("I can't find that in the text. Please check")


def test_a_list_that_goes_on_in_the_next_line_is_read_whole_and_once() -> None:
    lines = [(20, 20, 280, 20, "Ingredients: oats, sugar,"), (20, 46, 280, 20, "milk powder.")]
    answer = ask("what are the ingredients", Writing(lines))
    assert str(answer.spoken) == "It says: Ingredients: oats, sugar, milk powder."


@pytest.mark.parametrize("question", ["is it vegan", "does this contain milk", "is it nut free"])
def test_whoever_asks_for_a_diet_hears_all_that_is_printed_of_it(question: str) -> None:
    lines = [
        (20, 10, 280, 20, "Tomato soup, 400 g"),
        (20, 70, 280, 20, "Ingredients: tomatoes 84 %, cream, salt."),
        (20, 130, 280, 20, "Heat gently for four minutes."),
        (20, 190, 280, 20, "May contain traces of nuts."),
    ]
    said = str(ask(question, Writing(lines)).spoken)
    printed = "Ingredients: tomatoes 84 %, cream, salt. May contain traces of nuts."
    assert said == f"It says: {printed} Please check with a person before you eat or drink it."


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("does it contain milk", ["Puede contener leche."]),
        ("does it contain nuts", ["Made in a factory that handles nuts."]),
        ("does it contain milk", ["Hazelnut bar with milk"]),
        ("is it vegan", ["INGREDIENTS", "sugar, cocoa butter, hazelnuts"]),
    ],
)
def test_no_warning_is_left_out(question: str, printed: list[str]) -> None:
    lines = ["Verton 200 g", *printed, "Store in a dry place"]
    places = [(20, 10 + 70 * place, 280, 20, line) for place, line in enumerate(lines)]
    said = str(ask(question, Writing(places)).spoken)
    assert all(line.rstrip(".") in said for line in printed)
    assert "Store" not in said


def test_of_a_medicine_the_caution_is_always_the_same() -> None:
    label = Writing([(20, 20, 280, 20, "Ibuprofen tablets. Contains lactose.")])
    assert str(ask("is it vegan", label).spoken).endswith("before you take anything.")


def test_nothing_is_said_to_be_in_it_that_is_not_printed() -> None:
    said = str(ask("is it vegan", Writing([(20, 20, 280, 20, "Tomato soup, 400 g")])).spoken)
    assert said.startswith("I can't find that in the text. Please check")


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("is the screen on", "Probably yes. It says: No connection was found here."),
        ("is my computer turned off", "Probably not. It says: No connection was found here."),
    ],
)
def test_a_screen_on_which_something_is_written_is_on(question: str, spoken: str) -> None:
    shown = Writing([(20, 20, 280, 60, "No connection was found here")])
    screen = look(held("screen", 0.97), seen("hand", 0.97))
    answer = ask(question, shown, None, screen)
    assert str(answer.spoken) == spoken
    assert answer.certainty is Certainty.PROBABLY


@pytest.mark.parametrize(
    ("question", "name", "printed"),
    [
        ("is the screen on", "screen", ""),
        ("is the screen on", "screen", "SAMSUNG"),
        ("is the screen on", "box", "No connection was found here"),
        ("is the radio on", "screen", "No connection was found here"),
        ("is the screen open", "screen", "No connection was found here"),
    ],
)
def test_nothing_else_is_said_to_be_on(question: str, name: str, printed: str) -> None:
    shown = Writing([(20, 20, 280, 60, printed)] if printed else [])
    answer = ask(question, shown, None, look(held(name, 0.97)))
    assert answer.certainty not in SAYABLE


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("4.10", "Brown bread, Milk chocolate."),
        ("3.10", "At least Brown bread, Milk chocolate. Some may be missing, or read wrong."),
    ],
)
def test_where_the_prices_do_not_add_up_something_may_be_missing(price: str, said: str) -> None:
    printed = ["Brown bread 2.20", f"Milk chocolate {price}", "Total 6.30", "Cash 10.00"]
    receipt = Writing(
        [(20, 20 + 45 * row, 280, 20, line) for row, line in enumerate([*printed, "Change 3.70"])]
    )
    assert str(ask("what did I buy", receipt).spoken).startswith(said)


def test_what_is_written_is_not_behind_the_user() -> None:
    sign = Writing([(20, 20, 280, 60, "Welcome to the university")])
    said = str(ask("is there anyone behind me", sign, None, look()).spoken)
    assert said.startswith("I can't see what is behind you.")
