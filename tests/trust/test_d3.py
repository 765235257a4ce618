"""D3: a Word template cannot run, fetch or unfold anything: what looks like code prints as it stands, fields are refused."""

from __future__ import annotations

import sys

import pytest

from gridDesk.documents import apart
from gridDesk.documents.form_papers import FilledBlanks
from gridDesk.documents.template import read_template
from gridDesk.documents.template_fill import fill
from gridDesk.errors import DeskError
from tests.hostile import payloads

ACTS: list[str] = []
WATCHED = ("os.system", "subprocess.", "socket.", "os.exec", "exec", "compile", "import")


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if ACTS and ACTS[0] == "on" and event.startswith(WATCHED):
        ACTS.append(event)


def test_template_payloads_run_nothing(figure, tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    sys.addaudithook(watch)
    read_template(payloads.main(payloads.p("{姓名}")))  # what is loaded late is loaded now
    fill(read_template(payloads.main(payloads.p("{姓名}"))), [FilledBlanks(part="", values={"姓名": "王样例"})], {})
    kept = 0
    for what, data in payloads.TEXTS.items():
        ACTS[:] = ["on"]
        done = fill(read_template(data), [FilledBlanks(part="", values={"姓名": "王样例"})], {})
        acts, ACTS[:] = ACTS[1:], []
        assert acts == [], what
        kept += 1
        assert done.startswith(b"PK"), what
        assert len(done) < 100_000, what
    refused = 0
    for what, data in payloads.REFUSED.items():
        with pytest.raises(DeskError) as caught:
            read_template(data)
        assert str(caught.value).endswith("。"), what
        refused += 1
    with pytest.raises(DeskError):
        apart.check_template(payloads.REFUSED["macros"])
    apart.check_template(payloads.TEXTS["Jinja loop in the body"])
    assert list(tmp_path.iterdir()) == []
    figure("D3", payloads=kept + refused, refused=refused, printed_as_text=kept, run=0)
    assert kept + refused >= 20
