"""What data/ may hold: pydantic models, the formula language, a value that can be changed."""
