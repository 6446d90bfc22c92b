"""Minutes of random keys, speech, silence and noise: nothing may hang, crash, be late or leak.

    python -m benchmarks.ask_soak --minutes 10 --seed 1

Runs the whole program in a virtual room (PulseAudio) and disturbs it. Prints what happened, and
exits with 1 if anything went wrong.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.ask_latency import running
from benchmarks.command import command
from tests.kit.soak import soak


def main() -> int:
    """Disturb and report."""
    parser = command(__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "coffee.jpg") as made:
        found = soak(made.run, made.server, args.minutes * 60, args.seed)
    sizes = [round(size) for size in found.megabytes]
    print(f"Events: {found.counts}")
    print(f"Slowest answer to a key: {found.slowest:.2f} s. Memory in megabytes: {sizes}")
    print("\n".join(found.faults) or "No faults.")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
