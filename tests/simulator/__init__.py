"""The simulator of the exchange: a street, its villages, sticks as folders, and every fault, judged by named invariants.

`pytest tests/simulator` runs the quick profile; `make soak` (ARGS="--minutes 60") the long one, which prints the
figures and writes the shrunk script of whatever does not hold to `out/soak/`. All offices are real: SQLCipher files,
sealed packages, the same calls that the pages make. What a run draws, it draws from Hypothesis, so that it shrinks.

Each fault is a rule here, or is tried where this table says.

F1   process killed at any call          arm (cut, exit) before any act, export or import; every call: tests/faults
F2   power lost, writes reordered        tests/faults (rebuilt crash states, with a control that must fail)
F3   disk full                           arm (full); stick full, small; from every call on: tests/faults
F4   read or write error                 arm (error); stick pulled; from every call on: tests/faults
F5   bit rot                             damage (flip); 10,000 flips: tests/sync/test_mutations.py
F6   truncated, torn, spliced package    damage (cut, splice); every length: tests/sync/test_mutations.py
F7   twice, old, out of order, gap       take, deliver, late, lose, copy; all orders: test_orders.py
F8   clock years back or forward         clock
F9   cloned folder, disk image, rollback clone (same machine, another one), image and roll_back
F10  restored backup                     backup and restore; past the program: crude_copy and crude_restore
F11  two instances                       second_window; two processes: tests/flows
F12  data file moved away                tests/store/test_machine.py, tests/ui
F13  stick read-only, full, pulled, lies export_to_a_bad_stick, lose; the real device layer: tests/sync/test_stick.py
F14  odd names on the stick              litter; reserved and GBK names: tests/sync/test_stick.py
F15  scanner holds a file                export_to_a_bad_stick (held); Windows error codes: tests/sync/test_device.py
F16  upgrade of one side, older program  upgrade, older_program, extra; interrupted: tests/faults
F17  memory exhausted                    tests/roster (limits of import), tests/sync/test_body.py (limits of packages)
"""
