"""Sentences that are made of claims about a picture."""

from assistant.protocol.spoken import Phrase


class NarratorLine(Phrase):
    """How what a thing is like and does joins it; `who` is the thing, where a pronoun is needed."""

    DOES = "{thing} {act:main}"
    COMMA_DOES = "{thing}, {act:main}"
    WHO_DOES = "{thing} {act:last}"
    DOES_PROBABLY = "{thing}, probably {act:last}"
    IS_AT = "{thing} {place}"
    COMMA_AT = "{thing}, {place}"
    IS_AT_PROBABLY = "{thing}, probably {place}"
    IS = "{thing}, {quality}"
    IS_PROBABLY = "{thing}, probably {quality}"
    MORE_PROBABLY = "{thing}, probably {quality} of them"
    IS_AND_DOES_PROBABLY = "{thing}, probably {quality} and {act:last}"
    PART_DOES = "{thing}, {part} {act:last}"
    PART_PROBABLY = "{thing}, {part} probably {act:last}"
    PART_AT = "{thing}, {part} {place}"
    PART_AT_PROBABLY = "{thing}, {part} probably {place}"
    YOU = "{thing}, probably you"
    ALSO = "{sentence}, and {things}"
    ALSO_PROBABLY = "{sentence}, and probably {things}"
    IN_FACT = "{thing}, in fact {quality}"
    LED = "{lead}{rest}"
    MORE = "{thing:is} {told}"
    TOLD = "{told:main}"
    PROBABLY = "probably {told}"
    PROBABLY_DOES = "probably {told:likely}"
