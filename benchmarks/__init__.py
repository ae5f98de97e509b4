"""What effekt costs beside its peers, and how that grows: `make benchmark`."""
