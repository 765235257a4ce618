"""B4: every clerk has an own slot over one data key; who comes, goes or changes touches the key file, not the data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from gridDesk import vault
from gridDesk.vault import kdf
from gridDesk.vault.copies import read_copies

Figure = Callable[..., None]
Amount = Callable[[int, int], int]


def test_many_clerks_over_one_data_key_without_touching_the_data(
    tmp_path: Path, figure: Figure, amount: Amount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kdf, "M_FLOOR", 64)
    chance, acts = Random(4), amount(60, 3000)
    known = {"甲": "春江潮水连海平-望月甲"}
    keys = vault.create_keys(tmp_path, known["甲"], "甲", m_kib=64)
    first = bytes(keys.db_key)
    for n in range(acts):
        others = [name for name in known if name != "甲"]
        act = chance.choice(["add", "roles", "reset", "own"]) if others else "add"
        if act == "add" and len(known) < 40:
            known[f"乙{n}"] = f"杨柳青青江水平 {n:06}"
            roles = frozenset(chance.sample(vault.ROLES, chance.randint(1, 5)))
            keys = vault.add_slot(tmp_path, keys, f"乙{n}", known[f"乙{n}"], roles, ())
        elif others:
            who = chance.choice(others)
            slot = next(one.slot for one in vault.people(tmp_path) if one.who == who)
            if act == "roles":
                roles = frozenset(chance.sample(vault.ROLES, chance.randint(1, 5)))
                keys = vault.set_slot_roles(tmp_path, keys, slot, roles)
            else:
                old, known[who] = known[who], f"小桥流水人家 {n:06}"
                if act == "reset":
                    keys = vault.reset_slot(tmp_path, keys, slot, known[who], ())
                else:
                    vault.change_password(tmp_path, old, known[who], who=who)
                    keys = vault.unlock(tmp_path, known["甲"], "甲")
    opened = 0
    for who, password in known.items():
        found = vault.unlock(tmp_path, password, who)
        assert bytes(found.db_key) == first
        assert bool(found.sens_key) == ("sensitive" in found.roles)
        opened += 1
        wrong = chance.choice([other for other in known if other != who])
        with pytest.raises(vault.WrongPassword):
            vault.unlock(tmp_path, known[wrong], who)
    file = read_copies(tmp_path)[0].file
    assert len({slot.public for slot in file.slots}) == len({slot.kdf.salt for slot in file.slots}) == len(known)
    figure("B4", acts=acts, slots=len(known), opened=opened, data_keys=1, opened_by_another=0)


def test_no_password_opens_that_nobody_chose(tmp_path: Path, figure: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdf, "M_FLOOR", 64)
    vault.create_keys(tmp_path, "春江潮水连海平-望月", "王小兰", m_kib=64)
    tried = 0
    for guess in ("", " ", "admin", "123456", "griddesk", "网格台", "王小兰", "password", "\0", "0" * 16):
        with pytest.raises(vault.WrongPassword):
            vault.unlock(tmp_path, guess)
        tried += 1
    figure("B4", default_passwords_tried=tried, opened=0)
