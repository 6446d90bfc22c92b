"""All skills: a folder of `assistant/skills/` is one if its `__init__.py` has a `SKILL`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from assistant import skills
from assistant.protocol.events import Action
from assistant.protocol.spoken import Phrase
from assistant.saying.messages.core import Line
from assistant.skills.skill import Skill


@cache
def all_skills() -> Mapping[str, Skill]:
    """Every skill by its name, in their order."""
    folders = [one.name for one in pkgutil.iter_modules(skills.__path__) if one.ispkg]
    modules = [importlib.import_module(f"{skills.__name__}.{name}") for name in folders]
    found = [module.SKILL for module in modules if hasattr(module, "SKILL")]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.order)})


def key_lines() -> dict[str, Phrase]:
    """What the help says of the key of each action, in the order in which it reads them."""
    own = {one.name: one.key_help for one in all_skills().values() if one.key_help is not None}
    lines: dict[str, Phrase] = {}
    for action in Action:
        if action is Action.HELP:
            lines |= {name: line for name, line in own.items() if name not in tuple(Action)}
        lines[action] = own.get(action) or Line[f"KEY_{action.name}"]
    return lines


def actions() -> tuple[str, ...]:
    """The names of all actions that a key can have."""
    return tuple(key_lines())
