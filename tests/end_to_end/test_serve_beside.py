"""A speaking Lantern next to one that gets more requests than it can serve."""

import pytest

from assistant.cli.speaker_recording import SpeakerRecording
from assistant.settings.config import defaults
from benchmarks.serve_beside import AT_ONCE, Crowd, earcons, serving


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_earcon_comes_at_once_while_fifty_ask(home: object) -> None:
    with SpeakerRecording() as recording, serving() as address:
        crowd = Crowd(address)
        try:
            row = earcons(defaults(), recording, 8)
        finally:
            crowd.end()
    assert crowd.answers.total() >= AT_ONCE
    assert set(crowd.answers) <= {200, 429, 503, 504}
    runs, median = row["runs"], row["median"]
    assert isinstance(runs, int)
    assert isinstance(median, float)
    assert runs >= 5
    assert median <= 50
