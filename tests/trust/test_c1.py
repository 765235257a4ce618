"""C1: a package is readable by the addressed office only; its header carries no personal data."""

from __future__ import annotations

import pytest

from gridDesk.desk import exchange, people
from gridDesk.errors import DeskError
from gridDesk.sync import package as sealed
from gridDesk.sync.pairing import own_card
from tests.flows.two_offices import fill

CANARIES = ("金丝雀甲", "13900001111", "37030519800101123X", "柳行村1组1号")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def test_only_the_addressed_office_opens_a_package(paired, stick, open_copy, figure):
    village, street = paired
    values = {"name": CANARIES[0], "phone": CANARIES[1], "remark": CANARIES[2]}
    people.new_household(village, "1", CANARIES[3], values)
    fill(village, 3)
    paths = [exchange.write_package(village, street.office.site, stick, whole=whole).path for whole in (False, True)]
    looked = 0
    for path in paths:
        data = path.read_bytes()
        for canary in CANARIES:
            for encoding in ENCODINGS:
                looked += 1
                assert canary.encode(encoding) not in data
    stranger, refused = open_copy("street", "stranger"), 0
    sender = own_card(village.office, village.keys.site)
    for keys in (stranger.keys.site, village.keys.site):
        for path in paths:
            found = sealed.read(path, site=street.office.site, senders=[sender])
            if keys.sign_public != street.keys.site.sign_public:
                with pytest.raises(DeskError):
                    list(sealed.open_package(found, keys).entries())
                refused += 1
    assert list(
        sealed.open_package(
            sealed.read(paths[0], site=street.office.site, senders=[sender]), street.keys.site
        ).entries()
    )
    figure("C1", packages=len(paths), searches=looked, found=0, wrong_keys_refused=refused)
