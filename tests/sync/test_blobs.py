"""Pictures inside a package: they come out as they went in, and nothing passes for one that is not."""

from __future__ import annotations

import hashlib
import io
import zipfile

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.sync import archive, body
from gridDesk.sync.body import Content, pack, unpack
from gridDesk.sync.errors import BodyInvalid
from gridDesk.sync.header import canonical

CORE = "ab" * 32


def named(*pictures: bytes) -> dict[str, bytes]:
    return {hashlib.sha256(data).hexdigest(): data for data in pictures}


def made(**kwargs: object) -> bytes:
    return pack(Content(program="0.1.0", **kwargs), CORE)


def forged(data: bytes, name: str, stored: bytes, **claims: object) -> bytes:
    """Put a member in as a hostile but paired office would: the manifest speaks well of it."""
    members = archive.unpack(data)
    manifest = msgspec.json.decode(members["manifest.json"])
    honest = {"sha256": hashlib.sha256(stored).hexdigest(), "size": len(stored), "count": 1, "columns": []}
    manifest["members"][name] = honest | claims
    members[name] = stored
    return archive.pack(members | {"manifest.json": canonical.encode(manifest)})


def refused(data: bytes) -> bool:
    with pytest.raises(BodyInvalid):
        unpack(data, CORE)
    return True


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.binary(min_size=1, max_size=5000), max_size=8),
    st.lists(st.binary(min_size=32, max_size=32), max_size=5),
)
def test_pictures_come_out_as_they_went_in(pictures: list[bytes], wanted: list[bytes]) -> None:
    blobs, asked = named(*pictures), [one.hex() for one in wanted]
    opened = unpack(made(blobs=blobs, wanted=asked), CORE)
    assert dict(opened.blobs()) == blobs
    assert opened.manifest.wanted == asked
    assert {name for name in opened.members if name.startswith("blobs/")} == {f"blobs/{name}" for name in blobs}


def test_pictures_open_with_common_tools() -> None:
    with zipfile.ZipFile(io.BytesIO(made(blobs=named(b"a picture")))) as file:
        assert file.testzip() is None
        (name,) = [one for one in file.namelist() if one.startswith("blobs/")]
        assert file.read(name) == b"a picture"
        assert hashlib.sha256(b"a picture").hexdigest() == name.removeprefix("blobs/")


def test_a_package_without_pictures_says_nothing_of_them() -> None:
    assert list(unpack(made(), CORE).blobs()) == []


@pytest.mark.parametrize("claims", [{}, {"sha256": "0" * 64}, {"count": 0}, {"count": 2}, {"size": 0}, {"size": 2**40},
                                    {"columns": ["uid"]}])  # fmt: skip
def test_a_picture_under_another_name_or_with_other_claims_is_refused(claims: dict[str, object]) -> None:
    name = "0" * 64 if not claims or "sha256" in claims else hashlib.sha256(b"other").hexdigest()
    assert refused(forged(made(), f"blobs/{name}", b"other", **claims))


@pytest.mark.parametrize("name", ["blobs/", "blobs/../x", "blobs/" + "A" * 64, "blobs/" + "a" * 63, "blob/" + "a" * 64])
def test_names_that_are_no_hash_are_refused(name: str) -> None:
    assert refused(forged(made(), name, b"other"))


def test_too_large_and_empty_pictures_are_refused() -> None:
    for data in (b"x" * (body.LARGEST_BLOB + 1), b""):
        name = hashlib.sha256(data).hexdigest()
        assert refused(forged(made(), f"blobs/{name}", data))
        with pytest.raises(ValueError, match="hash"):
            made(blobs={name: data})
    with pytest.raises(ValueError, match="hash"):
        made(blobs={"0" * 64: b"x"})


def test_too_many_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(blobs=named(b"one", b"two", b"three"))
    assert len(list(unpack(data, CORE).blobs())) == 3
    monkeypatch.setattr(body, "MOST_BLOBS", 2)
    assert refused(data)
    monkeypatch.setattr(body, "MOST_BLOBS", 2000)
    monkeypatch.setattr(body, "LARGEST_BLOBS", 10)
    assert refused(data)


def test_as_many_pictures_as_allowed_fit_into_a_package() -> None:
    blobs = named(*(f"{n}".encode() for n in range(body.MOST_BLOBS)))
    opened = unpack(made(blobs=blobs, wanted=["a" * 64] * body.MOST_WANTED), CORE)
    assert len(list(opened.blobs())) == body.MOST_BLOBS


def test_a_picture_that_the_manifest_does_not_state_or_that_is_not_there_is_refused() -> None:
    data = made(blobs=named(b"one"))
    members = archive.unpack(data)
    name = next(one for one in members if one.startswith("blobs/"))
    assert refused(archive.pack({key: value for key, value in members.items() if key != name}))
    fresh = hashlib.sha256(b"two").hexdigest()
    assert refused(archive.pack(members | {f"blobs/{fresh}": b"two"}))


def test_the_same_picture_twice_is_refused() -> None:
    data = made(blobs=named(b"one"))
    members = archive.unpack(data)
    name = next(one for one in members if one.startswith("blobs/"))
    twin = name[:-1] + ("0" if name[-1] != "0" else "1")
    twice = archive.pack(members | {twin: b"one"}).replace(twin.encode(), name.encode())
    assert refused(twice)


def test_who_asks_for_more_than_a_thousand_asks_for_the_first() -> None:
    asked = [f"{n:064x}" for n in range(body.MOST_WANTED + 5)]
    assert unpack(made(wanted=asked), CORE).manifest.wanted == asked[: body.MOST_WANTED]
