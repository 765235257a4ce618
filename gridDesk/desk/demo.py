"""A demonstration office with invented people, of any size and always the same for the same seed.

Names come from small lists, ID numbers carry valid check digits over a division code and random birth dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from gridDesk.desk import demo_year, population
from gridDesk.desk.demo_forms import add_form_records, past_leaves
from gridDesk.desk.demo_month import Month
from gridDesk.desk.demo_work import WORKER, Works
from gridDesk.desk.office import Desk
from gridDesk.desk.opening import new_office
from gridDesk.desk.progress import Progress, silent
from gridDesk.ledger import Edit, Office, new_site
from gridDesk.ledger.idnumber import check_digit
from gridDesk.text import CLOCK, today

PASSWORD = "liuxi-spring-water"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_RARE_SURNAMES = ("欧阳", "尉迟", "司马", "单", "仇", "解", "查", "盖", "逄", "隗")
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红玲芬燕彬凤洁梅琳云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉"
    "建国志华文斌海波宁贵福生龙元全胜学祥才发武新利清飞富顺信子良岩友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启"
)
_RARE_GIVEN = "㛃䶮堃𬱖𬭎𣲘喆赟翀"
_UYGHUR = ("古丽娜尔·阿不都热依木", "买买提江·吐尔逊", "阿依古丽·艾合买提")
_REGIONS = ("370305", "370304", "370303", "370302", "411302", "341204")
_BATCH = 20_000
# So many residents are remembered to belong to groups; from so many people on, some are born, move and die.
_REMEMBERED, _EVENTFUL = 2000, 500


def make_demo(
    folder: Path,
    *,
    people: int = 2500,
    seed: int = 1,
    password: str = PASSWORD,
    year: int = 0,
    progress: Progress = silent,
) -> Desk:
    """Make a demonstration village of about `people` residents and open it.

    With `year` the office began so many days ago and has worked every day since (see `demo_year`); without, it has a month
    of work, which is quicker made.
    """
    if year:
        return _with_year(folder, people, seed, password, year, progress)
    desk, maker = _village(folder, people, seed, password, progress)
    works = Works(desk, maker.random, maker.uid, maker.residents)
    desk.write([*Month(maker.random, maker.uid, maker.grids, maker.visited).work(), *works.edits()], "演示数据")
    if people >= _EVENTFUL:
        _events(desk, maker)
    if maker.residents:
        add_form_records(desk, maker.residents[0][0])
    progress(people, people, "演示数据做好了")
    return desk


def _village(folder: Path, people: int, seed: int, password: str, progress: Progress) -> tuple[Desk, _Village]:
    """Make the office, its grids, houses and people."""
    office = Office(
        site=new_site(), name="柳溪村（演示）", level="village", code="370305103201", parent_name="齐岭街道"
    )
    grids = ["柳溪村第一网格", "柳溪村第二网格"] if people >= 500 else ["柳溪村网格"]
    desk = new_office(folder, office, password=password, worker="王建国", grids=grids)
    desk.set_setting("demo", True)
    maker = _Village(Random(seed), [str(grid["uid"]) for grid in desk.grids()])
    batch: list[Edit] = []
    for edits in maker.households(people):
        batch += edits
        if len(batch) >= _BATCH:
            desk.write(batch, "演示数据")
            batch = []
            progress(maker.made, people, "正在做演示数据")
    desk.write(batch, "演示数据")
    return desk, maker


def _with_year(folder: Path, people: int, seed: int, password: str, days: int, progress: Progress) -> Desk:
    """Make the village as it was so many days ago, and let it work since."""
    with CLOCK.at(demo_year.begin(days)):
        desk, maker = _village(folder, people, seed, password, progress)
        works = Works(desk, maker.random, maker.uid, maker.residents)
        desk.write(works.edits(year=True), "演示数据")
    demo_year.add_year(desk, seed=seed, days=days, away=past_leaves(), progress=progress)
    worker = next(iter(desk.store.rows("worker", where={"name": WORKER})))
    desk.write(works.file(str(worker["uid"])), "演示数据")
    if people >= _EVENTFUL:
        _events(desk, maker)
    if maker.residents:
        add_form_records(desk, maker.residents[0][0])
    progress(people, people, "演示数据做好了")
    return desk


def _events(desk: Desk, maker: _Village) -> None:
    """Let some be born, move in, move out and die in the last months, each as a clerk enters it."""
    homes = [home for home, _grid in maker.visited]
    for n, home in enumerate(homes[:4]):
        born = (today() - timedelta(days=12 + n * 31)).isoformat()
        population.birth(desk, home, {"name": maker.name(""), "sex": "12"[n % 2], "ethnicity": "01"}, born)
    for n, home in enumerate(homes[4:7]):
        moved = (today() - timedelta(days=20 + n * 34)).isoformat()
        population.move_in(desk, home, maker.person(1988 + n, "2"), moved, "99")
    old = [uid for uid, values in maker.residents if str(values["birth"]) < "1948"]
    young = [uid for uid, values in maker.residents if "1990" < str(values["birth"]) < "1998"]
    for n, person in enumerate(old[-3:]):
        population.death(desk, person, (today() - timedelta(days=9 + n * 40)).isoformat(), "因病")
    for n, person in enumerate(young[-3:]):
        population.move_out(desk, person, (today() - timedelta(days=25 + n * 37)).isoformat(), to="济南市历城区")


class _Village:
    """Invents households one after another; ids come from the seeded source too, so a seed gives one office."""

    def __init__(self, random: Random, grids: list[str]) -> None:
        self.random, self.grids = random, grids
        self.made = self.number = 0
        self.visited: list[tuple[str, str]] = []
        self.sequence = 0
        self.residents: list[tuple[str, dict[str, object]]] = []

    def uid(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def households(self, people: int) -> Iterator[list[Edit]]:
        """Yield the edits of one household at a time until about `people` residents are made."""
        while self.made < people:
            self.number += 1
            yield self.household()

    def household(self) -> list[Edit]:
        group = (self.number - 1) // 60 % 8 + 1
        grid = self.grids[(group - 1) * len(self.grids) // 8]
        address, home, dwelling = self.uid(), self.uid(), self.uid()
        text = f"齐岭街道柳溪村{group}组{self.number}号"
        place = {"text": text, "grid": grid, "village_group": f"{group}组", "door": f"{self.number}号", "kind": "01"}
        family = self.family()
        shared: dict[str, object] = {"grid": grid, "address": address}
        head_uid = self.uid()
        edits = [
            Edit("address", address, "create", place),
            Edit("household", home, "create", {
                "number": str(self.number), "head": head_uid, "kind": "01", "village_group": f"{group}组",
                "verified_on": self.recent(60) if self.random.random() < 0.8 else None, **shared,
            }),
        ]  # fmt: skip
        head: dict[str, object] = {}
        for n, (relation, values) in enumerate(family):
            uid = head_uid if n == 0 else self.uid()
            head = head or values
            edits.append(Edit("person", uid, "create", values))
            if len(self.residents) < _REMEMBERED:
                self.residents.append((uid, values))
            edits.append(Edit("residence", self.uid(), "create", {
                "person": uid, "kind": "01", "household": home, "relation": relation, "order_no": n + 1, "grid": grid,
                "consistency": "01", "registered_address": text,
            }))  # fmt: skip
            edits += self.groups(uid, values)
        edits += self.dwelling(dwelling, home, head, shared)
        if len(self.visited) < 40 and self.random.random() < 0.3:
            self.visited.append((home, grid))
        return edits

    def family(self) -> list[tuple[str, dict[str, object]]]:
        """Return (relation, values) of a household, head first."""
        roll, head_year = self.random.random(), self.random.randint(1945, 1990)
        head = self.person(head_year, "1" if self.random.random() < 0.8 else "2")
        family = [("02", head)]
        if roll < 0.75:
            family.append(
                ("10", self.person(head_year + self.random.randint(-4, 4), "2" if head["sex"] == "1" else "1"))
            )
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 2, 3))):
            sex = self.random.choice("12")
            child = self.person(min(head_year + self.random.randint(22, 30), 2025), sex, str(head["name"])[0])
            family.append(("20" if sex == "1" else "30", child))
        if self.random.random() < 0.12:
            family.append(("52", self.person(max(head_year - 25, 1926), "2")))
        return family

    def person(self, year: int, sex: str, surname: str = "") -> dict[str, object]:
        self.made += 1
        born = date(year, 1, 1) + timedelta(days=self.random.randint(0, 364))
        age = today().year - year
        values: dict[str, object] = {
            "name": self.name(surname), "sex": sex, "birth": born.isoformat(), "id_type": "111",
            "ethnicity": self.random.choices(("01", "11", "03", "02"), (94, 2, 2, 2))[0],
            "education": self.education(age),
            "marital": "10" if age < 23 else ("30" if age > 72 and self.random.random() < 0.4 else "20"),
            "political": self.random.choices(("13", "01", "03"), (80, 13, 7))[0] if age >= 18 else "13",
        }  # fmt: skip
        if self.random.random() < 0.985:
            values["id_number"] = self.id_number(born, sex)
        if age > 14 and self.random.random() < 0.85:
            values["phone"] = f"1{self.random.choice('3578')}{self.random.randint(0, 10**9 - 1):09d}"
        if self.random.random() < 0.8:
            values["verified_on"] = self.recent(60)
        return values

    def education(self, age: int) -> str:
        if age < 7:
            return "92"
        young, old = ("20", "30", "40", "60", "70"), ("91", "80", "70", "60")
        return self.random.choice(young if age < 45 else old) if age > 18 else ("80" if age < 13 else "70")

    def name(self, surname: str) -> str:
        roll = self.random.random()
        if roll < 0.004:
            return self.random.choice(_UYGHUR)
        surname = surname or (self.random.choice(_RARE_SURNAMES) if roll < 0.03 else self.random.choice(_SURNAMES))
        given = "".join(self.random.choices(_GIVEN, k=1 if self.random.random() < 0.3 else 2))
        return surname + (given[:-1] + self.random.choice(_RARE_GIVEN) if self.random.random() < 0.01 else given)

    def id_number(self, born: date, sex: str) -> str:
        """Return a number with a valid check digit; the sequence keeps any two from being equal."""
        self.sequence += 1
        region = _REGIONS[0] if self.random.random() < 0.9 else self.random.choice(_REGIONS)
        digits = self.random.randint(0, 499) * 2 + (1 if sex == "1" else 0)
        first17 = f"{region}{born:%Y%m%d}{digits:03d}"
        return first17 + check_digit(first17)

    def dwelling(self, uid: str, home: str, head: dict[str, object], shared: dict[str, object]) -> list[Edit]:
        use = self.random.choices(("01", "03", "02"), (82, 6, 12))[0]
        values = {
            "kind": self.random.choice(("02", "02", "01")), "use": use, "household": home,
            "area": self.random.choice((80.0, 96.0, 110.5, 120.0, 135.0, 160.0)), "floors": self.random.choice((1, 1, 2, 2, 3)),
            "owner_name": head.get("name"), "owner_id_number": head.get("id_number"), "owner_phone": head.get("phone"),
            "rented": int(use == "02"), "structure": "4", **shared,
        }  # fmt: skip
        edits = [Edit("dwelling", uid, "create", _filled(values))]
        return edits + (self.tenant(uid, shared) if use == "02" else [])

    def tenant(self, dwelling: str, shared: dict[str, object]) -> list[Edit]:
        uid = self.uid()
        values = self.person(self.random.randint(1970, 2003), self.random.choice("12"))
        home = {
            "person": uid, "kind": "02", "inflow_reason": "01", "lodging_kind": "02", "since": self.recent(700),
            **shared,
        }  # fmt: skip
        rent = {"dwelling": dwelling, "tenant": uid, "rent": self.random.choice((30000, 45000, 60000)), "contract": 1}
        return [
            Edit("person", uid, "create", values),
            Edit("residence", self.uid(), "create", home),
            Edit("tenancy", self.uid(), "create", {**rent, "since": home["since"]}),
        ]

    def groups(self, person: str, values: dict[str, object]) -> list[Edit]:
        age = today().year - int(str(values["birth"])[:4])
        roll = self.random.random()
        if roll < 0.012:
            fields: dict[str, object] = {
                "kind": "01", "relief_class": self.random.choice("ABC"), "members": 1, "amount": 69850, "since": "2023-01",
            }  # fmt: skip
            return [Edit("low_income", self.uid(), "create", {"person": person, **fields})]
        if roll < 0.030:
            fields = {"kind": self.random.choice("1247"), "level": self.random.choice("1234")}
            if values.get("id_number"):
                fields["certificate"] = f"{values['id_number']}{fields['kind']}{fields['level']}"
            return [Edit("disabled", self.uid(), "create", {"person": person, **fields})]
        if roll < 0.040 and values["sex"] == "1" and age > 22:
            born = int(str(values["birth"])[:4])
            fields = {"kind": "01", "enlisted_on": f"{born + 18}-12", "retired_on": f"{born + 20}-12", "merit": 0}
            return [Edit("veteran", self.uid(), "create", {"person": person, **fields})]
        return []

    def recent(self, days: int) -> str:
        return (today() - timedelta(days=self.random.randint(0, days))).isoformat()


def _filled(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value not in (None, "")}
