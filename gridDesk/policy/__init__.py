"""Regulation profiles (制度) and their rules: pure functions over plain facts whose findings cite their clause."""

from gridDesk.policy.disclosure import Disclosure
from gridDesk.policy.facts import GridFacts, OfficeFacts
from gridDesk.policy.findings import Finding
from gridDesk.policy.grid_size import RULES
from gridDesk.policy.profile import Clause, Profile, judge, load_profiles, read_profile

__all__ = [
    "RULES",
    "Clause",
    "Disclosure",
    "Finding",
    "GridFacts",
    "OfficeFacts",
    "Profile",
    "judge",
    "load_profiles",
    "read_profile",
]
