"""Say what is where."""

from assistant.saying.messages.commands_lines import CommandHelp
from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.skill import Skill
from assistant.skills.where.placing import run

SKILL = Skill(
    "where",
    order=50,
    abilities=(AbilityLine.WHERE,),
    key="o",
    key_help=Line.KEY_WHERE,
    question="What is where?",
    command=CommandHelp.WHERE,
    example="lantern where kitchen.jpg",
    run=run,
)
