"""Tell which banknote is held up; questions about money ask for it."""

from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.skill import Skill

SKILL = Skill("money", order=95, abilities=(AbilityLine.MONEY,))
