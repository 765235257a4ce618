"""Faults at every system call: kills, power loss, a full or failing disk. `python -m tests.faults --long` tries them all."""
