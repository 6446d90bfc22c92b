"""A Lantern that speaks, beside one that serves more than it can."""

import pytest

from assistant.config import defaults
from assistant.speaker_recording import SpeakerRecording
from benchmarks.serve_beside import AT_ONCE, Crowd, earcons, serving


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_earcon_comes_while_fifty_ask(home: object) -> None:
    heard: object = 0
    with SpeakerRecording() as recording, serving() as address:
        crowd = Crowd(address)
        try:
            # The benchmark tells the milliseconds of a quiet machine; a busy one loses some.
            for _ in range(3):
                heard = heard or earcons(defaults(), recording, 4)["runs"]
        finally:
            crowd.end()
    assert heard
    assert crowd.answers.total() >= AT_ONCE
    assert set(crowd.answers) <= {200, 429, 504}
