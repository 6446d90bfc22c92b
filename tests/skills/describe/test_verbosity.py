from assistant.protocol.choices import Verbosity
from assistant.skills.describe import describer
from assistant.skills.wording import Facing
from models.interfaces import Certainty, ImageEncoding, Scene
from tests.kit.fakes import FakeModel, bundle, look, picture, seen, session

TABLE = look(
    seen("cup", 0.95, 0.1, 0.4, 0.3, 0.6),
    seen("table", 0.97),
    seen("fork", 0.7, 0.7, 0.4, 0.9, 0.6),
    seen("clock", 0.4),
)


def told(
    analysis: ImageEncoding,
    words: Verbosity,
    caption: str = "a cup on a table",
    certainty: Certainty = Certainty.PLAIN,
    facing: Facing = "world",
) -> list[str]:
    """All that is said of a picture, one sentence at each key press."""
    model = FakeModel(analysis, captions=(caption,), certainty=certainty)
    describing = describer.Describer(bundle(model))
    scene = session(picture(), model, facing)
    texts = [describing.describe(scene, 0, words=words).spoken]
    while str(texts[-1]) != "That is all I know about this picture.":
        texts.append(describing.describe(scene, len(texts)).spoken)
    return [str(text) for text in texts[:-1]]


def test_short_names_the_main_thing_and_leaves_the_rest_to_the_key_for_more() -> None:
    normal = told(TABLE, "normal")
    assert normal[0] == "A cup on a table."
    assert told(TABLE, "short", "a cup stands on a table") == [
        "A cup.",
        "A cup stands on a table.",
        *normal[1:],
    ]


def test_what_is_short_already_is_said_once() -> None:
    assert told(look(seen("dog", 0.97)), "short", "a dog") == ["A dog."]
    assert told(TABLE, "short", "a cup") == told(TABLE, "normal", "a cup")


def test_full_adds_what_the_key_for_more_would_add_first() -> None:
    first, second, *rest = told(TABLE, "normal")
    assert second.startswith("Probably a fork")
    assert told(TABLE, "full") == [f"{first} {second}", *rest]


def test_a_short_sentence_is_no_surer_than_the_long_one() -> None:
    likely = look(seen("dog", 0.7), seen("cat", 0.7))
    text = told(likely, "short", "a dog and a cat on a sofa", Certainty.PROBABLY)[0]
    assert text == "Probably a dog."
    guess = look(seen("dog", 0.4), seen("cat", 0.4))
    text = told(guess, "short", "a thing in a box over there", Certainty.NONE)[0]
    assert text == "I am not sure. It may be a dog."


def test_where_nothing_is_known_all_say_the_same() -> None:
    for words in ("short", "normal", "full"):
        assert told(look(), words, "", Certainty.NONE) == [
            "I can't tell what this is. Hold it closer, or turn on a light."
        ]


def test_a_scene_alone_is_said_whole() -> None:
    kitchen = look(scene=Scene("kitchen", 0.95))
    assert told(kitchen, "short", "", Certainty.NONE)[0] == "In a kitchen."
