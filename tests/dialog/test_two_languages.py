"""Two conversations in two languages, side by side in one process."""

from assistant.dialog.state import Chosen, State
from assistant.protocol.effects import Effect, Say
from assistant.protocol.events import Action, Found, FrameTaken, Spot
from assistant.protocol.spoken import Segment
from assistant.saying.language import Catalogue
from models.interfaces import Certainty
from tests.kit.sentences import by_model
from tests.kit.talk import FRAME, Talk


class User:
    """Somebody who talks to a Lantern in a language, and hears it in words."""

    def __init__(self, code: str) -> None:
        self.talk = Talk(State(chosen=Chosen(language=code)))
        self.catalogue = Catalogue([code])

    def hears(self, effects: tuple[Effect, ...]) -> list[Segment]:
        says = (one for one in effects if isinstance(one, Say))
        return [part for one in says for part in self.catalogue.segments(one.text)]


def test_two_conversations_in_two_languages_do_not_mix() -> None:
    german, spanish = User("de"), User("es")
    heard = {
        user.catalogue.code: user.hears(user.talk.press(Action.REPEAT))
        for user in (german, spanish)
    }
    assert heard == {"de": [Segment("Bereit.", "de")], "es": [Segment("Listo.", "es")]}
    for user, words in ((german, "Wie viele Personen sind da?"), (spanish, "Más rápido.")):
        assert user.talk.say(words), "each is understood in its own language"
    assert spanish.talk.state.rate > german.talk.state.rate
    described = [user.hears(user.talk.describe("A dog.")) for user in (german, spanish)]
    for user, (dog, why) in zip((german, spanish), described, strict=True):
        assert dog == Segment("A dog.", "en")
        assert why.language == user.catalogue.code
    german.talk.say("Finde die Tasse.")
    spanish.talk.say("Busca la taza.")
    for user in (german, spanish):
        user.talk(FrameTaken(user.talk.state.generation, FRAME))
    nothing = Spot(Certainty.NONE, 0.0, spoken=by_model(""))
    searching = [
        user.hears(user.talk(Found(user.talk.state.generation, FRAME, nothing)))
        for user in (spanish, german)
    ]
    assert [part.language for parts in searching for part in parts] == ["es", "de"]
