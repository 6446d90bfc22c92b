"""espeak-ng as a program: one short process a clause. It needs nothing but the program."""

import re
import subprocess
import wave
from typing import Final

from assistant.saying.messages.voices_lines import VoiceFault
from assistant.tts.audio_chunk import AudioChunk, from_wav
from assistant.tts.base import NoVoiceError, SynthesisError, voice_of

PROGRAM: Final = "espeak-ng"
PATIENCE: Final = 1.0
"""Seconds that a clause may take; usually it takes hundredths."""
UNKNOWN: Final = "voice does not exist"
"""What it writes where it does not know a voice."""


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
        command = [PROGRAM, "--stdout", "--stdin", "-b", "1"]
        command += ["-v", self._voice, "-s", str(words_per_minute)]
        try:
            done = subprocess.run(
                command,
                input=as_text(text).encode(),
                capture_output=True,
                timeout=PATIENCE,
                check=True,
            )
            return from_wav(done.stdout)
        except FileNotFoundError:
            raise SynthesisError(VoiceFault.NO_ESPEAK.said()) from None
        except subprocess.TimeoutExpired:
            raise SynthesisError(VoiceFault.SILENT.said(engine=PROGRAM)) from None
        except subprocess.CalledProcessError as error:
            told = error.stderr.decode(errors="replace").strip()
            if UNKNOWN in told:
                raise NoVoiceError(self._voice) from None
            raise SynthesisError(VoiceFault.FAILED.said(engine=PROGRAM, reason=told)) from None
        except (wave.Error, ValueError, EOFError, OSError) as error:
            fault = VoiceFault.NO_SOUND.said(engine=PROGRAM, reason=error)
            raise SynthesisError(fault) from None

    def use(self, voice: str, language: str) -> None:
        """Speak with another voice."""
        self._voice = voice_of(voice, language) or "en"

    def close(self) -> None:
        """Nothing is left running between two clauses."""


def as_text(text: str) -> str:
    """Write a text so that espeak-ng takes it for nothing else: [[ would begin phonemes."""
    return re.sub(r"\[{2,}", "[", text)
