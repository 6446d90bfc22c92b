"""Keep views under names, and remember what was seen."""
