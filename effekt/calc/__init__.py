"""The arithmetic: effects, sums, loans, uncertainty."""
