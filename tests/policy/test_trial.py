"""A regulation is tried out on a sample of every record before anybody is judged by it."""

from __future__ import annotations

import pytest

from gridDesk import paths
from gridDesk.desk.directive_kinds import read_policy
from gridDesk.errors import DeskError
from gridDesk.policy import WORK_RULES, WorkFacts, containing, judge_work, load_profiles
from gridDesk.policy.periods import KINDS
from gridDesk.policy.trial import LEVELS, sample, try_out

PROFILES = load_profiles(paths.resources() / "policies")
HEAD = 'id = "X"\ntitle = "某办法"\nin_force = "2026"\n[[clauses]]\nid = "X-1"\narticle = "一"\ntext = "某事。"\n'


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_clause_of_a_shipped_profile_takes_its_parameters(profile):
    try_out(PROFILES[profile])


@pytest.mark.parametrize("profile", sorted(PROFILES))
@pytest.mark.parametrize("level", LEVELS)
def test_every_finding_of_the_sample_says_a_sentence_a_figure_and_a_target(profile, level):
    facts = sample(level)
    for clause in PROFILES[profile].clauses:
        if clause.rule not in WORK_RULES:
            continue
        for one in WORK_RULES[clause.rule](clause, facts, containing(clause.period, facts.today)):
            assert one.message.endswith("。"), clause.id
            assert one.figure, clause.id
            assert one.target, clause.id
            assert (one.clause, one.rule, one.period.kind) == (clause.id, clause.rule, clause.period)


@pytest.mark.parametrize("level", LEVELS)
def test_an_office_without_any_record_is_judged_by_every_profile(level):
    full = sample(level)
    empty = WorkFacts(level=level, first=full.first, last=full.last, today=full.today)
    for profile in PROFILES.values():
        for kind in KINDS:
            for standing in judge_work(profile, empty, containing(kind, full.today)):
                assert standing.last.message.endswith("。")


@pytest.mark.parametrize(
    "lines",
    [
        'rule = "visits_per_day"\nperiod = "month"\nparams = {}',
        'rule = "visits_per_day"\nperiod = "month"\nparams = { households = "许多" }',
        'rule = "events_in_time"\nperiod = "month"\nparams = { deadline_days = { "一般" = "七" } }',
        'rule = "events_in_time"\nperiod = "month"\nparams = { deadline_workdays = { "村居" = 999999 } }',
        'rule = "reports_sent"\nperiod = "month"\nparams = { kind = "出勤月报", every = 0 }',
        'rule = "visits_by_group"\nperiod = "month"\nparams = { groups = { "居民" = "月" } }',
        'rule = "meetings"\nperiod = "month"\nparams = {}',
        'rule = "duties_recorded"\nperiod = "month"\nparams = { duties = ["党建"] }',
        'rule = "grids_of_office"\nparams = { village_grids = -1, community_households_per_grid = 1, workers_per_grid = 1 }',
    ],
)
def test_parameters_that_a_rule_cannot_use_are_refused_before_the_document_goes_out(lines):
    with pytest.raises(DeskError, match="参数不对"):
        read_policy("X", HEAD + lines + "\n")


def test_a_rule_without_its_period_and_an_unknown_rule_are_refused():
    for lines in ('rule = "visits_per_day"\nparams = { households = 5 }', 'rule = "guessing"', 'text = "二"'):
        with pytest.raises(DeskError, match="写法不对"):
            read_policy("X", HEAD + lines + "\n")
