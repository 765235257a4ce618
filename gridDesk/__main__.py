"""`python -m gridDesk` opens the window."""

import sys

from gridDesk.roster.reader import VERB

if __name__ == "__main__":
    if VERB in sys.argv:
        from gridDesk.roster.reader import main
    else:
        from gridDesk.app import main
    sys.exit(main())
