"""The words between the rooms: events, effects, and the plain data in them."""
