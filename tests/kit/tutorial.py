"""Follows a tutorial of CONTRIBUTING.md literally, in a copy of the program."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Tutorial:
    """The code blocks under a heading, and the copy that they change."""

    heading: str
    copy: Path

    def __post_init__(self) -> None:
        """Copy the program; the weights are only linked."""
        leave_out = shutil.ignore_patterns("__pycache__", "training", "weights")
        for folder in ("assistant", "models"):
            shutil.copytree(ROOT / folder, self.copy / folder, ignore=leave_out, symlinks=True)
        for name in ("config.toml", "pyproject.toml"):
            shutil.copy(ROOT / name, self.copy / name)
        (self.copy / "models/embedded/weights").symlink_to(ROOT / "models/embedded/weights")

    def blocks(self, language: str) -> list[str]:
        """The blocks in a language, in order."""
        text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        _, _, after = text.partition(f"\n## {self.heading}\n")
        section = after.partition("\n## ")[0]
        return [block for kind, block in _BLOCK.findall(section) if kind == language]

    def write_files(self) -> list[Path]:
        """Write the blocks that are whole files, named by the comment in their first line."""
        written = []
        for language in ("python", "yaml", "toml", "po"):
            for block in self.blocks(language):
                first, _, rest = block.partition("\n")
                if not first.startswith("# "):
                    continue
                path = self.copy / first.removeprefix("# ")
                assert not path.exists(), f"{path} is there already"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(rest, encoding="utf-8")
                written.append(path)
        return written

    def apply_changes(self) -> list[Path]:
        """Apply the diffs."""
        changed = []
        for block in self.blocks("diff"):
            first, *lines = block.splitlines()
            path = self.copy / first.removeprefix("--- ")
            before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
            after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
            text = path.read_text(encoding="utf-8")
            assert text.count(before) == 1, (
                f"{before!r} stands {text.count(before)} times in {path}"
            )
            path.write_text(text.replace(before, after), encoding="utf-8")
            changed.append(path)
        return changed

    def run(self, folder: Path) -> list[str]:
        """Run the commands in a folder, and return what each printed."""
        lines = [line for block in self.blocks("sh") for line in block.splitlines()]
        return [self._run(shlex.split(line), folder) for line in lines]

    def _run(self, words: list[str], folder: Path) -> str:
        assert words[0] == ".venv/bin/lantern"
        result = subprocess.run(
            [sys.executable, "-m", "assistant", *words[1:]],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(self.copy)},
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout
