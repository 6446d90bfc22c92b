"""The sentences of skills that have many: one module a skill, each with a `Phrase`."""
