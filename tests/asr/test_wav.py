import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asr.resampling import RATE, Samples
from assistant.asr.wav import BadSound, load

TONE: Samples = (np.sin(np.arange(4000) * 2 * np.pi * 400 / 8000) / 2).astype("f4")
"""Half a second of 400 Hz at 8,000 samples a second."""


def encoded(samples: Samples, kind: int, bits: int) -> bytes:
    if kind == 3:
        return bytes(samples.astype(f"<f{bits // 8}"))
    if bits == 8:
        return bytes((samples * 127 + 128).astype(np.uint8))
    whole = (samples.astype(np.float64) * (2 ** (bits - 1) - 1)).astype("<i4")
    if bits == 24:
        return bytes(whole.view(np.uint8).reshape(-1, 4)[:, :3])
    return bytes(whole.astype(f"<i{bits // 8}"))


def wav(
    samples: Samples, kind: int = 1, bits: int = 16, channels: int = 1, rate: int = 8000
) -> bytes:
    data = encoded(np.repeat(samples, channels), kind, bits)
    form = struct.pack(
        "<HHIIHH", kind, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits
    )
    return riff({b"fmt ": form, b"LIST": b"odd", b"data": data})


def riff(chunks: dict[bytes, bytes]) -> bytes:
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in chunks.items()
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def written(folder: Path, data: bytes) -> Path:
    path = folder / "sound.wav"
    path.write_bytes(data)
    return path


def is_the_tone(samples: Samples) -> bool:
    spectrum = np.abs(np.fft.rfft(samples))
    hertz = int(spectrum.argmax()) * RATE / len(samples)
    strength = float(np.sqrt(np.mean(samples**2)))
    return (
        abs(len(samples) - RATE / 2) <= 2 and abs(hertz - 400) < 5 and abs(strength - 0.354) < 0.01
    )


@pytest.mark.parametrize(
    ("kind", "bits"), [(1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64)], ids=str
)
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_every_kind_of_samples_is_read(kind: int, bits: int, channels: int, tmp_path: Path) -> None:
    assert is_the_tone(load(written(tmp_path, wav(TONE, kind, bits, channels))))


def test_every_rate_is_read(tmp_path: Path) -> None:
    for rate in (11025, 16000, 22050, 44100, 48000, 96000):
        count = np.arange(rate // 2)
        tone = (np.sin(count * 2 * np.pi * 400 / rate) / 2).astype(np.float32)
        assert is_the_tone(load(written(tmp_path, wav(tone, rate=rate))))


def test_channels_are_mixed(tmp_path: Path) -> None:
    both = np.stack([TONE, -TONE], axis=1).ravel()
    form = struct.pack("<HHIIHH", 1, 2, 8000, 32000, 4, 16)
    path = written(tmp_path, riff({b"fmt ": form, b"data": encoded(both, 1, 16)}))
    assert np.abs(load(path)).max() < 1e-3


def test_an_extensible_header_is_read(tmp_path: Path) -> None:
    form = struct.pack("<HHIIHH", 0xFFFE, 1, 8000, 16000, 2, 16)
    form += struct.pack("<HHI", 22, 16, 4) + struct.pack("<H", 1) + b"\0" * 14
    assert is_the_tone(
        load(written(tmp_path, riff({b"fmt ": form, b"data": encoded(TONE, 1, 16)})))
    )


def test_a_streamed_file_without_its_length_is_read(tmp_path: Path) -> None:
    data = bytearray(wav(TONE))
    at = data.index(b"data") + 4
    data[at : at + 4] = b"\xff\xff\xff\xff"
    assert is_the_tone(load(written(tmp_path, bytes(data))))


@pytest.mark.parametrize("start", [0, 400])
def test_a_recording_that_was_cut_off_is_read_whole(tmp_path: Path, start: int) -> None:
    """Its length was never written; it may begin with silence."""
    data = bytearray(wav(np.concatenate([np.zeros(start, np.float32), TONE])))
    at = data.index(b"data") + 4
    data[at : at + 4] = b"\0\0\0\0"
    samples = load(written(tmp_path, bytes(data)))
    assert is_the_tone(samples[2 * start :])


def test_chunks_after_an_empty_sound_are_not_sound(tmp_path: Path) -> None:
    whole = wav(TONE[:0])[12:] + riff({b"id3 ": b"a song"})[12:]
    path = written(tmp_path, b"RIFF" + struct.pack("<I", len(whole) + 4) + b"WAVE" + whole)
    assert len(load(path)) == 0


def test_a_sound_of_more_than_an_hour_is_refused(tmp_path: Path) -> None:
    head = wav(TONE[:0])
    path = written(tmp_path, head[:-4] + struct.pack("<I", 4_000 * 16_000))
    with path.open("r+b") as file:
        file.truncate(len(head) + 4_000 * 16_000)
    with pytest.raises(BadSound, match="too large"):
        load(path)


def test_an_empty_sound_is_not_a_fault(tmp_path: Path) -> None:
    assert len(load(written(tmp_path, wav(TONE[:0])))) == 0


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a WAV file"),
        (b"ID3 and some music", "not a WAV file"),
        (wav(TONE)[:20], "damaged"),
        (riff({b"fmt ": b"short", b"data": b"12"}), "damaged"),
        (wav(TONE, rate=0), "damaged"),
        (wav(TONE, channels=0), "damaged"),
        (
            riff({b"fmt ": struct.pack("<HHIIHH", 85, 1, 8000, 0, 0, 0), b"data": b"1"}),
            "in a format",
        ),
    ],
)
def test_a_broken_file_is_a_sentence(data: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(BadSound, match=rf"^sound\.wav .*{why}.*\.$"):
        load(written(tmp_path, data))


def test_anything_but_a_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadSound, match=r"The file none\.wav was not found"):
        load(tmp_path / "none.wav")
    with pytest.raises(BadSound, match="is a folder"):
        load(tmp_path)
    huge = tmp_path / "huge.wav"
    with huge.open("wb") as file:
        file.truncate(10**9)
    with pytest.raises(BadSound, match=r"huge\.wav is too large"):
        load(huge)


@given(data=st.data())
def test_any_bytes_give_sound_or_a_sentence(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = bytearray(wav(TONE[:50], *data.draw(st.sampled_from([(1, 16), (1, 24), (3, 32)]))))
    for _byte in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, 70))] = data.draw(st.integers(0, 255))
    path = written(tmp_path_factory.mktemp("wav"), bytes(whole[: data.draw(st.integers(0, 200))]))
    try:
        samples = load(path)
    except BadSound:
        return
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
