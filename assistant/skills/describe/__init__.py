"""Describe a picture."""

from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.skill import Skill

SKILL = Skill(
    "describe",
    order=10,
    abilities=(AbilityLine.DESCRIBE,),
    key="space",
    key_help=Line.KEY_DESCRIBE,
)
