"""What is understood in German and Spanish, and in a language that is only a file."""

import csv
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.protocol.query import Intent, Kind, Query, Risk
from assistant.understanding import language_file
from assistant.understanding.language_file import (
    LanguageFileError,
    Understanding,
    asked_in,
    load,
    of,
)
from assistant.understanding.matcher import asked, understand
from models.lexicon.names import COCO_WORDS, thing_of
from tests.kit.queries import query_of

HERE = Path(__file__).parent
CODES = ("de", "es")
AROUND = {
    "de": ("Ähm, Lantern, {}", "{} Bitte!", "{} Danke, Lantern."),
    "es": ("Eh, Lantern, {}", "{} ¡Por favor!", "{} Gracias, Lantern."),
}
INSIDE = {
    "de": ("Ist da ein roter {}-Knopf?", "Was ist neben dem {}-Schild?"),
    "es": ("¿Hay un botón rojo de {}?", "¿Qué hay al lado del cartel de {}?"),
}


def rows(code: str) -> list[dict[str, str]]:
    with (HERE / f"phrasings.{code}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def understood(phrase: str, code: str) -> tuple[str, str, str]:
    query = understand(phrase, of(code))
    if query is None:
        return "", "", ""
    return query.intent, "" if query.is_question else query.name, query.english


def expected(row: dict[str, str]) -> tuple[str, str, str]:
    return row["intent"], row["about"], row["english"]


@pytest.mark.parametrize("code", CODES)
def test_the_table(code: str) -> None:
    table = rows(code)
    assert {row["phrase"]: understood(row["phrase"], code) for row in table} == {
        row["phrase"]: expected(row) for row in table
    }


@pytest.mark.parametrize("code", CODES)
def test_the_table_holds_what_it_should(code: str) -> None:
    table = rows(code)
    kinds = [row["intent"] for row in table]
    assert len({row["phrase"] for row in table}) == len(table) >= 80
    assert kinds.count(Intent.QUESTION) >= len(table) / 3
    assert all(kinds.count(kind) >= 3 for kind in Intent)
    assert sum(row["intent"] == Intent.QUESTION and not row["english"] for row in table) >= 20


@pytest.mark.parametrize("code", CODES)
def test_manners_change_nothing(code: str) -> None:
    wrong = [
        said
        for row in rows(code)
        for said in (one.format(row["phrase"]) for one in AROUND[code])
        if understood(said, code) != expected(row)
    ]
    assert not wrong


POLITE = {
    "de": {
        r"(?:lies|lese)": "lesen Sie",
        r"hilf": "helfen Sie",
        r"vergiss": "vergessen Sie",
        r"sprich": "sprechen Sie",
        r"sei": "seien Sie",
        r"merke? dir": "merken Sie sich",
        r"(speicher|änder)e": r"\1n Sie",
        r"schalte? dich": "schalten Sie sich",
        r"(halt|stopp|wart)e?": r"\1en Sie",
        r"(beschreib|such|find|behalt|nenn|beobacht|buchstabier|sag|wiederhol|öffn|wähl|kopier|mach|"
        r"zähl|schalt|fang|scann|prüf|überprüf|schau|pass|hör)e?": r"\1en Sie",
    },
    "es": {
        r"(mir|cuent|ayúd|deletre|escane|copi|guard|guárd|olvid|olvíd|vigil|avís|dej|cambi|habl|llám|"
        r"comprueb|compruéb|recuerd|termin|cierr)a((?:[lm]\w+)?)": r"\1e\2",
        r"busca": "busque",
        r"búsca(\w+)": r"búsque\1",
        r"encuentra": "encuentre",
        r"encuéntra(\w+)": r"encuéntre\1",
        r"verifica": "verifique",
        r"(descr[ií])be(\w*)": r"\1ba\2",
        r"(rep[ií])te(\w*)": r"\1ta\2",
        r"lee": "lea",
        r"lée(\w+)": r"léa\1",
        r"dime": "dígame",
        r"dilo": "dígalo",
        r"sigue": "siga",
        r"continúa": "continúe",
        r"abre": "abra",
        r"elige": "elija",
        r"empieza": "empiece",
        r"vuelve": "vuelva",
        r"ve": "vaya",
        r"haz": "haga",
        r"detén": "detenga",
        r"sal": "salga",
        r"estate": "esté",
        r"echa": "eche",
        r"pon": "ponga",
    },
}
"""The beginnings of commands, and the same as they are said to somebody who is no friend."""


def politely(phrase: str, code: str) -> str | None:
    """A command in its polite form; None for anything else."""
    for friendly, polite in POLITE[code].items():
        if found := re.match(rf"(?:{friendly})\b", phrase, re.IGNORECASE):
            return found.expand(polite) + phrase[found.end() :]
    return None


@pytest.mark.parametrize("code", CODES)
def test_a_polite_command_is_the_same(code: str) -> None:
    said = {row["phrase"]: politely(row["phrase"], code) for row in rows(code)}
    polite = {phrase: one for phrase, one in said.items() if one is not None}
    assert len(polite) >= 50
    assert {one: understood(one, code) for one in polite.values()} == {
        one: understood(phrase, code) for phrase, one in polite.items()
    }


def without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def as_typed_abroad(text: str) -> str:
    pairs = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"))
    for letter, other in (*pairs, ("ß", "ss")):
        text = text.replace(letter, other)
    return text


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("spelling", [without_accents, as_typed_abroad, str.upper])
def test_spelling_changes_nothing(code: str, spelling: object) -> None:
    assert callable(spelling)
    wrong = []
    for row in rows(code):
        kind, about, english = understood(spelling(row["phrase"]), code)
        same = (spelling(about).lower(), spelling(english).lower()) == tuple(
            spelling(row[name]).lower() for name in ("about", "english")
        )
        wrong += [] if kind == row["intent"] and same else [spelling(row["phrase"])]
    assert not wrong


@pytest.mark.parametrize("code", CODES)
def test_a_command_word_inside_a_question_stays_a_word(code: str) -> None:
    words = {row["phrase"] for row in rows(code) if row["phrase"].isalpha()}
    assert len(words) >= 20
    wrong = [
        question
        for word in words
        for question in (one.format(word) for one in INSIDE[code])
        if understood(question, code) != (Intent.QUESTION, "", "")
    ]
    assert not wrong


@pytest.mark.parametrize("code", language_file.there_are())
def test_every_command_has_sentences(code: str) -> None:
    every = {sentence.means for sentence in of(code).commands}
    assert every == set(Intent) - {Intent.QUESTION}


@pytest.mark.parametrize(
    ("code", "words"),
    [("de", "Äh, bitte."), ("es", "Por favor."), ("es", "¿Eh?")],
)
def test_nothing_is_asked(code: str, words: str) -> None:
    assert understand(words, of(code)) is None


@pytest.mark.parametrize("code", CODES)
def test_what_was_asked_is_read_back_as_it_was_said(code: str) -> None:
    said = {"de": "was hängt an der Wand", "es": "qué cuelga de la pared"}
    written = {"de": "Was hängt an der Wand?", "es": "¿Qué cuelga de la pared?"}
    for phrase in (said[code], written[code]):
        query = understand(phrase, of(code))
        assert query == Query(Intent.QUESTION, question=written[code], language=code)


def in_english(words: str, language: Understanding) -> str | None:
    """A written question in English; None where it cannot be put so."""
    query = asked(words, language)
    return words if query is None else query.for_model or None


@pytest.mark.parametrize("code", CODES)
def test_english_words_are_understood_as_well(code: str) -> None:
    for english in ("What is on the table?", "Is there a dog in front of me?"):
        assert understand(english, of(code)) == understand(english)
        assert in_english(english, of(code)) == english
    assert understood("Where is my phone?", code)[0] == Intent.FIND


def test_a_question_that_was_cut_off_stays_as_it_is() -> None:
    assert in_english("can you tell me the", of("en")) == "can you tell me the"


def test_whoever_asks_in_writing_what_is_written_has_it_read() -> None:
    for words in ("What does the sign say?", "can you read this to me"):
        for code in ("en", "de", "es"):
            query = asked(words, of(code))
            assert query is not None
            assert query.kind is Kind.TEXT
    assert in_english("Was steht auf dem Schild?", of("de")) == "What does the text say?"
    assert in_english("¿Qué pone en el cartel?", of("es")) == "What does the text say?"
    assert query_of("What does the clock say?").kind is Kind.OPEN


def test_a_question_is_asked_in_english_or_not_at_all() -> None:
    assert in_english("Was ist das?", of("de")) == "What is this?"
    assert in_english("Was liegt auf dem Tisch?", of("de")) == "What is on the table?"
    assert in_english("Was hängt an der Wand?", of("de")) is None
    assert in_english("Was hängt an der Wand?", of("en")) == "Was hängt an der Wand?"
    # What looks like neither may be English.
    assert in_english("colour?", of("de")) == "colour?"


@pytest.mark.parametrize(
    "question",
    [
        "Can't you see a cup?",
        "Does it say thank you?",
        "Does the sign say please?",
        "Does it cost a lot?",
        "Is there a lot?",
        "Hello Kitty or Barbie?",
    ],
)
def test_a_plain_question_that_is_written_stays_as_it_is(question: str) -> None:
    assert in_english(question, of("en")) == question


@pytest.mark.parametrize("code", CODES)
def test_every_thing_of_the_detector_has_a_name(code: str) -> None:
    english = {name for _, name in of(code).names.things.values()}
    assert {thing_of(name) for name in english} >= set(COCO_WORDS)
    assert english >= {"door", "door handle", "stairs", "window", "light switch", "key"}


@pytest.mark.parametrize(
    ("code", "thing", "called", "english"),
    [
        ("de", "meine Tasse", "Tasse", "cup"),
        ("de", "die tuer", "Tür", "door"),
        ("de", "eine rote Tasse", "rote tasse", "cup"),
        ("de", "meine Strasse", "Straße", "street"),
        ("de", "das Einhorn", "einhorn", None),
        ("de", "cup", "cup", "cup"),
        ("de", "meine Decke", "Decke", "blanket"),
        ("de", "meinen weißen Stock", "weißer Stock", "white cane"),
        ("de", "der weiße Stock", "weißer Stock", "white cane"),
        ("de", "meinem weissen Stock", "weißer Stock", "white cane"),
        ("de", "meinen Schlüsseln", "Schlüssel", "key"),
        ("de", "Topfen", "topfen", None),
        ("de", "Banken", "banken", None),
        ("de", "meinen roten Schuhen", "roten schuhen", "shoes"),
        ("de", "die Sonnenbrille", "Sonnenbrille", "sunglasses"),
        ("es", "mi taza", "taza", "cup"),
        ("es", "la taza roja", "taza roja", "cup"),
        ("es", "el unicornio", "unicornio", None),
        ("es", "el sofa", "sofá", "couch"),
    ],
)
def test_things_by_their_own_names(code: str, thing: str, called: str, english: str | None) -> None:
    assert of(code).names.called(thing) == called
    assert of(code).names.english(thing, exactly=False) == english


def test_a_thing_with_two_names_is_told_by_the_plain_one() -> None:
    named = {thing: of("de").names.own(thing) for thing in ("blanket", "ceiling")}
    assert named == {"blanket": "Decke", "ceiling": "Zimmerdecke"}


def test_a_question_about_a_thing_is_carried_over_only_exactly() -> None:
    assert understand("Ist da eine rote Tasse?", of("de")) == Query(
        Intent.QUESTION, question="Ist da eine rote Tasse?", language="de"
    )


MINI = """
common: ka lo mi
recogniser: {prompt: Ka mi?, endings: '', noise: '', answers: 'ha, ne'}
letters: {ŝ: sx s}
names: |
  articles: lo
rules: |
  sought: [lo] {about}
slots: |
  about: 1-2 words, none of kaj
  thing: 1 word
  side: left = maldekstre, right = dekstre
clean: |
  contractions: ... k'mi ... -> ... ka mi ...
  fillers: e|ee
  thanks: dankon
  frames: diru +(ka)
  nothing: dankon
  asks: ka
  commands: trovu
commands: |
  describe: rakontu|ka mi vidá
  find: trovu <sought>
  stop: ne
questions: |
  presence: ka lo {thing} {side}
    ka lo {thing}
  value expiry: ka ĝis kiam
things: umbrella = ombro, ombroj; shower = duŝo
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of languages with English and the one that is only a file."""
    (tmp_path / "xx.yaml").write_text(MINI, encoding="utf-8")
    (tmp_path / "en.yaml").write_bytes((language_file.FOLDER / "en.yaml").read_bytes())
    monkeypatch.setattr(language_file, "FOLDER", tmp_path)
    of.cache_clear()
    yield tmp_path
    of.cache_clear()


@pytest.mark.usefixtures("folder")
def test_a_new_language_needs_a_file_and_no_code() -> None:
    assert asked_in("xx", "en") == "xx"
    own = of("xx")
    described = Query(Intent.DESCRIBE, Kind.DESCRIPTION, language="xx")
    assert understand("E, k'mi vida, dankon!", own) == described
    assert understand("Diru, ka mi vidá?", own) == described
    assert understand("Trovu lo ombro.", own) == Query(Intent.FIND, name="ombro", language="xx")
    assert understand("dankon", own) is None
    assert own.names.english("lo ombro") == "umbrella"
    assert own.names.called("DUSXO") == own.names.called("duso") == "duŝo"
    query = understand("ka lo ombro maldekstre", own)
    assert query == Query(
        Intent.QUESTION,
        Kind.PRESENCE,
        question="Ka lo ombro maldekstre?",
        language="xx",
        english="Is there an umbrella on the left?",
        things=("umbrella",),
        sides=("left",),
    )
    assert in_english("Ka ĝis kiam?", own) == "What is the expiration date?"
    assert understood("ka lo kato", "xx") == (Intent.QUESTION, "", "")
    assert understood("What is this?", "xx") == (Intent.QUESTION, "", "")
    assert own.hearing.answers == ("ha", "ne")


def test_a_language_without_a_file_is_asked_in_english() -> None:
    assert of("ko") is of("en")
    assert asked_in("", "en") == "en"
    assert asked_in("ko", "en") == "ko"
    for spoken, code in (("de", "de"), ("fr", "en")):
        assert asked_in("", spoken) == code


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("stop: ne", "stop: (ne"), r"\(ne.* leaves a bracket open"),
        (("stop: ne", "stop: ne]"), r"ne\].* closes what is not open"),
        (("stop: ne", "stop: ne%"), "has a '%' that means nothing"),
        (("presence:", "presense:"), "questions has 'presense', which is none of: open, "),
        (("<sought>", "<named>"), "there is no rule <named>"),
        (("[lo] {about}", "[lo] <sought>"), "the rule <sought> contains itself"),
        (("{about}", "{named}"), r"there is no slot \{named\}"),
        (("rules: |", "rules: |\n  sought: lo"), "the rule <sought> is written twice"),
        (("none of kaj", "but kaj"), r"the slot \{about\} has 'but kaj': begin with none of, "),
        (("... -> ... ka mi ...", "..."), "does not say what it becomes"),
        (("umbrella =", "umbrella"), "names no thing: write English = name, name"),
        (("  asks: ka\n", ""), "has no 'asks'. Add it"),
        (("common: ka lo mi", ""), "has no 'common'. Add it"),
        (("stop: ne", "ne"), "commands has 'ne': begin with a name and a colon"),
        (("letters: {", "letters: {{"), "cannot be read"),
        ((MINI, "ka"), "it holds no sections"),
    ],
)
def test_a_faulty_file_is_named_with_its_fault(
    tmp_path: Path, change: tuple[str, str], fault: str
) -> None:
    file = tmp_path / "xx.yaml"
    file.write_text(MINI.replace(*change), encoding="utf-8")
    with pytest.raises(LanguageFileError, match=rf"^xx\.yaml .*{fault}"):
        load(file)


def test_what_the_guide_names_is_understood() -> None:
    guide = (HERE.parents[1] / "docs" / "guide.md").read_text(encoding="utf-8")
    german, spanish = (
        guide.partition(f"\n### In {language}\n")[2].partition("\n### ")[0]
        for language in ("German", "Spanish")
    )
    for code, text in (("de", german), ("es", spanish)):
        said = re.findall(r'"([^"]+)"', text)
        assert len(said) >= 30
        kinds = {phrase: understood(phrase, code) for phrase in said}
        lost = [
            one for one, (kind, _, english) in kinds.items() if kind == "question" and not english
        ]
        assert not lost
        unnamed = {Intent.PREVIOUS, Intent.SAVE, Intent.STOP_WATCHING}
        assert {kind for kind, _, _ in kinds.values()} >= set(Intent) - unnamed


@pytest.mark.parametrize("code", CODES)
def test_long_words_do_not_take_long(code: str) -> None:
    start = time.process_time()
    for words in ("wo ist der rote ", "qué hay aquí ahí ", "hier da ", "dime qué es la ", "a"):
        understand(words * 400, of(code))
    assert time.process_time() - start < 2.0


@given(st.text(max_size=60) | st.text("was ist die rote taza qué ¿.,!", max_size=60))
def test_any_words_give_an_intent_or_nothing(words: str) -> None:
    for code in CODES:
        query = understand(words, of(code))
        if query is not None and query.is_question:
            assert query.question.endswith((".", "?"))


def test_what_somebody_is_called_is_no_flame() -> None:
    for words, risk in (("cómo se llama el doctor", None), ("hay llamas en la cocina", Risk.FIRE)):
        query = understand(words, of("es"))
        assert query is not None
        assert query.risk is risk


@pytest.mark.parametrize(
    ("code", "question", "wanted"),
    [
        ("de", "ist das vegan", (Kind.VALUE, "", Risk.FOOD)),
        ("de", "ist die Suppe vegan", (Kind.VALUE, "", Risk.FOOD)),
        ("de", "ist mein Joghurt laktosefrei", (Kind.VALUE, "", Risk.FOOD)),
        ("de", "ist der Mann vegan", (Kind.OPEN, "", None)),
        ("en", "is the soup halal", (Kind.VALUE, "", Risk.FOOD)),
        ("es", "¿es sin gluten?", (Kind.VALUE, "", Risk.FOOD)),
        ("es", "¿es apta para celíacos?", (Kind.VALUE, "", Risk.FOOD)),
        ("es", "¿es para niños?", (Kind.OPEN, "", None)),
        ("de", "sind da Nüsse drin", (Kind.VALUE, "", Risk.FOOD)),
        ("es", "es vegetariano", (Kind.VALUE, "", Risk.FOOD)),
        ("es", "contiene frutos secos", (Kind.VALUE, "", Risk.FOOD)),
        ("de", "ist noch Milch drin", (Kind.OPEN, "", None)),
        ("es", "¿Tiene la vaca leche?", (Kind.OPEN, "", None)),
        ("de", "ist der Bildschirm aus", (Kind.STATE, "off", None)),
        ("es", "está apagado el portátil", (Kind.STATE, "off", None)),
        ("de", "ist der Herd aus", (Kind.STATE, "off", Risk.FIRE)),
        ("de", "ist das Gas aus", (Kind.OPEN, "", Risk.FIRE)),
    ],
)
def test_what_is_in_it_and_what_is_off(
    code: str, question: str, wanted: tuple[Kind, str, Risk | None]
) -> None:
    query = asked(question, of(code))
    assert query is not None
    assert (query.kind, query.state, query.risk) == wanted
