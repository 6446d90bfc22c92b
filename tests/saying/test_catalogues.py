"""Every catalogue is complete, and a language needs no code."""

import re
import string
from collections import Counter
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from assistant.dialog.reducer import step
from assistant.dialog.state import Given, State
from assistant.protocol.effects import Say
from assistant.protocol.events import Ready
from assistant.protocol.spoken import Segment, Spoken, forms
from assistant.saying import language, po_file
from assistant.saying.language import Catalogue
from assistant.saying.messages.core import Line
from assistant.saying.messages.menu_lines import MenuLine
from assistant.saying.messages.senses_lines import WhereLine
from tests.kit.catalogues import every
from tests.kit.fakes import FakeModel, look, picture, seen, skills
from tests.kit.sentences import by_model
from tests.kit.talk import Talk, said

THERE = language.there_are()[1:]
"""All but English."""


@cache
def catalogue(code: str) -> Catalog:
    with (language.CATALOGUES / code / "LC_MESSAGES" / "lantern.po").open("rb") as file:
        return read_po(file, locale=code)


def key(phrase: StrEnum) -> tuple[str, str]:
    return type(phrase).__name__, forms(phrase)[0]


def keyed(messages: Catalog) -> dict[tuple[str, str], Message]:
    return {(one.context or "", _forms(one.id)[0]): one for one in messages if one.id}


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def blanks(text: str) -> Counter[str]:
    """The values of a sentence; `who` is for a pronoun, which not every language needs."""
    names = (name for _, name, _, _ in string.Formatter().parse(text) if name)
    return Counter(name for name in names if name != "who")


def test_german_and_spanish_are_there() -> None:
    assert {"de", "es"} <= set(THERE)


@pytest.mark.parametrize("code", THERE)
def test_every_sentence_is_translated(code: str) -> None:
    """If this fails: `.ci/translate`, then fill in what is named here, then `.ci/translate`."""
    there = keyed(catalogue(code))
    missing = []
    for phrase in every():
        found = there.get(key(phrase))
        wanted = catalogue(code).num_plurals if len(forms(phrase)) > 1 else 1
        texts = () if found is None or found.fuzzy else _forms(found.string)
        if len(texts) != wanted or not all(texts):
            missing.append(f"{type(phrase).__name__}.{phrase.name}: {forms(phrase)[0]}")
    assert not missing, f"{len(missing)} are not translated:\n" + "\n".join(missing)
    assert set(there) == {key(phrase) for phrase in every()}


@pytest.mark.parametrize("code", THERE)
def test_a_translation_has_the_blanks_of_its_sentence_and_reads_well_aloud(code: str) -> None:
    there = keyed(catalogue(code))
    for phrase in every():
        texts = _forms(there[key(phrase)].string)
        for text in texts:
            one_of_many = len(texts) > 1 and text == texts[0]
            wanted = blanks(forms(phrase)[0] if one_of_many else forms(phrase)[-1])
            assert blanks(text) == wanted, text
            assert (text[-1] in ".?:") == (forms(phrase)[0][-1] in ".?:"), text
            # Lantern's own command stands as it is typed in its folder.
            filled = re.sub(r"{\w+(?::\w+)?}|\./(?=lantern )|\./{command}", "word", text)
            assert not re.search(r"[()\[\]*_<>|/\\\"]|\s\s|^\s|\s$|\b\w\.\s?\w\.", filled), text


@pytest.mark.parametrize("code", THERE)
def test_what_is_said_is_what_is_written(code: str) -> None:
    spoken = po_file.read(language.CATALOGUES / code / "LC_MESSAGES" / "lantern.po")
    there = keyed(catalogue(code))
    for phrase in every():
        context, one = key(phrase)
        written = _forms(there[key(phrase)].string)
        if len(forms(phrase)) == 1:
            assert spoken.text(context, one, None) == written[0]
        else:
            assert {spoken.text(context, one, n) for n in range(200)} == set(written)


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "es_ES@euro"}, "es"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "xx:es_MX:de"}, "es"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "en_GB:de"}, "en"),
        ({}, "en"),
    ],
)
def test_the_system_chooses_the_language(
    variables: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Catalogue(None).code == code


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """A language that nobody has heard of, with three forms of a number."""
    messages = Catalog(locale="pl")
    messages.add("Ready.", "Qapla.", context="Line")
    messages.add("English", "tlhIngan", context="MenuLine")
    messages.add(
        ("{count} second", "{count} seconds"),
        ("{count} sekunda", "{count} sekundy", "{count} sekund"),
        context="MenuLine",
    )
    folder = tmp_path / "locale"
    path = folder / "tlh" / "LC_MESSAGES" / "lantern.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, messages)
    return folder


def test_a_language_needs_no_code(made_up: Path) -> None:
    assert language.there_are(made_up) == ("en", "tlh")
    catalogue = Catalogue(["tlh"], made_up)
    assert catalogue.code == "tlh"
    _, effects = step(State(), Ready())
    assert [catalogue.text(one.text) for one in effects if isinstance(one, Say)] == ["Qapla."]
    assert [catalogue.text(MenuLine.SECONDS.said(count=n)) for n in (1, 2, 5, 22)] == [
        "1 sekunda",
        "2 sekundy",
        "5 sekund",
        "22 sekundy",
    ]
    assert catalogue.text(MenuLine.SECONDS.said(count=1).in_language("en")) == "1 second"
    assert catalogue.text(Line.GOODBYE.said()) == "Goodbye."


def test_a_language_without_catalogue_is_english(made_up: Path) -> None:
    catalogue = Catalogue(["xx"], made_up)
    assert catalogue.text(Line.READY.said()) == "Ready."
    assert catalogue.code == "en"


def test_each_language_is_called_by_its_own_name() -> None:
    assert {choice.name for choice in language.choices()} >= {"English", "Deutsch", "Español"}


def test_a_german_user_hears_once_why_a_description_is_in_english() -> None:
    talk = Talk(State(given=Given(system_language="de")))
    spoken = [one for one in talk.describe("A dog.") if isinstance(one, Say)]
    assert [one.text for one in spoken] == [
        by_model("A dog."),
        Spoken.of(Line.MODEL_IN_ENGLISH.said()),
    ]
    assert spoken[0].priority > spoken[1].priority
    assert said(talk.describe("A cat.")) == ["A cat."]


def test_where_things_are_is_said_in_german_and_only_unknown_names_in_english() -> None:
    german = Catalogue(["de"])

    def reply(*names: str) -> tuple[Segment, ...]:
        things = [seen(name, 0.95, 0, 0.4, 0.2, 0.6) for name in names]
        able = skills(FakeModel(look(*things)))
        return german.segments(able.run(picture(), "where").spoken)

    assert reply("cup", "sky") == (Segment("Eine Tasse links, der Himmel links.", "de"),)
    assert reply("cup", "unicycle") == (
        Segment("Eine Tasse links, ", "de"),
        Segment("a unicycle ", "en"),
        Segment("links.", "de"),
    )
    assert reply() == (Segment(german.text(WhereLine.NOTHING.said()), "de"),)
