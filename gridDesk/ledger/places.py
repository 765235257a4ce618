"""What the first six digits of an ID number say: the province of GB/T 2260. Explains, never rejects."""

from __future__ import annotations

_PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip


def place_name(code: str) -> str:
    """Return the words for a 6-digit place code: the province and the code itself; "" when there is no code."""
    if not code:
        return ""
    province = _PROVINCES.get(code[:2])
    return f"{province}（{code}）" if province else f"未知地区（{code}）"
