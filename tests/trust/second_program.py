"""Opens an office and keeps it until told to leave: `python -m tests.trust.second_program OFFICE PASSWORD [USER]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """Say `open` and wait for a line, or say `refused` and why."""
    folder, password = Path(sys.argv[1]), sys.argv[2]
    from gridDesk.desk import records  # loaded before another user's rights may forbid it
    from gridDesk.desk.opening import open_office, warm_up
    from gridDesk.errors import DeskError

    warm_up()
    if len(sys.argv) > 3:
        os.setgid(int(sys.argv[3]))
        os.setuid(int(sys.argv[3]))
    try:
        desk = open_office(folder, password)
    except DeskError as error:
        print("refused", error, flush=True)
        return 1
    print("open", len(list(desk.store.rows("person"))), flush=True)
    for line in sys.stdin:
        if line.strip() == "write":
            records.save(desk, "person", None, {"name": "后来的人"})
            print("written", flush=True)
        else:
            break
    desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
