"""Speech and short sounds through the one output stream."""
