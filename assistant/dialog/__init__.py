"""All behaviour: a state and an event give a new state and effects. Pure."""
