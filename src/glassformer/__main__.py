"""`python -m glassformer` is the command line, as `glassformer` is."""

import sys

from glassformer.cli import main

if __name__ == "__main__":
    sys.exit(main())
