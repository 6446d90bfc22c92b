"""Speech and short sounds through the one output stream."""

from assistant.tts.speaker import UtteranceSpeaker, VoiceStatus
from assistant.tts.synthesis import Rendered, render

__all__ = ["Rendered", "UtteranceSpeaker", "VoiceStatus", "render"]
