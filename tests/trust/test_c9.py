"""C9: a signed receipt for each package with the outcome of each record; what is overdue is shown."""

from __future__ import annotations

from datetime import date, timedelta

from gridDesk.desk import carrying, exchange, outbox, people
from gridDesk.sync import package as sealed
from gridDesk.sync.pairing import own_card
from tests.flows.two_offices import fill


def test_receipts_tell_what_became_of_every_record_and_silence_is_counted_in_days(paired, stick, monkeypatch, figure):
    village, street = paired
    fill(village, 3)
    people.new_household(village, "9", "柳行村9组9号", {"name": "测试九", "sex": "1"})
    carrying.carry(village, stick)
    outbox.stick_gone(village, stick)
    today = date.today()
    overdue = {}
    for days in (0, 6, 7, 30):
        monkeypatch.setattr(outbox, "today", lambda days=days: today + timedelta(days=days))
        overdue[days] = exchange.peers(village)[0].overdue
    monkeypatch.undo()
    assert overdue == {0: 0, 6: 0, 7: 7, 30: 30}
    carrying.carry(street, stick)
    answer = next(path for path in stick.glob("*.gdp") if _from(street, village, path))
    found = sealed.read(answer, site=village.office.site, senders=[own_card(street.office, street.keys.site)])
    told = sealed.open_package(found, village.keys.site).receipts()
    assert [one.outcome for one in told] == ["accepted"]
    carrying.carry(village, stick)
    line = next(one for one in exchange.log(village) if one.direction == "out" and one.n == 1)
    assert line.key == "acknowledged"
    assert line.overdue == 0
    figure("C9", receipts=len(told), signed_and_verified=len(told), overdue_days_shown=max(overdue.values()))


def _from(street: exchange.Desk, village: exchange.Desk, path: object) -> bool:
    try:
        sealed.read(path, site=village.office.site, senders=[own_card(street.office, street.keys.site)])
    except Exception:  # noqa: BLE001 - a package of somebody else
        return False
    return True
