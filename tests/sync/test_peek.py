"""A glance at a header sorts files, whatever they are called, and believes nothing."""

from __future__ import annotations

import msgspec
import pytest

from gridDesk.sync.envelope import LINE, MAGIC
from gridDesk.sync.errors import HeaderInvalid, NotAPackage, Unreadable
from gridDesk.sync.peek import peek


def write(path, header: object, *, cut: int = 0) -> object:
    raw = header if isinstance(header, bytes) else msgspec.json.encode(header)
    data = MAGIC + LINE.encode() + len(raw).to_bytes(4, "big") + raw + b"s" * 64 + b"sealed"
    path.write_bytes(data[: len(data) - cut] if cut else data)
    return path


def header(n: int = 1, replica: str = "a" * 16, chains: int = 1, **more: object) -> dict:
    heads = {f"{number:016x}": "0" * 64 for number in range(chains)} | {"audit": "0" * 64}
    return {"from_site": "1" * 16, "to_site": "2" * 16, "replica_id": replica, "n": n, "log_head": heads, **more}


def test_a_header_tells_from_whom_to_whom_and_which(tmp_path):
    found = peek(write(tmp_path / "任意.gdp", header(7, kind="delta", pkg_id="c" * 32, unheard_of=[1])))
    assert (found.sender, found.addressee, found.n, found.kind) == ("1" * 16, "2" * 16, 7, "delta")
    assert (found.package_id, found.chains) == ("c" * 32, 1)


def test_packages_come_in_the_order_in_which_they_were_made(tmp_path):
    made = [
        write(tmp_path / "c.gdp", header(9)), write(tmp_path / "b.gdp", header(10)),
        write(tmp_path / "a.gdp", header(1, "0" * 16, chains=2)),
    ]  # fmt: skip
    found = sorted((peek(path) for path in reversed(made)), key=lambda one: one.order)
    assert [one.path for one in found] == made


def test_what_is_no_package_or_torn_in_its_header_is_told(tmp_path):
    (tmp_path / "x.gdp").write_bytes(b"hello")
    with pytest.raises(NotAPackage):
        peek(tmp_path / "x.gdp")
    with pytest.raises(Unreadable):
        peek(tmp_path / "not there.gdp")
    for broken in (b"", b"[", b"{}", b'{"from_site":1}', b"[" * 30_000):
        with pytest.raises(HeaderInvalid):
            peek(write(tmp_path / "y.gdp", broken))
    with pytest.raises(HeaderInvalid):
        peek(write(tmp_path / "z.gdp", header(), cut=100))
    (tmp_path / "w.gdp").write_bytes(MAGIC + b"x" * 2000)
    with pytest.raises(HeaderInvalid):
        peek(tmp_path / "w.gdp")


def test_only_the_beginning_of_a_file_is_read(tmp_path):
    path = write(tmp_path / "torn.gdp", header(3))
    assert peek(write(path, header(3), cut=20)).n == 3


def test_a_header_of_a_later_format_still_tells_from_whom_to_whom_it_is(tmp_path):
    found = peek(write(tmp_path / "later.gdp", header(1) | {"v": 9, "n": "seven", "log_head": [], "replica_id": None}))
    assert (found.sender, found.addressee, found.n, found.replica, found.chains) == ("1" * 16, "2" * 16, 0, "", 0)
