"""The names at the door are those that the key file tells by its own rules."""

from __future__ import annotations

from contextlib import closing

from gridDesk.desk import accounts, door_names, new_office, office_folders
from gridDesk.ledger import Office


def test_the_door_shows_whom_the_key_file_names(tmp_path):
    folder = tmp_path / "柳行村"
    made = Office(site="a1" * 8, name="柳行村", level="village")
    with closing(new_office(folder, made, password="three old trees by the gate", worker="李秀英")) as desk:
        accounts.add(desk, "赵敏", "four young trees by the well", ("clerk",))
        accounts.make_paper_key(desk)
    assert door_names.names(folder) == office_folders.people_of(folder) == ["李秀英", "赵敏"]
    (folder / door_names.COPIES[0]).write_bytes(b"rubbish")
    assert door_names.names(folder) == ["李秀英", "赵敏"]
    (folder / door_names.COPIES[1]).unlink()
    assert door_names.names(folder) == []
