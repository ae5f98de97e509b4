"""Numbers as text, faults in words, where a book lies, and what was read."""
