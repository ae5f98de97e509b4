"""Reading data/: files read, held together, and changed by addresses."""
