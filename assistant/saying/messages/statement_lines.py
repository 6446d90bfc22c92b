"""Whether a statement is true of a picture, in words."""

from assistant.protocol.spoken import Phrase


class StatementLine(Phrase):
    """The verdicts; `things` and `wrong` are parts of the statement."""

    TRUE = "Yes, that is true."
    PROBABLY_TRUE = "That is probably true."
    FALSE = "No, that is not true."
    PROBABLY_FALSE = "That is probably not true."
    NOT = "No, not {wrong}."
    PROBABLY_NOT = "Probably not {wrong}."
    NOT_SEEN = "No, I can't see {wrong}."
    PROBABLY_NOT_SEEN = "Probably not, I can't see {wrong}."
    BOTH = "{confirmed}; {rest}"
    CONFIRMED = "{things}, yes"
    PROBABLY_CONFIRMED = "probably {things}"
    BUT_NOT_SEEN = "but I can't see {wrong:no}"
    BUT_NOT = "but not {wrong}"
    BUT_REST = "but the rest is probably not true"
    REST_OPEN = "I can't tell about the rest"
