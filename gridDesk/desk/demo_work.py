"""What a demonstration office keeps besides people and houses: places, groups of people, a team and its work.

Values are written as clerks write them and read by the ledgers themselves, so that codes are always those of the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from gridDesk.desk.office import Desk
from gridDesk.ledger import Edit, Row
from gridDesk.text import today

WORKER = "王建国"
_PLACES = (
    ("unit", ("name", "kind", "address_text", "employees", "legal_name", "status", "line"), (
        ("柳溪村村民委员会", "集体组织", "村部", 9, "王建国", "正常", "党建"),
        ("柳溪小学", "学校", "4组主街", 24, "孙玉兰", "正常", ""),
        ("柳溪村卫生室", "事业单位", "村部东侧", 3, "周明", "正常", "卫健"),
        ("齐岭鑫源包装有限公司", "非公企业", "村北工业路8号", 46, "刘志强", "正常", "应急"),
        ("齐岭恒通机械加工厂", "非公企业", "村北工业路12号", 18, "韩立军", "正常", "应急"),
        ("柳溪果蔬专业合作社", "合作社", "7组村口", 12, "马福生", "正常", "农业"),
        ("柳溪村老年协会", "社会组织", "村部二楼", 5, "赵德顺", "正常", "民政"),
        ("绿源苗木种植合作社", "合作社", "8组南坡", 7, "高长河", "停业", "农业"),
    )),
    ("shop", ("name", "kind", "address_text", "employees", "owner_name", "live_in", "extinguishers", "gas", "hazards"), (
        ("柳溪便民超市", "食品副食", "3组主街2号", 3, "李桂芬", "否", 4, "否", "无"),
        ("老李羊汤馆", "餐饮", "3组主街5号", 4, "李长水", "是", 2, "是", "消防"),
        ("晨光早点铺", "餐饮", "3组主街6号", 2, "杜小梅", "否", 1, "是", "无"),
        ("永发五金建材", "建材五金", "3组主街9号", 2, "张永发", "是", 2, "否", "消防"),
        ("丽丽理发店", "美容美发", "4组主街1号", 1, "邹丽", "否", 1, "否", "无"),
        ("仁和药店", "药店诊所", "4组主街3号", 2, "段文博", "否", 2, "否", "无"),
        ("顺达快递代收点", "快递代收", "4组主街8号", 2, "郝顺", "否", 1, "否", "无"),
        ("兴农农资经营部", "农资农机", "7组村口", 2, "崔兴农", "否", 3, "否", "无"),
        ("快修电动车行", "电动车", "5组主街4号", 2, "毛卫东", "是", 2, "否", "消防"),
        ("乡邻棋牌室", "棋牌室", "5组12号", 1, "余翠花", "否", 1, "否", "治安"),
    )),
    ("key_place", ("name", "kind", "address_text", "manager_name", "capacity", "attention", "fire_level", "check_every"), (
        ("柳溪小学", "学校", "4组主街", "孙玉兰", 320, "高", "重点", "每周"),
        ("柳溪幸福院", "养老机构", "村部后院", "赵德顺", 40, "高", "重点", "每周"),
        ("柳溪集贸市场", "集贸市场", "村东广场", "李长水", 400, "中", "一般", "每半月"),
        ("村卫生室", "医疗机构", "村部东侧", "周明", 20, "低", "九小场所", "每月"),
        ("村口加油站", "加油加气站", "省道南侧", "郭海", 15, "高", "重点", "每周"),
    )),
    ("natural_place", ("name", "kind", "area", "extent", "manager_name", "risks", "drown", "check_every"), (
        ("南坡林场", "山林地", 620, "东至石门沟，西至村界，南至岭顶，北至8组耕地", "高长河", "自然灾害", "", "每周"),
        ("柳溪水库", "水库", 85, "村西，坝长120米", "马福生", "自然灾害", "是", "每周"),
        ("柳溪河村段", "河道", 40, "上游石桥至下游漫水桥，长1.8公里", "马福生", "水", "是", "每半月"),
        ("村西幸福塘", "塘坝", 6, "6组西侧", "高长河", "水", "是", "每半月"),
    )),
    ("building", ("estate", "name", "use", "floors", "units", "households", "built_year", "head_name", "fire_exit"), (
        ("柳溪小区", "1号楼", "住宅", 6, 3, 36, "2014", "谢明礼", "是"),
        ("柳溪小区", "2号楼", "住宅", 6, 3, 36, "2014", "沈淑华", "是"),
        ("柳溪小区", "3号楼", "商住混合", 5, 2, 20, "2016", "吕承志", "否"),
    )),
    ("guard_team", ("name", "kind", "level", "people", "leader", "duty", "schedule"), (
        ("柳溪村义务巡防队", "义务巡防", "村社区", 12, "王建国", "夜间巡逻、节日值守", "每周二、五晚八点"),
        ("柳溪村平安志愿者队", "志愿者", "村社区", 20, "孙玉兰", "政策宣传、邻里调解", "每月两次"),
    )),
    ("equipment", ("name", "kind", "number", "quantity", "holder", "status"), (
        ("手持终端", "手持终端", "LX-001", 1, WORKER, "在用"), ("反光马甲", "马甲服装", "LX-010", 6, WORKER, "在用"),
        ("强光手电", "手电筒", "LX-020", 4, WORKER, "在用"), ("干粉灭火器4公斤", "灭火器", "LX-030", 8, WORKER, "在用"),
    )),
    ("post", ("name", "role"), ((WORKER, "专职网格员"), ("孙玉兰", "第一网格长"), ("谢明礼", "村民小组长"))),
)  # fmt: skip
_MEETINGS = (
    ("网格例会", "例会", "通报上周走访和巡查情况，安排本周重点。", "未走访的户本周五前走完。"),
    ("村民议事会", "议事会", "商议3组主街路灯维修和垃圾清运时间。", "路灯由村集体出资维修。"),
    ("支部主题党日", "党组织", "学习文件，党员认领联系户。", "每名党员联系五户。"),
    ("防汛防火调度会", "调度会", "检查物资，明确值班和包片人员。", "水库和林场每日一巡。"),
)
_TRAININGS = (
    ("网格员岗位业务培训", "日常", "信息采集、事项上报和安全常识。"), ("消防器材使用演练", "演练", "灭火器使用和疏散演练。"),
    ("矛盾纠纷调解集中学习", "集中学习", "调解方法和案例。"),
)  # fmt: skip
_PUBLICITY = (
    ("防电信诈骗入户宣传", "反诈", "入户、明白纸"), ("秋冬季防火宣传", "消防安全", "广播、张贴"),
    ("城乡居民医保缴费提醒", "养老医保缴费", "微信群、入户"), ("防溺水安全进校园", "防溺水", "讲座"),
)  # fmt: skip
_FINDINGS = (
    ("正常", ""), ("正常", ""), ("正常", ""), ("当场整改", "楼道停放电动车，已劝离。"), ("限期整改", "灭火器过期，限一周更换。"),
)  # fmt: skip
Uid = Callable[[], str]


class Works:
    """Makes the records of one village from a seeded source; `people` are (uid, values) of residents to choose from."""

    def __init__(self, desk: Desk, random: Random, uid: Uid, people: Sequence[tuple[str, Row]]) -> None:
        self.desk, self.random, self.uid, self.people = desk, random, uid, people
        self.grids = [str(grid["uid"]) for grid in desk.grids()]
        self.share = min(1.0, max(0.12, len(people) / 2000))  # a hamlet has fewer of everything

    def edits(self, *, year: bool = False) -> list[Edit]:
        """Return the edits of all these ledgers; with a `year` of work made besides, without what belongs into it."""
        work = [] if year else [*self._team(), *self._work()]
        return [*self._places(), *self._groups(), *work]

    def file(self, worker: str) -> list[Edit]:
        """Return what the file of a known worker holds besides a year of work, which has its own hours on duty."""
        return [edit for edit in self._served(worker) if edit.ledger != "duty"]

    def _edit(self, ledger: str, values: Mapping[str, object]) -> Edit:
        """Read what was written for each field, leaving out blanks."""
        shape = self.desk.catalogue[ledger]
        read = {key: shape.parse(key, value) for key, value in values.items()}
        return Edit(ledger, self.uid(), "create", {key: value for key, value in read.items() if value is not None})

    def _some(self, rows: Sequence[tuple[object, ...]]) -> Sequence[tuple[object, ...]]:
        return rows[: max(2, round(len(rows) * self.share))]

    def _day(self, back: int) -> str:
        return (today() - timedelta(days=back)).isoformat()

    def _phone(self) -> str:
        return f"1{self.random.choice('3578')}{self.random.randint(0, 10**9 - 1):09d}"

    def _places(self) -> Iterator[Edit]:
        for ledger, keys, rows in _PLACES:
            shape = self.desk.catalogue[ledger]
            phones = [
                key for key in ("phone", "legal_phone", "owner_phone", "manager_phone", "leader_phone") if key in shape
            ]
            for row in self._some(rows):
                values: dict[str, object] = {
                    **dict(zip(keys, row, strict=True)),
                    **{key: self._phone() for key in phones},
                }
                if "grid" in shape:
                    values["grid"] = self.random.choice(self.grids)
                if "last_check" in shape:
                    values |= {"last_check": self._day(self.random.randint(1, 40)), "check_result": "正常"}
                yield self._edit(ledger, values)

    # --- groups of people -------------------------------------------------------------------------------------

    def _groups(self) -> Iterator[Edit]:
        named = {
            "elderly": (75, 120, self._elder),
            "left_behind": (6, 15, self._child),
            "volunteer": (20, 60, self._helper),
        }
        for ledger, (least, most, make) in named.items():
            found = [one for one in self.people if least <= _age(one[1]) <= most]
            for person, values in found[: max(2, round(24 * self.share))]:
                yield self._edit(ledger, {"person": person, **make(values)})
        members = [one for one in self.people if one[1].get("political") == "01"]
        for person, values in members[: max(2, round(40 * self.share))]:
            yield self._edit("party_member", {"person": person, **self._member(values)})

    def _elder(self, values: Row) -> dict[str, object]:
        kind, risk = self.random.choice((("独居", "重点"), ("空巢", "一般"), ("高龄", "一般"), ("半失能", "重点")))
        return {
            "kinds": kind, "risk": risk, "care_level": "半自理" if kind == "半失能" else "全自理", "health": "慢性病",
            "children": self.random.randint(1, 4), "visit_every": "每周" if risk == "重点" else "每月",
            "contact_name": f"{str(values['name'])[0]}建军", "contact_relation": "子", "contact_phone": self._phone(),
            "old_age_card": "是", "age_allowance": "是" if _age(values) >= 80 else "否", "helper": WORKER,
        }  # fmt: skip

    def _child(self, values: Row) -> dict[str, object]:
        return {
            "kind": "儿童", "health": "健康", "school": "柳溪小学" if _age(values) < 13 else "齐岭中学", "help_every": "每月",
            "since": f"{today().year - 1}-09", "family_name": f"{str(values['name'])[0]}志远", "family_phone": self._phone(),
            "work_address": self.random.choice(("青岛市黄岛区", "济南市历城区", "苏州市昆山市")), "helper": WORKER,
        }  # fmt: skip

    def _helper(self, values: Row) -> dict[str, object]:
        return {
            "team": "柳溪村平安志愿者队", "fields_of_service": self.random.choice(("治安巡逻", "为老服务", "环境卫生", "政策宣传")),
            "registered_on": f"{today().year - self.random.randint(1, 4)}-03", "times": self.random.randint(2, 30),
            "hours": self.random.randint(4, 90),
        }  # fmt: skip

    def _member(self, values: Row) -> dict[str, object]:
        born = int(str(values["birth"])[:4])
        joined = min(born + self.random.randint(20, 30), today().year - 1)
        return {
            "standing": "正式", "kind": "老弱病残" if _age(values) > 70 else "无职", "branch": "柳溪村党支部",
            "joined_on": f"{joined}-07-01", "households": 5,
        }  # fmt: skip

    # --- the team and its work --------------------------------------------------------------------------------

    def _team(self) -> Iterator[Edit]:
        worker = self._edit("worker", {
            "name": WORKER, "sex": "男", "birth": "1984-05-12", "phone": self._phone(), "role": "专职网格员",
            "employment": "直接聘用", "status": "在岗", "grid": self.grids[0], "started_on": "2021-03-01", "education": "大专",
        })  # fmt: skip
        yield worker
        yield from self._served(worker.uid)
        for n, (title, kind, content) in enumerate(_TRAININGS):
            training = self._edit("training", {
                "title": title, "date": self._day(20 + n * 35), "kind": kind, "content": content, "place": "街道会议室",
                "organiser": "街道级", "hours": 3, "expected": 30, "attended": 28 + n % 3,
            })  # fmt: skip
            yield training
            yield self._edit("training_attendance", {
                "worker": worker.uid, "training": training.uid, "date": self._day(20 + n * 35), "presence": "出勤", "hours": 3,
                "passed": "是",
            })  # fmt: skip

    def _served(self, worker: str) -> Iterator[Edit]:
        """Yield a worker's attendance of three months and the watches kept of late."""
        for n in range(3):
            month = _month(n + 1)
            yield self._edit("attendance", {
                "worker": worker, "month": month, "due_days": 22, "present_days": 22 - n % 2, "personal_days": n % 2,
                "rate": 100 if n % 2 == 0 else 95.5,
            })  # fmt: skip
        for n in range(round(12 * self.share) + 2):
            yield self._edit("duty", {
                "date": self._day(n * 3), "kind": "夜班" if n % 2 else "日班", "grid": self.grids[0], "worker": worker,
                "leader": "孙玉兰", "situation": "无异常。", "on_duty": "是",
            })  # fmt: skip

    def _work(self) -> Iterator[Edit]:
        for n in range(round(20 * self.share) + 2):
            result, finding = self.random.choice(_FINDINGS)
            yield self._edit("patrol", {
                "date": self._day(n * 2), "start": "08:30", "end": "10:00", "kind": "治安" if n % 5 == 0 else "日常",
                "grid": self.random.choice(self.grids), "worker": WORKER, "route": self.random.choice(("1组至4组主街", "5组至8组、村东水渠", "柳溪小区和集贸市场")),
                "checks": "安全隐患", "result": result, "findings": finding,
            })  # fmt: skip
        for n, (title, kind, minutes, decisions) in enumerate(_MEETINGS):
            yield self._edit("meeting", {
                "title": title, "date": self._day(4 + n * 9), "kind": kind, "place": "村部会议室", "host": "孙玉兰", "worker": WORKER,
                "expected": 15, "attended": 15 - n % 3, "minutes": minutes, "decisions": decisions, "level": "村社区级",
            })  # fmt: skip
        for n, (title, kinds, ways) in enumerate(_PUBLICITY):
            yield self._edit("publicity", {
                "title": title, "date": self._day(6 + n * 11), "kinds": kinds, "ways": ways, "grid": self.grids[0],
                "worker": WORKER, "people": 20 + n * 15, "leaflets": 60 + n * 20,
            })  # fmt: skip
        yield from self._told()

    def _told(self) -> Iterator[Edit]:
        """Yield what hangs for the residents to see, what they answered, and what was reported."""
        for grid in self.grids:
            yield self._edit("notice_board", {
                "grid": grid, "kind": "网格公示牌", "place": "村部门前", "since": self._day(200), "checked_on": self._day(20), "checked_by": "孙玉兰",
                "contents": "示意图、照片、姓名、电话、服务内容、职责、监督电话、群二维码",
            })  # fmt: skip
            yield self._edit("survey_result", {
                "date": self._day(50), "grid": grid, "period": "上季度", "asked": 60, "returned": 56, "aware": 52, "content": 49, "fair": 5,
                "dissatisfied": 2, "complaints": 1, "counted_by": "孙玉兰", "way": "入户",
            })  # fmt: skip
            yield self._edit("report", {
                "kind": "网格长报告", "grid": grid, "date": self._day(3), "due": self._day(3), "to": "中网格", "worker": "孙玉兰", "way": "书面",
            })  # fmt: skip


def _age(values: Row) -> int:
    return today().year - int(str(values["birth"])[:4])


def _month(back: int) -> str:
    """Return the month that many months ago: 2026-08."""
    months = today().year * 12 + today().month - 1 - back
    return date(months // 12, months % 12 + 1, 1).isoformat()[:7]
