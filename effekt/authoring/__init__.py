"""A new sector, a new municipality."""
