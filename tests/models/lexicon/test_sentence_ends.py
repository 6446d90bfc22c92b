"""Where sentences end."""

from itertools import pairwise

import pytest

from models.lexicon.sentence_ends import sentence_ends


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("A dog", []),
        ("A dog.", ["A dog."]),
        ("A dog. It sits!", ["A dog.", " It sits!"]),
        ("A screen shows 3.99 euros. It is on.", ["A screen shows 3.99 euros.", " It is on."]),
        ("A bottle of Dr. Pepper. A cup.", ["A bottle of Dr. Pepper.", " A cup."]),
        ("A door at No. 10.", ["A door at No. 10."]),
        ("What does the sign for St. Mary say?", ["What does the sign for St. Mary say?"]),
        ("A book by J. R. Smith.", ["A book by J. R. Smith."]),
        ("Food, e.g. bread.", ["Food, e.g. bread."]),
        ("A page of www.example.com is shown", []),
        ('A sign says "Stop." A car.', ['A sign says "Stop."', " A car."]),
        ("A casino. A dog.", ["A casino.", " A dog."]),
        ("Is it on?\nYes", ["Is it on?"]),
        ("John F. Kennedy waves. A car.", ["John F. Kennedy waves.", " A car."]),
        ("Mr. J. Smith waves.", ["Mr. J. Smith waves."]),
        ("Turn to p. 5. Read it.", ["Turn to p. 5.", " Read it."]),
        ("The bus is no. 5. It waits.", ["The bus is no. 5.", " It waits."]),
        ("Answer yes or no. Is there a dog?", ["Answer yes or no.", " Is there a dog?"]),
        (
            "Answer with yes or no. Is the light on?",
            ["Answer with yes or no.", " Is the light on?"],
        ),
        ("The answer is no. The door is shut.", ["The answer is no.", " The door is shut."]),
        ("Look at option A. What colour is it?", ["Look at option A.", " What colour is it?"]),
        ("Look at Option A. What colour is it?", ["Look at Option A.", " What colour is it?"]),
        ("A shirt in size L. It is red.", ["A shirt in size L.", " It is red."]),
        ("A cup of vitamin C. A spoon.", ["A cup of vitamin C.", " A spoon."]),
        ("Vitamin C. A spoon.", ["Vitamin C.", " A spoon."]),
        ("Zu vom 2. bis 20. März. Bitte warten.", ["Zu vom 2. bis 20. März.", " Bitte warten."]),
        ("Es sind 20. Der Hund ist da.", ["Es sind 20.", " Der Hund ist da."]),
        ("It costs 3.20. it is red.", ["It costs 3.20.", " it is red."]),
        ("I see a T. It is red.", ["I see a T.", " It is red."]),
    ],
)
def test_a_sentence_ends_before_a_space_and_after_no_abbreviation(
    text: str, sentences: list[str]
) -> None:
    places = [0, *sentence_ends(text)]
    assert [text[a:b] for a, b in pairwise(places)] == sentences
