"""espeak-ng as a program: one short process per clause."""

import re
import subprocess
import wave
from contextlib import suppress
from typing import Final

from assistant.protocol.child_process import TooMuchError, bytes_of, output_of
from assistant.protocol.choices import Choice
from assistant.saying.messages.faults_lines import VoiceFault
from assistant.tts.audio_chunk import AudioChunk, from_wav
from assistant.tts.base import NoVoiceError, SynthesisError, tag, voice_of
from models import limits

PROGRAM: Final = "espeak-ng"
PATIENCE: Final = 1.0
"""Seconds that a clause may take; usually it takes hundredths."""
LISTING_PATIENCE: Final = 2.5
"""Seconds that the list of voices may take."""
UNKNOWN: Final = "voice does not exist"
"""What the program prints if it does not know a voice."""


class Espeak:
    """Renders with `espeak-ng --stdout`.

    `voice` is the name of a voice, such as "en-gb", or a language code; empty: English.
    """

    def __init__(self, voice: str = "") -> None:
        self._voice = voice or "en"

    @property
    def name(self) -> str:
        return f"espeak-ng {self._voice}"

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        command = [PROGRAM, "--stdout", "--stdin", "-b", "1"]
        command += ["-v", self._voice, "-s", str(words_per_minute)]
        try:
            most = limits.SPOKEN_CLAUSE
            return from_wav(bytes_of(*command, patience=PATIENCE, text=escaped(text), most=most))
        except FileNotFoundError:
            raise SynthesisError(VoiceFault.NO_ESPEAK.said()) from None
        except subprocess.TimeoutExpired:
            raise SynthesisError(VoiceFault.SILENT.said(engine=PROGRAM)) from None
        except subprocess.CalledProcessError as error:
            reason = error.stderr.strip()
            if UNKNOWN in reason:
                raise NoVoiceError(self._voice) from None
            raise SynthesisError(VoiceFault.FAILED.said(engine=PROGRAM, reason=reason)) from None
        except (wave.Error, ValueError, EOFError, OSError, TooMuchError) as error:
            fault = VoiceFault.NO_SOUND.said(engine=PROGRAM, reason=error)
            raise SynthesisError(fault) from None

    def use(self, voice: str, language: str) -> None:
        self._voice = voice_of(voice, language) or "en"

    def close(self) -> None:
        """Do nothing: no process runs between clauses."""


def voices(engine: str, language: str) -> tuple[Choice, ...]:
    """The voices for a language code of espeak-ng, which pyttsx3 uses, too.

    Empty for other engines, and if espeak-ng does not answer.
    """
    found: dict[str, Choice] = {}
    # ValueError: the output was malformed.
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        if engine in ("pyttsx3", PROGRAM):
            code = tag(language)
            listed = output_of(PROGRAM, f"--voices={code}", patience=LISTING_PATIENCE)
            # Lines of priority, language, age and gender, name, file.
            for line in listed.splitlines()[1:]:
                spoken, _, name, file = line.split()[1:5]
                # MBROLA voices need files that are seldom installed; variants have no language.
                if f"{spoken}-".startswith(f"{code}-") and not file.startswith(("mb/", "!v/")):
                    value = file.rpartition("/")[2].lower()
                    found[value] = Choice(value, _sayable(name))
    return tuple(found.values())


def _sayable(name: str) -> str:
    """Make "English_(Great_Britain)" speakable."""
    return name.replace("_", " ").replace(" (", ", ").rstrip(")")


def escaped(text: str) -> str:
    """Keep espeak-ng from reading a text as phonemes, which "[[" would begin."""
    return re.sub(r"\[{2,}", "[", text)
