"""Sentences spoken by espeak-ng, silence and noise, as samples at `RATE`."""

import subprocess

import numpy as np

from assistant.asr.resampling import RATE, Samples, resampled
from assistant.tts.audio_chunk import from_wav


def spoken(text: str, voice: str = "en", words_per_minute: int = 150) -> Samples:
    """A spoken sentence."""
    command = ["espeak-ng", "--stdout", "--stdin", "-v", voice, "-s", str(words_per_minute)]
    wav = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
    chunk = from_wav(wav)
    return resampled(chunk.samples, chunk.rate)


def silence(seconds: float) -> Samples:
    """Zeros, which no working microphone delivers."""
    return np.zeros(round(seconds * RATE), np.float32)


def room_noise(seconds: float, level: float = 0.003, seed: int = 9) -> Samples:
    """The noise of a quiet room; `level` is its RMS, of full scale."""
    noise = np.random.default_rng(seed).normal(0, level, round(seconds * RATE))
    return noise.astype(np.float32)
