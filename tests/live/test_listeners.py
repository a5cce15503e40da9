"""What waits for somebody whose stream is open."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from annotations.live import messages
from annotations.live.asking import Question
from annotations.live.listeners import MOST, Listener
from annotations.queries.streams import Asker


def listener() -> Listener:
    return Listener(Question(Asker(user_id=1, project_id=1, article_id=1), None, present=True))


def taken(one: Listener) -> tuple[bytes, bool]:
    with ThreadPoolExecutor(1) as apart:  # from the loop that a browser of another test keeps
        return apart.submit(lambda: asyncio.run(one.take())).result()


def test_what_came_together_is_sent_together():
    one = listener()
    one.put(b"a", 1)
    one.put(b"b", 2)
    assert taken(one) == (b"ab", True)


def test_what_the_stream_began_with_is_not_told_again():
    one = listener()
    one.put(b"a", 1)
    one.put(b"b", 2)
    one.told = frozenset({1})
    assert taken(one) == (b"b", True)


def test_who_reads_too_slowly_loads_everything_anew():
    one = listener()
    for number in range(MOST + 1):
        one.put(b"x", number + 1)
    assert taken(one) == (messages.resync() + b"x", True)


def test_after_the_end_nothing_more_is_sent():
    one = listener()
    one.end(b"bye")
    one.put(b"a", 1)
    assert taken(one) == (b"bye", False)


def test_the_same_people_are_told_once():
    one = listener()
    one.meet([])
    one.meet([])
    assert taken(one) == (messages.presence(1, []), True)
