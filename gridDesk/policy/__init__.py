"""Regulation profiles (制度) and their rules: pure functions over plain facts whose findings cite their clause."""

from gridDesk.policy.calendar import WEEKENDS, Calendar, load_calendar, parse_calendar, stacked
from gridDesk.policy.disclosure import Disclosure
from gridDesk.policy.duty_list import duties_of, duty_of
from gridDesk.policy.facts import GridFacts, OfficeFacts
from gridDesk.policy.findings import Finding
from gridDesk.policy.judging import Standing, judge, judge_work
from gridDesk.policy.loading import load_profiles, read_profile
from gridDesk.policy.matters import Admission, admit
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.profile import Clause, Profile
from gridDesk.policy.rules import RULES, WORK_RULES
from gridDesk.policy.work import WorkFacts

__all__ = [
    "RULES",
    "WEEKENDS",
    "WORK_RULES",
    "Admission",
    "Calendar",
    "Clause",
    "Disclosure",
    "Finding",
    "GridFacts",
    "OfficeFacts",
    "Period",
    "Profile",
    "Standing",
    "WorkFacts",
    "admit",
    "containing",
    "duties_of",
    "duty_of",
    "judge",
    "judge_work",
    "load_calendar",
    "load_profiles",
    "parse_calendar",
    "read_profile",
    "stacked",
]
