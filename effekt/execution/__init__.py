"""Chapters executed, and which of them are stale."""
