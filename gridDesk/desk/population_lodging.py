"""Population events of one person that begin and end her renting a dwelling (租住)."""

from __future__ import annotations

from collections.abc import Mapping

from gridDesk.desk.office import Desk
from gridDesk.desk.population import (
    RENT_ENDS,
    RENTS,
    check_date,
    event,
    get,
    leaving,
    new_person,
    residence,
    word,
)
from gridDesk.desk.records import Saved
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, new_uid


def rent(
    desk: Desk, dwelling: str, tenant: str | Mapping[str, object], on: str, values: Mapping[str, object] | None = None
) -> Saved:
    """Enter that a dwelling is rented from a day on (租住开始) by a person there is, or by a new floating one."""
    person, edits = renting(desk, dwelling, tenant, on, values)
    return Saved(person, desk.write(edits, f"人口变动（{word(desk, RENTS)}）"))


def renting(
    desk: Desk, dwelling: str, tenant: str | Mapping[str, object], on: str, values: Mapping[str, object] | None = None
) -> tuple[str, list[Edit]]:
    """Return the tenant's uid and the edits of `rent`, for an act that holds more."""
    house = get(desk, "dwelling", dwelling, ACTIVE)
    edits: list[Edit] = []
    if isinstance(tenant, str):
        check_date(on, get(desk, "person", tenant, ACTIVE).get("birth"))
        person = tenant
    else:
        check_date(on, tenant.get("birth"))
        person = new_uid()
        place = {"grid": house.get("grid"), "address": house.get("address")}
        edits.append(Edit("person", person, "create", new_person(desk, tenant)))
        edits.append(residence(desk, person, None, on, kind="02", lodging_kind="02", **place))
    lease = {**(values or {}), "dwelling": dwelling, "tenant": person, "since": on}
    edits.append(Edit("tenancy", new_uid(), "create", lease))
    edits.append(event(RENTS, on, person=person))
    return person, edits


def end_rent(desk: Desk, tenancy: str, on: str, *, leaves: bool, reason: str = "") -> Changes:
    """Enter that a tenancy ended (租住结束); when the tenant also leaves this place, she is closed with it."""
    edits = ending_rent(desk, tenancy, on, leaves=leaves, reason=reason)
    return desk.write(edits, f"人口变动（{word(desk, RENT_ENDS)}）", reason=reason if leaves else "")


def ending_rent(desk: Desk, tenancy: str, on: str, *, leaves: bool, reason: str = "") -> list[Edit]:
    """Return the edits of `end_rent`, for an act that holds more."""
    lease = get(desk, "tenancy", tenancy, ACTIVE)
    person = str(lease["tenant"])
    if on < str(lease.get("since") or "")[: len(on)]:
        raise DeskError(f"退租日期 {on} 早于租住起始 {lease['since']}，", advice="请核对这两个日期。")
    if leaves:
        return leaving(desk, person, RENT_ENDS, on, "03", reason)
    check_date(on)
    values = {"state": CLOSED, "closed_on": on, "closed_reason": "07", "until": on}
    return [Edit("tenancy", tenancy, "close", values), event(RENT_ENDS, on, person=person, reason=reason)]
