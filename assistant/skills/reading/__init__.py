"""Read the text in a picture."""

from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.skill import Skill

SKILL = Skill(
    "read",
    order=30,
    abilities=(AbilityLine.READ,),
    key="t",
    key_help=Line.KEY_READ,
)
