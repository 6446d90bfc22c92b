"""What Lantern says when it is asked what it can do. Pure."""

from assistant.dialog.turn import State
from assistant.protocol.events import Action
from assistant.saying.messages.abilities_lines import AbilitiesLine, AbilityLine


def told(state: State) -> str:
    """One sentence for each skill, then how to hear the keys."""
    skills = " ".join(line.said() for line in AbilityLine)
    return f"{skills} {AbilitiesLine.END.said(help=state.keys[Action.HELP])}"
