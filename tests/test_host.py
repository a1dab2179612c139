import gc
import threading
import weakref

import pytest

from page.host import Capacity, Keeper, Turns, read_capacity
from page.host.keeper import IDLE_S, RESTING_S, collect_circles
from segmentation.photo import MAX_PIXELS

GB = 1_073_741_824


class Thing:
    """Counts how often it was asked to give up what it can make again."""

    given_up = 0

    def give_up(self):
        self.given_up += 1


class House:
    """A keeper whose clock and memory are set by hand."""

    def __init__(self, *, most_photos=9, most_warm=9, memory_bytes=1000):
        self.now_s = 0.0
        self.used_bytes = 0
        self.cleared = []
        self.keeper = Keeper(
            Capacity(memory_bytes, 1, most_photos, most_warm),
            self.clear,
            used_bytes=lambda: self.used_bytes,
            now_s=lambda: self.now_s,
        )

    def clear(self, session):
        self.cleared.append(session)
        self.used_bytes -= 100


# Its capacity.


def write_limit(root, name, text):
    path = root / "sys/fs/cgroup" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("name", ["memory.max", "memory/memory.limit_in_bytes"])
def test_memory_is_that_of_the_container(tmp_path, name):
    write_limit(tmp_path, name, f"{GB // 2}\n")
    assert read_capacity(tmp_path, {}).memory_bytes == GB // 2


@pytest.mark.parametrize(
    ("line", "name"),
    [("0::/one/two", "one/two/memory.max"), ("4:memory:/one", "memory/one/memory.limit_in_bytes")],
)
def test_memory_is_that_of_the_group_of_the_process(tmp_path, line, name):
    write_limit(tmp_path, name, str(GB // 4))
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(f"7:cpu:/other\n{line}\n")
    assert read_capacity(tmp_path, {}).memory_bytes == GB // 4


def test_memory_is_that_of_the_machine_where_the_container_has_no_limit(tmp_path):
    without = read_capacity(tmp_path, {})
    write_limit(tmp_path, "memory.max", "max\n")
    write_limit(tmp_path, "memory/memory.limit_in_bytes", str(2**63 - 4096))
    assert read_capacity(tmp_path, {}) == without


def test_a_gigabyte_holds_twelve_people_and_a_photo_of_48_megapixels(tmp_path):
    write_limit(tmp_path, "memory.max", str(GB))
    limits = read_capacity(tmp_path, {})
    assert limits.most_photos == 12
    assert 48e6 <= limits.max_pixels < 50e6


def test_little_memory_still_holds_a_photo(tmp_path):
    write_limit(tmp_path, "memory.max", "1000000")
    limits = read_capacity(tmp_path, {})
    assert (limits.most_photos, limits.most_warm, limits.max_pixels) == (1, 1, 1_000_000)


@pytest.mark.parametrize(("given", "pixels"), [("12", 12_000_000), ("1e9", MAX_PIXELS)])
def test_host_may_set_the_size_of_photos(tmp_path, given, pixels):
    assert read_capacity(tmp_path, {"SEEDCUT_MAX_MEGAPIXELS": given}).max_pixels == pixels


@pytest.mark.parametrize("given", ["", "many", "0", "-1", "nan", "inf"])
def test_other_sizes_are_refused(tmp_path, given):
    with pytest.raises(ValueError, match="SEEDCUT_MAX_MEGAPIXELS must be a positive number"):
        read_capacity(tmp_path, {"SEEDCUT_MAX_MEGAPIXELS": given})


# Turns.


def test_turns_come_in_the_order_of_coming_and_tell_how_many_are_before():
    turns, order, told = Turns(), [], {name: [] for name in "abc"}
    waits = {name: threading.Event() for name in "abc"}

    def work(name):
        def tell(before):
            told[name].append(before)
            waits[name].set()

        with turns.take(tell):
            order.append(name)

    with turns.take():
        workers = []
        for name in "abc":
            workers.append(threading.Thread(target=work, args=name))
            workers[-1].start()
            assert waits[name].wait(10)
        assert order == []
    for worker in workers:
        worker.join(10)
    assert order == list("abc")
    assert [told[name][0] for name in "abc"] == [1, 2, 3]


def test_who_has_the_turn_may_take_it_again():
    turns = Turns()
    with turns.take(), turns.take():
        pass
    told = []
    with turns.take(told.append):
        pass
    assert told == []


def test_who_leaves_the_line_holds_nobody_up():
    turns, told = Turns(), []

    def leave(before):
        raise RuntimeError

    def come_and_leave():
        with pytest.raises(RuntimeError), turns.take(leave):
            pass

    with turns.take():
        one = threading.Thread(target=come_and_leave)
        one.start()
        one.join(10)
    with turns.take(told.append):
        assert told == []


def test_what_fails_ends_the_turn():
    turns, told = Turns(), []
    with pytest.raises(ZeroDivisionError), turns.take():
        raise ZeroDivisionError
    another = threading.Thread(target=lambda: turns.take(told.append).__enter__())
    another.start()
    another.join(10)
    assert not another.is_alive()
    assert told == []


# The keeper.


def test_newcomers_wait_until_somebody_leaves():
    house = House(most_photos=2)
    assert [house.keeper.admit(name) for name in "abcab"] == [True, True, False, True, True]
    assert house.keeper.leave("a")
    assert not house.keeper.leave("a")
    assert house.keeper.admit("c")


def test_who_is_at_work_is_never_turned_away():
    house = House(most_photos=1)
    house.keeper.use("a")
    house.keeper.use("b")
    assert house.keeper.admit("a")
    assert house.keeper.admit("b")
    assert not house.keeper.admit("c")


def test_who_used_things_last_keeps_them():
    house, things = House(most_warm=2), [Thing() for _ in range(3)]
    for name, thing in zip("abc", things, strict=True):
        house.keeper.use(name, thing)
    assert [thing.given_up for thing in things] == [1, 0, 0]
    house.keeper.use("a", things[0])
    assert [thing.given_up for thing in things] == [1, 1, 0]


def test_what_was_made_again_meanwhile_is_given_up_as_well():
    house, things = House(most_warm=1), [Thing() for _ in range(2)]
    for name, thing in zip("ab", things, strict=True):
        house.keeper.use(name, thing)
    house.keeper.tidy()
    assert [thing.given_up for thing in things] == [2, 0]


def test_things_are_not_kept_alive():
    house, thing = House(most_warm=1), Thing()
    house.keeper.use("a", thing)
    del thing
    house.keeper.use("b", Thing())
    assert house.cleared == []


def test_idle_sessions_give_up_everything_after_minutes():
    house = House()
    house.keeper.use("a")
    house.now_s = IDLE_S / 2
    house.keeper.use("b")
    house.now_s = IDLE_S
    house.keeper.tidy()
    assert house.cleared == ["a"]
    house.keeper.use("b")
    house.now_s *= 1.9
    house.keeper.tidy()
    assert house.cleared == ["a"]


def test_who_rests_makes_room_for_newcomers():
    house = House(most_photos=1)
    house.keeper.use("a")
    house.now_s = RESTING_S / 2
    assert not house.keeper.admit("b")
    house.now_s = RESTING_S
    assert house.keeper.admit("a")
    house.now_s = 2 * RESTING_S
    assert house.keeper.admit("b")
    assert house.cleared == ["a"]


def test_room_is_made_by_those_who_rest_longest():
    house = House()
    for name in "abca":
        house.keeper.use(name)
    house.now_s = RESTING_S
    house.keeper.use("d")
    house.used_bytes = 800
    assert house.keeper.make_room(250)
    assert house.cleared == ["b", "c"]
    assert not house.keeper.make_room(900)
    assert house.cleared == ["b", "c", "a"]


def test_room_is_made_at_first_by_what_is_soon_made_again():
    house = House()

    class Ballast:
        weight = 100

        def give_up(self):
            house.used_bytes -= self.weight
            self.weight = 0

    things = [Ballast() for _ in range(2)]
    for name, thing in zip("ab", things, strict=True):
        house.keeper.use(name, thing)
    house.used_bytes = 800
    house.now_s = RESTING_S
    assert house.keeper.make_room(200)
    assert (house.used_bytes, house.cleared) == (700, [])
    house.keeper.make_room(400)
    assert (house.used_bytes, house.cleared) == (500, ["a"])


def test_what_lasts_is_looked_at_again_once_it_is_a_mere_circle():
    circle = Thing()
    circle.itself, gone = circle, weakref.ref(circle)
    collect_circles()
    try:
        del circle
        gc.collect()
        assert gone() is not None
        collect_circles()
        assert gone() is None
    finally:
        gc.unfreeze()
