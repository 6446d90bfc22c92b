"""The commonest given names that mean nothing else, and what people call their own family. Pure."""

from typing import Final

GIVEN_NAMES: Final = frozenset(
    """
    john david michael james robert william thomas tom peter paul daniel andrew george joe
    joseph richard charles christopher chris matthew steve steven kevin brian simon martin alex
    ben sam mary anna anne sarah emma laura lisa linda susan karen barbara jessica jennifer
    elizabeth kate katie julia maria helen nancy emily lucy jane claire rachel hans jürgen klaus
    wolfgang stefan monika sabine petra juan jose josé carlos luis pedro miguel carmen ana lucia
    lucía donald edward ronald anthony timothy jason jeff jeffrey ryan gary nicholas jonathan
    stephen gregory samuel patrick alexander nathan philip margaret patricia deborah stephanie
    rebecca sharon cynthia kathleen amanda melissa michelle nicole christina christine catherine
    katherine samantha sophia sophie hannah andrea angelika ursula brigitte susanne gabriele
    javier francisco fernando barack angela vladimir volodymyr emmanuel boris hillary kamala
    elon taylor kim ariana selena serena oprah brad leonardo cristiano lionel olaf friedrich
    narendra meghan mum mummy mom mommy mama dad daddy papa granny grandad grandma grandpa
    """.split()
)
"""In small letters, as recognisers give them."""


def is_given_name(name: str) -> bool:
    """Whether a name is one that people have, and perhaps a pet: "Lucy"."""
    return name.lower() in GIVEN_NAMES
