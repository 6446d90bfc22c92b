"""Answer questions about a picture."""

from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.skill import Skill

SKILL = Skill(
    "ask",
    order=20,
    abilities=(AbilityLine.QUESTION, AbilityLine.CHOOSE),
    key="enter",
    key_help=Line.KEY_ASK,
)
