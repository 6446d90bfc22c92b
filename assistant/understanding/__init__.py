"""From words to what is asked. Pure."""
