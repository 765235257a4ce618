"""`python -m gridDesk` opens the window."""

import sys

from gridDesk.app import main

if __name__ == "__main__":
    sys.exit(main())
