"""Every ledger's form opens with an editor for every field, and saves what is typed into them."""

import pytest
from PySide6.QtWidgets import QLineEdit

from gridDesk.desk import records
from gridDesk.ledger import Edit, catalogue, new_uid
from gridDesk.ui import background
from gridDesk.ui.form import RecordForm
from tests.ledger_samples import sample
from tests.ui import small_office

LEDGERS = tuple(
    key for key, one in catalogue().ledgers.items() if key not in records.BY_ACTS and not one.internal
)  # those nobody types into
UIDS = {key: new_uid() for key in LEDGERS}
RECKONED = {"booked"}  # in which month an event counts is found by the program
GIVEN = {key: sample(ledger, UIDS) for key, ledger in catalogue().ledgers.items() if key in LEDGERS}


@pytest.fixture(scope="module")
def desk(qapp, tmp_path_factory):
    desk = small_office.make(tmp_path_factory.mktemp("offices") / "village")
    for ledger in desk.catalogue.ledgers.values():
        if ledger.sealed:
            desk.enable(ledger.key)
    desk.store.write(
        [Edit(key, UIDS[key], "create", GIVEN[key]) for key in LEDGERS], actor="测试", label="样例", reason=""
    )
    yield desk
    background.stop()
    desk.close()


@pytest.mark.parametrize("key", LEDGERS)
def test_a_record_typed_into_the_form_is_stored_as_it_was_meant(qtbot, desk, key):
    shape = desk.catalogue[key]
    form = RecordForm(desk, key)
    qtbot.addWidget(form)
    assert set(form.editors) == {item.key for item in shape.fields} - {"merged_into", "origin"}
    shown = records.texts(desk, key, desk.store.get(key, UIDS[key]))
    for name, item in form.editors.items():
        if name in GIVEN[key]:
            _type(item, shown[name], GIVEN[key][name])
    assert form.save(), [item.problem() for item in form.editors.values() if item.problem()]
    stored = desk.store.get(key, form.uid)
    meant = {name: value for name, value in GIVEN[key].items() if name in form.editors and name not in RECKONED}
    assert {name: stored[name] for name in meant} == meant


def _type(item, text: str, value: object) -> None:
    """Fill an editor as a clerk would: text where text is typed, else the choice itself."""
    if isinstance(item.input, QLineEdit) and not item.field.to:
        item.input.setText(text)
        item.input.textEdited.emit(text)
    elif item.field.type.name in ("code", "long_text"):
        item.set_state(text)
        item.changed.emit()
    else:
        item.set_value(value)
        item.changed.emit()
