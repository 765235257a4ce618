"""A10: an interrupted upgrade reopens in the old or the new version; the saved files of every release open."""

from __future__ import annotations

from contextlib import closing

import msgspec

from tests import golden_exchange as golden
from tests.faults.sampling import needs_strace, sample, summed
from tests.trust.conftest import LONG


def test_the_files_of_every_release_open_and_hold_what_they_held(tmp_path, figure):
    records = 0
    for version in golden.versions():
        truth = msgspec.json.decode((version / "truth.json").read_bytes())
        with closing(golden.open_kept(tmp_path / version.name, version)) as village:
            assert village.store.check() == []
            assert golden.differences(truth["village"], village) == []
            records += sum(count for count, _ in village.store.digests(village.office.site).values())
    figure("A10", releases=len(golden.versions()), records_equal=records)


@needs_strace
def test_an_upgrade_cut_off_anywhere_opens_again(figure):
    lines = sample("--only", "upgrade", "--kinds", "kills,power", *(["--long"] if LONG else []))
    figure("A10", **summed(lines))
