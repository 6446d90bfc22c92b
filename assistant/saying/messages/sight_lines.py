"""Sentences around a model's English words: English in every language, in an English voice."""

from enum import StrEnum


class SightLine(StrEnum):
    """The sentences, with the names of their values in braces."""

    PERHAPS = "I am not sure. Perhaps {caption}."
    MAY_BE = "I am not sure. It may be {things}."
    PROBABLY = "probably {things}"
    AND_PROBABLY = "{sure}, and probably {likely}"
    THAT_IS = "{sure}: {caption}"
    THAT_IS_PROBABLY = "{sure}: probably {caption}"
    ONLY_YOU = "a person, probably you"
    WITH_SCENE = "{sentence}, {scene}"
    ONE_SIDE_CUT = "{sentence}; the {side} is cut off"
    TWO_SIDES_CUT = "{sentence}; the {side} and the {other} are cut off"
    DOES_NOT_FIT = "{sentence}; it does not fit in the picture, move it back"
    LIST = "{first}, {rest}"
    LIST_AND = "{first} and {last}"
    LIST_OR = "{first} or {last}"
    THING_AT = "{thing} {place}"
    ALSO_MAY = "There may also be {things}."
    YES_THERE = "Yes, {thing}."
    PROBABLY_THERE = "Probably, {thing}."
    NOT_THERE = "No, I can't see {thing} here."
    PROBABLY_NOT_THERE = "Probably not, I can't see {thing} here."
    NOT_HERE = "I can't see {thing} here."
    NOT_SURE = "I am not sure. It may be {answer}."
    NOT_MORE = "I am not sure. I see {things}."
    OTHER_ROOM = "Probably not, more likely {room}."
    NOT_WHOSE = "I can't tell whose it is. {scene}"
    I_SEE = "I can only say what I see: {scene}"
    BOTH_WAYS = "Both checks say {answer}."
    DIFFERENT = "I got different answers: {answers}."
    NEW = "New: {things}."
    LAST_SEEN = "{when}. I said: {said}"
    LAST_SEEN_PROBABLY = "Probably {when}. I said: {said}"
    LAST_SEEN_PERHAPS = "I am not sure. Perhaps {when}, when I said: {said}"
    NEVER_SEEN = "I don't remember seeing {thing}."
    AGO_UNKNOWN = "at a time that I can't tell, because the clock was changed"
    AGO_MOMENT = "a moment ago"
    AGO_MINUTE = "a minute ago"
    AGO_MINUTES = "{count} minutes ago"
    AGO_HOUR = "an hour ago"
    AGO_HOURS = "{count} hours ago"
    AGO_DAY = "a day ago"
    AGO_DAYS = "{count} days ago"
    SCENE_KITCHEN = "in a kitchen"
    SCENE_BATHROOM = "in a bathroom"
    SCENE_BEDROOM = "in a bedroom"
    SCENE_LIVING_ROOM = "in a living room"
    SCENE_DINING_ROOM = "in a dining room"
    SCENE_OFFICE = "in an office"
    SCENE_CORRIDOR = "in a corridor"
    SCENE_STAIRS = "by some stairs"
    SCENE_STREET = "in a street"
    SCENE_SHOP = "in a shop"
    SCENE_OUTDOORS = "outdoors"
    SCENE_OTHER = "in a place like this: {name}"
    SIDE_LEFT = "left side"
    SIDE_RIGHT = "right side"
    SIDE_TOP = "top"
    SIDE_BOTTOM = "bottom"

    def said(self, **values: object) -> str:
        """The sentence with its values."""
        return self.value.format(**values)


_AGO = (
    (86_400, SightLine.AGO_DAY, SightLine.AGO_DAYS),
    (3600, SightLine.AGO_HOUR, SightLine.AGO_HOURS),
    (60, SightLine.AGO_MINUTE, SightLine.AGO_MINUTES),
)
"""The seconds in a unit, its singular and its plural."""

SET_BACK = -60.0
"""Seconds ago; below this the clock was not just corrected, and the time is unknown."""


def time_ago(seconds: float) -> str:
    """A span of time in its largest unit ("2 hours ago")."""
    if seconds < SET_BACK:
        return SightLine.AGO_UNKNOWN.said()
    for unit, one, more in _AGO:
        count = int(max(0.0, seconds) // unit)
        if count:
            return one.said() if count == 1 else more.said(count=count)
    return SightLine.AGO_MOMENT.said()


def scene_words(name: str) -> str:
    """A scene as the end of a sentence ("in a kitchen")."""
    known = SightLine.__members__.get("SCENE_" + name.upper().replace(" ", "_"))
    return (known or SightLine.SCENE_OTHER).said(name=name)
