"""The simulator of the exchange: a street, its villages, sticks as folders, and every fault, judged by named invariants.

`pytest tests/simulator` runs the quick profile; `make soak` (ARGS="--minutes 60") the long one, which prints the
figures and writes the shrunk script of whatever does not hold to `out/soak/`. All offices are real: SQLCipher files,
sealed packages, the same calls that the pages make. What a run draws, it draws from Hypothesis, so that it shrinks.

Each fault is a rule here, or is tried where this table says.

F1   process killed at any call          arm (cut, exit) before any act, export or import; every call: tests/faults
F2   power lost, writes reordered        tests/faults (rebuilt crash states, with a control that must fail)
F3   disk full                           arm (full); export_to_a_bad_stick (full, small); every call: tests/faults
F4   read or write error                 arm (error); export_to_a_bad_stick (pulled); every call: tests/faults
F5   bit rot                             stick_suffers (bit flipped); thousands of mutants: tests/sync/test_mutations.py
F6   truncated, torn, spliced package    stick_suffers (cut short, spliced); thousands: tests/sync/test_mutations.py
F7   twice, old, out of order, gap       take, deliver, stick_suffers (lost, copied, late); all orders: test_orders.py
F8   clock years back or forward         clock
F9   cloned folder, disk image, rollback clone (same machine, another one), machine_image
F10  restored backup                     back_up_or_restore; past the program: old_file; a dead PC: rebuild
F11  two instances                       open_wrongly; a lock left behind: tests/flows/test_office.py
F12  data file moved away                tests/store/test_engine.py, tests/flows/test_office.py
F13  stick read-only, full, pulled, lies export_to_a_bad_stick, stick_suffers; real devices: tests/sync/test_stick*.py
F14  odd names on the stick              stick_suffers (odd names, GBK, a folder): tests/sync/test_listing.py
F15  scanner holds a file                export_to_a_bad_stick (held); Windows error codes: tests/sync/test_stick_faults.py
F16  upgrade of one side, older program  upgrade, open_wrongly (older); row by row: tests/sync/test_skew.py
F17  memory exhausted                    tests/roster (limits of import), tests/sync/test_body.py (limits of packages)
"""
