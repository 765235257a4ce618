"""B9: ten characters at least, the usual and the known refused, nothing composed by rule; changing now and then is a setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

from gridDesk.vault import WeakPassword, check_new_password
from gridDesk.vault.common_words import COMMON, ROWS

Figure = Callable[..., None]
Amount = Callable[[int, int], int]
NAMES = ["柳行村", "柳行", "liuxingcun", "齐陵街道", "qiling", "王建国", "wangjianguo", "wjg", "13805331234"]


def common(chance: Random) -> Iterator[str]:
    """Yield passwords as people make them: words, twice or with dates, numbers and signs."""
    words = sorted(COMMON)
    while True:
        first, second = chance.choice(words), chance.choice([*words, *NAMES])
        year, month, day = chance.randint(1950, 2026), chance.randint(1, 12), chance.randint(1, 28)
        number = chance.choice(["123456", "888888", "666", "1314", "520", "000", "123", "@123", "!", ""])
        yield from (
            first + second + number,
            first.capitalize() + str(year) + number,
            second + f"{year}{month:02}{day:02}",
            f"{year}-{month:02}-{day:02}" + second,
            second.replace("a", "@").replace("o", "0") + first,
            first * 3,
            number + first + number,
            second + "1380533" + str(chance.randint(1000, 9999)),
            chance.choice(ROWS)[:8] + first,
        )


def refused(password: str) -> bool:
    try:
        check_new_password(password, NAMES)
    except WeakPassword:
        return True
    return False


def test_common_and_known_passwords_are_refused(figure: Figure, amount: Amount) -> None:
    many = amount(10_000, 100_000)
    tried = list(islice((one for one in common(Random(9)) if 10 <= len(one) <= 128), many))
    passed = [one for one in tried if not refused(one)]
    assert len(passed) <= many // 1000, passed[:40]  # two words that share letters, as in asdfghjkletmein
    figure("B9", common_passwords=len(tried), refused=len(tried) - len(passed), words=len(COMMON))


def test_length_alone_is_enough_and_no_composition_is_asked(figure: Figure, amount: Amount) -> None:
    chance, many = Random(99), amount(2000, 20_000)
    letters = "abcdefghijklmnopqrstuvwxyz"
    hanzi = "春江潮水连海平上月共生滟随波千里何处无明宛转绕芳甸照花林皆似霰空流霜不觉飞汀白沙看见"
    accepted = sum(
        not refused("".join(chance.choice(kind) for _ in range(16))) for kind in (letters, hanzi) for _ in range(many)
    )
    assert accepted > 2 * many * 0.999
    assert all(refused("".join(chance.choice(hanzi) for _ in range(9))) for _ in range(200))
    assert not refused("".join(chance.choice(hanzi) for _ in range(128)))
    assert refused("".join(chance.choice(hanzi) for _ in range(129)))
    figure("B9", random_passwords=2 * many, accepted=accepted, too_short_or_long_refused=201)
