"""One spoken question: finds the speech in the sound and passes it to the recogniser."""

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from assistant.asr.base import Recogniser, RecognitionStream, Transcript
from assistant.asr.endpointing import FRAME, OVER, Endpointer, EndpointVerdict, Limits
from assistant.asr.microphone import SILENT_AFTER, Sound
from assistant.asr.resampling import Samples, seconds
from assistant.asr.vad import WINDOW, SpeechDetector

LEAD: Final = 0.3
"""Seconds from before detected speech that are recognised too: consonants begin softly."""


class SpokenQuestion:
    """Hears sound until the question ends."""

    def __init__(
        self,
        detector: SpeechDetector,
        recogniser: Recogniser,
        limits: Limits,
        words: Sequence[str] = (),
        names: bool = False,
    ) -> None:
        """`words` and `names` are those of `Recogniser.begin`."""
        detector.reset()
        self.spoken_until = 0.0
        """When speech was last heard (monotonic)."""
        self._detector = detector
        self._recogniser = recogniser
        self._words = words
        self._names = names
        self._endpoint = Endpointer(limits)
        self._rest = np.zeros(0, np.float32)
        self._lead: deque[Samples] = deque(maxlen=round(LEAD / FRAME))
        self._utterance: RecognitionStream | None = None
        self._held: list[Samples] = []
        """Sound since the pause began; it is recognised only if speech goes on."""
        self._zeros: float | None = 0.0
        """Seconds of zeros from the beginning; None once there was anything else."""

    def hear(self, sound: Sound) -> EndpointVerdict | None:
        """Add sound; None: go on. Where a pause begins, it takes as long as recognition.

        Raises RecogniserError.
        """
        if self._zeros is not None:
            self._zeros = None if sound.samples.any() else self._zeros + seconds(sound.samples)
        samples = np.concatenate([self._rest, sound.samples])
        while len(samples) >= WINDOW:
            window, samples = samples[:WINDOW], samples[WINDOW:]
            verdict = self._endpoint.hear(self._detector.probability(window))
            self._pass_on(window, verdict)
            self.spoken_until = sound.at - seconds(samples) - self._endpoint.silence
            if verdict in OVER:
                return self._end(verdict)
        self._rest = samples
        only_zeros = self._zeros is not None and self._zeros >= SILENT_AFTER
        return EndpointVerdict.SILENT if only_zeros else None

    def hold(self) -> None:
        """From now on no pause ends it."""
        self._endpoint.hold()

    def finish(self) -> EndpointVerdict:
        """End it now."""
        return self._end(self._endpoint.finish())

    def transcript(self) -> Transcript:
        """What was said, after the end. Raises RecogniserError."""
        return Transcript() if self._utterance is None else self._utterance.final()

    def _end(self, verdict: EndpointVerdict) -> EndpointVerdict:
        silent = verdict is EndpointVerdict.NOTHING and self._zeros
        return EndpointVerdict.SILENT if silent else verdict

    def _pass_on(self, window: Samples, verdict: EndpointVerdict) -> None:
        match verdict:
            case EndpointVerdict.WAITING:
                # What seemed to be a question was too short.
                self._utterance = None
                self._lead.append(window)
            case EndpointVerdict.BEGAN:
                self._utterance = self._recogniser.begin(self._words, self._names)
                self._accept(*self._lead, window)
            case EndpointVerdict.PAUSING:
                self._held.append(window)
            case EndpointVerdict.SPEAKING:
                self._accept(window)
            case EndpointVerdict.AGAIN:
                self._accept(*self._held, window)
            case EndpointVerdict.PAUSE_BEGAN:
                self._accept(window)
                self._held.clear()
                if self._utterance is not None and self._endpoint.long_enough:
                    self._utterance.partial()

    def _accept(self, *windows: Samples) -> None:
        if self._utterance is not None:
            for window in windows:
                self._utterance.accept(window)
