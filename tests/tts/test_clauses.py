import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tts.clauses import MOST_WORDS, clauses, ends_sentence

texts = st.text(alphabet=st.sampled_from("ab .,;:!?'\"\n-\u20131"), max_size=200) | st.text(
    max_size=80
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A dog on a sofa.", ("A dog on a sofa.",)),
        ("A table, and probably a cup.", ("A table, and probably a cup.",)),
        ("It is dark. Turn on a light.", ("It is dark.", "Turn on a light.")),
        (
            "A dog on a brown sofa, and a cat beside it.",
            ("A dog on a brown sofa,", "and a cat beside it."),
        ),
        ("It costs 3.5 euros at most.", ("It costs 3.5 euros at most.",)),
        ("Mr. Smith waits here.", ("Mr. Smith waits here.",)),
        ("Mindestens haltbar bis 12. Januar 2027.", ("Mindestens haltbar bis 12. Januar 2027.",)),
        ("Am 3. und am 4. Mai um 9 Uhr.", ("Am 3. und am 4. Mai um 9 Uhr.",)),
        ("Ich sehe 12. Sie lesen 3.", ("Ich sehe 12.", "Sie lesen 3.")),
        ("In der Hauptstr. 5, Tel. 030 1234.", ("In der Hauptstr. 5, Tel. 030 1234.",)),
        ("Sra. García, Avda. de la Paz, pág. 7.", ("Sra. García, Avda. de la Paz, pág. 7.",)),
        ('He said "stop." Then he went.', ('He said "stop."', "Then he went.")),
        ("Line one\n\nLine two", ("Line one", "Line two")),
        ("", ()),
        (" \n ", ()),
    ],
)
def test_cuts_where_a_speaker_would_pause(text: str, expected: tuple[str, ...]) -> None:
    assert clauses(text) == expected


def test_cuts_what_has_no_punctuation() -> None:
    found = clauses("word " * 100)
    assert [len(clause.split()) for clause in found] == [MOST_WORDS] * 3 + [10]


def test_knows_the_end_of_a_sentence() -> None:
    assert ends_sentence('"Stop!"')
    assert not ends_sentence("A dog,")


@given(texts)
def test_loses_and_adds_no_word(text: str) -> None:
    assert " ".join(clauses(text)).split() == text.split()
