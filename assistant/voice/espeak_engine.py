"""espeak-ng as a program: one short process a clause. It needs nothing but the program."""

import subprocess
import wave
from typing import Final

from assistant.voice.audio import AudioChunk, from_wav
from assistant.voice.synthesis import SynthesisError, voice_of

PATIENCE: Final = 1.0
"""Seconds that a clause may take; usually it takes hundredths."""


class Espeak:
    """Renders with `espeak-ng --stdout`."""

    def __init__(self, voice: str = "") -> None:
        """Take the name of a voice, such as "en-gb", or the code of a language; empty: English."""
        self._voice = voice or "en"

    @property
    def name(self) -> str:
        """The engine and its voice."""
        return f"espeak-ng {self._voice}"

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        """Render one clause. Raises SynthesisError."""
        command = ["espeak-ng", "--stdout", "--stdin", "-b", "1"]
        command += ["-v", self._voice, "-s", str(words_per_minute)]
        try:
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=PATIENCE, check=True
            )
            return from_wav(done.stdout)
        except FileNotFoundError:
            raise SynthesisError("espeak-ng is not installed. Install espeak-ng.") from None
        except subprocess.TimeoutExpired:
            raise SynthesisError("espeak-ng does not answer.") from None
        except subprocess.CalledProcessError as error:
            told = error.stderr.decode(errors="replace").strip()
            raise SynthesisError(f"espeak-ng could not speak: {told}") from None
        except (wave.Error, ValueError, EOFError, OSError) as error:
            raise SynthesisError(f"espeak-ng gave no sound: {error}") from None

    def use(self, voice: str, language: str) -> None:
        """Speak with another voice."""
        self._voice = voice_of(voice, language) or "en"

    def close(self) -> None:
        """Nothing is left running between two clauses."""
