"""What entry remembers in an open office: the last record of each ledger, pinned fields, codes chosen lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from gridDesk.desk.office import Desk

RECENT = 10
_PINS, _CODES = "entry_pins", "entry_codes"


class Memory:
    """What helps to enter the next record; pins and codes outlast the session, values never leave it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last: dict[str, dict[str, object]] = {}
        self._pins = _lists(desk.setting(_PINS, {}))
        self._codes = _lists(desk.setting(_CODES, {}))
        self._codes_changed = False

    # --- the last record ---------------------------------------------------------------------------------------

    def saved(self, ledger: str, values: Mapping[str, object]) -> None:
        """Remember what was saved, for the next record of this ledger; write down the codes chosen."""
        self._last[ledger] = {key: value for key, value in values.items() if value not in (None, "")}
        if self._codes_changed:
            self._codes_changed = False
            self._desk.set_setting(_CODES, self._codes)

    def last(self, ledger: str) -> dict[str, object]:
        """Return the values of the record of this ledger saved last in this session, {} when there is none."""
        return dict(self._last.get(ledger, {}))

    # --- pins --------------------------------------------------------------------------------------------------

    def pinned(self, ledger: str) -> frozenset[str]:
        """Return the fields of a ledger that are kept for the next new record."""
        return frozenset(self._pins.get(ledger, ()))

    def pin(self, ledger: str, key: str, on: bool) -> None:
        """Keep a field for the next new record, or no longer."""
        kept = [item for item in self._pins.get(ledger, []) if item != key] + ([key] if on else [])
        self._pins[ledger] = kept
        self._desk.set_setting(_PINS, self._pins)

    def kept(self, ledger: str) -> dict[str, object]:
        """Return what a new record starts with: the pinned fields of the last one."""
        return {key: value for key, value in self.last(ledger).items() if key in self.pinned(ledger)}

    def carried(self, ledger: str) -> dict[str, object]:
        """Return what 复制上一人 copies: the fields of the last record that its ledger says carry over."""
        shape = self._desk.catalogue[ledger]
        return {key: value for key, value in self.last(ledger).items() if key in shape and shape[key].carry}

    # --- codes -------------------------------------------------------------------------------------------------

    def chose(self, code_set: str, code: str) -> None:
        """Remember a code chosen from a code set; written down with the next record."""
        kept = self._codes.get(code_set, [])
        if kept[:1] != [code]:
            self._codes[code_set] = [code, *(item for item in kept if item != code)][:RECENT]
            self._codes_changed = True

    def recent(self, code_set: str) -> list[str]:
        """Return the codes of a set chosen lately, the last one first, ten at most."""
        return list(self._codes.get(code_set, ()))


_memories: WeakKeyDictionary[Desk, Memory] = WeakKeyDictionary()


def memory(desk: Desk) -> Memory:
    """Return what entry remembers in this office."""
    if desk not in _memories:
        _memories[desk] = Memory(desk)
    return _memories[desk]


def _lists(found: object) -> dict[str, list[str]]:
    pairs: Iterable[tuple[object, object]] = found.items() if isinstance(found, dict) else ()
    return {str(key): [str(item) for item in value] for key, value in pairs if isinstance(value, list)}
