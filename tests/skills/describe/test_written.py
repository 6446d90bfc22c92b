"""What another model writes of a picture: checked claim by claim, and more of it on demand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from assistant.saying.language import Catalogue
from assistant.skills.describe.describer import Describer
from assistant.skills.known import with_written
from assistant.skills.picture_session import ModelBundle
from assistant.skills.wording import Facing
from models.interfaces import (
    UNCANCELLED,
    USUALLY,
    CancelToken,
    Certainty,
    Claim,
    ClaimKind,
    ImageEncoding,
    Picture,
    PromptOptions,
    TextChunk,
)
from models.judging.written import WrittenVerifier
from tests.kit.fakes import FakeModel, bundle, layered, look, picture, seen, session

DOG = layered(look(seen("dog", 0.999), seen("couch", 0.99)))
RUNNING = Claim(ClaimKind.ACTION, "dog", "running", "", 0.93, Certainty.PLAIN)
BROWN = Claim(ClaimKind.COLOUR, "dog", "brown", "", 0.93, Certainty.PLAIN)
ON = Claim(ClaimKind.RELATION, "dog", "on", "couch", 0.9, Certainty.PLAIN)


@dataclass
class Writer(FakeModel):
    """Another model on top of the one that ships."""

    details: str = ""
    language: str = "en"

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        self.asked.append(prompt)
        self.hows.append(how)
        text = self.details if prompt == "detail" else self.captions[0]
        yield from (TextChunk(f" {word}", -0.1, "llava", self.language) for word in text.split())


def checked(model: Writer) -> ModelBundle:
    """The model, with the verifier of what other models write."""
    verifier = WrittenVerifier(FakeModel(), model, model)
    return replace(bundle(model), verifier=verifier)


def told(
    model: Writer, times: int = 1, language: str = "en", facing: Facing = "world"
) -> list[str]:
    """What is said to Space and then to `d`."""
    describer, shown = Describer(checked(model)), session(picture(), model, facing)
    shown.language = language
    said = (describer.describe(shown, detail).spoken for detail in range(times))
    return [Catalogue.of_setting(language).text(one) for one in said]


def test_what_the_picture_supports_is_said_as_it_was_written() -> None:
    model = Writer(DOG, ["A brown dog is running on a couch."], claims=(RUNNING, BROWN, ON))
    assert told(model) == ["A brown dog is running on a couch."]


def test_what_it_leaves_open_is_probable() -> None:
    model = Writer(DOG, ["A dog is chasing its tail on a couch."])
    (said,) = told(model)
    assert said.endswith("probably a dog is chasing its tail on a couch.")


def test_of_a_sentence_that_it_contradicts_the_rest_is_told_as_claims() -> None:
    class Quiet(Writer):
        def propose(
            self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
        ) -> tuple[Claim, ...]:
            return (*look.claims, BROWN)

    model = Quiet(DOG, ["A black dog is running."], claims=(BROWN, RUNNING))
    assert told(model) == ["A brown dog running, and a couch."]


def test_more_is_asked_of_the_model_once_and_checked_sentence_by_sentence() -> None:
    details = "A dog is running. The dog is brown. A cat is behind it. It is sitting."
    model = Writer(DOG, ["A dog is running."], details=details, claims=(RUNNING, BROWN))
    first, second, third, *_ = told(model, 4)
    assert first == "A dog is running."
    assert second == "The dog is brown."
    assert not {"cat", "sitting"} & {*second.split(), *third.split()}
    assert model.asked == ["describe", "detail"]


def test_the_model_that_ships_is_asked_for_no_details() -> None:
    model = FakeModel(DOG, ["a dog"])
    describer, shown = Describer(bundle(model)), session(picture(), model)
    for detail in range(3):
        describer.describe(shown, detail)
    assert model.closed == 1


@pytest.mark.parametrize("text", ["A happy dog.", "I cannot see the dog.", "A dog, 3 years old."])
def test_what_is_never_said_is_not_said_as_a_detail_either(text: str) -> None:
    model = Writer(DOG, ["A dog is running."], details=text, claims=(RUNNING,))
    assert all(text.rstrip(".").lower() not in said.lower() for said in told(model, 3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ein brauner Hund rennt.", "Ein brauner Hund rennt."),
        ("Ein Hund jagt seinen Schwanz.", "Ein Hund und ein Sofa; wahrscheinlich: Ein Hund jagt"),
        (
            "Ein Hund rennt am Glorp.",
            "Ein Hund und ein Sofa; wahrscheinlich: Ein Hund rennt am Glorp",
        ),
        ("Ein schwarzer Hund rennt.", "Ein rennender brauner Hund"),
        ("Ein glücklicher Hund rennt.", "Ein rennender brauner Hund"),
        ("Ein Hund sitzt neben Peter.", "Ein rennender brauner Hund"),
        ("Eine Katze schläft.", "Ein rennender brauner Hund"),
    ],
)
def test_german_sentences_are_checked_and_said_in_german(text: str, said: str) -> None:
    model = Writer(DOG, [text], language="de", claims=(RUNNING, BROWN))
    (found,) = told(model, language="de")
    assert model.hows[0].language == "de"
    words = {"Hund", "Katze", "schwarz", "glücklich", "Peter"}
    if said == text:
        assert found == text
    elif "wahrscheinlich" in said:
        assert found.startswith(said)
    else:
        assert not [word for word in words - {"Hund"} if word in found], found
        assert "Hund" in found


def test_left_is_the_user_s_left_in_german_and_spanish_too() -> None:
    for language, text, other in (
        ("de", "Ein Hund rennt nach links.", "rechts"),
        ("es", "Un perro corriendo a la izquierda.", "derecha"),
    ):
        model = Writer(DOG, [text], language=language, claims=(RUNNING,))
        (found,) = told(model, language=language, facing="user")
        assert other in found


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("A brown dog is running on a couch.", ": a brown dog is running on a couch."),
        ("A dog is chasing its tail.", ": probably a dog is chasing its tail."),
        # What is said in the place of a wrong sentence, and of one that only repeats the lead.
        ("A black dog is running.", ", brown, running on a couch."),
        ("A dog.", ", brown, running on a couch."),
    ],
)
def test_what_the_witness_sees_comes_before_the_model_has_written(text: str, follows: str) -> None:
    model = Writer(DOG, [text], claims=(RUNNING, BROWN, ON))
    describer, shown = Describer(checked(model)), session(picture(), model)
    lead = describer.lead(shown)
    assert not model.asked
    told = describer.describe(shown)
    assert (str(lead), str(told.follows)) == ("A dog", follows)
    assert str(told.spoken) == f"A dog{follows}"


def test_what_began_as_probable_goes_on_so_though_it_is_sure_by_now() -> None:
    sure = Claim(ClaimKind.PRESENCE, "building", "", "", 0.98, Certainty.PLAIN)
    model = Writer(layered(look(seen("building", 0.7))), ["A dog."], claims=(sure,))
    describer, shown = Describer(checked(model)), session(picture(), model)
    assert str(describer.lead(shown)) == "Probably a building"
    assert str(describer.describe(shown).spoken) == "Probably a building."


def test_a_colour_that_another_model_tells_takes_the_place_of_two_that_are_open() -> None:
    either = Claim(ClaimKind.COLOUR, "dog", "red", "white", if_asked=0.9, asked=Certainty.PROBABLY)
    (told,) = with_written((either,), (BROWN,))
    assert (told.value, told.asked) == ("brown", Certainty.PLAIN)
