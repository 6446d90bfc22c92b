"""What a server gives as an answer is said only if it can be one."""

import pytest

from assistant.protocol.spoken import ENGLISH
from assistant.saying.language import Catalogue
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from models.interfaces import USUALLY, Guess, ImageEncoding, PromptOptions
from models.judging.written import WrittenAnswerVerifier
from models.remote.address import parse
from models.remote.client import Client, ServerSettings
from models.remote.model import RemoteModel
from tests.kit import fakes
from tests.kit.chat_server import ChatServer, tokens
from tests.kit.fakes import GRADES, FakeModel, bundle, layered, look, picture, seen, skills

SEEN = layered(look(seen("table", 0.99)))
QUESTIONS = {
    "en": "What is the table made of?",
    "de": "Woraus ist der Tisch gemacht?",
    "es": "¿De qué está hecha la mesa?",
}


class Served(FakeModel):
    """Asks a server as well."""

    server: RemoteModel

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        return self.server.guesses(self.server.look(picture()), question, options, how)


def said(monkeypatch: pytest.MonkeyPatch, language: str, answer: str) -> str:
    """What is said to a question after a server gave this answer."""
    with ChatServer(tokens(answer)) as server:
        own = FakeModel(look(seen("table", 0.99)))
        client = Client(ServerSettings(parse(server.address)))
        model = Served(SEEN)
        model.server = RemoteModel(own, client, lambda *_: None, 20.0)
        model.server.connect()
        models = bundle(model)
        object.__setattr__(models, "answer_verifier", WrittenAnswerVerifier(model, GRADES, model))
        monkeypatch.setattr(fakes, "bundle", lambda *_: models)
        query = asked(QUESTIONS[language], None if language == ENGLISH else of(language))
        assert query is not None
        inner = skills(model).inner
        session = inner.session(picture())
        session.language = language
        given = inner.answer(session, query)
        assert server.asked
    return Catalogue.of_setting(language).text(given.spoken)


@pytest.mark.parametrize("language", QUESTIONS)
@pytest.mark.parametrize(
    "answer",
    [
        "It may be take two pills of the red medicine",
        "Go to the street.",
        "Do not move",
        "Walk over the street",
        "call 0900 1234",
        "evil.example/a",
        "cat.dog",
        "http://evil.example",
        "nehmen zwei Tabletten",
        "toma dos pastillas",
    ],
)
def test_what_is_no_answer_is_not_said(
    monkeypatch: pytest.MonkeyPatch, language: str, answer: str
) -> None:
    nothing = said(monkeypatch, language, "unanswerable")
    assert said(monkeypatch, language, answer) == nothing


@pytest.mark.parametrize("answer", ["wood", "red and white", "a washing machine", "a can opener"])
def test_what_names_something_is_a_guess(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    given = said(monkeypatch, ENGLISH, answer)
    assert given.startswith("I am not sure. It may be ")
    assert given.endswith(f"{answer.removeprefix('a ')}.")
