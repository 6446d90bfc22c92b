import subprocess
import sys

import pytest

SCRIPT = """
import os, sys
from assistant.tts.screen_reader import quiet_libraries
quiet_libraries()
os.write(2, b"a library's noise\\n")
print("a sentence for the user", file=sys.stderr)
"""


@pytest.mark.program
def test_only_what_the_program_says_reaches_standard_error() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "a sentence for the user\n")
