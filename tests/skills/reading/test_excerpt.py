"""What is said of the text on a thing, without reading all of it."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.protocol.spoken import Spoken
from assistant.protocol.text import Text, TextLine, TextProblem
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.reading.excerpt import MOST_WORDS, chosen_words, excerpt, further, kind_of
from models.embedded import files, passages
from models.interfaces import Certainty, PageKind, Problem
from tests.kit.fakes import FakeModel, look, skills
from tests.kit.writing import Writing

WIDE = 0.8


def line(text: str, top: float, height: float, *unsure: int) -> TextLine:
    """A line across the picture; `top` and `height` are shares of its height."""
    box = (0.1, top, 0.1 + WIDE, top + height)
    return TextLine(text, 0.99, box, height * 480, tuple(unsure))


def test_a_package_is_its_brand_and_its_product() -> None:
    package = Text(
        (
            line("Vicks", 0.1, 0.1),
            line("Night Time", 0.3, 0.08),
            line("Relieves cold and flu symptoms for adults", 0.6, 0.02),
            line("12 capsules", 0.7, 0.02),
        )
    )
    assert chosen_words(package) == "Vicks. Night Time"


def test_what_a_package_says_twice_is_said_once() -> None:
    package = Text((line("Alpro", 0.1, 0.1), line("Vanilla", 0.4, 0.08), line("Alpro", 0.7, 0.09)))
    assert chosen_words(package) == "Alpro. Vanilla"


def test_small_print_is_left_out_once_enough_is_said() -> None:
    package = Text(
        (
            line("Golden Oat Biscuits", 0.1, 0.1),
            line("with honey", 0.45, 0.08),
            line("Best before end", 0.6, 0.02),
        )
    )
    assert chosen_words(package) == "Golden Oat Biscuits. with honey"


def test_a_dialog_is_its_first_whole_sentences() -> None:
    dialog = Text(
        (
            line("Windows will now check the disk.", 0.1, 0.04),
            line("Press any key to skip", 0.15, 0.04),
            line("disk checking. It may take a", 0.2, 0.04),
            line("while until this is done.", 0.25, 0.04),
        )
    )
    assert chosen_words(dialog) == (
        "Windows will now check the disk. Press any key to skip disk checking"
    )


def test_lines_of_one_paragraph_are_one_sentence_and_those_of_two_are_not() -> None:
    near = Text((line("Mind", 0.1, 0.1), line("the gap", 0.22, 0.1)))
    far = Text((line("Mind", 0.1, 0.1), line("the gap", 0.6, 0.1)))
    assert chosen_words(near) == "Mind the gap"
    assert chosen_words(far) == "Mind. the gap"


def test_of_a_page_on_its_side_lines_run_beside_each_other() -> None:
    first = TextLine("Mind", 0.99, (0.5, 0.1, 0.6, 0.9), 48)
    second = TextLine("the gap", 0.99, (0.38, 0.1, 0.48, 0.9), 48)
    assert chosen_words(Text((first, second), rotation=90)) == "Mind the gap"


def test_of_a_letter_its_subject_and_first_sentence_are_said() -> None:
    letter = Text(
        (
            line("Ms Nory", 0.1, 0.036),
            line("35 Station Road", 0.14, 0.036),
            TextLine("07/02/2028", 0.99, (0.6, 0.19, 0.9, 0.23), 0.038 * 480),
            line("Your appointment", 0.24, 0.05),
            line("We expect you on Monday at ten. Please bring your", 0.3, 0.04),
            line("card, and tell us if you cannot come that day.", 0.34, 0.04),
        )
    )
    assert chosen_words(letter) == "Your appointment. We expect you on Monday at ten"


def test_of_several_paragraphs_the_first_sentence_is_said() -> None:
    page = Text(
        (
            line("The shop is closed today. Please come again", 0.1, 0.04),
            line("next week, when it opens at nine.", 0.14, 0.04),
            line("Parcels are kept next door. Ring the bell.", 0.4, 0.042),
        )
    )
    first = "The shop is closed today. Please come again next week, when it opens at nine"
    assert chosen_words(page) == first


def test_lines_beside_each_other_are_no_paragraph() -> None:
    left = TextLine("Mind", 0.99, (0.1, 0.1, 0.4, 0.2), 48)
    right = TextLine("the gap", 0.99, (0.5, 0.15, 0.9, 0.25), 48)
    assert chosen_words(Text((left, right))) == "Mind. the gap"


def test_doubted_words_are_left_out_and_so_is_a_line_with_many() -> None:
    assert chosen_words(Text((line("Tomato sovp from Italy", 0.1, 0.1, 1),))) == "Tomato from Italy"
    assert chosen_words(Text((line("Tomata sovp", 0.1, 0.1, 0),))) == ""


def test_a_warning_counts_as_much_as_the_largest_print() -> None:
    drain = Text(
        (
            line("Clean & Free drain opener", 0.1, 0.1),
            line("Now with lemon", 0.4, 0.03),
            line("Danger: causes burns", 0.7, 0.02),
        )
    )
    assert chosen_words(drain) == "Clean & Free drain opener. Danger: causes burns"


def test_of_print_that_is_alike_the_first_words_lead_then_what_warns() -> None:
    bottle = Text(
        (
            line("14/03/2027", 0.05, 0.042),
            line("DR. BRISK Thick bleach with lemon, 750 ml", 0.2, 0.038),
            line("Squeeze it under the rim, then flush. Lot 12", 0.4, 0.04),
            line("DANGER. Causes severe burns to the skin.", 0.6, 0.036),
            line("Careline 1800 555 092", 0.8, 0.044),
        )
    )
    said = "DR. BRISK Thick bleach with lemon, 750 ml. DANGER. Causes severe burns to the skin"
    assert chosen_words(bottle) == said


def test_a_sentence_comes_before_the_address_below_a_name() -> None:
    letter = (
        line("Fellbrook Water", 0.1, 0.042),
        line("3 Mill Lane, Tarnby", 0.145, 0.04),
        line("We replace the old main beneath your road", 0.3, 0.038),
        line("next week. Please fill a kettle the evening before.", 0.34, 0.038),
    )
    said = "Fellbrook Water. We replace the old main beneath your road next week"
    assert chosen_words(Text(letter)) == said
    assert chosen_words(Text(letter[:2])) == "Fellbrook Water, 3 Mill Lane, Tarnby"


def test_the_number_of_a_step_that_does_not_fit_is_left_out() -> None:
    recipe = Text(
        (
            line("1. Heat the oven to 160 degrees and line the tin.", 0.1, 0.04),
            line("2. Melt the butter, the sugar and the treacle in a pan.", 0.145, 0.04),
        )
    )
    assert chosen_words(recipe) == "1. Heat the oven to 160 degrees and line the tin"


def test_of_a_receipt_the_shop_and_the_sum_are_said() -> None:
    lines = (
        line("ASIA MART TRADNG", 0.1, 0.03, 2),
        line("12 Mill Lane, Leeds", 0.15, 0.03),
        line("TAX INVOICE", 0.2, 0.06),
        line("Bread 1.40", 0.3, 0.03),
        line("Milk 2.10", 0.35, 0.03),
        line("Total Imcl. Tax RM3.50", 0.4, 0.03, 1, 3),
        line("Cash 5.00", 0.45, 0.03),
        line("Change 1.50", 0.5, 0.03),
    )
    assert excerpt(Text(lines)).words == "ASIA MART. Total Tax RM3.50"
    faint = Text(tuple(replace(one, unsure=tuple(range(1, len(one.words)))) for one in lines))
    assert (excerpt(faint).words, excerpt(faint).probability) == ("ASIA. Total RM3.50", 0.0)
    unproved = Text(tuple(one for one in lines if not one.text.startswith(("Cash", "Change"))))
    assert "ASIA MART. Total" not in excerpt(unproved).words


@pytest.mark.parametrize("foreign", ["ЛЕВ", "東京", "!", "7"])
def test_what_a_voice_cannot_speak_or_says_nothing_is_left_out(foreign: str) -> None:
    assert chosen_words(Text((line(foreign, 0.1, 0.1),))) == ""


def test_an_excerpt_is_short_even_where_no_sentence_ends() -> None:
    endless = Text((line(" ".join(["word"] * 40), 0.1, 0.04),))
    assert len(chosen_words(endless).split()) == MOST_WORDS


def test_what_is_too_long_is_cut_only_where_hardly_anything_else_is_said() -> None:
    endless = line(" ".join(["word"] * 40), 0.4, 0.04)
    assert chosen_words(Text((line("Vicks", 0.1, 0.08), endless))) == "Vicks"
    assert len(chosen_words(Text((line("Ga", 0.1, 0.08), endless))).split()) == MOST_WORDS


def test_lines_far_apart_are_one_paragraph_if_they_are_alike() -> None:
    wide = Text((line("Mind", 0.1, 0.1), line("the gap", 0.28, 0.1)))
    larger = Text((line("Mind", 0.1, 0.12), line("the gap", 0.28, 0.1)))
    assert chosen_words(wide) == "Mind the gap"
    assert chosen_words(larger) == "Mind. the gap"


def test_no_text_has_no_excerpt() -> None:
    assert chosen_words(Text()) == ""


def test_what_an_excerpt_left_out_comes_in_parts() -> None:
    letter = Text(
        (
            line("Dear Ms Nory,", 0.1, 0.05),
            line(" ".join(["first"] * 20), 0.3, 0.02),
            line("smudged words", 0.4, 0.02, 0, 1),
            line(" ".join(["second"] * 20), 0.5, 0.02),
        )
    )
    said = excerpt(letter)
    assert said.words == "Dear Ms Nory"
    assert [str(part) for part in further(letter, said)] == [
        f"It says: {' '.join(['first'] * 20)}.",
        f"It says: {' '.join(['second'] * 20)}.",
    ]


def test_the_rest_of_a_text_is_told_with_its_caution() -> None:
    letter = Text((line("Dear Ms Nory,", 0.1, 0.05), line("Please pay 12.50 €", 0.3, 0.02)))
    (part,) = further(letter, excerpt(letter))
    assert str(part) == "It says: Please pay 12.50 €. Please check."


def test_lines_of_an_address_are_said_with_pauses() -> None:
    address = Text((line("Ms Nory", 0.1, 0.1), line("58 Station Road", 0.22, 0.1)))
    assert chosen_words(address) == "Ms Nory, 58 Station Road"


@pytest.mark.parametrize(
    ("rotation", "turned"),
    [(0, ""), (90, " It is turned on its side."), (180, " It is upside down.")],
)
def test_how_a_thing_is_turned_is_said_after_its_text(rotation: int, turned: str) -> None:
    said = excerpt(Text((line("Night Time", 0.1, 0.1),), rotation))
    assert str(said.said) == f"It says: Night Time.{turned}"


@pytest.mark.parametrize(
    ("words", "caution"),
    [
        ("Antacid 20 tablets", "Please check with a person before you take anything."),
        ("Best before 14.03.2027", "Please check."),
        ("Price 2.40 €", "Please check."),
        ("Golden Oat Biscuits", ""),
    ],
)
def test_medicine_dates_and_prices_are_to_be_checked(words: str, caution: str) -> None:
    said = str(excerpt(Text((line(words, 0.1, 0.1),))).said)
    assert said == f"It says: {words}. {caution}".strip()


def test_why_nothing_can_be_read_is_said_of_what_is_held_up() -> None:
    advice = Spoken.of(ReadingLine.BLURRED.said())
    blurred = Text((), problem=TextProblem.BLURRED, advice=advice)
    assert excerpt(blurred).said == advice
    assert not excerpt(blurred, advises=False).said
    assert not excerpt(Text((), problem=TextProblem.NO_TEXT, advice=advice)).said


@pytest.mark.parametrize(
    ("clear", "spoken", "certainty"),
    [
        (0.99, "Something with writing on it.", Certainty.PLAIN),
        (0.92, "Probably something with writing on it.", Certainty.PROBABLY),
        (0.85, "I am not sure. It may be something with writing on it.", Certainty.UNSURE),
    ],
)
def test_where_only_print_is_known_it_is_as_sure_as_the_reader(
    clear: float, spoken: str, certainty: Certainty
) -> None:
    writing = Writing([(20, 60, 200, 60, "Solton")], clear=clear)
    shown = skills(FakeModel(look()), problem=Problem.BLURRED, writing=writing)
    said = shown.describe(np.full((240, 320, 3), 100, np.uint8))
    assert (str(said.spoken), said.certainty) == (spoken, certainty)
    assert said.probability == pytest.approx(clear)
    for reads in (True, False):
        answer = shown.answer(np.full((240, 320, 3), 100, np.uint8), "What is this?", reads=reads)
        assert str(answer.spoken) == f"{spoken} It says: Solton."
        assert answer.certainty is certainty
    brand = shown.answer(np.full((240, 320, 3), 100, np.uint8), "What brand is this?")
    assert (str(brand.spoken), brand.certainty) == ("It says: Solton.", certainty)
    medicine = shown.answer(np.full((240, 320, 3), 100, np.uint8), "What medicine is this?")
    caution = "Please check with a person before you take anything."
    assert str(medicine.spoken) == f"It says: Solton. {caution}"


@pytest.mark.parametrize(
    ("kind", "certainty", "said"),
    [
        ("letter", Certainty.PLAIN, "It is a letter. It says: Your appointment."),
        (
            "boarding pass",
            Certainty.PROBABLY,
            "Probably a boarding pass. It says: Your appointment.",
        ),
        ("letter", Certainty.NONE, "It says: Your appointment."),
        ("package", Certainty.PLAIN, "It says: Your appointment."),
    ],
)
def test_the_kind_of_a_page_comes_first_where_its_words_tell(
    kind: str, certainty: Certainty, said: str
) -> None:
    page = Text((line("Your appointment", 0.1, 0.1),), kind=PageKind(kind, certainty))
    assert str(excerpt(page).said) == said


def test_every_kind_that_words_tell_has_a_name() -> None:
    with np.load(files.WEIGHTS / passages.KINDS, allow_pickle=False) as parts:
        kinds = set(map(str, parts["names"]))
    told = {name for name in kinds if kind_of(Text(kind=PageKind(name, Certainty.PLAIN)))}
    assert kinds - told == {"package"}
