"""Speech and short sounds through the one output stream."""

from assistant.voice.rendering import Rendered, render
from assistant.voice.voice import Voice, VoiceStatus

__all__ = ["Rendered", "Voice", "VoiceStatus", "render"]
