"""The command ``effekt``."""
