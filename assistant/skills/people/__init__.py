"""Count people."""

from assistant.saying.messages.commands_lines import CommandHelp
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.people.counting import run
from assistant.skills.skill import Skill

SKILL = Skill(
    "people",
    order=80,
    abilities=(AbilityLine.PEOPLE,),
    command=CommandHelp.PEOPLE,
    example="lantern people group.jpg",
    run=run,
)
