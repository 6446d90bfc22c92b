"""What Lantern says to what no picture answers: manners, wishes, the time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from assistant.protocol.query import Talk
from assistant.protocol.spoken import Message, Phrase


class TalkLine(Phrase):
    """One short answer each."""

    HELLO = "Hello. Ask me what the camera sees."
    GOODNIGHT = "See you soon."
    THANKS = "You're welcome."
    PRAISE = "I am glad to help."
    INSULT = "I am sorry that I was no help. Try asking in other words."
    SORRY = "No harm done."
    WHO_ARE_YOU = "I am Lantern. I say what your camera sees, and read what is written."
    WHO_MADE_YOU = "The people who write Lantern. It is free software."
    HOW_ARE_YOU = "All is well. What shall I look at?"
    HOW_DO_YOU_WORK = (
        "A model on this computer looks at the picture. I send nothing away unless you set that up."
    )
    CLOCK = "By this computer's clock it is {time}."
    DATE = "By this computer's calendar it is {weekday}, {month} {day}."
    JOKE = "I don't know any jokes. I only say what I see."
    VOLUME = "I can't change the volume. Use your computer's own keys."
    FORECAST = "I can't forecast the weather. I only see the picture."
    DEED = "I can't do that. I look at pictures and say what is there."
    WHY = "I go by what the picture shows. Ask me if I am sure, and I will look again."
    WRONG = "I may be wrong. Ask me if I am sure, and I will look again."
    UNCLEAR = "I didn't understand. Use other words."


class WeekdayLine(Phrase):
    """The days of the week."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class MonthLine(Phrase):
    """The months."""

    JANUARY = "January"
    FEBRUARY = "February"
    MARCH = "March"
    APRIL = "April"
    MAY = "May"
    JUNE = "June"
    JULY = "July"
    AUGUST = "August"
    SEPTEMBER = "September"
    OCTOBER = "October"
    NOVEMBER = "November"
    DECEMBER = "December"


_LINES: Final[Mapping[str, TalkLine]] = {
    talk: TalkLine[talk.name] for talk in Talk if talk is not Talk.ADVICE
}


def talk_words(talk: str, now: datetime) -> Message | None:
    """What is said to a `Talk`; None if that is up to what the picture shows."""
    line = _LINES.get(talk)
    if line is None:
        return None
    if line is TalkLine.CLOCK:
        return line.said(time=f"{now.hour}:{now.minute:02}")
    if line is TalkLine.DATE:
        weekday, month = tuple(WeekdayLine)[now.weekday()], tuple(MonthLine)[now.month - 1]
        return line.said(weekday=weekday.said(), month=month.said(), day=now.day)
    return line.said()
