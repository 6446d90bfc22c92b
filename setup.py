"""What pyproject.toml cannot say: the wheel carries the config.toml at the top."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSettings(build_py):
    """Copies config.toml into the package; an editable install reads it where it stands."""

    def run(self) -> None:
        """Build the packages, then add the settings."""
        super().run()
        if not self.editable_mode:
            settings = Path(self.build_lib, "assistant", "settings", "config.toml")
            self.copy_file("config.toml", str(settings))


setup(cmdclass={"build_py": BuildWithSettings})
