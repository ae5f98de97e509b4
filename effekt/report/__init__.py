"""What chapters show, a function each. Only notebooks import it, through the face of the package."""
