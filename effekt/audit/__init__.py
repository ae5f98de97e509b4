"""What comes out against what the source prints, and the source against itself."""
