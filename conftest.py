"""For nbval over book/: the chapters refer to their drawings and data files, and write none."""

import os

# See effekt.visning.FILVARIABEL. Set before any kernel starts, which inherits it.
os.environ["EFFEKT_FILER"] = "navn"
