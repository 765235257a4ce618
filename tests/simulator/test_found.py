"""What the simulator once found, as the short scripts it shrank to; none of it may come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator import acts, carriage, dealings, healing, mishaps
from tests.simulator.world import World


@pytest.fixture
def world() -> Iterator[World]:
    with World(2) as world:
        yield world
        healing.heal(world)


def test_a_late_whole_state_of_before_a_restore_does_not_stand_for_the_present(world):
    village, street = world.seats["village0"], world.seats["street"]
    carriage.send(world, village, street, world.write_to(0), whole=True)
    mishaps.backup(world, village)
    mishaps.restore(world, 0)
    acts.create(world, village, 0, 0)
    assert carriage.exchange_well(world, village, street) == "apply"
    late = world.root / "late.gdp"
    late.write_bytes(world.parcels[0].data)
    assert carriage.take(world, street, late).startswith("refused")


def test_the_right_pc_goes_on_after_a_copied_folder_sent_once(world):
    village, street = world.seats["village0"], world.seats["street"]
    mishaps.clone(world, village, same_machine=False)
    for sender, receiver in ((village, street), (street, village), (village, street)):
        carriage.exchange_well(world, sender, receiver)
    acts.create(world, village, 3, 0)
    carriage.exchange_well(world, world.twins[0], street, whole=True)


def test_taking_back_from_above_keeps_what_is_newer_here(world):
    village, street = world.seats["village0"], world.seats["street"]
    mishaps.clone(world, village, same_machine=True)
    acts.undo(world, village, 0, redo=False)
    acts.create(world, world.twins[0], 0, 0)
    carriage.exchange_well(world, world.twins[0], street)


def test_an_office_rolled_back_on_both_sides_of_a_receipt_finds_out(world):
    village, street = world.seats["village0"], world.seats["street"]
    mishaps.image(world, village)
    acts.create(world, village, 0, 0)
    carriage.exchange_well(world, village, street)
    dealings.send_down(world, street, 0, 0)
    carriage.exchange_well(world, street, village)
    carriage.exchange_well(world, village, street)
    mishaps.roll_back(world, 0)


def test_a_fork_at_one_number_is_settled_by_a_whole_state_of_the_right_pc(world):
    village, street = world.seats["village0"], world.seats["street"]
    mishaps.clone(world, village, same_machine=True)
    acts.create(world, village, 0, 0)
    acts.create(world, world.twins[0], 0, 1)
    carriage.exchange_well(world, world.twins[0], street)


def test_a_name_refused_by_an_older_program_is_taken_after_the_upgrade(world):
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 3)
    carriage.exchange_well(world, village, street)
    carriage.exchange_well(world, street, village)
    acts.change(world, village, 0, 2, 0)
    mishaps.upgrade(street)


def test_what_waits_aside_at_the_street_goes_back_to_a_rebuilt_pc(world):
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 3)
    for sender, receiver in ((village, street), (street, village), (village, street)):
        carriage.exchange_well(world, sender, receiver)
    mishaps.rebuild(world, village)
    carriage.hand_back(world, street, village)
    with village.at_work() as desk:
        assert desk.store.count("person") == 1


def test_a_street_set_back_to_before_a_new_pairing_still_hands_the_records_back(world):
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 0)
    carriage.exchange_well(world, village, street)
    mishaps.image(world, street)
    mishaps.rebuild(world, village)
    mishaps.roll_back(world, 0)


def test_a_package_written_between_two_restores_of_one_backup_is_not_taken_for_the_present(world):
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 0)
    carriage.exchange_well(world, village, street)
    mishaps.backup(world, village)
    mishaps.restore(world, 0)
    carriage.send(world, village, street, world.write_to(0))
    mishaps.restore(world, 0)
    acts.create(world, village, 0, 1)
    assert carriage.exchange_well(world, village, street) == "apply"
    assert carriage.take(world, street, world.files(0)[0]).startswith("refused")


def test_a_package_written_between_two_old_files_put_in_place_is_not_taken_for_the_present(world):
    village, street = world.seats["village0"], world.seats["street"]
    mishaps.crude_copy(world, village)
    for _ in range(2):
        acts.create(world, village, 0, 0)
        carriage.send(world, village, street, world.write_to(0))
        mishaps.crude_restore(world, 0)
    assert carriage.exchange_well(world, village, street) == "apply"
    for path in world.files(0):
        assert carriage.take(world, street, path).startswith("refused")


def test_an_older_file_is_brought_up_to_date_on_new_chains_not_under_numbers_that_were_used(world):
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 2, 0)
    mishaps.backup(world, village)
    mishaps.crude_copy(world, village)
    acts.create(world, village, 0, 0, 2)
    carriage.exchange_well(world, village, street)
    mishaps.upgrade(village)
    for set_back in (mishaps.restore, mishaps.crude_restore):
        set_back(world, 0)
        carriage.exchange_well(world, village, street)
        carriage.exchange_well(world, street, village)
    with village.at_work() as desk:
        run = desk.store._db.conn.execute
        upgraded = {row[0] for row in run("SELECT replica FROM journal WHERE label = '程序升级'")}
        assert upgraded
        assert not upgraded & {replica for replica, _ in world.parcels[0].chains}
