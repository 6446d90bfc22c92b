"""Banknotes."""

from assistant.protocol.spoken import Phrase


class MoneyLine(Phrase):
    """What is said of a banknote, or what is missing to tell it."""

    NOTE = "{amount}. Please check."
    EUROS = "{number} euros"
    DOLLAR = "{number} dollar"
    DOLLARS = "{number} dollars"
    POUNDS = "{number} pounds"
    NOTHING = "I can't see a banknote, and I don't know coins. Hold one note flat to the camera."
    UNREAD = "I can't read a number with its currency. Show all of the note, or turn it over."
    UNPROVEN = "I can't tell whether this is a banknote. Show all of it, or turn it over."
    COLOUR = "The colour doesn't match the number on the note. Turn on a light, and hold it still."
    SEVERAL = "There may be more than one banknote. Hold up one at a time."
    ONCE = "I am not sure which banknote this is. Hold it still, and ask again."


class MoneyNumber(Phrase):
    """The values of notes in words: a sentence begins with them."""

    N1 = "one"
    N2 = "two"
    N5 = "five"
    N10 = "ten"
    N20 = "twenty"
    N50 = "fifty"
    N100 = "one hundred"
    N200 = "two hundred"
    N500 = "five hundred"
