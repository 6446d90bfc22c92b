"""`python -m assistant` and the command `lantern`."""

import sys
import threading

from assistant.protocol.faults import INTERRUPTED


def main() -> None:
    """Carry out the command line and end the process with its exit code."""
    try:
        # Ctrl+C while it loads leaves no traceback.
        from assistant.cli import main as command_line
        from models.system import SYSTEM
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    SYSTEM.share_heaps()
    code = command_line.main()
    if threading.active_count() > 1:
        # A model or a driver hangs in a thread of its own; Python's own end could wait for it.
        sys.stdout.flush()
        sys.stderr.flush()
        SYSTEM.end_process(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
