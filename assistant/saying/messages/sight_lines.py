"""What is said about what a picture shows, and the answers to questions about it."""

from assistant.protocol.spoken import Message, Phrase, counted


class SightLine(Phrase):
    """Things, as far as they are sure, in descriptions and answers."""

    MAY_BE = "I am not sure. It may be {things}."
    PROBABLY = "probably {things}"
    # The answer to "What is the cat doing?"; `who` is the thing, where it has to be named.
    DOES = "{act}"
    PROBABLY_DOES = "probably {act}"
    AND_PROBABLY = "{sure}, and probably {likely}"
    THAT_IS = "{sure}: {caption}"
    THAT_IS_PROBABLY = "{sure}: probably {caption}"
    # A whole sentence that a model wrote in the user's language follows the colon.
    PROBABLY_SO = "probably: {caption}"
    THAT_IS_PROBABLY_SO = "{sure}; probably: {caption}"
    PICTURE_UPSIDE_DOWN = "The picture is upside down."
    PICTURE_ON_ITS_SIDE = "The picture is on its side."
    WITH_SCENE = "{sentence}, {scene}"
    ONE_SIDE_CUT = "{sentence}; the {side} is cut off"
    TWO_SIDES_CUT = "{sentence}; the {side} and the {other} are cut off"
    DOES_NOT_FIT = "{sentence}; it does not fit in the picture, move it back"
    SIDE_LEFT = "left side"
    SIDE_RIGHT = "right side"
    SIDE_TOP = "top"
    SIDE_BOTTOM = "bottom"
    LIST = "{first}, {rest}"
    LIST_AND = "{first} and {last}"
    LIST_OR = "{first} or {last}"
    THING_AT = "{thing} {place}"
    NOTHING_AT = "I recognise nothing {place}."
    ALSO_MAY = "There may also be {things}."
    YES_THERE = "yes, {thing}"
    PROBABLY_THERE = "probably, {thing}"
    ELSEWHERE = "no, {thing}"
    PROBABLY_ELSEWHERE = "probably not, {thing}"
    NOT_THERE = "No, I can't see {thing:no} here."
    PROBABLY_NOT_THERE = "Probably not, I can't see {thing:no} here."
    NOT_HERE = "I can't see {thing:no} here."
    SCREEN_DARK = "The screen is dark."
    ON = "on"
    OFF = "off"
    CANT_TELL_WHETHER = "I can't tell whether there is {thing} here."
    CANT_TELL_WHETHER_ANY = "I can't tell whether there are {thing} here."
    CANT_TELL_SEE = "I can't tell. I see {things:acc}."
    CANT_TELL_LIKELY = "I can't tell. I probably see {things:acc}."
    LAMP = "I can't see whether a lamp is on. {light}"
    OTHER_ROOM = "Probably not, more likely {room}."
    BEYOND_GAZE = "I can't tell where somebody is looking."
    BEYOND_CLEAN = "I can't see dirt, stains or creases well enough. Please ask a person."
    BEYOND_LOCKED = "I can't see whether something is locked."
    BEYOND_MATCHING = "I can't judge whether things match. Ask for the colour of each."
    BEYOND_CHARGED = "I can't see whether something is charged or plugged in."
    BEYOND_TRANSLATED = "I can't translate."
    BEYOND_WEATHER = "I can't tell the weather from the picture."
    NOT_WHOSE = "I can't tell whose it is. {scene}"
    I_SEE = "I can only say what I see: {scene}"
    BOTH_WAYS = "Both checks say {answer}."
    DIFFERENT = "I got different answers: {answers}."
    NEW = "New: {things}."


class AnswerWord(Phrase):
    """Answers that are neither things nor what things are like or do."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    MIDDLE = "middle"
    UP = "up"
    DOWN = "down"
    INSIDE = "inside"
    OUTSIDE = "outside"
    INDOORS = "indoors"
    OUTDOORS = "outdoors"
    DAY = "day"
    NIGHT = "night"
    SUMMER = "summer"
    WINTER = "winter"
    NOTHING = "nothing"
    MANY = "many"
    SEVERAL = "several"


class SceneLine(Phrase):
    """Kinds of places, as the end of a sentence."""

    KITCHEN = "in a kitchen"
    BATHROOM = "in a bathroom"
    BEDROOM = "in a bedroom"
    LIVING_ROOM = "in a living room"
    DINING_ROOM = "in a dining room"
    OFFICE = "in an office"
    CORRIDOR = "in a corridor"
    STAIRS = "by some stairs"
    STREET = "in a street"
    SHOP = "in a shop"
    OUTDOORS = "outdoors"
    OTHER = "in a place like this: {name}"


class RecallLine(Phrase):
    """When something was seen."""

    LAST_SEEN = "{when}. I said: {said}"
    LAST_SEEN_PROBABLY = "Probably {when}. I said: {said}"
    LAST_SEEN_PERHAPS = "I am not sure. Perhaps {when}, when I said: {said}"
    NEVER_SEEN = "I don't remember seeing {thing:acc}."
    UNKNOWN = "at a time that I can't tell, because the clock was changed"
    MOMENT = "a moment ago"
    MINUTES = counted("a minute ago", "{count} minutes ago")
    HOURS = counted("an hour ago", "{count} hours ago")
    DAYS = counted("a day ago", "{count} days ago")


TURNED_LINES = {
    90: SightLine.PICTURE_ON_ITS_SIDE,
    180: SightLine.PICTURE_UPSIDE_DOWN,
    270: SightLine.PICTURE_ON_ITS_SIDE,
}
"""How a picture is turned, by degrees."""

_AGO = ((86_400, RecallLine.DAYS), (3600, RecallLine.HOURS), (60, RecallLine.MINUTES))
"""The seconds in a unit, and its line."""

SET_BACK = -60.0
"""Seconds ago; below this the clock was not just corrected, and the time is unknown."""


def time_ago(seconds: float) -> Message:
    """A span of time in its largest unit ("2 hours ago")."""
    if seconds < SET_BACK:
        return RecallLine.UNKNOWN.said()
    for unit, line in _AGO:
        count = int(max(0.0, seconds) // unit)
        if count:
            return line.said(count=count)
    return RecallLine.MOMENT.said()


def scene_words(name: str) -> Message:
    """A scene as the end of a sentence ("in a kitchen")."""
    known = SceneLine.__members__.get(name.upper().replace(" ", "_"))
    return (known or SceneLine.OTHER).said(name=name)
