import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

CONFTEST = Path(__file__).parents[1] / "conftest.py"


def result_of(folder: Path, body: str, grace: float = 0.2) -> str:
    """Run a test file under a copy of the real conftest, with another patience."""
    (folder / "conftest.py").write_text(
        re.sub("(?m)^GRACE = .*", f"GRACE = {grace}", CONFTEST.read_text())
    )
    (folder / "test_inner.py").write_text(body)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=110).stdout


def test_home_is_isolated(home: Path, tmp_path: Path) -> None:
    assert Path.home() == home
    assert home.is_relative_to(tmp_path)
    assert os.environ["XDG_CONFIG_HOME"].startswith(str(home))
    assert Path(os.environ["XDG_RUNTIME_DIR"]).stat().st_mode & 0o777 == 0o700
    assert Path(tempfile.mkdtemp()).is_relative_to(tmp_path)


@given(st.integers())
def test_the_home_does_not_stand_in_hypothesis_way(number: int) -> None:
    assert number == number


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("    subprocess.Popen(['sleep', '50'])", "process sleep 50"),
        (
            # The shell waits until what it leaves behind goes by its own name.
            "    code = 'sleep 51 >/dev/null & until grep -q sleep /proc/$!/comm; do :; done'\n"
            "    subprocess.run(code, shell=True, check=True)",
            "process sleep 51",
        ),
        (
            "    threading.Thread(target=threading.Event().wait, name='lost', daemon=True).start()",
            "thread lost",
        ),
    ],
    ids=["child", "orphan", "thread"],
)
def test_what_keeps_running_fails_its_test(tmp_path: Path, body: str, named: str) -> None:
    out = result_of(tmp_path, f"import subprocess, threading\n\ndef test_it():\n{body}\n")
    assert "1 passed, 1 error" in out, out
    assert named in out


def test_what_ends_in_time_is_no_leak(tmp_path: Path) -> None:
    body = "import subprocess\n\ndef test_it():\n    subprocess.Popen(['sleep', '0.05'])\n"
    assert "1 passed" in result_of(tmp_path, body, grace=15.0)
