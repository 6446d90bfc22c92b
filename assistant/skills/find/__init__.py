"""Find a thing in a picture."""

from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.skill import Skill

SKILL = Skill(
    "find",
    order=40,
    abilities=(AbilityLine.FIND,),
    key="f",
    key_help=Line.KEY_FIND,
)
