"""Reading to the end of a table whose rows appear out of order: each is read, and once."""

import random

from annotations.domain.tails import GRACE, LAST, Snapshot, Tail

LATER = 10 * GRACE


def quiet(number: int) -> Snapshot:
    """Nothing runs."""
    return Snapshot(number, number)


def test_what_comes_in_order_leaves_no_gap():
    tail = Tail(10)
    tail.took([11, 12], quiet(100), now=0)
    assert tail.wanted() == ([13], [LAST])


def test_what_was_passed_over_is_looked_at_again():
    tail = Tail(10)
    tail.took([11, 14], Snapshot(90, 100), now=0)
    assert tail.wanted() == ([12, 15], [13, LAST])
    tail.took([13], Snapshot(90, 101), now=1)
    assert tail.wanted() == ([12, 15], [12, LAST])
    tail.took([12], Snapshot(101, 101), now=1)
    assert tail.wanted() == ([15], [LAST])


def test_a_gap_stays_as_long_as_somebody_who_could_fill_it_runs():
    tail = Tail(0)
    tail.took([2], Snapshot(90, 100), now=0)
    tail.took([], Snapshot(99, 500), now=LATER)
    assert tail.wanted()[0] == [1, 3]
    tail.took([], Snapshot(100, 500), now=LATER)
    assert tail.wanted()[0] == [3]


def test_a_gap_is_not_closed_at_once_however_quiet_it_is():
    tail = Tail(0)
    tail.took([2], quiet(100), now=0)
    tail.took([], quiet(100), now=GRACE / 2)
    assert tail.wanted()[0] == [1, 3]


def test_a_gap_that_was_not_read_is_not_closed():
    tail = Tail(0)
    tail.took([2], quiet(100), now=0)
    tail.took([], quiet(200), now=LATER, whole=False)
    assert tail.wanted()[0] == [1, 3]


def test_whatever_the_order_of_commits_every_row_is_read_once():
    chance = random.Random(7)
    for _ in range(200):
        tail, there, read = Tail(0), set(), []
        waiting = list(range(1, 40))
        running = {}  # id → its transaction
        number = 0
        while waiting or running:
            number += 1
            if waiting and (not running or chance.random() < 0.5):
                running[waiting.pop(0)] = number
            else:
                one = chance.choice(sorted(running))
                del running[one]
                if chance.random() < 0.9:  # the others are rolled back
                    there.add(one)
            if chance.random() < 0.5:
                snapshot = Snapshot(min([*running.values(), number + 1]), number + 1)
                read += look(tail, there, snapshot, number * LATER)
        read += look(tail, there, quiet(number + 1), number * LATER)
        assert sorted(read) == sorted(there)
        tail.took([], quiet(number + 2), (number + 1) * LATER)
        assert len(tail.wanted()[0]) == 1


def look(tail, there, snapshot, now):
    lows, highs = tail.wanted()
    found = sorted(
        one
        for one in there
        if any(low <= one <= high for low, high in zip(lows, highs, strict=True))
    )
    tail.took(found, snapshot, now)
    return found
