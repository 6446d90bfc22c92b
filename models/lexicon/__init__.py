"""Names of things: synonyms, plurals, kinds, and what is never said. Pure."""
