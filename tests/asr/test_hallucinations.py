import pytest

from assistant.asr.base import Word
from assistant.asr.hallucinations import WhisperGuess, believed
from assistant.understanding.language_file import of
from assistant.understanding.matcher import goodbyes

ENDINGS = of("en").hearing.endings


def guess(text: str, confidence: float = 0.9, no_speech: float = 0.01) -> WhisperGuess:
    return WhisperGuess(tuple(Word(word, confidence) for word in text.split()), no_speech)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("What is on the table?", "What is on the table?"),
        ("Stop.", "Stop."),
        ("What is this? Thank you.", "What is this?"),
        ("Where is my cup? Bye-bye. Thanks for watching!", "Where is my cup?"),
        ("Can you see me? You", "Can you see me?"),
        ("Is that you?", "Is that you?"),
        ("Thank you.", ""),
        ("", ""),
        ("Stop Stop Stop Stop Stop", "Stop"),
        ("What is this? What is this? What is this? What", "What is this?"),
        ("No, no.", "No, no."),
        ("Is it a big, big, big dog?", "Is it a big, big, big dog?"),
    ],
)
def test_made_up_text_is_dropped(text: str, kept: str) -> None:
    transcript = believed(guess(text), ENDINGS)
    assert transcript.text == kept
    assert [word.text for word in transcript.words] == kept.split()


@pytest.mark.parametrize(
    ("code", "text", "kept"),
    [
        ("de", "Tschüss.", "Tschüss."),
        ("es", "Hasta luego.", "Hasta luego."),
        ("de", "Das war's.", ""),
        ("de", "Was ist das? Tschüss.", "Was ist das?"),
        ("es", "¿Qué es esto? Adiós.", "¿Qué es esto?"),
        # It would confirm something that the user did not.
        ("en", "Okay.", ""),
    ],
)
def test_a_goodbye_is_believed_if_nothing_else_was_said(code: str, text: str, kept: str) -> None:
    own = of(code)
    assert believed(guess(text), own.hearing.endings, goodbyes(own)).text == kept


def test_a_text_that_repeats_itself_with_changes_is_not_believed() -> None:
    assert not believed(guess("I see a dog. " + "and a dog and a cat " * 12), ENDINGS).text


@pytest.mark.parametrize(("confidence", "no_speech"), [(0.3, 0.01), (0.0, 0.01), (0.8, 0.8)])
def test_text_that_whisper_doubts_is_not_believed(confidence: float, no_speech: float) -> None:
    assert not believed(guess("What is this?", confidence, no_speech), ENDINGS).text


def test_confidence_is_the_mean_of_the_words() -> None:
    assert believed(guess("What is this?"), ENDINGS).confidence == pytest.approx(0.9)
    assert believed(guess(""), ENDINGS).confidence == 0
