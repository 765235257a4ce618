"""`python -m gridDesk` opens the window."""

import sys

from gridDesk.documents.opener import VERB as OPEN_DOCUMENT
from gridDesk.roster.reader import VERB as READ_WORKBOOK

if __name__ == "__main__":
    if READ_WORKBOOK in sys.argv:
        from gridDesk.roster.reader import main
    elif OPEN_DOCUMENT in sys.argv:
        from gridDesk.documents.opener import main
    else:
        from gridDesk.app import main
    sys.exit(main())
