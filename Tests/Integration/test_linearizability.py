"""The checker itself: it must find what is wrong, or its silence means nothing."""

import random

from linearizability import FOREVER, Operation, is_linearizable


def write(value, start, end=FOREVER):
    return Operation("write", start, end, value)


def read(value, start, end):
    return Operation("read", start, end, value)


def swap(expected, value, swapped, start, end=FOREVER):
    return Operation("swap", start, end, value, expected, swapped)


def test_one_after_the_other():
    assert is_linearizable([write("1", 0, 1), read("1", 2, 3)])
    assert not is_linearizable([write("1", 0, 1), read(None, 2, 3)]), "a lost write"
    assert not is_linearizable([read("1", 0, 1), write("1", 2, 3)]), "a read of the future"


def test_at_the_same_time():
    assert is_linearizable([write("1", 0, 4), read(None, 1, 2), read("1", 2.5, 3)])
    assert not is_linearizable([write("1", 0, 5), read("1", 1, 2), read(None, 3, 4)]), "time went back"


def test_a_stale_read_by_an_old_leader():
    assert not is_linearizable([
        write("1", 0, 1), write("2", 2, 3), read("2", 4, 5), read("1", 6, 7)])


def test_no_answer_may_mean_either():
    assert is_linearizable([write("1", 0), read(None, 1, 2)])
    assert is_linearizable([write("1", 0), read(None, 1, 2), read("1", 3, 4)])
    assert not is_linearizable([write("1", 0), read("1", 1, 2), read(None, 3, 4)])


def test_swaps():
    assert is_linearizable([write("1", 0, 1), swap("1", "2", True, 2, 3), read("2", 4, 5)])
    assert not is_linearizable([write("1", 0, 1), swap("1", "2", False, 2, 3)])
    assert not is_linearizable([
        write("1", 0, 1), swap("1", "2", True, 2, 5), swap("1", "3", True, 2, 5)]), "both can't have won"
    assert is_linearizable([write("1", 0, 1), swap("1", "2", None, 2), read("1", 3, 4), read("2", 5, 6)])


def test_histories_of_a_real_register_pass_and_damaged_ones_do_not():
    rng = random.Random(7)
    for _ in range(50):
        state, now, history = None, 0.0, []
        for number in range(60):
            # Each takes effect in the middle of its interval; up to four overlap.
            effect = now = now + rng.random()
            start, end = effect - rng.random() * 2, effect + rng.random() * 2
            if rng.random() < 0.5:
                state = str(number)
                history.append(write(state, start, end if rng.random() < 0.9 else FOREVER))
            else:
                history.append(read(state, start, end))
        assert is_linearizable(list(history))
        last = max((o for o in history if o.kind == "read" and o.value), key=lambda o: o.start)
        history.append(read("never written", last.end + 10, last.end + 11))
        assert not is_linearizable(history)
