"""The page for phones at home: take a photo there, and hear Lantern's answer."""
