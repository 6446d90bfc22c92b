"""Writes the manual pages and the shell completions of `lantern`, made from its help.

`python desktop/manual.py SHARE` writes them where Debian looks for them below /usr/share.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

import shtab
from argparse_manpage.manpage import Manpage

from assistant.cli.main import make_parser
from assistant.saying.language import Catalogue

MANUALS: Final = {"en": "man/man1", "de": "man/de/man1", "es": "man/es/man1"}
COMPLETIONS: Final = {
    "bash": "bash-completion/completions/lantern",
    "zsh": "zsh/vendor-completions/_lantern",
    "fish": "fish/vendor_completions.d/lantern.fish",
}
FILES: Final = {"FILE", "FOLDER", "PHOTO"}
"""The values that a shell completes with the names of files."""


def main(share: Path) -> None:
    """Write all of them below a folder."""
    for language, folder in MANUALS.items():
        _write(share / folder / "lantern.1", manual(language))
    for shell, name in COMPLETIONS.items():
        _write(share / name, completion(shell))


def manual(language: str) -> str:
    """The manual page in a language."""
    parser = make_parser(Catalogue([language]))
    for command in _commands(parser):
        command.description = " ".join(filter(None, (command.description, command.epilog)))
    page = Manpage(parser)
    page.description, page.manual = parser.description, "Lantern"
    return str(page)


def completion(shell: str) -> str:
    """What a shell runs to complete the command line."""
    parser = make_parser(Catalogue(["en"]))
    for command in _commands(parser):
        for action in command._actions:
            if action.metavar in FILES:
                vars(action)["complete"] = shtab.FILE
    return str(shtab.complete(parser, shell))


def _commands(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parsers of all commands, and of theirs."""
    groups = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    own = [command for group in groups for command in group.choices.values()]
    return own + [inner for command in own for inner in _commands(command)]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
