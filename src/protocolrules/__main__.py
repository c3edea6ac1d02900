"""`python -m protocolrules`."""

import sys

from protocolrules.cli import main

if __name__ == "__main__":
    sys.exit(main())
