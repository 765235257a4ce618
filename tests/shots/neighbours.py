"""The villages beside the pictured one: a dozen small offices below the street, each in another state.

They have no passwords; what they are needed for is over when the street is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from gridDesk import vault
from gridDesk.desk import Desk, bulletins, exchange, receiving, task_acts
from gridDesk.desk.demo import _Village
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import Catalogue, Edit, Ledger, Office, catalogue, new_uid
from gridDesk.ledger.model import Field
from gridDesk.ledger.types import TYPES
from gridDesk.store import Store
from gridDesk.store.system import Alarm, PackageRecord, PeerAcked
from gridDesk.text import CLOCK, now_iso, today
from tests import new_keys

FOLDER = "各村交来的包"
NAMES = (
    "槐树村",
    "石门村",
    "南坡村",
    "北石村",
    "塘边社区",
    "龙泉村",
    "杏花社区",
    "西桥村",
    "白塔村",
    "东岭村",
    "柿园村",
    "窑头村",
)


def make(street: Desk, scratch: Path) -> Path:
    """Make the villages, let the street know each of them in another state, and return a folder with their next packages."""
    folder = scratch / FOLDER
    folder.mkdir()
    acts: dict[str, Callable[[Desk, Desk, Path], None]] = {
        "石门村": _late, "南坡村": _never, "北石村": _gap, "塘边社区": _wrong_value, "龙泉村": _newer, "杏花社区": _fork,
        "西桥村": _unequal, "白塔村": _unanswered,
    }  # fmt: skip
    for number, name in enumerate(NAMES):
        village = _village(scratch / "neighbours" / f"{number:02}", number, name)
        _pair(village, street, scratch / "neighbours")
        if acts.get(name) is not _never:
            _send(village, street, scratch / "neighbours")
        acts.get(name, _nothing)(village, street, scratch / "neighbours")
        if number not in (2, 11):
            _grow(village, Random(number + 950), 4)
            exchange.write_package(village, street.office.site, folder)
        village.close()
    _spoil(folder)
    _give(street)
    return folder


def _village(folder: Path, number: int, name: str) -> Desk:
    folder.mkdir(parents=True)
    office = Office(site=f"{number + 1:02x}" * 8, name=name, level="village", code=f"3703051032{number + 10}")
    key = bytes([number]) * 32
    store = Store.create(folder / DATA_FILE, key, _program(name), office)
    keys = vault.Keys(
        db_uuid="", generation=1, file_sha256="", slot="", who="", role="clerk", site=vault.new_site_keys(),
        db_key=bytearray(key), backup_mac_key=bytearray(32),
    )  # fmt: skip
    desk = Desk(folder, store, keys)
    desk.set_setting("worker", "网格员")
    desk.write([Edit("grid", new_uid(), "create", {"name": f"{name}网格", "kind": "01"})], "新建网格")
    _grow(desk, Random(number + 900), 24 + number * 5)
    return desk


def _program(name: str) -> Catalogue:
    """Return the ledgers of a village's program: one is newer than ours, one writes texts where we keep numbers."""
    ours = catalogue()
    ledgers = dict(ours.ledgers)
    if name == "龙泉村":
        fields = (Field(key="name", label="名字", type=TYPES["text"]),)
        ledgers["pet"] = Ledger(key="pet", label="犬只", group="work", version=1, title=("name",), fields=fields)
    if name == "塘边社区":
        shop = ledgers["shop"]
        texts = tuple(replace(item, type=TYPES["text"]) if item.key == "employees" else item for item in shop.fields)
        ledgers["shop"] = replace(shop, fields=texts)
    return Catalogue(ledgers, ours.code_sets)


def _grow(desk: Desk, random: Random, people: int) -> None:
    maker = _Village(random, [str(grid["uid"]) for grid in desk.grids()])
    desk.store.write((edit for home in maker.households(people) for edit in home), actor=desk.user, label="登记")


def _pair(village: Desk, street: Desk, stick: Path) -> None:
    for one, other, role in ((village, street, "parent"), (street, village, "child")):
        card = exchange.read_card(exchange.write_card(other, stick))
        new_keys.pair(one, card, role)


def _send(village: Desk, street: Desk, stick: Path) -> None:
    receiving.apply_package(street, exchange.write_package(village, street.office.site, stick).path, backup=False)


# --- states -----------------------------------------------------------------------------------------------------------


def _nothing(village: Desk, street: Desk, stick: Path) -> None:
    """Leave village and street in step."""
    del village, street, stick


_never = _nothing


def _late(village: Desk, street: Desk, stick: Path) -> None:
    """Let the last package have come three weeks ago."""
    del stick
    then = (CLOCK.now() - timedelta(days=23)).isoformat(timespec="seconds")
    for record in street.store.system.packages.list(peer=village.office.site):
        street.store.system.packages.put(_changed(record, created=then, outcome={**record.outcome, "at": then}))


def _gap(village: Desk, street: Desk, stick: Path) -> None:
    """Let a stick get lost that the village believes has arrived."""
    _grow(village, Random(977), 5)
    replica, (seq, digest) = next(iter(village.store.heads(village.office.site).items()))
    village.store.system.peer_acked.put(PeerAcked(street.office.site, replica, seq, digest))
    _grow(village, Random(978), 3)
    _try(village, street, stick)


def _wrong_value(village: Desk, street: Desk, stick: Path) -> None:
    """Let one record hold a text where a number belongs."""
    shops = (("塘边面馆", "两三个"), ("利民修车铺", "就他自己"))
    edits = [Edit("shop", new_uid(), "create", {"name": name, "employees": many}) for name, many in shops]
    village.store.write(edits, actor="网格员", label="登记")
    _try(village, street, stick)


def _newer(village: Desk, street: Desk, stick: Path) -> None:
    """Let a village with a newer program enter what the street's program does not have."""
    edits = [Edit("pet", new_uid(), "create", {"name": name}) for name in ("大黄", "阿黑", "小花")]  # fmt: skip
    village.store.write(edits, actor="网格员", label="登记")
    _try(village, street, stick)


def _fork(village: Desk, street: Desk, stick: Path) -> None:
    """Let two computers of one village have written."""
    del stick
    site = village.office.site
    street.store.system.alarms.put(Alarm(key=f"fork.{site}", kind="fork", peer=site, data={"n": 2}, at=now_iso()))


def _unequal(village: Desk, street: Desk, stick: Path) -> None:
    """Let the village have counted one person more than the street."""
    del stick
    for record in street.store.system.packages.list(peer=village.office.site, direction="in"):
        count, digest = record.digests["person"]  # type: ignore[misc]
        street.store.system.packages.put(_changed(record, digests={**record.digests, "person": [count + 1, digest]}))


def _unanswered(village: Desk, street: Desk, stick: Path) -> None:
    """Let the street have written twice without an answer."""
    for _ in range(2):
        exchange.write_package(street, village.office.site, stick)


def _try(village: Desk, street: Desk, stick: Path) -> None:
    try:
        _send(village, street, stick)
    except Exception as error:  # noqa: BLE001 - a held package is what the picture is about
        print(f"{village.office.name}: {error}")


def _changed(record: PackageRecord, **values: object) -> PackageRecord:
    return PackageRecord(**(asdict(record) | values))  # type: ignore[arg-type]


def _spoil(folder: Path) -> None:
    """Damage one of the packages that wait to be taken in, and put a file between them that is none."""
    path = sorted(folder.glob("*.gdp"))[1]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    (folder / "GD-00000000-00000000-9-20261101.gdp").write_bytes(b"GDP1\n" + "不是数据包".encode())


def _give(street: Desk) -> None:
    """Give all of them something to do and to read."""
    sites = [peer.site for peer in street.store.system.peers.list(relation="child")]
    due = (today() + timedelta(days=5)).isoformat()
    content = "入户宣传并发放明白纸，楼道张贴提示，检查独居老人家中报警器。"
    task_acts.issue(street, sites[:9], {"title": "冬季取暖防中毒宣传", "kind": "05", "due": due, "content": content})
    bulletins.issue(street, None, {
        "title": "关于做好年终户数核对的通知", "kind": "02", "content": "请各村社区于月底前核对户数和常住人口，差异逐户说明。",
    })  # fmt: skip
