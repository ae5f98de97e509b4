"""What can be told before a kernel starts."""
