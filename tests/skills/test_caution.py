import pytest

from assistant.protocol.query import Risk
from assistant.skills.answer.wording import CAUTIONS
from assistant.understanding.matcher import understand
from tests.kit.queries import query_of

RISKY = {
    Risk.TRAFFIC: """
        Isn't the light red?
        Is the light red or not?
        Is the light not red?
        Is the road ahead clear?
        Is the road outside my house clear?
        Is the road outside my neighbour's house clear?
        Is the road on the other side clear?
        Is the road on my left side clear?
        Is the road in front of the house still clear?
        Is the road today clear?
        Is the road still clear?
        Is the road now clear?
        Is the road in front of me clear?
        Is the coast clear?
        Is the way to the door free?
        Has the light turned green?
        Did the light turn green?
        Has the light changed?
        Is it green yet?
        Is it still red now?
        Is it ok to go?
        Should I wait?
        Is this light green?
        Is somebody coming?
        Is someone coming?
        Is anybody coming?
        Is a motorcycle coming?
        Is a scooter coming?
        Is there a green light?
        Is the green light on?
        Is the light in front of me green?
        Is the man green?
        What colour is the signal?
        Are there no cars?
        Is it clear to go?
        Are there any cars on the road?
        Is anything coming?
        Is the signal red?
        Is the green man on?
        Is it safe to cross?
        Can I cross the street now?
        Can I go across?
        Should I cross here?
        Is the traffic light red?
        Is the light green?
        What colour is the light?
        Is there a car coming?
        Are any cars coming?
        Is the road clear?
        Is there a zebra crossing?
        How much traffic is there?
        Where is the crosswalk?
        Is it save to cross?
        Can you help me cross the street?
        Has the bus stopped? Is the bus moving?
        """,
    Risk.MEDICINE: """
        Do I take this in the morning?
        Can my child take this?
        Can our old dog take these?
        Can my granny take this?
        Can my granddad take this?
        Can my fiancé take these?
        Can my mother-in-law take this?
        Can the carer take this?
        Can that lady take one of these?
        Can't I take this with water?
        Can I take this tablet?
        Can I take this tablet now?
        Can I take one of these blue tablets?
        What is this tablet?
        What is this white tablet for?
        How many of these should I take?
        How much of this syrup can I take?
        How many should I take?
        How many drops should I take?
        How much do I take?
        What medicine is this?
        What kind of pills are these?
        How many tablets should I take?
        What is the dose?
        What dosage is on the label?
        Which bottle is my aspirin?
        Can I take this with water?
        When do these pills expire?
        How many milligrams does it say?
        Is this my insulin?
        What is my blood sugar?
        Is this prescription mine?
        What ointment is in this tube?
        What kind of tablets are in here?
        What does this label on this pill bottle say?
        """,
    Risk.MONEY: """
        Is this a twenty?
        Is this a five or a ten?
        How much money is this?
        Is this a ten dollar bill?
        Which bill is this?
        Is this a 20 or a 50 pound note?
        What coins are in my hand?
        Is this the right change?
        What denomination is this?
        Is this ten euros?
        Which of these is my credit card?
        What bank note is this?
        What kind of bill is this?
        """,
    Risk.STAIRS: """
        Is there a hole in front of me?
        Is there a drop in front of me?
        Am I near the edge?
        Is there a gap?
        Is there a hole?
        Are there any drops ahead?
        Are there any stairs?
        Are there any stares?
        How many steps are there?
        Is there a step in front of me?
        Does the staircase go up or down?
        Where is the escalator?
        Is there a kerb?
        Is there a hole in the floor?
        How far is the edge of the platform?
        """,
    Risk.FIRE: """
        Is this pan hot?
        Are those plates still hot?
        Did I turn off this stove?
        Did I turn off the stove?
        Have I turned off the oven?
        Is the kettle on?
        Is it hot?
        Is the dining table hot?
        Is something burning?
        Is there smoke?
        Is the stove on?
        Did I leave the iron on?
        Is the oven off?
        Is the candle still burning?
        Is the house on fire?
        Is the pan hot?
        Is the gas on?
        Is the fireplace lit?
        """,
    Risk.FOOD: """
        Is this sugar free?
        Does this contain sugar?
        When is this good until?
        How long is the milk good for?
        Is the steak rare?
        Is it still rare?
        Is the meat red inside?
        Are there peanuts in this?
        Is there peanut in this?
        Can my baby eat this?
        Can the dog drink this milk?
        Isn't the milk off?
        Does this cake have nuts?
        Do these cookies have eggs?
        Has this soup got milk in it?
        Is this chicken cooked?
        Are these potatoes cooked?
        Is this egg good?
        Are these mushrooms good?
        Are those eggs still good?
        Is this milk old?
        Is the milk too old?
        How old is this milk?
        How old is the goat cheese?
        When does this milk go off?
        Is it OK to eat this?
        Is this good to eat?
        Are there nuts in this?
        Is there gluten in this?
        Does it have peanuts in it?
        What mushroom is this?
        Is this milk past its date?
        Is the milk off?
        When does this go off?
        Is the chicken pink?
        Can I eat this?
        Can I still drink the milk?
        Is the milk still good?
        Is this mushroom edible?
        What is the expiration date?
        When does this expire?
        What is the best before date?
        Is the bread mouldy?
        Does this cheese have mold?
        Is the chicken cooked?
        Is the meat raw?
        Has the yoghurt gone bad?
        Does this contain nuts?
        Is it safe to eat?
        Is this gluten free?
        Am I allergic to this?
        """,
    Risk.DANGER: """
        Am I bleeding?
        Is this wound infected?
        Do I have a rash on my arm?
        Is my ankle swollen?
        Won't the dog bite?
        Is the floor by the sink wet?
        Is the floor where I stand wet?
        Is the kitchen floor still a bit wet?
        Is the path between the tables clear?
        Is the path up ahead clear?
        Is the path leading to the door clear?
        Is the pavement outside the shop icy?
        Is the ground around here wet?
        Is the path ahead clear?
        Will this dog bite?
        Is there broken glass on the floor?
        Is there anything in my path?
        Can I get off here?
        Is this poison?
        Is this bleach?
        Is the floor dry?
        Is the floor in the kitchen still wet?
        Is it safe?
        Is this safe?
        Is it save?
        Is this dangerous?
        Is it safe to go in?
        Can I walk here?
        Is the path clear?
        Can I touch it?
        Is anything in my way?
        Will the dog bite?
        Is the floor slippery?
        Is this a safe place?
        Are these bad for me?
        """,
}

HARMLESS = """
    Can the dishwasher take this?
    Can the washing machine take this?
    Can the microwave take this?
    Can my bag take this?
    Can the coffee machine take these?
    Can my guest take the bus?
    Can the baby take this toy?
    Is the street name clear?
    Is the road sign clear?
    Is the floor plan clear?
    Which way to the free toilet?
    Is the ground beef dry?
    Is the floor lamp dry clean only?
    Is this stamp rare?
    Is the fish red?
    Is it green?
    Which way is the free seat?
    Did the light go off?
    Isn't this milk or juice?
    Is the apple red or green now?
    Is there milk in the fridge?
    Are there eggs in this basket?
    Is the plate near the edge?
    Is the light on my washing machine red?
    Is the light in my room yellow?
    Is this light green or dark green?
    What colour is this light?
    Can I take this off?
    Can I take this picture with me?
    Can I take these away?
    Is this tablet charging?
    Does this man have a dog?
    Is this a milk bottle?
    Is this building old?
    How old is this house?
    When does the alarm go off?
    Is this door locked?
    Are these shoes new?
    Do these trousers have pockets?
    How many of these are red?
    Is there a man in a green coat?
    Are there eggs on the table?
    Is the glass empty?
    What mushroom soup is on the shelf?
    Is there a red lamp?
    Which path is longer?
    How many photos are there?
    What colour is the medicine ball?
    What is this?
    What colour is the cup?
    Is there a dog?
    Is there a cross on the wall?
    Is she cross?
    Is the man crossing his arms?
    Is this a crossword?
    What colour is the car?
    Is there a car?
    How many buses are there?
    Is the traffic cone orange?
    Is the red light blinking?
    What colour is the light switch?
    Is the lamp on?
    Is this pillow blue?
    Where are my prescription glasses?
    Is the tablet charging?
    Is there a drugstore?
    How many pounds does it weigh?
    What colour is the coin purse?
    What does the piggy bank look like?
    Is the duck's bill yellow?
    How much does the box weigh?
    Is there a step stool?
    What is the next step?
    Is there a stepladder?
    Is the fire hydrant red?
    Is there a fire truck?
    Who is the firefighter?
    What is on the fireplace?
    Is this a hot dog?
    Is it hot sauce or ketchup?
    What colour is the stove?
    Is there an ironing board?
    What is the man eating?
    What kind of soup is this?
    Is this milk or juice?
    What is on the plate?
    When does my passport expire?
    What flavour is this?
    Is the safe open?
    What is in the safe?
    Is this a safety pin?
    Where is the gas station?
    Is the door open?
    Is the mushroom lamp on?
    Can I see the sea?
    What is the dog doing?
    Which way is the man walking?
    How many candles are on the table?
    Is he skiing cross country?
    Is this step two or step three?
    Is the man wearing safety equipment?
    Is the update done?
    Are my downloads completely done?
    Is the washing machine done?
    """


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def risk_of(question: str) -> Risk | None:
    return query_of(question).risk


@pytest.mark.parametrize("risk", list(Risk))
def test_risky_questions_are_known_also_as_a_recogniser_may_write_them(risk: Risk) -> None:
    asked = lines(RISKY[risk])
    asked += [question.lower().rstrip("?") for question in asked]
    assert not {question: risk_of(question) for question in asked if risk_of(question) is not risk}


@pytest.mark.parametrize(
    ("question", "risk"),
    [
        ("Can you see if the road is clear?", Risk.TRAFFIC),
        ("Please check if the road is clear", Risk.TRAFFIC),
        ("Can you have a look if the light is green", Risk.TRAFFIC),
        ("Do you think the road is clear?", Risk.TRAFFIC),
        ("Could you check if the chicken is cooked?", Risk.FOOD),
        ("Can you see if the milk is off?", Risk.FOOD),
        ("Can you tell me if I should take this?", Risk.MEDICINE),
    ],
)
def test_an_indirect_question_is_as_risky(question: str, risk: Risk) -> None:
    query = understand(question)
    assert query is not None
    assert query.risk is risk


def test_questions_that_only_sound_risky_are_not() -> None:
    found = {question: risk_of(question) for question in lines(HARMLESS)}
    assert not {question: risk for question, risk in found.items() if risk is not None}


@pytest.mark.parametrize(
    "question", ["What is this one?", "What is that one?", "What colour is this one?"]
)
def test_one_of_several_things_is_no_note(question: str) -> None:
    assert risk_of(question) is None


def test_the_table_is_long_enough() -> None:
    assert sum(len(lines(text)) for text in RISKY.values()) >= 60


@pytest.mark.parametrize("risk", list(Risk))
def test_a_caution_asks_to_check_and_judges_nothing(risk: Risk) -> None:
    text = CAUTIONS[risk].said()
    assert str(text).startswith("Please check ")
    assert "safe" not in str(text)
    assert len(str(text).split()) <= 14
