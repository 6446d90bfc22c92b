"""What words ask for, once they are understood: a `Query` and what its fields can be. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.protocol.spoken import ENGLISH


class Intent(StrEnum):
    """What is to be done; where a key has the same name, it does the same."""

    DESCRIBE = "describe"
    READ = "read"
    FIND = "find"
    COLOUR = "colour"
    LIGHT = "light"
    WHERE = "where"
    EXPLORE = "explore"
    FRAME = "frame"
    POINT = "point"
    PEOPLE = "people"
    CODES = "codes"
    MORE = "more"
    REPEAT = "repeat"
    PREVIOUS = "previous"
    SLOWER = "slower"
    FASTER = "faster"
    STOP = "stop"
    VERIFY = "verify"
    KEEP = "keep"
    NEXT_LINE = "next-line"
    PREVIOUS_LINE = "previous-line"
    LINE = "line"
    """Read the line whose number is the name; -1: the last."""
    TOP = "top"
    SPELL = "spell"
    """Spell a word; with a name, the value that stands under it."""
    PART = "part"
    """Go to the part of a text that is the name: a `Part`, or the number of a step."""
    READ_FROM = "read-from"
    """Read on from the words that are the name."""
    NEXT_PAGE = "next-page"
    PREVIOUS_PAGE = "previous-page"
    PAGE = "page"
    """Go to the page whose number is the name; -1: the last; 0: say how many there are."""
    FIND_WORDS = "find-words"
    """Find the words that are the name in the text."""
    WATCH = "watch"
    STOP_WATCHING = "stop-watching"
    SETTINGS = "settings"
    SAVE = "save"
    COPY = "copy"
    STATUS = "status"
    HELP = "help"
    ABILITIES = "abilities"
    QUIT = "quit"
    YES = "yes"
    QUESTION = "question"
    """Answer it, from the picture or from what is remembered."""


class Part(StrEnum):
    """A part of a text to go to; the data files list sentences under these names."""

    NEXT_PARAGRAPH = "next-paragraph"
    PREVIOUS_PARAGRAPH = "previous-paragraph"
    HEADINGS = "headings"
    STEPS = "steps"
    NEXT_STEP = "next-step"
    REST = "rest"


class Kind(StrEnum):
    """What a question asks for; the data files list sentences under these names."""

    OPEN = "open"
    """Anything else: only a model that answers freely can tell."""
    DESCRIPTION = "description"
    """What there is to see."""
    ABOUT = "about"
    """What there is to say of something."""
    LIKE = "like"
    """What a thing, or what is there, is like."""
    IDENTIFY = "identify"
    """What this is."""
    PRESENCE = "presence"
    """Whether there is a thing, anywhere or on a side."""
    ANYTHING = "anything"
    """Whether there is anything, anywhere, on a side or near a thing."""
    WHAT_IS_AT = "what_is_at"
    """What is on a side or near a thing."""
    PLACE = "place"
    """Where a thing is."""
    IS_AT = "is_at"
    """Whether a thing is on a side."""
    WHICH_SIDE = "which_side"
    """On which of two sides a thing is."""
    WHICH_PLACE = "which_place"
    """Which room or place this is."""
    IS_PLACE = "is_place"
    """Whether this is a certain room."""
    INDOORS = "indoors"
    OUTDOORS = "outdoors"
    IS_THIS = "is_this"
    """Whether this is a thing."""
    WHOSE = "whose"
    COUNT = "count"
    COLOUR = "colour"
    STATE = "state"
    """Whether a thing is open, closed, empty, full or on."""
    PATTERN = "pattern"
    """Which pattern a garment has; with a state, whether it has that."""
    ACTION = "action"
    """What somebody does."""
    STATEMENT = "statement"
    """Whether a sentence is true."""
    CHOICE = "choice"
    """Which of several things this is."""
    NAMED_BY_PRINT = "named_by_print"
    """A brand, a flavour, a title: what stands on a thing."""
    TEXT = "text"
    """All that is written."""
    VALUE = "value"
    """Something by its name in a text: `Query.value` says what."""
    MONEY = "money"
    """What money is worth, or which it is."""
    WEATHER = "weather"
    RAIN = "rain"
    TIME = "time"
    WHO = "who"
    AGE = "age"
    """How old somebody is, or "it" that may be somebody."""
    FEELING = "feeling"
    DISTANCE = "distance"
    BEHIND = "behind"
    """What is behind the user."""
    SIGNAL = "signal"
    """Whether a traffic light is red, or green."""
    CROSSING = "crossing"
    SAFE = "safe"
    EAT = "eat"
    DRINK = "drink"
    KEEP = "keep"
    """Keep this under a name."""
    LIST_KEPT = "list_kept"
    IS_KEPT = "is_kept"
    FORGET = "forget"
    FORGET_KEPT = "forget_kept"
    FORGET_SEEN = "forget_seen"
    LAST_SEEN = "last_seen"
    """Where or when a thing was seen last."""
    AGAIN = "again"
    """The last question, of another thing."""
    WAY_UP = "way_up"
    """Whether something is the right way up."""
    LIGHT = "light"
    """How bright it is."""
    LAMP = "lamp"
    """Whether a lamp is on."""
    BEYOND = "beyond"
    """What Lantern's own model can't see: `Query.name` is the `Beyond`."""
    TALK = "talk"
    """Nothing of the picture: `Query.name` is the `Talk`."""


class Talk(StrEnum):
    """What people say to Lantern that no picture answers."""

    HELLO = "hello"
    GOODNIGHT = "goodnight"
    THANKS = "thanks"
    PRAISE = "praise"
    INSULT = "insult"
    SORRY = "sorry"
    WHO_ARE_YOU = "who_are_you"
    WHO_MADE_YOU = "who_made_you"
    HOW_ARE_YOU = "how_are_you"
    HOW_DO_YOU_WORK = "how_do_you_work"
    CLOCK = "clock"
    DATE = "date"
    JOKE = "joke"
    VOLUME = "volume"
    FORECAST = "forecast"
    DEED = "deed"
    """A wish for what only a person, or another program, can do."""
    ADVICE = "advice"
    WHY = "why"
    WRONG = "wrong"
    """The user says that an answer is wrong."""
    UNCLEAR = "unclear"


class Beyond(StrEnum):
    """What takes better eyes than those of Lantern's own model."""

    GAZE = "gaze"
    """Where somebody looks."""
    CLEAN = "clean"
    LOCKED = "locked"
    MATCHING = "matching"
    """Whether things go together."""
    CHARGED = "charged"
    """Also whether something is plugged in."""
    TRANSLATED = "translated"
    WEATHER = "weather"


class Value(StrEnum):
    """What can be asked for by its name in a text."""

    EXPIRY = "expiry"
    EXPIRED = "expired"
    """Whether the date is over."""
    BIRTH = "birth"
    APPOINTMENT = "appointment"
    DATE = "date"
    PRICE = "price"
    TOTAL = "total"
    TO_PAY = "to_pay"
    PHONE = "phone"
    SHOP = "shop"
    """The shop that issued a receipt."""
    ITEMS = "items"
    """What was bought."""
    ADDRESS = "address"
    INGREDIENTS = "ingredients"
    """What answers whether there is something in it, or whether it suits a diet."""
    OTHER = "other"
    """What stands behind any other label."""


_WRITTEN: Final = (Kind.NAMED_BY_PRINT, Kind.TEXT, Kind.VALUE, Kind.MONEY)
"""Kinds that only the text in a picture can answer."""


class Risk(StrEnum):
    """What a wrong answer may do harm with."""

    TRAFFIC = "traffic"
    MEDICINE = "medicine"
    MONEY = "money"
    STAIRS = "stairs"
    FIRE = "fire"
    FOOD = "food"
    DANGER = "danger"


class Never(StrEnum):
    """What no answer gives, whatever is asked."""

    IDENTITY = "identity"
    AGE = "age"
    EMOTION = "emotion"
    DISTANCE = "distance"
    BEHIND = "behind"
    """What no camera sees that looks away from the user."""
    TRAITS = "traits"
    """What somebody is: origin, gender, beauty, health."""


@dataclass(frozen=True, slots=True)
class Query:
    """What the user wants, in whatever language it was said."""

    intent: str
    """An `Intent`, or the name of a skill that has none."""
    kind: Kind = Kind.OPEN
    name: str = ""
    """The thing to find, or the name to keep, forget or look up something under."""
    question: str = ""
    """The words as a question, to read back; empty for a command.

    Where a command was put as a question ("where is my cup"), the picture can be asked instead.
    """
    language: str = ENGLISH
    """The language of the words."""
    english: str = ""
    """The question in English, for a model that knows nothing else, where that is not `question`;
    empty where there is no exact one."""
    things: tuple[str, ...] = ()
    """The things that it names: in English, where their names are known; else as they were said."""
    sides: tuple[str, ...] = ()
    """The sides that it asks for: "left", "top_right"."""
    near: str = ""
    """The place that it asks about: "on the table"."""
    room: str = ""
    """The room of which it asks whether this is it."""
    state: str = ""
    statement: str = ""
    """What it asks whether that is true, in English."""
    partly: bool = False
    """Whether the statement holds only a part of what was said: its things, in English."""
    value: Value | None = None
    subject: tuple[str, ...] = ()
    """The words that say whose value it asks for: "coffee", of what the coffee costs."""
    offers: tuple[str, ...] = ()
    """The things that it leaves the choice between."""
    owned: bool = False
    """Whether it asks whose a thing is."""
    two_meanings: bool = False
    """Whether a mere yes or no would leave open what it means: "is there no milk"."""
    own_side: bool = False
    """Whether it asks for a side of a body, which has its own left and right."""
    of_picture: bool = False
    """Whether a command names a picture: "describe the photo"."""
    describes: bool = False
    """Whether it asks for a description, in more words than one would speak."""
    asks_where: bool = False
    asks_colour: bool = False
    singles: tuple[str, ...] = ()
    """What it names as one of a kind: "mug" and "jar", of "a mug or a jar"."""
    pronoun: str = ""
    """The word that stands for a thing of the last answer: "it"."""
    about: str = ""
    """The thing of the last answer, for which the pronoun stands."""
    follows: bool = False
    """Whether it leans on the last answer, by its pronoun or like "and on the left"."""
    risk: Risk | None = None
    implied: bool = False
    """Whether its meaning alone tells its risk, and none of its words."""
    never: Never | None = None
    names_people: bool = False
    """Whether it offers names that may be those of people."""
    mended: bool = False
    """Whether it was understood otherwise than it was said or typed."""
    doubtful: bool = False
    """Whether its words may be mended in several ways, of which this is one."""

    @property
    def is_question(self) -> bool:
        """Whether it is to be answered, not done."""
        return self.intent is Intent.QUESTION

    @property
    def closely(self) -> bool:
        """Whether a model has to look closely, since the answer may be written somewhere."""
        return self.kind in _WRITTEN

    @property
    def for_model(self) -> str:
        """The question in English; empty where there is none."""
        return self.english or (self.question if self.language == ENGLISH else "")


WHAT_IT_IS: Final = Query(Intent.QUESTION, Kind.IDENTIFY, question="What is this?")
"""What a description answers, and a text that was read."""
