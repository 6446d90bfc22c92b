"""Describe a picture."""

from assistant.saying.messages.abilities_lines import AbilityLine
from assistant.saying.messages.core import Line
from assistant.skills.skill import Skill

SKILL = Skill(
    "describe",
    order=10,
    abilities=(AbilityLine.DESCRIBE,),
    key="space",
    key_help=Line.KEY_DESCRIBE,
)
