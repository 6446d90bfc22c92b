"""Keep views under names, and remember what was seen."""

from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.skill import Skill

SKILL = Skill(
    "keep",
    order=100,
    abilities=(AbilityLine.KEEP, AbilityLine.RECALL),
    key="k",
    key_help=Line.KEY_KEEP,
)
