"""Speech recognition: from the microphone to the words of a question."""
