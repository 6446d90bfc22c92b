"""The passage of a text that answers a question, by the encoder that ships."""

from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
import pytest

from models.embedded import files
from models.embedded.passages import TOGETHER, EmbeddedPassages, PassageEncoder, best
from models.interfaces import SAYABLE
from models.messages import ModelError

LETTER = (
    "Harbour Trust",
    "Dear Ms Oakley",
    "Your resident parking permit has been renewed.",
    "The fee of £45.00 will be taken from your account on 9 March.",
    "If you have moved, call 0800 555 0142.",
)


@pytest.fixture(scope="module")
def finder() -> EmbeddedPassages:
    return EmbeddedPassages(files.WEIGHTS, 1)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("when do they take the money", 3),
        ("what number can I ring", 4),
        ("wann wird das Geld abgebucht", 3),
        ("welche Nummer kann ich anrufen", 4),
        ("cuándo me cobran", 3),
        ("a qué número puedo llamar", 4),
    ],
)
def test_the_passage_is_found_in_three_languages(
    finder: EmbeddedPassages, question: str, place: int
) -> None:
    assert finder.find(question, LETTER, finder.encode(LETTER)).place == place


def test_how_a_question_is_written_changes_nothing(finder: EmbeddedPassages) -> None:
    parts = ["Yours sincerely, Petra Lindqvist", "Pipe Works Office, 3 Mill Lane"]
    encoded = finder.encode(parts)
    written = finder.find("Who signed it?", parts, encoded)
    assert written == finder.find("who signed it", parts, encoded)


def test_how_sure_it_sounds_grows_with_the_probability(finder: EmbeddedPassages) -> None:
    encoded = finder.encode(LETTER)
    near = finder.find("on which day will the fee be taken from my account", LETTER, encoded)
    far = finder.find("how many eggs do I need", LETTER, encoded)
    assert near.certainty in SAYABLE
    assert far.certainty not in SAYABLE
    assert near.probability > far.probability


def test_passages_of_all_lengths_keep_their_order() -> None:
    encoder = PassageEncoder(files.WEIGHTS, 1)
    texts = [
        " ".join(["word"] * (1 + 7 * number % 11)) + str(number) for number in range(TOGETHER + 3)
    ]
    together = encoder.passages(texts)
    assert together.shape == (len(texts), 384)
    alone = np.concatenate([encoder.passages([text]) for text in texts])
    assert (np.sum(together * alone, axis=1) > 0.999).all()


def test_what_fits_best_is_found_among_the_nearest() -> None:
    cosines = np.array([0.1, 0.9, 0.8], np.float32)
    found = best(cosines, [1, 2], np.array([-3.0, 4.0], np.float32))
    # The lead counts both: 4 + 16 against -3 + 18.
    assert found.place == 2
    assert found.features == pytest.approx((4.0, 5.0, 8.0, log(3)))
    alone = best(cosines[:1], [0], np.array([2.0], np.float32))
    assert (alone.place, alone.features[0]) == (0, 2.0)


def test_a_question_is_read_with_each_passage(finder: EmbeddedPassages) -> None:
    encoder, question = finder.encoder, "which day"
    found = encoder.together(question, LETTER)
    assert found.shape == (len(LETTER), 384)
    apart = encoder.passages([f"{question} {passage}" for passage in LETTER])
    assert (np.sum(found * apart, axis=1) < 0.99).all(), "by numbers of its own"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (LETTER, "letter"),
        (
            ("Linie 7", "Flughafen, 9:05, 9:35", "Altstadt, 9:31, 10:01", "Nur werktags"),
            "timetable",
        ),
        (("Menú del día", "Sopa de ajo, 4,50 €", "Merluza, 12 €", "Flan, 3,80 €"), "menu"),
    ],
)
def test_words_tell_the_kind_of_a_page(
    finder: EmbeddedPassages, lines: Sequence[str], kind: str
) -> None:
    assert finder.kind(finder.encode(lines)).name == kind


def test_without_its_rule_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        EmbeddedPassages(tmp_path, 1)
