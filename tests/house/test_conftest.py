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


MARKED = """
import subprocess, threading
import pytest

@pytest.mark.program
def test_it():
"""


def result_of(folder: Path, body: str, grace: float = 0.2) -> str:
    """Run a test file under a copy of the real conftest, with another patience."""
    (folder / "conftest.py").write_text(
        re.sub("(?m)^GRACE = .*", f"GRACE = {grace}", CONFTEST.read_text())
    )
    (folder / "test_inner.py").write_text(body)
    options = ["-q", "-W", "ignore", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=110).stdout


def test_home_is_isolated(home: Path, tmp_path: Path) -> None:
    assert Path.home() == home
    assert home.is_relative_to(tmp_path.parent)
    assert not [place for place in home.rglob("*") if not place.is_dir()]
    assert os.environ["XDG_CONFIG_HOME"].startswith(str(home))
    assert Path(os.environ["XDG_RUNTIME_DIR"]).stat().st_mode & 0o777 == 0o700
    assert Path(tempfile.mkdtemp()).is_relative_to(tmp_path.parent)


@given(st.integers())
def test_the_home_does_not_stand_in_hypothesis_way(number: int) -> None:
    assert number == number


@pytest.mark.program
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
    out = result_of(tmp_path, f"{MARKED}{body}\n")
    assert "1 passed, 1 error" in out, out
    assert named in out


@pytest.mark.program
def test_what_ends_in_time_is_no_leak(tmp_path: Path) -> None:
    body = f"{MARKED}    subprocess.Popen(['sleep', '0.05'])\n"
    assert "1 passed" in result_of(tmp_path, body, grace=15.0)


@pytest.mark.program
@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("subprocess.run(['true'])", "program"),
        ("import torch", "torch"),
        ("open('x/models/embedded/weights/answer-embedding.npy')", "weights"),
    ],
)
def test_what_needs_a_mark_fails_without_it(tmp_path: Path, body: str, mark: str) -> None:
    needing = f"import subprocess\ndef test_it():\n    try: {body}\n    except Exception: pass\n"
    assert f"needs a mark: {mark}" in result_of(tmp_path, needing)


@pytest.mark.program
def test_the_fast_tests_are_collected_without_torch() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=CONFTEST.parents[1], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.program
def test_all_tests_of_a_file_that_is_named_are_run() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", __file__]
    done = subprocess.run(command, cwd=CONFTEST.parents[1], capture_output=True, text=True)
    assert "deselected" not in done.stdout
