"""A rerun with changes, and what moved."""
