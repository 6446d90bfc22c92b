"""Other programs, which answer, complain, hang, or never end to write."""

import subprocess
import time

import pytest

from assistant.protocol.child_process import TooMuchError, bytes_of, output_of

pytestmark = pytest.mark.program


def test_a_long_text_is_given_and_answered_whole() -> None:
    text = "größe " * 100_000
    assert output_of("cat", patience=60, text=text) == text


def test_what_a_program_complains_of_is_known() -> None:
    with pytest.raises(subprocess.CalledProcessError) as fault:
        output_of("sh", "-c", "echo some; echo no >&2; exit 3", patience=60)
    assert (fault.value.returncode, fault.value.stderr) == (3, "no\n")


@pytest.mark.parametrize("does", ["exec sleep 60", "sleep 2 & echo it goes on", "yes >&2"])
def test_a_program_that_hangs_is_given_up(does: str) -> None:
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        bytes_of("sh", "-c", does, patience=0.3)
    assert time.monotonic() - began < 30


def test_a_program_that_never_ends_to_write_is_stopped() -> None:
    assert len(bytes_of("head", "-c", "1000", "/dev/zero", patience=60, most=1000)) == 1000
    for command in (("head", "-c", "1001", "/dev/zero"), ("cat", "/dev/zero")):
        with pytest.raises(TooMuchError):
            bytes_of(*command, patience=60, most=1000)
