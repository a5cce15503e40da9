"""Which tasks of the practice story the history says are done."""

import pytest

from annotations.domain.practice import Step, Task, progress


@pytest.mark.parametrize(
    ("step", "task"),
    [
        (Step("annotation.created", "claim"), Task.CLAIM),
        (Step("annotation.edited", "claim"), Task.CLAIM),
        (Step("annotation.created", "status"), Task.STATUS),
        (Step("link.added"), Task.LINK),
        (Step("link.removed", undoes=True), Task.UNDO),
        (Step("annotation.deleted", undoes=True), Task.UNDO),
        (Step("claim.submitted"), Task.SUBMIT),
    ],
)
def test_each_task_is_done_by_doing_it(step, task):
    assert progress([step]).done == {task}


@pytest.mark.parametrize(
    "step",
    [
        Step("annotation.created", "source"),
        Step("annotation.edited"),
        Step("annotation.deleted"),
        Step("link.removed"),
        Step("article.created"),
    ],
)
def test_other_steps_do_none(step):
    assert progress([step]).done == frozenset()


def test_the_current_task_is_the_first_that_is_left():
    some = progress([Step("annotation.created", "claim"), Step("link.added")])
    assert (some.count, some.of, some.current, some.finished) == (2, 5, Task.STATUS, False)


def test_five_are_all():
    made = [Step("annotation.created", kind) for kind in ("claim", "status")]
    done = progress([*made, Step("link.added"), Step("x", undoes=True), Step("claim.submitted")])
    assert (done.finished, done.current) == (True, None)
