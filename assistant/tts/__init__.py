"""Speech and short sounds through the one output stream."""

from assistant.tts.speaker import Voice, VoiceStatus
from assistant.tts.synthesis import Rendered, render

__all__ = ["Rendered", "Voice", "VoiceStatus", "render"]
