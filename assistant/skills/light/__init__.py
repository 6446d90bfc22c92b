"""Say how bright it is."""
