"""`python -m assistant` and the command `lantern`."""

import os
import signal
import sys


def main() -> None:
    """Carry out the command line and end the process with its exit code."""
    # An exception while modules load would leave a traceback, whoever catches it.
    usual = signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    import threading

    from assistant.cli import main as command_line
    from models.system import SYSTEM

    signal.signal(signal.SIGINT, usual)
    SYSTEM.set_up_heaps()
    code = command_line.main()
    if threading.active_count() > 1:
        # A model or a driver hangs in a thread of its own; Python's own end could wait for it.
        sys.stdout.flush()
        sys.stderr.flush()
        SYSTEM.end_process(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
