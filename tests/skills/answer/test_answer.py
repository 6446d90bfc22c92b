import json
from dataclasses import replace

import pytest

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.events import Answer
from assistant.protocol.query import Kind, Query, Risk
from assistant.saying.messages.core import Line
from assistant.skills.answer.answerer import to_json
from assistant.skills.answer.wording import spoken
from assistant.skills.wording import Facing
from assistant.understanding.marks import resolved
from assistant.understanding.matcher import understand
from models.interfaces import Certainty, Claim, ClaimKind, Problem, Reply, WorkCancelledError
from tests.kit.fakes import FakeModel, held, look, picture, reply, seen, skills
from tests.kit.queries import query_of, text_of

PLAIN, PROBABLY, UNSURE, NONE = Certainty
DOG_LEFT = look(seen("dog", 0.97, 0.0, 0.4, 0.2, 0.6))


def ask(model: FakeModel, question: str | Query, about: str = "", verify: bool = False) -> Answer:
    return skills(model).answer(picture(), question, about, verify)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (reply("yes", UNSURE, "dog"), "I can't tell. I see a dog."),
        (reply("yes", UNSURE, "xylophone"), "I can only say what I see: a room."),
        (reply("no", UNSURE, "dog"), "I can't tell. I see a dog."),
        (reply("no", PROBABLY, "dog"), "Probably not."),
        (reply("yes"), "Yes."),
        (reply("yes", PROBABLY), "Probably yes."),
        (reply("no"), "No."),
        (reply("no", PROBABLY), "Probably not."),
        (reply("red", PLAIN, "dog"), "Red."),
        (reply("red", PROBABLY, "dog"), "Probably red."),
        (reply("red", UNSURE, "dog"), "I am not sure. It may be red."),
        (reply("red", NONE), "I can only say what I see: a room."),
        (reply("dog"), "A dog."),
        (reply("cat", UNSURE), "I am not sure. It may be a cat."),
        (reply("kitchen", UNSURE), "I am not sure. It may be a kitchen."),
        (reply("living room", PROBABLY), "Probably a living room."),
        (reply("plastic", UNSURE), "I am not sure. It may be plastic."),
        (reply("2", PLAIN, "dog"), "2."),
    ],
)
def test_the_first_words_carry_answer_and_grade(given: object, words: str) -> None:
    model = FakeModel(DOG_LEFT, replies={"is it so": given})  # type: ignore[dict-item]  # a Reply
    answer = ask(model, "is it so")
    assert str(answer.spoken) == words
    assert answer.question == "is it so"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What size is the cup?", "I can't see a cup here."),
        ("What is on the cup?", "I can't see a cup here."),
        ("What size is a cup?", "Red."),
        ("What size is the dog?", "Red."),
        ("Does the dog have the cup?", "I can't see a cup here."),
    ],
)
def test_what_an_open_question_takes_for_granted_and_is_not_there_is_named(
    question: str, words: str
) -> None:
    sees = look(seen("dog", 0.97), seen("cup", 0.001))
    model = FakeModel(sees, replies={question.rstrip("?"): reply("red")})
    assert str(skills(model).answer(picture(), query_of(question)).spoken) == words


def test_the_answer_is_the_bare_best_guess_whatever_is_said() -> None:
    model = FakeModel(DOG_LEFT, replies={"what is this": reply("dog", NONE)})
    answer = ask(model, "what is this")
    assert (answer.answer, answer.certainty) == ("dog", NONE)


@pytest.mark.parametrize(
    ("question", "about", "asked"),
    [
        ("what colour is it", "cup", "what colour is the cup"),
        ("what colour is it", "", "what colour is it"),
        ("are they clean", "shoes", "are the shoes clean"),
        ("is the title red", "cup", "is the title red"),
        ("and on the left", "", "what is on the left"),
        ("And what is on the left?", "", "what is on the left"),
        ("What about on the right?", "", "what is on the right"),
        ("What is it made of?", "cup", "What is the cup made of"),
        ("Is it raining?", "cup", "Is it raining"),
        ("What time is it?", "clock", "What time is it"),
        ("Is it dark in here?", "cup", "Is it dark in here"),
        ("Is it a cat or a dog?", "dog", "Is it a cat or a dog"),
        ("What is it?", "dog", "What is it"),
        ("is it on it", "cup", "is the cup on it"),
        ("In which room am I?", "", "In which room am I"),
        ("On which side is the door?", "", "On which side is the door"),
        ("To whom is this letter addressed?", "", "To whom is this letter addressed"),
        ("At the top, what is there?", "", "At the top, what is there"),
        ("In this picture, is there a dog?", "", "In this picture, is there a dog"),
        ("on the left", "", "what is on the left"),
        ("In front of me?", "", "what is In front of me"),
    ],
)
def test_it_is_the_thing_of_the_last_answer(question: str, about: str, asked: str) -> None:
    query = query_of(question, about)
    assert text_of(query).lower() == asked.lower()
    model = FakeModel()
    ask(model, question, about)
    told = query.offers or query.kind is Kind.LIGHT
    assert model.asked == ([] if told else [text_of(query)])


def test_what_is_kept_as_the_users_own_stays_so() -> None:
    query = query_of("Where did I last see it?", "my mug")
    assert (text_of(query), query.name) == ("Where did I last see my mug", "my mug")


def test_what_the_ears_make_of_a_follow_up_is_understood() -> None:
    query = understand("And on the left?")
    assert query is not None
    assert text_of(resolved(query, "cup")) == "What is on the left"


def test_what_was_asked_about_is_known_for_the_next_question() -> None:
    replies = {
        "where is the cup": reply("table", PLAIN, "cup"),
        "what is this": reply("dog"),
        "what colour": reply("red"),
    }
    model = FakeModel(DOG_LEFT, replies=replies)
    assert [ask(model, question).about for question in replies] == ["cup", "dog", ""]


def test_somebody_seen_by_a_camera_that_faces_the_user_may_be_the_user() -> None:
    model = FakeModel(look(seen("person", 0.97, 0.4, 0.4, 0.6, 0.6)))
    facings: tuple[Facing, Facing] = ("world", "user")
    world, user = (
        str(skills(model, facing).answer(picture(), "is a person there").spoken)
        for facing in facings
    )
    assert user == f"{world} It may be only you."


@pytest.mark.parametrize(
    "question",
    [
        "Are there no stains on my shirt?",
        "Is nothing left in the cup?",
        "Is nobody waiting outside?",
        "Is the door open and is the light on?",
        "Is the cup full, and does it have a lid?",
        "There is no milk, is there?",
    ],
)
@pytest.mark.parametrize("said", ["yes", "no"])
def test_yes_and_no_are_not_said_where_they_would_mean_two_things(question: str, said: str) -> None:
    asked = question.rstrip("?")
    answer = ask(FakeModel(DOG_LEFT, replies={asked: reply(said)}), question)
    assert (str(answer.spoken), answer.certainty) == (str(Line.TWO_MEANINGS.said()), NONE)


@pytest.mark.parametrize(
    "question",
    [
        "Is this a no parking sign?",
        "Isn't the cup full?",
        "Is the shirt black and white?",
        "Is the cup clean and empty?",
        "Is this the salt, yes or no?",
    ],
)
def test_yes_and_no_are_said_where_they_mean_one(question: str) -> None:
    asked = question.rstrip("?")
    assert str(ask(FakeModel(DOG_LEFT, replies={asked: reply("yes")}), question).spoken) == "Yes."


@pytest.mark.parametrize("question", ["can i cross now", "is this milk still good", "which pill"])
def test_what_is_risky_is_never_judged(question: str) -> None:
    model = FakeModel(DOG_LEFT, ["a dog"], replies={question: reply("yes")})
    answer = ask(model, question)
    assert str(answer.spoken).startswith("I can only say what I see: a dog. Please check ")
    assert answer.certainty is NONE


def test_of_which_kind_it_is_is_answered_whatever_risk_its_words_may_mean() -> None:
    query = replace(query_of("is it a vegetable"), risk=Risk.FOOD)
    answer = ask(FakeModel(look(seen("aubergine", 0.99))), query)
    assert str(answer.spoken) == f"Yes. {Line.CAUTION_FOOD.said()}"


def test_whether_a_risky_thing_is_there_is_answered_with_a_caution() -> None:
    said = ask(FakeModel(look(seen("stairs", 0.001))), "are there stairs").spoken
    assert str(said) == f"No, I can't see stairs here. {Line.CAUTION_STAIRS.said()}"


@pytest.mark.parametrize("question", ["is it hot", "Is it hot?"])
def test_a_risk_is_seen_in_the_words_themselves_and_in_what_they_mean(question: str) -> None:
    said = ask(FakeModel(DOG_LEFT, ["a dog"]), question, "dining table").spoken
    assert str(said).endswith(str(Line.CAUTION_FIRE.said()))


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who is this?", Line.NEVER_IDENTITY),
        ("who is the man in the picture", Line.NEVER_IDENTITY),
        ("What's her name?", Line.NEVER_IDENTITY),
        ("What is the man's name?", Line.NEVER_IDENTITY),
        ("Can you see my wife?", Line.NEVER_IDENTITY),
        ("Do you recognise him?", Line.NEVER_IDENTITY),
        ("Can you recognise this person?", Line.NEVER_IDENTITY),
        ("Is that my wife?", Line.NEVER_IDENTITY),
        ("is she my older sister or my mother", Line.NEVER_IDENTITY),
        ("Is that man in the corner my brother?", Line.NEVER_IDENTITY),
        ("Is my husband in the room?", Line.NEVER_IDENTITY),
        ("is this john", Line.NEVER_IDENTITY),
        ("Is that Anna in the picture?", Line.NEVER_IDENTITY),
        ("Is he Mehmet?", Line.NEVER_IDENTITY),
        ("Is his name Paul?", Line.NEVER_IDENTITY),
        ("How old is the man?", Line.NEVER_AGE),
        ("How old is this?", Line.NEVER_AGE),
        ("How old is the tall woman?", Line.NEVER_AGE),
        ("How old are these children?", Line.NEVER_AGE),
        ("How old is my mother?", Line.NEVER_AGE),
        ("How old is Mehmet?", Line.NEVER_AGE),
        ("Is the man 40 years old?", Line.NEVER_AGE),
        ("Are these people old?", Line.NEVER_AGE),
        ("Does she look young?", Line.NEVER_AGE),
        ("Is he happy?", Line.NEVER_EMOTION),
        ("how is the girl feeling", Line.NEVER_EMOTION),
        ("Is she smiling?", Line.NEVER_EMOTION),
        ("Why is she smiling?", Line.NEVER_EMOTION),
        ("Is he crying or laughing?", Line.NEVER_EMOTION),
        ("Is she frowning?", Line.NEVER_EMOTION),
        ("Does he look delighted?", Line.NEVER_EMOTION),
        ("Is the man still disappointed?", Line.NEVER_EMOTION),
        ("Is anybody laughing?", Line.NEVER_EMOTION),
        ("Who is smiling?", Line.NEVER_EMOTION),
        ("What is he feeling", Line.NEVER_EMOTION),
        ("What expression does she have?", Line.NEVER_EMOTION),
        ("What is her facial expression?", Line.NEVER_EMOTION),
        ("What is the woman's expression?", Line.NEVER_EMOTION),
        ("What kind of mood is he in?", Line.NEVER_EMOTION),
        ("Is she in love?", Line.NEVER_EMOTION),
        ("How far is the car?", Line.NEVER_DISTANCE),
        ("how many feet is it to the door", Line.NEVER_DISTANCE),
        ("how many feet in front of me is it", Line.NEVER_DISTANCE),
        ("Is the door far away?", Line.NEVER_DISTANCE),
        ("Is it far away?", Line.NEVER_DISTANCE),
        ("Is the chair close to me?", Line.NEVER_DISTANCE),
        ("Is the red car very near?", Line.NEVER_DISTANCE),
        ("Am I close to the wall?", Line.NEVER_DISTANCE),
        ("Is there anyone behind me?", Line.NEVER_BEHIND),
        ("What is behind me?", Line.NEVER_BEHIND),
        ("Is the door behind me open?", Line.NEVER_BEHIND),
    ],
)
def test_what_is_never_said_is_not_guessed(question: str, line: Line) -> None:
    answer = ask(FakeModel(DOG_LEFT, replies={question.rstrip("?"): reply("yes")}), question)
    assert (str(answer.spoken), answer.certainty) == (str(line.said()), NONE)


def test_a_camera_that_faces_its_user_sees_behind_him() -> None:
    model = FakeModel(DOG_LEFT, trusted=False)
    said = skills(model, facing="user").answer(picture(), "What is behind me?").spoken
    assert str(said) == "A dog."


@pytest.mark.parametrize("rest", ["away is the door", "to the door", "is the door away"])
def test_how_many_steps_away_is_told_from_how_many_there_are(rest: str) -> None:
    question = f"how many steps {rest}"
    said = ask(FakeModel(DOG_LEFT, replies={question: reply("2")}), question).spoken
    assert str(said) == f"{Line.NEVER_DISTANCE.said()} {Line.CAUTION_STAIRS.said()}"


@pytest.mark.parametrize(
    "question",
    [
        "who is wearing the hat",
        "What does it feel like?",
        "What does the card with the smiley face say?",
        "Is the laughing cow cheese open?",
        "Is this a joy stick?",
        "what is the man doing",
        "is the dog old",
        "is the building old",
        "how many people are there",
        "how many feet does the table have",
        "what is the name of this product",
        "is the colour bright",
        "Is this Coke?",
        "Is this English?",
        "Is he OK?",
        "Is this my child's bottle?",
        "Is this my baby seat?",
        "Is she my height?",
        "Is this for my mother?",
        "Is this a letter from my mother?",
        "Is my baby in the cot?",
        "Is the lady holding a baby?",
        "Is this my family photo?",
        "Can you recognise this?",
        "Do you recognise this?",
        "What is this name?",
        "How old is this milk?",
        "How old is the cheese?",
        "How old is it?",
        "Is it old?",
        "Does this look old?",
        "Is this wine ten years old?",
        "How many steps are there?",
        "How many steps are in front of me?",
        "How many steps are there in front of me?",
        "How many steps do I have to climb?",
        "How many stairs are there?",
        "Is there a chair near me?",
        "Is there a cup close to me?",
        "Is anyone near me?",
        "Is the cup near the plate?",
        "Is the cup far to the right?",
        "How old is the man's car?",
        "Is the door close?",
        "Is the door closed?",
    ],
)
def test_other_questions_may_be_answered(question: str) -> None:
    assert query_of(question).never is None


def test_a_problem_of_the_picture_comes_first() -> None:
    model = FakeModel(look(seen("dog", 0.9)), replies={"what is this": reply("dog")})
    dark = skills(model, problem=Problem.DARK).answer(picture(), "what is this")
    assert str(dark.spoken) == "I can't tell. It is too dark: turn on a light."
    assert (dark.answer, dark.certainty) == ("", NONE)
    assert dark.problem is Problem.DARK
    sure = FakeModel(look(seen("dog", 0.99)))
    told = skills(sure, problem=Problem.DARK).answer(picture(), "what is this")
    assert str(told.spoken) == "A dog. It is very dark: turn on a light."
    guessed = skills(model, problem=Problem.DARK, complete=True).answer(picture(), "what is this")
    assert (guessed.answer, guessed.spoken) == ("dog", dark.spoken)


def test_a_follow_up_and_a_description_share_one_look() -> None:
    model = FakeModel(DOG_LEFT, ["a dog"])
    every, frame = skills(model), picture()
    every.look(frame)
    every.describe(frame)
    every.answer(frame, "what is this")
    every.answer(frame, "what colour is it", "dog")
    assert len(model.looks) == 1
    every.answer(picture(), "what is this")
    assert len(model.looks) == 2


def test_what_nobody_wants_any_more_is_left() -> None:
    model = FakeModel(DOG_LEFT)
    with pytest.raises(WorkCancelledError):
        skills(model).answer(
            picture(), "what is this", cancel=CancelWhen(lambda: bool(model.looks))
        )
    assert model.asked == []


def test_the_printed_object_has_the_fields_of_the_contract() -> None:
    model = FakeModel(DOG_LEFT, replies={"what is this": reply("dog")})
    shown = json.loads(json.dumps(to_json("a.jpg", ask(model, "what is this")), default=str))
    assert shown.pop("milliseconds") >= 0
    assert shown == {
        "photo": "a.jpg",
        "question": "what is this",
        "answer": "dog",
        "spoken": "A dog.",
        "certainty": "plain",
        "probability": 0.9,
    }


@pytest.mark.parametrize("certainty", [UNSURE, NONE])
def test_what_it_is_is_told_by_what_is_seen(certainty: Certainty) -> None:
    model = FakeModel(look(seen("cup", 0.97)), captions=("a cup",))
    model.replies["What is this"] = reply("wood", certainty)
    answer = ask(model, "What is this?")
    assert (answer.answer, str(answer.spoken), answer.about) == ("cup", "A cup.", "cup")
    assert answer.certainty is PLAIN


def test_where_nothing_is_seen_it_cannot_be_told_what_it_is() -> None:
    answer = ask(FakeModel(), "What is this?")
    assert answer.certainty is NONE
    assert str(answer.spoken) == "I can only say what I see: a room."


@pytest.mark.parametrize(
    ("given", "english"),
    [
        (reply("red"), False),
        (reply("red", NONE), False),
        (reply("delirious"), True),
        (reply("yes"), False),
    ],
)
def test_only_what_holds_the_models_words_is_english(given: Reply, english: bool) -> None:
    assert spoken(given, thing=False).is_english is english


@pytest.mark.parametrize(
    ("question", "answer", "probability", "words", "about"),
    [
        ("what colour is the mug", "orange", 0.95, "Orange.", ""),
        ("is it red or orange", "orange", 0.05, "Orange.", ""),
        ("what is this", "orange", 0.05, "Orange.", ""),
        ("what is this", "orange", 0.95, "An orange.", "orange"),
        ("what is on the plate", "lime", 0.7, "A lime.", "lime"),
        ("where is the plate", "top", 0.95, "At the top.", ""),
        ("what is she wearing", "top", 0.95, "A top.", "top"),
        ("what is this", "cup", 0.05, "A cup.", "cup"),
    ],
)
def test_a_colour_is_no_fruit_and_a_side_no_garment(
    question: str, answer: str, probability: float, words: str, about: str
) -> None:
    model = FakeModel(look(seen(answer, probability)), replies={question: reply(answer)})
    given = ask(model, question)
    assert (str(given.spoken), given.about) == (words, about)


def test_a_colour_is_told_to_whoever_asks_though_space_leaves_it_out() -> None:
    red = Claim(ClaimKind.COLOUR, "cup", "red", if_asked=0.9, asked=Certainty.PROBABLY)
    model = FakeModel(look(seen("cup", 0.95), claims=(red,)))
    assert str(ask(model, "what colour is the cup").spoken) == "Probably red."
    assert str(ask(model, "is the cup red").spoken) == "Probably, a red cup."
    assert str(ask(model, "is the cup blue").spoken) == "Probably not a blue cup."


def test_one_of_two_colours_is_told_and_only_a_third_denied() -> None:
    either = Claim(ClaimKind.COLOUR, "cup", "red", "white", if_asked=0.9, asked=Certainty.PROBABLY)
    model = FakeModel(look(seen("cup", 0.95), claims=(either,)))
    told = ask(model, "what colour is the cup")
    assert (str(told.spoken), told.answer) == ("Probably red or white.", "red or white")
    assert str(ask(model, "is the cup blue").spoken) == "Probably not a blue cup."
    for colour in ("red", "white"):
        assert str(ask(model, f"is the cup {colour}").spoken) == "Probably red or white."
    for other in ("is there a cup next to a blue plate", "is the red cup on the table"):
        assert "red or white" not in str(ask(model, other).spoken)


@pytest.mark.parametrize(
    ("pattern", "question", "words"),
    [
        ("striped", "what pattern does it have", "Striped."),
        ("striped", "does the t-shirt have a pattern", "Striped."),
        ("striped", "is it striped", "Yes, a striped t-shirt."),
        ("striped", "is the t-shirt checked", "No."),
        ("plain", "is there a pattern on it", "Plain."),
        ("plain", "are they striped", "No."),
    ],
)
def test_the_pattern_of_a_garment_is_told(pattern: str, question: str, words: str) -> None:
    claim = Claim(ClaimKind.ATTRIBUTE, "t-shirt", pattern, if_asked=0.95, asked=PLAIN)
    model = FakeModel(look(seen("t-shirt", 0.95), claims=(claim,)))
    assert str(ask(model, question).spoken) == words


@pytest.mark.parametrize(
    ("state", "question", "words"),
    [
        ("on", "is the tv on", "Probably yes."),
        ("on", "is the screen on", "Probably yes."),
        ("on", "is the tv off", "Probably not."),
        ("off", "is the tv on", "Probably not. The screen is dark."),
        ("off", "is the tv off", "Probably yes. The screen is dark."),
        ("on", "is the tv on or off", "Probably on."),
        ("off", "Is the screen on or off?", "Probably off. The screen is dark."),
    ],
)
def test_whether_a_screen_is_on_is_told_to_whoever_asks(
    state: str, question: str, words: str
) -> None:
    claim = Claim(ClaimKind.ATTRIBUTE, "tv", state, if_asked=0.8, asked=Certainty.PROBABLY)
    model = FakeModel(look(seen("tv", 0.95), claims=(claim,)))
    assert str(ask(model, question).spoken) == words
    checked = str(skills(model).answer(picture(), question, verify=True).spoken)
    assert ("The screen is dark." in checked) is ("The screen is dark." in words)


@pytest.mark.parametrize("problem", [Problem.DARK, Problem.BRIGHT])
def test_a_dark_picture_makes_no_screen_dark(problem: Problem) -> None:
    claim = Claim(ClaimKind.ATTRIBUTE, "tv", "off", if_asked=0.9, asked=PLAIN)
    model = FakeModel(look(seen("tv", 0.99), claims=(claim,)))
    answer = skills(model, problem=problem).answer(picture(), "is the tv on")
    assert answer.certainty is NONE


def test_only_a_screen_is_said_to_be_dark() -> None:
    black = Claim(ClaimKind.COLOUR, "chair", "black", if_asked=0.95, asked=PLAIN)
    model = FakeModel(look(seen("chair", 0.95), claims=(black,)))
    assert "dark" not in str(ask(model, "is the red chair on").spoken)


def test_of_two_screens_none_is_meant() -> None:
    claims = [
        Claim(ClaimKind.ATTRIBUTE, name, state, if_asked=0.95, asked=PLAIN)
        for name, state in (("tv", "off"), ("laptop", "on"))
    ]
    model = FakeModel(look(seen("tv", 0.95), seen("laptop", 0.95), claims=tuple(claims)))
    assert str(ask(model, "is the laptop on").spoken) == "Yes."
    assert ask(model, "is the screen on").certainty is NONE
    alone = FakeModel(look(seen("tv", 0.95), seen("laptop", 0.95), claims=tuple(claims[:1])))
    assert ask(alone, "is the screen on").certainty is NONE
    two = Claim(ClaimKind.COUNT, "tv", "2", "", 0.95, PLAIN, if_asked=0.95, asked=PLAIN)
    both = FakeModel(look(seen("tv", 0.95), claims=(claims[0], two)))
    assert ask(both, "is the tv on").certainty is NONE


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("is the chair free", "Probably yes. I can't see a person here."),
        ("is there a free chair", "Probably yes. I can't see a person here."),
        ("Is the chair taken?", "Probably not, I can't see a person here."),
        ("Is the bench free?", "I can't tell whether there is a bench here."),
        ("Is this seat taken?", "Probably not, I can't see a person here."),
        ("is there a seat", "Yes, a chair on the left."),
        ("Where can I sit?", "A chair on the left."),
    ],
)
def test_a_seat_is_free_where_nobody_is(question: str, words: str) -> None:
    nobody = Claim(ClaimKind.PRESENCE, "person", "", if_asked=0.04, denied=PROBABLY)
    bench = Claim(ClaimKind.PRESENCE, "bench", "", if_asked=0.3)
    model = FakeModel(look(seen("chair", 0.95, 0.0, 0.2, 0.3, 0.8), claims=(nobody, bench)))
    answer = ask(model, question)
    assert str(answer.spoken) == words
    assert answer.about != "person", "it is the seat, and not who is missing"


@pytest.mark.parametrize("so", ["made of paper", "looking at the camera"])
def test_neither_what_a_thing_is_made_of_nor_who_looks_is_looked_for(so: str) -> None:
    absent = (
        Claim(ClaimKind.PRESENCE, name, "", if_asked=0.01, denied=PLAIN)
        for name in ("paper", "camera")
    )
    model = FakeModel(look(seen("dog", 0.95), claims=tuple(absent)))
    assert ask(model, f"is the dog {so}").certainty is NONE


def test_where_somebody_is_a_seat_may_be_taken() -> None:
    model = FakeModel(look(seen("chair", 0.95), seen("person", 0.8)))
    assert ask(model, "is the chair free").certainty is NONE


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Is he looking at me?", "I can't tell where somebody is looking."),
        (
            "Is there a stain on my shirt?",
            "I can't see dirt, stains or creases well enough. Please ask a person.",
        ),
        ("is it locked", "I can't see whether something is locked."),
        (
            "Do these socks match?",
            "I can't judge whether things match. Ask for the colour of each.",
        ),
        ("is it plugged in", "I can't see whether something is charged or plugged in."),
        ("what's the weather like", "I can't tell the weather from the picture."),
        ("is it raining", "I can't tell the weather from the picture."),
        ("Is it sunny outside?", "I can't tell the weather from the picture."),
        ("what is it called in French", "I can't translate."),
        ("42", "I didn't understand. Use other words."),
    ],
)
def test_what_is_beyond_the_model_is_said_as_that(question: str, words: str) -> None:
    assert str(ask(FakeModel(DOG_LEFT), question).spoken) == words


@pytest.mark.parametrize("stronger", [False, True])
def test_only_a_stronger_model_may_see_what_is_beyond_the_small_one(stronger: bool) -> None:
    model = FakeModel(
        DOG_LEFT, replies={"is the plate clean": reply("yes", PROBABLY)}, trusted=stronger
    )
    told = str(ask(model, "is the plate clean").spoken)
    assert (told == "Probably yes.") is stronger
    assert told.startswith("I can't see dirt") is not stronger


def test_what_lies_on_a_seat_takes_it() -> None:
    nobody = Claim(ClaimKind.PRESENCE, "person", "", if_asked=0.04, denied=PROBABLY)
    lying = Claim(ClaimKind.RELATION, "dog", "on", "couch", 0.9, PLAIN, if_asked=0.9, asked=PLAIN)
    model = FakeModel(look(seen("couch", 0.95), seen("dog", 0.95), claims=(nobody, lying)))
    for question in ("is the couch free", "is the couch taken"):
        assert ask(model, question).certainty is NONE


def test_a_seat_is_free_however_it_is_looked_at() -> None:
    nobody = Claim(ClaimKind.PRESENCE, "person", "", if_asked=0.04, denied=PROBABLY)
    model = FakeModel(look(seen("chair", 0.95), claims=(nobody,)))
    checked = skills(model).answer(picture(), "is the chair free", verify=True)
    assert str(checked.spoken) == "Probably yes. I can't see a person here."


def test_nothing_is_surer_of_a_thing_than_that_it_is_there() -> None:
    claim = Claim(ClaimKind.ATTRIBUTE, "tv", "on", if_asked=0.95, asked=PLAIN)
    likely = FakeModel(look(seen("tv", 0.7), claims=(claim,)))
    assert str(ask(likely, "is the tv on").spoken) == "Probably yes."


def test_what_is_held_up_is_one_in_spite_of_a_problem() -> None:
    sign = FakeModel(look(held("sign", 0.95)))
    page = skills(sign, problem=Problem.NOT_A_PHOTO)
    assert str(page.answer(picture(), "is this a sign?").spoken) == "Yes."
    assert page.answer(picture(), "is this a book?").certainty is NONE
    assert page.answer(picture(), "is it safe?").certainty is NONE
