"""Speech and short sounds through the one output stream."""

from assistant.tts.rendering import Rendered, render
from assistant.tts.speaker import Voice, VoiceStatus

__all__ = ["Rendered", "Voice", "VoiceStatus", "render"]
