"""Moving in a text by its parts, words and values, in the pure core: words in, sentences out."""

from dataclasses import replace

import pytest

from assistant.dialog.state import Given, State
from assistant.protocol.effects import Ask, Effect, TakeFrame
from assistant.protocol.events import Action, FrameTaken, SpeechEnded, TextRead
from assistant.protocol.query import Kind
from assistant.protocol.text import Text, TextLine
from tests.dialog.test_pages import Held, Reader, text
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Talk, said


def page(*parts: str | tuple[str, float], complete: bool = True) -> Text:
    """A page of lines with the heights of their letters, else 20 pixels; "" leaves a gap."""
    made, top = [], 0.05
    for part in parts:
        words, height = (part, 20.0) if isinstance(part, str) else part
        if words:
            made.append(TextLine(words, 0.99, (0.1, top, 0.9, top + height / 1000), height))
        top += 0.03
    return Text(tuple(made), complete=complete)


LETTER = page(
    ("Harbour Trust", 40.0),
    "",
    "Your parking permit has been",
    "renewed.",
    "",
    "Please pay by 9 March.",
)
RECIPE = page(
    ("Tomato soup", 40.0),
    "",
    "Ingredients:",
    "2 tomatoes",
    "1 onion",
    "",
    "1. Cut the onion and the",
    "tomatoes. Fry them.",
    "2. Add water.",
    "3. Stir for 5 minutes,",
    "then serve.",
    "",
    "Serves 2.",
)


class Listener:
    """Has a text read and moves in it by voice, or typed."""

    def __init__(self, found: Text, language: str = "en") -> None:
        self.talk = Talk(State(given=Given(asks_in=language)))
        self.talk.press(Action.READ)
        self.talk(FrameTaken(self.talk.state.generation, FRAME))
        self.talk(TextRead(self.talk.state.generation, FRAME, found))

    def ask(self, words: str) -> list[str]:
        return said(self.effects(words))

    def effects(self, words: str) -> tuple[Effect, ...]:
        self.talk.now += 5
        return self.talk.say(words)

    def heard(self) -> list[str]:
        return said(self.talk(SpeechEnded(self.talk.state.utterance, complete=True)))


@pytest.mark.parametrize(
    ("language", "on", "back"),
    [
        ("en", "the next paragraph", "the previous paragraph"),
        ("de", "der nächste Absatz", "der vorige Absatz"),
        ("es", "el siguiente párrafo", "el párrafo anterior"),
    ],
)
def test_paragraphs_are_read_whole_one_at_a_time(language: str, on: str, back: str) -> None:
    listener = Listener(LETTER, language)
    assert listener.ask(on) == ["Your parking permit has been renewed."]
    assert listener.heard() == []
    assert listener.ask(on) == ["Please pay by 9 March."]
    assert listener.ask(on) == ["That was the last line."]
    assert listener.ask(back) == ["Your parking permit has been renewed."]
    assert listener.ask(back) == ["Harbour Trust"]
    assert listener.ask(back) == ["That is the first line."]


def test_the_arrows_and_reading_on_go_on_from_a_paragraph() -> None:
    listener = Listener(LETTER)
    listener.ask("next paragraph")
    assert said(listener.talk.press(Action.PREVIOUS_LINE)) == ["Your parking permit has been"]
    listener.ask("next paragraph")
    assert said(listener.talk.press(Action.MORE)) == ["That was the last line."]


def test_after_the_last_paragraph_comes_the_next_page() -> None:
    reader = Reader(text("One"), text("Two"))
    assert reader.ask("next paragraph") == ["Page 2 of 2. Two"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "only the headings"), ("de", "nur die Überschriften"), ("es", "solo los títulos")],
)
def test_only_the_headings_are_read(language: str, words: str) -> None:
    assert Listener(RECIPE, language).ask(words) == ["Tomato soup. Ingredients."]
    assert Listener(page("Some words.", "More."), language).ask(words) == ["I find no headings."]


@pytest.mark.parametrize(
    ("language", "all_of_them", "second", "following", "last"),
    [
        ("en", "what are the steps", "the second step", "the next step", "the last step"),
        (
            "de",
            "was sind die Schritte",
            "der zweite Schritt",
            "der nächste Schritt",
            "der letzte Schritt",
        ),
        ("es", "cuáles son los pasos", "el segundo paso", "el siguiente paso", "el último paso"),
    ],
)
def test_steps_are_read_together_or_one_at_a_time(
    language: str, all_of_them: str, second: str, following: str, last: str
) -> None:
    first, other, third = (
        "1. Cut the onion and the tomatoes. Fry them.",
        "2. Add water.",
        "3. Stir for 5 minutes, then serve.",
    )
    listener = Listener(RECIPE, language)
    assert listener.ask(following) == [first]
    assert listener.ask(second) == [other]
    assert listener.ask(following) == [third]
    assert listener.ask(following) == ["There are only 3 steps."]
    assert listener.ask(last) == [third]
    assert listener.ask(all_of_them) == [f"{first} {other} {third}"]


def test_amounts_prices_and_a_single_number_are_no_steps() -> None:
    listed = page("1 onion", "2 tomatoes", "1. March 2026", "3.50 EUR", "4. and last")
    assert Listener(listed).ask("the second step") == ["I find no numbered steps."]


def test_steps_may_be_numbered_in_words_and_a_second_list_is_another() -> None:
    two = page("Step 1", "Open it.", "Schritt 2: Press", "", "1. Other", "2. List", "3. Here")
    assert Listener(two).ask("step 2") == ["Schritt 2: Press"]
    assert Listener(two).ask("step 1") == ["Step 1 Open it."]
    assert Listener(two).ask("step 3") == ["There are only 2 steps."]


NETWORK = page(
    "Wi-Fi password: Xy 7-k", "Total  12.40", "IBAN", "GB29 NWBK", "Call us: 020 7946 0018"
)


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "spell the password", "capital X, y, Space, 7, minus, k."),
        ("en", "the total again, digit by digit", "1, 2, full stop, 4, 0."),
        ("en", "spell the iban", "all capitals: G, B, 2, 9, Space, N, W, B, K."),
        ("en", "spell the seat", "I can't find seat."),
        ("de", "buchstabieren Sie das Password", "capital X, y, Space, 7, minus, k."),
        ("de", "die Summe noch einmal, Ziffer für Ziffer", "1, 2, full stop, 4, 0."),
        ("es", "deletrea el password", "capital X, y, Space, 7, minus, k."),
        ("es", "el total otra vez, cifra por cifra", "1, 2, full stop, 4, 0."),
    ],
)
def test_the_value_behind_a_name_is_spelt(language: str, words: str, expected: str) -> None:
    assert Listener(NETWORK, language).ask(words) == [expected]


def test_a_value_that_is_not_clear_is_said_to_be_so_and_several_are_named() -> None:
    unclear = TextLine("PIN: 4711", 0.5, (0.1, 0.1, 0.9, 0.2), 20.0, (1,))
    spoken = Listener(Text((unclear,))).ask("spell the pin")
    assert spoken == ["I am not sure. It may be 4711. 4, 7, 1, 1."]
    cut = replace(page("PIN: 4711"), advice=plain("The text is cut off."))
    assert Listener(cut).ask("spell the pin") == ["4, 7, 1, 1. The text is cut off."]
    two = page("User code: 12a", "Door code: 34b")
    assert Listener(two).ask("spell the code") == ["There are several: 12a and 34b."]


@pytest.mark.parametrize("words", ["spell the password", "what are the steps", "next paragraph"])
def test_what_is_not_read_yet_is_waited_for(words: str) -> None:
    begun = page("One", "Two", complete=False)
    assert Listener(begun).ask(words) == ["I am still reading the rest."]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "read from 'Ingredients'"),
        ("de", "Lies ab Ingredients"),
        ("es", "lee desde ingredients"),
    ],
)
def test_it_reads_on_from_a_word(language: str, words: str) -> None:
    listener = Listener(RECIPE, language)
    assert listener.ask(words) == ["Ingredients:"]
    assert listener.heard() == ["2 tomatoes"]


def test_it_reads_on_from_a_word_of_another_page() -> None:
    reader = Reader(text("One"), text("Two", "Payment", "by card"), text("Three"))
    assert reader.ask("read from payment") == ["Page 2 of 3. Payment"]
    assert reader.heard() == ["by card"]
    assert reader.heard() == ["Page 3 of 3. Three"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "read it to the end"), ("de", "lies es bis zum Ende"), ("es", "léelo hasta el final")],
)
def test_it_reads_on_to_the_end(language: str, words: str) -> None:
    listener = Listener(LETTER, language)
    listener.ask("line 2" if language == "en" else "zeile 2" if language == "de" else "línea 2")
    assert listener.ask(words) == ["renewed."]
    assert listener.heard() == ["Please pay by 9 March."]


@pytest.mark.parametrize("words", ["read from payment", "next paragraph", "read to the end"])
def test_without_a_text_a_page_is_read(words: str) -> None:
    assert any(isinstance(effect, TakeFrame) for effect in Talk().say(words))


def test_a_word_of_the_text_is_found_there_and_a_thing_in_the_room() -> None:
    listener = Listener(page("One", "Cancellation is free.", "A cup"))
    assert listener.ask("find 'cancellation'") == ["Cancellation is free."]
    assert "Cancellation" not in " ".join(listener.ask("find the cup"))
    assert listener.talk.state.seek is not None


def test_a_word_is_found_on_any_page_of_a_document() -> None:
    reader = Reader(text("One"), text("Two"), text("Three", "No cancellation"))
    assert reader.ask("find 'cancellation'") == ["Page 3 of 3. No cancellation"]
    assert reader.ask("find Refund") == ["I can't find Refund."]


@pytest.mark.parametrize("words", ["find my Lucy", "find the cup"])
def test_a_thing_is_not_looked_for_in_a_document(words: str) -> None:
    reader = Reader(text("One"), text("Two"))
    reader.ask(words)
    assert reader.talk.state.seek is not None


def test_it_says_how_many_pages_there_are() -> None:
    assert Reader(text("One"), text("Two")).ask("how many pages are there") == ["Page 1 of 2."]
    held = Held()
    held.see(held.talk.press(Action.READ), text("One"))
    assert said(held.ask("how many pages")) == ["One page so far."]
    held.see(held.ask("turn the page"), text("Two"))
    assert said(held.ask("how many pages")) == ["2 pages so far."]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "spell the password"),
        ("en", "what are the steps"),
        ("en", "how many pages are there"),
        ("de", "Buchstabiere das Passwort"),
        ("de", "Der zweite Schritt"),
        ("es", "Deletrea la contraseña"),
        ("es", "¿Cuántas páginas hay?"),
    ],
)
def test_without_a_text_it_is_asked_of_the_picture(language: str, words: str) -> None:
    for effects in (
        Talk(State(given=Given(asks_in=language))).say(words),
        Talk(State(given=Given(asks_in=language))).type(words),
    ):
        (asked,) = (one for one in effects if isinstance(one, Ask))
        assert asked.query.is_question
        assert asked.query.kind in (Kind.OPEN, Kind.VALUE, Kind.COUNT)


def test_the_same_is_done_when_it_is_typed() -> None:
    listener = Listener(RECIPE)
    assert said(listener.talk.type("the second step")) == ["2. Add water."]
    assert said(listener.talk.type("only the headings")) == ["Tomato soup. Ingredients."]
