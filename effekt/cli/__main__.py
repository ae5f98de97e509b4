"""``python -m effekt.cli``: the command, where the script that pip makes is not at hand."""

import sys

from effekt.cli.main import main

sys.exit(main())
