import math
from dataclasses import replace
from pathlib import Path

import pytest

from models.certainty import Bars
from models.embedded import ModelError, files
from models.embedded.answer_verifier import (
    FILE,
    OPTIONS,
    START,
    EmbeddedAnswerVerifier,
    Weights,
    load_answer_verifier,
    rarity,
    starts,
    usual,
    weigh,
)
from models.embedded.question_form import PRESENCES, Form, read
from models.interfaces import Certainty, Guess, Reply
from tests.kit.fakes import look, seen

SURE, DOUBTFUL = math.log(0.9), math.log(0.05)


def guesses(**likely: float) -> tuple[Guess, ...]:
    found = dict.fromkeys(OPTIONS, -9.0) | likely
    return tuple(sorted((Guess(*p) for p in found.items()), key=lambda g: -g.log_probability))


def ask(question: str, *given: Guess, dog: float | None = None) -> Reply:
    analysis = look() if dog is None else look(seen("dog", dog))
    return EmbeddedAnswerVerifier(START).reply(analysis, question, given)


def test_the_witness_overrules_the_decoder_on_what_is_there() -> None:
    says_yes, says_no = guesses(yes=SURE, no=DOUBTFUL), guesses(yes=DOUBTFUL, no=SURE)
    assert ask("is there a dog", *says_yes, dog=0.03).answer == "no"
    assert ask("is there a dog", *says_no, dog=0.97).answer == "yes"
    assert ask("is there a dog", *says_yes).answer == "no", "not listed is not there"
    assert ask("is there a dog", *says_yes, dog=0.97).presence


def test_other_questions_of_yes_and_no_are_the_decoders() -> None:
    assert ask("is the dog black", *guesses(yes=SURE, no=DOUBTFUL), dog=0.9).answer == "yes"
    assert ask("is the dog black", *guesses(yes=DOUBTFUL, no=SURE), dog=0.9).answer == "no"
    assert not ask("is the dog black", *guesses(no=SURE), dog=0.9).presence


def test_the_best_guess_is_never_that_there_is_none() -> None:
    reply = ask("what is this", *guesses(unanswerable=SURE, cup=DOUBTFUL))
    assert reply.answer == "cup"
    assert reply.certainty is not Certainty.PLAIN


def test_what_the_question_says_itself_is_no_answer() -> None:
    said = guesses(cup=SURE, coffee=DOUBTFUL)
    assert ask("what is in the cup", *said).answer == "coffee"
    assert ask("what is this", *said).answer == "cup"
    assert ask("is it a cup or a bowl", *said).answer == "cup"


@pytest.mark.parametrize(
    ("question", "answer", "certain"),
    [
        ("is it black or green", "green", True),
        ("is this a man or a woman", "shirt", False),
        ("do you see any milk or juice", "yes", True),
        ("what size is this", "large", True),
        ("how does it look", "large", True),
        ("how many buttons does it have", "large", True),
        ("what kind of clothing is this", "shirt", True),
        ("tell me whether it is clean", "shirt", True),
        ("describe it", "shirt", True),
    ],
)
def test_an_answer_is_one_of_those_that_are_asked_for(
    question: str, answer: str, certain: bool
) -> None:
    given = guesses(shirt=SURE, dress=-0.9, yes=-1.0, large=-1.2, green=-1.3)
    reply = ask(question, *given)
    assert (reply.answer, reply.certainty is not Certainty.NONE) == (answer, certain)


def test_where_no_answer_is_to_what_is_asked_none_is_given() -> None:
    for question in ("what size is this", "is it black or white", "what pattern does it have"):
        assert ask(question, Guess("t shirt", SURE)).certainty is Certainty.NONE
    for question, answer in (("tell me about it", "red"), ("tell me if it is red", "no")):
        assert ask(question, *guesses(no=SURE, red=DOUBTFUL)).answer == answer


@pytest.mark.parametrize(
    ("answer", "dog", "certain"),
    [
        ("dog", None, False),
        ("dog", 0.1, False),
        ("two dogs", 0.1, False),
        ("dog", 0.9, True),
        ("orange", None, True),
        ("shirt", None, True),
        ("pillow", None, True),
    ],
)
def test_an_answer_is_no_likelier_than_that_what_it_names_is_there(
    answer: str, dog: float | None, certain: bool
) -> None:
    reply = ask("what animal is this", *guesses(**{answer: SURE}), dog=dog)
    assert reply.answer == answer
    assert (reply.certainty is not Certainty.NONE) is certain


def test_what_a_question_takes_for_granted_and_is_not_there_is_named() -> None:
    assert ask("what colour is the dog", *guesses(red=SURE)).missing == ("dog",)
    assert ask("what colour is the dog", *guesses(red=SURE), dog=0.8).missing == ()
    assert ask("is there a dog", *guesses(no=SURE)).missing == (), "that is the question"


def test_of_two_things_one_is_enough() -> None:
    dog = guesses(dog=SURE)
    assert ask("is it a cat or a dog", *dog, dog=0.9).missing == ()
    assert ask("is it a cat or a dog", *dog).missing == ("cat", "dog")


def test_a_higher_probability_has_a_higher_grade() -> None:
    order = [Certainty.NONE, Certainty.UNSURE, Certainty.PROBABLY, Certainty.PLAIN]
    said = [guesses(dog=math.log(p)) for p in (0.05, 0.15, 0.35, 0.99)]
    replies = [ask("what is this", *one, dog=0.9) for one in said]
    assert [reply.certainty for reply in replies] == order
    assert sorted(r.probability for r in replies) == [r.probability for r in replies]


def test_what_is_never_said_is_no_answer() -> None:
    assert ask("what is this", *guesses(young=SURE)).certainty is Certainty.NONE
    assert ask("what is this", *guesses(wooden=SURE)).certainty is not Certainty.NONE


def test_an_open_answer_of_which_nothing_is_known_has_a_probability_all_the_same() -> None:
    unknown = (Guess("blue", math.nan), *guesses(red=DOUBTFUL))
    found = EmbeddedAnswerVerifier(START).reply(look(), "what colour is it", unknown)
    assert (found.answer, found.certainty) == ("red", Certainty.NONE)
    alone = EmbeddedAnswerVerifier(START).reply(look(), "what colour is it", unknown[:1])
    assert (alone.answer, alone.certainty) == ("blue", Certainty.NONE)
    assert 0 <= alone.probability < 0.1


def test_a_model_without_log_probabilities_is_answered_by_the_witness() -> None:
    none = tuple(Guess(option, math.nan) for option in OPTIONS)
    assert ask("is there a dog", *none, dog=0.97).answer == "yes"
    assert ask("is there a dog", *none, dog=0.02).answer == "no"


def test_how_a_question_starts_counts_as_far_as_its_weight() -> None:
    assert starts("Is the dog black?") == ["is", "is the", "is the dog", "is the dog black"]
    assert starts("") == []
    rule = replace(START, usual={"is": -0.5, "is the": 0.25, "does": 2.0})
    assert [usual(rule, question) for question in ("Is the dog wet?", "Who?")] == [-0.25, 0.0]
    even = guesses(yes=DOUBTFUL, no=DOUBTFUL)
    for weight, answer in ((1.0, "no"), (-1.0, "yes")):
        forms = rule.forms | {Form.YES_NO: Weights((0.0, 0.0, weight, 0.0, 0.0), (0.0,) * 8)}
        verifier = EmbeddedAnswerVerifier(replace(rule, forms=forms))
        assert verifier.reply(look(), "is the weather wet", even).answer == answer


def test_the_question_makes_up_for_how_rare_a_thing_is() -> None:
    rare = {"toaster": 6.0, "person": -0.5}
    forms = {
        form: Weights((0.0, 1.0, 0.0, 1.0, 0.0), START.forms[form].right) for form in PRESENCES
    }
    verifier = EmbeddedAnswerVerifier(replace(START, rare=rare, forms=START.forms | forms))

    def answer(name: str, probability: float) -> str:
        analysis = look(seen(name, probability))
        return verifier.reply(
            analysis, f"is there a {name}", guesses(yes=DOUBTFUL, no=DOUBTFUL)
        ).answer

    assert answer("toaster", 0.1) == "yes"
    assert answer("person", 0.6) == "no"
    assert answer("zebra", 0.1) == "yes", "as rare as the others on average"
    assert answer("zebra", 0.05) == "no"
    other = read("is the person tall")
    assert (other.form, rarity(replace(START, rare=rare), other)) == (Form.YES_NO, 0.0)


def test_what_the_picture_does_not_show_is_never_told_to_be_there() -> None:
    forms = {
        form: Weights((0.0, 1.0, 0.0, 1.0, 0.0), (0.0,) * 5 + (1.0, 0.0, 3.0)) for form in PRESENCES
    }
    rule = replace(START, rare={"toaster": 6.0}, forms=START.forms | forms, shown=0.3)
    for probability, certainty in ((0.29, Certainty.UNSURE), (0.31, Certainty.PLAIN)):
        analysis = look(seen("toaster", probability))
        reply = EmbeddedAnswerVerifier(rule).reply(
            analysis, "is there a toaster", guesses(yes=SURE)
        )
        assert (reply.answer, reply.certainty) == ("yes", certainty)
        assert reply.probability > 0.9, "the question alone speaks for it"


@pytest.mark.parametrize(
    ("probability", "certainty"),
    [(None, Certainty.NONE), (0.1, Certainty.UNSURE), (0.9, Certainty.PLAIN)],
)
def test_nothing_is_affirmed_of_a_thing_that_the_picture_does_not_show(
    probability: float | None, certainty: Certainty
) -> None:
    verifier = load_answer_verifier(files.WEIGHTS)
    analysis = look() if probability is None else look(seen("dog", probability))

    def certainties(question: str, *given: Guess) -> Certainty:
        return verifier.reply(analysis, question, given).certainty

    for question in ("is the dog black", "Is this a dog?"):
        assert certainties(question, *guesses(yes=SURE, no=-12.0)) is certainty
        unseen = question == "is the dog black" and probability is None
        assert (certainties(question, *guesses(no=SURE)) is Certainty.NONE) is unseen
    colour = certainties("what colour is the dog", *guesses(black=SURE))
    assert (colour is Certainty.NONE) is (probability is None)


@pytest.mark.parametrize(
    "question",
    [
        "Is there a dog?",
        "Is there a dog at all?",
        "Is there really a dog?",
        "Is there a dog somewhere?",
        "Is there a dog near me?",
        "Is there a dog or not?",
        "Is there a big dog?",
        "Is there a dog on the sofa?",
        "Can you see a dog with a ball?",
    ],
)
def test_more_words_do_not_make_a_thing_be_there(question: str) -> None:
    verifier = load_answer_verifier(files.WEIGHTS)
    for probability in (0.03, 0.12):
        analysis = look(seen("dog", probability), seen("couch", 0.9), seen("sports ball", 0.9))
        reply = verifier.reply(analysis, question, guesses(yes=SURE, no=DOUBTFUL))
        assert reply.answer == "no" or reply.certainty in (Certainty.UNSURE, Certainty.NONE)


@pytest.mark.parametrize(
    ("question", "certainty", "shown"),
    [
        ("Is there a puppy?", Certainty.UNSURE, ("dog",)),
        ("Is this a puppy?", Certainty.UNSURE, ("dog",)),
        ("Is there a big dog?", Certainty.UNSURE, ("dog",)),
        ("Do you see a dog on the sofa?", Certainty.UNSURE, ("dog", "couch")),
        ("Is there a wallet?", Certainty.UNSURE, ()),
        ("Are there two dogs?", Certainty.NONE, ("dog",)),
        ("Is there only one dog?", Certainty.NONE, ("dog",)),
        ("Are there more than three dogs?", Certainty.NONE, ("dog",)),
        ("Is there a dog?", Certainty.PLAIN, ()),
        ("Is the puppy black?", Certainty.PLAIN, ()),
        ("Is it on the puppy?", Certainty.PLAIN, ()),
        ("Is this a dog?", Certainty.PLAIN, ()),
    ],
)
def test_that_a_thing_is_there_says_not_of_which_kind_or_how_many(
    question: str, certainty: Certainty, shown: tuple[str, ...]
) -> None:
    verifier = load_answer_verifier(files.WEIGHTS)
    analysis = look(seen("dog", 0.97), seen("couch", 0.97))
    reply = verifier.reply(analysis, question, guesses(yes=SURE, no=-12.0))
    assert (reply.answer, reply.certainty, reply.seen) == ("yes", certainty, shown)


def test_what_is_not_there_is_not_there_in_any_kind_or_number() -> None:
    verifier = load_answer_verifier(files.WEIGHTS)
    for question in ("Is there a puppy?", "Are there two dogs?", "Is anybody in the bed?"):
        reply = verifier.reply(look(seen("bed", 0.97)), question, guesses(no=SURE, yes=-12.0))
        assert reply.answer == "no"
        assert reply.certainty in (Certainty.PLAIN, Certainty.PROBABLY)


def test_the_doubted_thing_counts_among_the_features() -> None:
    sure, doubted = (
        weigh(START, look(seen("dog", p)), "what colour is the dog", guesses(red=SURE))
        for p in (0.9, 0.1)
    )
    assert sure.features[3] > 0 > doubted.features[3]
    assert sure.features[:3] == doubted.features[:3]


def test_the_rule_is_read_as_it_was_written(tmp_path: Path) -> None:
    weights = replace(START.forms[Form.OPEN], bars=Bars(0.87, 0.6, 0.1))
    rule = replace(START, forms=START.forms | {Form.OPEN: weights})
    rule.write(tmp_path)
    analysis, said = look(), guesses(cup=SURE)
    assert load_answer_verifier(tmp_path).reply(analysis, "what is this", said) == (
        EmbeddedAnswerVerifier(rule).reply(analysis, "what is this", said)
    )


REST = '"rare": {}, "absent": 1, "shown": 0}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "missing"),
        ("{", "damaged"),
        ('{"forms": {}}', "damaged"),
        (
            f'{{"forms": {{}}, "usual": {{}}, {REST}',
            "does not match",
        ),
        (
            f'{{"forms": {{}}, "usual": 3, {REST}',
            "damaged",
        ),
        (
            f'{{"forms": [], "usual": {{}}, {REST}',
            "damaged",
        ),
    ],
)
def test_a_rule_that_is_no_good_says_what_to_do(
    tmp_path: Path, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / FILE).write_text(text)
    with pytest.raises(ModelError, match=rf"{says}.*Reinstall Lantern\."):
        load_answer_verifier(tmp_path)
