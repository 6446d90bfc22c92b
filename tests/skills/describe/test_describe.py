import json
from dataclasses import replace

import numpy as np
import pytest

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.events import Description, SpokenObject
from assistant.protocol.spoken import Spoken
from assistant.protocol.text import Excerpt
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.saying.messages.sight_lines import scene_words
from assistant.skills.describe.describer import Describer, to_json
from assistant.skills.describe.grading import UNWRITTEN, first_sentence
from assistant.skills.known import Known
from assistant.skills.wording import Facing
from models.embedded import files, manifest
from models.interfaces import (
    Certainty,
    Claim,
    ClaimKind,
    ImageEncoding,
    Problem,
    Scene,
    SeenObject,
    WorkCancelledError,
)
from tests.kit.fakes import GRADES, FakeModel, bundle, held, look, picture, seen, session


def describe(model: FakeModel, facing: Facing = "world", detail: int = 0) -> Description:
    describer = Describer(bundle(model))
    seen_once = session(picture(), model, facing)
    return [describer.describe(seen_once, level) for level in range(detail + 1)][-1]


def test_a_caption_that_the_picture_supports_is_said_plainly() -> None:
    model = FakeModel(look(seen("dog", 0.99)), ["a dog on a sofa"])
    description = describe(model)
    assert str(description.spoken) == "A dog on a sofa."
    assert description.caption == "a dog on a sofa"
    assert description.certainty is Certainty.PLAIN
    assert description.spoken_objects == (SpokenObject("dog", Certainty.PLAIN),)


def test_a_thing_that_the_witness_doubts_is_written_out_of_the_caption() -> None:
    model = FakeModel(
        look(seen("sofa", 0.95), seen("lamp", 0.4), seen("dog", 0.1)),
        ["a dog on a sofa", "a sofa"],
    )
    description = describe(model)
    assert str(description.spoken) == "A sofa."
    assert description.caption == "a dog on a sofa", "the decoder's own text stays"
    assert model.barred == [frozenset(), {"dog", "lamp"}]


@pytest.mark.parametrize(
    ("clothing", "jacket", "spoken"),
    [
        (0.97, 0.7, "Probably a jacket."),
        (0.7, 0.4, "Probably clothing."),
        (0.4, 0.45, "I am not sure. It may be a jacket."),
    ],
)
def test_a_kind_is_said_only_where_its_thing_is_not(
    clothing: float, jacket: float, spoken: str
) -> None:
    model = FakeModel(look(seen("clothing", clothing), seen("jacket", jacket)), trusted=False)
    assert str(describe(model).spoken) == spoken


def test_after_two_more_tries_the_witness_speaks_for_itself() -> None:
    model = FakeModel(
        look(seen("table", 0.95), seen("cup", 0.7)),
        ["a dog at a fountain"],
        known={"dog": 0.01, "fountain": 0.0},
    )
    description = describe(model)
    assert len(model.barred) == 3
    assert str(description.spoken) == "A table, and probably a cup."
    assert description.certainty is Certainty.PLAIN
    assert description.spoken_objects == (
        SpokenObject("table", Certainty.PLAIN),
        SpokenObject("cup", Certainty.PROBABLY),
    )


@pytest.mark.parametrize("doubted", [0.0, 0.3, 0.59])
def test_what_the_witness_doubts_is_never_spoken(doubted: float) -> None:
    model = FakeModel(look(seen("dog", doubted)), ["a dog"])
    description = describe(model)
    assert not any(spoken.certainty is Certainty.PLAIN for spoken in description.spoken_objects)
    assert not str(description.spoken).startswith("A dog")


@pytest.mark.parametrize(
    ("objects", "certainty", "spoken", "grade"),
    [
        ([], Certainty.PROBABLY, "Probably a dog on a sofa.", Certainty.PROBABLY),
        ([("dog", 0.7)], Certainty.PLAIN, "Probably a dog on a sofa.", Certainty.PROBABLY),
        (
            [("dog", 0.95)],
            Certainty.PROBABLY,
            "A dog: probably a dog on a sofa.",
            Certainty.PLAIN,
        ),
        ([("cup", 0.7)], Certainty.UNSURE, "Probably a cup.", Certainty.PROBABLY),
        (
            [("cup", 0.4), ("bowl", 0.35)],
            Certainty.NONE,
            "I am not sure. It may be a cup or a bowl.",
            Certainty.UNSURE,
        ),
        (
            [("cup", 0.1)],
            Certainty.NONE,
            "I can't tell what this is. Hold it closer, or turn on a light.",
            Certainty.NONE,
        ),
        (
            [("person", 0.99), ("dog", 0.98), ("cat", 0.97), ("cow", 0.96)],
            Certainty.NONE,
            "A person, a dog and a cat.",
            Certainty.PLAIN,
        ),
    ],
)
def test_grades(
    objects: list[tuple[str, float]], certainty: Certainty, spoken: str, grade: Certainty
) -> None:
    analysis = look(*(seen(name, probability) for name, probability in objects))
    description = describe(FakeModel(analysis, ["a dog on a sofa"], certainty))
    assert str(description.spoken) == spoken
    assert description.certainty is grade


def test_of_a_thing_that_is_not_recognised_the_colour_is_said() -> None:
    red = np.full((48, 64, 3), 255, np.uint8)
    red[8:40, 10:54] = (200, 20, 20)
    model = FakeModel(look(), ["a dog"], Certainty.NONE)
    said = Describer(bundle(model)).describe(session(red, model))
    assert str(said.spoken).startswith("It is")
    assert "red, but I can't tell what it is." in str(said.spoken)
    assert said.certainty is Certainty.NONE


def test_what_is_in_the_background_comes_last() -> None:
    analysis = look(seen("wall", 0.99), seen("floor", 0.98), seen("cup", 0.92))
    description = describe(FakeModel(analysis, ["a dog"], Certainty.NONE))
    assert str(description.spoken) == "A cup, a wall and the floor."


def test_what_is_held_up_comes_before_the_user() -> None:
    analysis = look(seen("person", 0.99), seen("bottle", 0.93))
    model = FakeModel(analysis, ["a person holding a bottle"])
    assert str(describe(model, "world").spoken) == "A person holding a bottle."
    assert str(describe(model, "user").spoken) == "A bottle: a person holding a bottle."
    model = FakeModel(analysis, ["a dog"], Certainty.NONE)
    assert str(describe(model, "user").spoken) == "A bottle and a person."


def test_the_user_alone_is_told_so() -> None:
    model = FakeModel(look(seen("person", 0.99)), ["a dog"], Certainty.NONE)
    assert str(describe(model, "user").spoken) == "A person, probably you."
    assert str(describe(model, "world").spoken) == "A person."


@pytest.mark.parametrize("name", [name for name in manifest.read(files.WEIGHTS).scenes if name])
def test_every_scene_of_the_model_has_its_own_words(name: str) -> None:
    assert "like this" not in str(scene_words(name))


@pytest.mark.parametrize(
    ("scene", "caption", "spoken"),
    [
        (Scene("kitchen", 0.9), "a man cuts bread", "A man cuts bread, in a kitchen."),
        (Scene("kitchen", 0.7), "a man cuts bread", "A man cuts bread."),
        (Scene("kitchen", 0.9), "a man in a kitchen", "A man in a kitchen."),
        (Scene("living room", 0.9), "a sofa", "A sofa, in a living room."),
    ],
)
def test_the_scene_is_said_when_it_is_sure(scene: Scene, caption: str, spoken: str) -> None:
    description = describe(FakeModel(look(scene=scene), [caption]))
    assert str(description.spoken) == spoken
    assert (description.scene is not None) == (scene.probability >= 0.8)


def test_a_sure_scene_is_better_than_nothing() -> None:
    model = FakeModel(look(scene=Scene("kitchen", 0.9)), ["a dog"], Certainty.NONE)
    assert str(describe(model).spoken) == "In a kitchen."


@pytest.mark.parametrize(
    ("facing", "box", "end"),
    [
        ("world", (0.0, 0.2, 0.5, 0.8), "; the left side is cut off."),
        ("user", (0.0, 0.2, 0.5, 0.8), "; the right side is cut off."),
        ("world", (0.0, 0.0, 0.5, 0.8), "; the left side and the top are cut off."),
        ("world", (0.0, 0.2, 1.0, 0.8), "; it does not fit in the picture, move it back."),
        ("world", (0.2, 0.2, 0.5, 0.8), "."),
    ],
)
def test_aim(facing: Facing, box: tuple[float, ...], end: str) -> None:
    model = FakeModel(look(seen("cup", 0.95, *box)), ["a cup"])
    assert str(describe(model, facing).spoken) == "A cup" + end


@pytest.mark.parametrize("box", [(0.0, 0.2, 0.5, 0.8), (0.0, 0.2, 1.0, 0.8)])
def test_nobody_is_to_move_for_a_part_of_a_picture(box: tuple[float, ...]) -> None:
    model = FakeModel(look(seen("cup", 0.95, *box)), ["a cup"])
    cut = session(picture(), model, part=True)
    assert str(Describer(bundle(model)).describe(cut).spoken) == "A cup."


def test_of_several_things_in_a_scene_the_cut_off_sides_go_without_saying() -> None:
    things = look(seen("cup", 0.97, 0.0, 0.2, 0.5, 0.8), seen("fork", 0.95, 0.5, 0.2, 0.7, 0.8))
    assert str(describe(FakeModel(things, ["a cup and a fork"])).spoken) == "A cup and a fork."


def test_of_a_screen_in_a_room_the_cut_off_sides_go_without_saying() -> None:
    screen = replace(held("TV", 0.97), box=(0.0, 0.2, 0.5, 0.8), outlined=True)
    things = look(screen, seen("couch", 0.95, 0.5, 0.2, 0.9, 0.8))
    said = describe(FakeModel(things, ["a TV and a couch"]))
    assert str(said.spoken) == "A TV and a couch."


def test_a_box_that_only_tells_about_where_a_thing_is_moves_nobody() -> None:
    rough = replace(seen("cup", 0.95, 0.0, 0.2, 0.5, 0.8), outlined=False)
    assert str(describe(FakeModel(look(rough), ["a cup"])).spoken) == "A cup."


@pytest.mark.parametrize("name", ["person", "bed", "wall"])
def test_nobody_is_told_to_move_what_cannot_be_moved(name: str) -> None:
    model = FakeModel(look(seen(name, 0.95, 0.0, 0.0, 1.0, 1.0)), [f"a {name}"])
    assert str(describe(model).spoken) == f"A {name}."


def test_a_description_has_at_most_twenty_words_and_keeps_whole_clauses() -> None:
    long = "a dog runs " + "very " * 12 + "fast, with a ball in its mouth and a cat behind it"
    model = FakeModel(look(seen("dog", 0.95), seen("cat", 0.1)), [long])
    description = describe(model)
    assert str(description.spoken) == "A dog runs " + "very " * 12 + "fast, with a ball."
    assert description.caption == long
    endless = "dog " * 40
    assert str(describe(FakeModel(look(seen("dog", 0.95)), [endless])).spoken) == "A dog."


@pytest.mark.parametrize(
    "caption",
    ["the image shows a dog", "A picture of a dog.", "there is a dog", "I can see a dog"],
)
def test_no_lead_in(caption: str) -> None:
    assert str(describe(FakeModel(look(), [caption])).spoken) == "A dog."


@pytest.mark.parametrize("problem", list(Problem))
def test_a_problem_of_the_pixels_says_what_to_do_and_nothing_that_is_not_sure(
    problem: Problem,
) -> None:
    model = FakeModel(look(seen("dog", 0.95)), ["a dog"])
    describer = Describer(bundle(model))
    description = describer.describe(session(picture(), model, problem=problem))
    assert str(description.spoken).startswith("I can't tell. ")
    assert description.certainty is Certainty.NONE
    assert description.problem is problem
    assert description.spoken_objects == ()


def test_no_look_is_wasted_on_a_covered_lens() -> None:
    model = FakeModel(look(seen("dog", 0.99)))
    Describer(bundle(model)).describe(session(picture(), model, problem=Problem.COVERED))
    assert model.looks == []


def test_cloth_of_one_colour_is_told() -> None:
    model = FakeModel(look(seen("dog", 0.99), held("piece of cloth", 0.95)))
    blank = session(picture(), model, problem=Problem.BLANK)
    description = Describer(bundle(model)).describe(blank)
    assert str(description.spoken) == "A piece of cloth."
    assert description.problem is None


@pytest.mark.parametrize(
    ("problem", "nothing", "told"),
    [
        (Problem.BLURRED, 0.01, ["dog", "cup"]),
        (Problem.BLURRED, 0.5, ["dog"]),
        (Problem.BLANK, 0.01, ["dog"]),
        (Problem.NOT_A_PHOTO, 0.01, ["dog"]),
        (Problem.NOT_A_PHOTO, 0.5, []),
    ],
)
def test_where_something_clearly_shows_more_is_told(
    problem: Problem, nothing: float, told: list[str]
) -> None:
    model = FakeModel(look(seen("dog", 0.98), seen("cup", 0.8), seen("fork", 0.5), nothing=nothing))
    shown = session(picture(), model, problem=problem)
    description = Describer(bundle(model)).describe(shown)
    assert [one.name for one in description.spoken_objects] == told
    assert (description.problem is None) == bool(told)


@pytest.mark.parametrize(
    ("problem", "nothing", "told"),
    [
        (Problem.DARK, 0.01, "I am not sure. It may be a box. It is very dark"),
        (Problem.DARK, 0.5, "I can't tell. "),
        (Problem.NOT_A_PHOTO, 0.01, "I can't tell. "),
    ],
)
def test_what_may_be_held_up_is_told_so_where_something_clearly_shows(
    problem: Problem, nothing: float, told: str
) -> None:
    model = FakeModel(look(seen("dog", 0.8), held("box", 0.5), nothing=nothing))
    shown = session(picture(), model, problem=problem)
    description = Describer(bundle(model)).describe(shown)
    assert str(description.spoken).startswith(told)


@pytest.mark.parametrize("problem", [Problem.NOT_A_PHOTO, Problem.BLANK])
def test_a_photo_that_only_looks_drawn_is_described_as_any(problem: Problem) -> None:
    for not_a_photo, told in ((0.1, "Probably a cup."), (0.9, "I can't tell.")):
        surely = look(seen("cup", 0.8), nothing=0.001, not_a_photo=not_a_photo)
        model = FakeModel(surely, ["a cup"])
        description = Describer(bundle(model)).describe(session(picture(), model, problem=problem))
        assert str(description.spoken).startswith(told)


def test_a_refused_picture_needs_no_caption() -> None:
    model = FakeModel(look(seen("dog", 0.5)), ["a dog"])
    Describer(bundle(model)).describe(session(picture(), model, problem=Problem.BLURRED))
    assert model.barred == []


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (Problem.DARK, "It is very dark: turn on a light."),
        (Problem.BRIGHT, "It is very bright: turn away from the light."),
        (Problem.BLURRED, "The picture is blurred: hold still."),
    ],
)
def test_what_is_sure_is_told_in_spite_of_a_problem_and_the_problem_after_it(
    problem: Problem, fault: str
) -> None:
    model = FakeModel(look(seen("dog", 0.99), seen("cup", 0.95)))
    description = Describer(bundle(model)).describe(session(picture(), model, problem=problem))
    assert str(description.spoken) == f"A dog. {fault}"
    assert (description.certainty, description.problem) == (Certainty.PLAIN, None)
    assert [one.name for one in description.spoken_objects] == ["dog"]


def test_what_is_held_up_is_told_however_blurred_and_its_fault_is_left_to_the_reader() -> None:
    model = FakeModel(look(held("sheet of paper", 0.8)))
    blurred = session(picture(), model, problem=Problem.BLURRED)
    description = Describer(bundle(model)).describe(blurred)
    assert str(description.spoken) == "Probably a sheet of paper."
    assert description.problem is None


def test_a_page_or_a_screen_is_told_as_that_and_nothing_else_on_it() -> None:
    model = FakeModel(look(seen("dog", 0.99), held("screen", 0.95), not_a_photo=0.6), ["a dog"])
    description = describe(model)
    assert str(description.spoken) == "A screen."
    assert description.problem is None


def test_what_is_no_photo_and_no_page_is_refused() -> None:
    model = FakeModel(look(seen("dog", 0.99), not_a_photo=0.6), ["a dog"])
    description = describe(model)
    assert description.problem is Problem.NOT_A_PHOTO
    assert description.spoken_objects == ()


def test_what_is_held_up_comes_first_with_nothing_that_is_only_likely() -> None:
    analysis = look(
        seen("person", 0.98),
        seen("cup", 0.8),
        held("bottle", 0.95),
        held("jar", 0.7),
        scene=Scene("street", 0.9),
    )
    names = known(analysis)
    assert str(first_sentence(names, UNWRITTEN).text) == "a bottle and a person"
    assert names.sure_scene is None
    likely = look(seen("person", 0.98), seen("cup", 0.8), held("bottle", 0.8))
    names = known(likely)
    assert str(first_sentence(names, UNWRITTEN).text) == "a person, and probably a bottle"


def known(seen: ImageEncoding) -> Known:
    return Known(seen, seen.claims, GRADES, "world")


@pytest.mark.parametrize(
    ("names", "close"),
    [(("cup", "hand"), True), (("shirt",), True), (("cup", "table"), False), ((), False)],
)
def test_things_alone_are_close_by(names: tuple[str, ...], close: bool) -> None:
    assert known(look(*(seen(name, 0.99) for name in names))).close is close


def there(name: str, probability: float, certainty: Certainty) -> Claim:
    """The claim that a thing is there."""
    return Claim(ClaimKind.PRESENCE, name, "", "", probability, certainty)


def test_what_is_claimed_to_be_there_decides_how_sure_a_name_sounds() -> None:
    claims = (
        there("horse", 0.4, Certainty.UNSURE),
        there("dog", 0.95, Certainty.PLAIN),
        there("tree", 0.7, Certainty.PROBABLY),
    )
    objects = seen("horse", 0.97), seen("tree", 0.95), seen("dog", 0.7), seen("cup", 0.92)
    names = known(look(*objects, claims=claims))
    assert [one.name for one in names.sure] == ["dog", "cup"]
    assert [one.name for one in names.likely] == ["tree"]
    assert [one.name for one in names.unsure] == ["horse"]


def test_the_likeliest_to_be_worth_a_word_comes_first() -> None:
    claims = (there("bus", 0.88, Certainty.PLAIN), there("cat", 0.97, Certainty.PLAIN))
    names = known(look(seen("bus", 0.99), seen("cat", 0.93), claims=claims))
    assert names.sayable() == ("cat", "bus")


def test_a_complete_description_has_caption_and_objects_in_spite_of_a_problem() -> None:
    model = FakeModel(look(seen("dog", 0.95)), ["a dog"])
    describer = Describer(bundle(model), complete=True)
    dark = session(picture(), model, problem=Problem.DARK, complete=True)
    description = describer.describe(dark)
    assert str(description.spoken).startswith("I can't tell. ")
    assert description.spoken_objects == ()
    assert description.caption == "a dog"
    assert description.objects == model.analysis.objects


def test_more_detail_without_a_second_look() -> None:
    analysis = look(
        seen("dog", 0.99),
        seen("cup", 0.95, 0.1, 0.4, 0.2, 0.6),
        seen("clock", 0.7, 0.8, 0.1, 0.9, 0.2),
        seen("fork", 0.4),
        scene=Scene("kitchen", 0.7),
    )
    model = FakeModel(analysis, ["a dog"])
    assert str(describe(model, detail=1).spoken) == (
        "A cup on the left and probably a clock at the top right."
    )
    assert len(model.looks) == 1
    assert str(describe(model, "user", detail=1).spoken) == (
        "A cup on the right and probably a clock at the top left."
    )
    second = describe(model, detail=2)
    assert str(second.spoken) == "Probably in a kitchen. There may also be a fork."
    assert second.spoken_objects == (SpokenObject("fork", Certainty.UNSURE),)
    assert str(describe(model, detail=3).spoken) == "That is all I know about this picture."


def test_no_more_detail_on_a_picture_with_a_problem() -> None:
    model = FakeModel()
    describer = Describer(bundle(model))
    dark = session(picture(), model, problem=Problem.DARK)
    assert describer.describe(dark, 1).spoken == describer.describe(dark, 0).spoken


def test_another_picture_is_looked_at_anew() -> None:
    model = FakeModel()
    describer = Describer(bundle(model))
    for value in (10, 20):
        describer.describe(session(picture(value), model))
    assert [int(looked.max()) for looked in model.looks] == [10, 20]


def test_cancelled_work_stops_before_the_next_piece_and_closes_the_stream() -> None:
    model = FakeModel(look(), ["one two three four five"])
    describer = Describer(bundle(model))
    with pytest.raises(WorkCancelledError):
        describer.describe(
            session(picture(), model), 0, CancelWhen(lambda: model.pieces_given >= 2)
        )
    assert model.pieces_given == 2
    assert model.closed == 1


def test_the_printed_object_has_the_fields_of_the_contract() -> None:
    analysis = look(
        seen("dog", 0.98765432, 0.123456, 0.2, 0.3, 0.4),
        seen("cup", 0.05),
        scene=Scene("kitchen", 0.87654321),
    )
    described = describe(FakeModel(analysis, ["a dog"], probability=0.912345))
    collar = Excerpt("Rex", Spoken.of(ReadingLine.IT_SAYS.said(text="Rex")))
    printed = json.loads(json.dumps(to_json("a.jpg", described, collar), default=str))
    milliseconds = printed.pop("milliseconds")
    assert isinstance(milliseconds, float)
    assert printed.pop("spoken") == "A dog, in a kitchen."
    assert printed.pop("says") == "A dog, in a kitchen. It says: Rex."
    dog = {"probability": 0.9877, "box": [0.1235, 0.2, 0.3, 0.4]}
    assert printed == {
        "photo": "a.jpg",
        "caption": "a dog",
        "certainty": "plain",
        "probability": 0.9123,
        "spoken_objects": [{"name": "dog", "certainty": "plain"}],
        "claims": [
            {"kind": "presence", "text": "a dog", "certainty": "plain", **dog},
            {
                "kind": "text",
                "text": "Rex",
                "certainty": "plain",
                "probability": None,
                "box": None,
            },
        ],
        "scene": {"name": "kitchen", "probability": 0.8765},
        "objects": [
            {"name": "dog", **dog},
            {"name": "cup", "probability": 0.05, "box": None},
        ],
        "text": "Rex",
        "problem": None,
    }


@pytest.mark.parametrize(
    ("things", "scene"),
    [
        ([seen("dog", 0.99)], None),
        ([], Scene("kitchen", 0.9)),
        ([seen("dog", 0.4)], Scene("kitchen", 0.2)),
        ([], None),
    ],
)
def test_a_caption_that_could_not_be_spoken_is_not_waited_for(
    things: list[SeenObject], scene: Scene | None
) -> None:
    analysis = replace(look(*things), scene=scene)
    for trusted, complete in ((False, False), (True, False), (False, True)):
        model = FakeModel(analysis, ["a dog"])
        model.trusted, model.certainty = trusted, Certainty.UNSURE
        shown = session(picture(), model, complete=complete)
        told = Describer(bundle(model), complete=complete).describe(shown)
        assert bool(model.pieces_given) is (trusted or complete)
        assert told.caption == ("a dog" if model.pieces_given else "")
        whole = FakeModel(analysis, ["a dog"])
        whole.certainty = Certainty.UNSURE
        assert told.spoken == describe(whole).spoken
