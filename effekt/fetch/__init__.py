"""Public statistics: the only package that uses the network."""
