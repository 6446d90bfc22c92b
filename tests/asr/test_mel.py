import numpy as np
import pytest

from assistant.asr.mel import log_mel
from assistant.asr.resampling import RATE


def tone(hertz: float, seconds: float = 0.5) -> np.ndarray:
    return np.sin(np.arange(round(seconds * RATE)) * 2 * np.pi * hertz / RATE).astype(np.float32)


def test_there_is_a_column_for_every_ten_milliseconds() -> None:
    assert log_mel(tone(440, 0.5)).shape == (80, 50)


@pytest.mark.parametrize(("hertz", "mel"), [(200, 3.0), (800, 12.0), (1000, 15.0), (6400, 42.0)])
def test_a_tone_is_in_its_band(hertz: float, mel: float) -> None:
    # Slaney's scale: 3 mel for each 200 Hz up to 1000 Hz, then 27 for each factor of 6.4.
    bands = np.linspace(0, 15 + 27 * np.log(8) / np.log(6.4), 82)[1:-1]
    loudest = int(log_mel(tone(hertz))[:, 25].argmax())
    assert bands[loudest] == pytest.approx(mel, abs=bands[1] - bands[0])


def test_faint_sound_counts_as_silence() -> None:
    sound = tone(440)
    sound[: RATE // 4] = 0
    columns = log_mel(sound)
    assert columns[:, 5].max() == pytest.approx(columns.min())
    assert columns.max() - columns.min() == pytest.approx(8 / 4)


def test_silence_gives_finite_values() -> None:
    assert np.isfinite(log_mel(np.zeros(RATE, np.float32))).all()
