"""What the file of an event (卷宗) is made from: its parties, its steps, its facts, all text and already masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Party:
    """Someone in a dispute: all text, masked by the desk; what is not known is left for the pen."""

    name: str = ""
    sex: str = ""
    ethnicity: str = ""
    age: str = ""
    id_number: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that was done about it: when, by whom, what kind of act, what it said, and by when it was to be done."""

    when: str
    who: str = ""
    act: str = ""
    content: str = ""
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A picture (PNG or JPEG, empty where it has not come here yet) with the words that stand under it."""

    picture: bytes
    words: str


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """An event as its file says it. `facts` are the blanks of the register by label; `key` is the event's opaque id.

    A `dispute` has its inquiry and its agreement, other events have not. `limit` says in words until when it was to be done.
    """

    key: str
    title: str
    number: str = ""
    date: str = ""
    closed: str = ""
    organ: str = ""
    mediator: str = ""
    parties: tuple[Party, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    calls: tuple[Step, ...] = ()
    shots: tuple[Shot, ...] = ()
    dispute: bool = True
    limit: str = ""
