"""Questions that a model is asked in the user's own language."""

import pytest

from assistant.protocol.query import Query, Risk
from assistant.saying.language import Catalogue
from assistant.skills.answer.answerer import checkable
from assistant.skills.picture_session import ModelBundle
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from models.embedded import files
from models.embedded.claim_rule import read_rule
from models.interfaces import USUALLY, Certainty, Guess, ImageEncoding, PromptOptions
from models.judging.written import WrittenAnswerVerifier
from tests.kit import fakes
from tests.kit.fakes import FakeModel, layered, look, picture, reply, seen, skills

SEEN = layered(look(seen("dog", 0.99)))


class German(FakeModel):
    """Answers in German; the model that ships answers in English."""

    said: str = ""

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        self.hows.append(how)
        theirs = Guess(self.said, -0.1, "seer", language="de")
        return (theirs, *super().guesses(look, question, options, how))


def query(text: str, language: str = "de") -> Query:
    found = asked(text, of(language))
    assert found is not None
    return found


def answered(monkeypatch: pytest.MonkeyPatch, question: str, said: str) -> str:
    model = German(SEEN, replies={"": reply("no", Certainty.NONE)})
    model.said = said
    real = fakes.bundle

    def checked(*given: object) -> ModelBundle:
        models = real(*given)  # type: ignore[arg-type]  # as it was given
        grades = read_rule(files.WEIGHTS).grades
        answers = WrittenAnswerVerifier(model, grades, model)
        object.__setattr__(models, "answer_verifier", answers)
        return models

    monkeypatch.setattr(fakes, "bundle", checked)
    inner = skills(model).inner
    session = inner.session(picture())
    session.language = "de"
    given = inner.answer(session, query(question))
    assert {one.question for one in model.hows} <= {question, ""}
    return Catalogue.of_setting("de").text(given.spoken)


def test_what_is_known_is_said_as_ever_and_the_rest_as_it_was_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    why = "Warum bellt der Hund?"
    assert not query(why).for_model
    assert "Wegen der Post" in answered(monkeypatch, why, "Wegen der Post")
    assert "ein Hund" in answered(monkeypatch, "Wer bellt in dem Haus?", "Ein Hund")


@pytest.mark.parametrize("said", ["Peter", "Weil er glücklich ist", "Angela Merkel", "30 Jahre"])
def test_what_is_never_said_is_not_said_in_german(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    spoken = answered(monkeypatch, "Warum bellt der Hund?", said)
    assert not {"Peter", "glücklich", "Merkel", "30"} & {*spoken.replace(".", " ").split()}


def test_a_risky_question_is_not_judged_in_german_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = "Wie viele Tabletten soll ich nehmen?"
    assert query(question).risk is Risk.MEDICINE
    assert "zwei" not in answered(monkeypatch, question, "zwei")


@pytest.mark.parametrize(
    ("language", "text", "risk"),
    [
        ("de", "Ist die Straße frei?", Risk.TRAFFIC),
        ("de", "Steht da eine Treppe im Weg?", Risk.STAIRS),
        ("de", "Warum bellt der Hund?", None),
        ("es", "¿Puedo tomar esta pastilla?", Risk.MEDICINE),
        ("es", "¿Está encendida la cocina?", Risk.FIRE),
        ("es", "¿Por qué ladra el perro?", None),
    ],
)
def test_risks_are_found_in_words_that_have_no_english(
    language: str, text: str, risk: Risk | None
) -> None:
    found = query(text, language)
    assert (found.for_model, found.risk) == ("", risk)


def test_answers_of_a_model_that_only_knows_english_do_not_count() -> None:
    own = (Guess("yes", -0.1), Guess("no", -3.0))
    assert checkable(own, query("Warum bellt der Hund?")) == ()
    assert checkable(own, query("Ist das eine Tasse?")) == own
    sad = query("Warum ist der Mann traurig?")
    assert checkable((Guess("yes", -0.1, "seer"),), sad) == ()
