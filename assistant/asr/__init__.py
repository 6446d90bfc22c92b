"""The ears' room: from the microphone to the words of a question."""
