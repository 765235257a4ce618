"""Invented people as clerks' sheets have them: thirty columns, households of three to five, always the same for a seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from gridDesk.ledger.idnumber import check_digit

HEADS = (
    "户号", "与户主关系", "姓名", "公民身份号码", "性别", "出生日期", "民族", "文化程度", "婚姻状况", "政治面貌",
    "宗教信仰", "兵役状况", "健康状况", "联系电话", "其他电话", "职业", "服务处所", "参加社会保险", "籍贯", "曾用名",
    "村民小组", "现住址", "户籍地址", "户口类别", "人口类型", "是否外出", "外出原因", "外出时间", "外出去向", "备注",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红玲芬燕彬凤洁梅琳云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍"
_JOBS = ("务农", "个体经营", "电焊工", "教师", "", "", "驾驶员", "瓦工", "超市店员")
_PLACES = ("", "", "县第二中学", "柳溪建材厂", "镇卫生院", "城南物流园", "柳溪村便民超市")
_REMARKS = ("", "", "", "常年在外，春节返乡", "新农合已缴", "老宅已翻建")


def sheet_rows(count: int, seed: int = 1) -> Iterator[list[str]]:
    """Yield rows of thirty texts under `HEADS`."""
    random = Random(seed)
    made = household = 0
    while made < count:
        household += 1
        size = min(random.randint(2, 5), count - made)
        for place in range(size):
            made += 1
            yield _row(random, household, place, made)


def _row(random: Random, household: int, place: int, number: int) -> list[str]:
    sex = "男女"[place % 2]
    # Day and sequence together come from the running number, so that no two people share an ID number.
    born = date(1950 if place < 2 else 1985, 1, 1) + timedelta(days=number % 12_000)
    first17 = f"370305{born:%Y%m%d}{number // 12_000 * 2 + (sex == '男'):03d}"
    group, away = household // 60 % 8 + 1, random.random() < 0.2
    address = f"齐岭街道柳溪村{group}组{household}号"
    return [
        str(household), ("户主", "妻", "长子", "长女", "次子")[place] if place else "户主", name(random),
        first17 + check_digit(first17), sex, born.isoformat(), "汉族" if random.random() < 0.95 else "回族",
        random.choice(("小学教育", "初级中学教育", "普通高级中学教育", "大学本科教育")),
        random.choice(("未婚", "已婚", "丧偶")), random.choice(("群众", "群众", "中国共产党党员")), "无宗教信仰",
        "未服兵役", random.choice(("健康或良好", "一般或较弱", "有慢性病")), f"138{random.randint(0, 10**8 - 1):08d}",
        f"0533{random.randint(0, 10**7 - 1):07d}" if random.random() < 0.1 else "", random.choice(_JOBS),
        random.choice(_PLACES), "是" if random.random() < 0.9 else "否", "山东淄博", name(random) if number % 40 == 0 else "",
        f"{group}组", address, address, "家庭户口", "户籍人口", "是" if away else "否", "务工" if away else "",
        "2021-03" if away else "", "山东青岛" if away else "", random.choice(_REMARKS),
    ]  # fmt: skip


def name(random: Random) -> str:
    """Return an invented name of two or three characters."""
    return random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=1 if random.random() < 0.3 else 2))
