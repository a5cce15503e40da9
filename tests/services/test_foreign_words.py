"""What is told of the words of another tool: of choices, and of ends that are not there."""

from pathlib import Path
from typing import Any

import pytest

from annotations.domain.mappings import Choices
from annotations.models import Event
from annotations.services.import_reports import ImportReport
from annotations.services.imports import import_file
from tests.formats.foreign import QUAY, ann, tag, zipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bring(lena, project, tmp_path) -> Any:
    def bring_in(*rows: str, **more: Any) -> ImportReport:
        path: Path = zipped(tmp_path / "quay.zip", {"quay.txt": QUAY, "quay.ann": ann(*rows)})
        return import_file(actor=lena, project=project, format="brat", path=path, **more)

    return bring_in


@pytest.mark.parametrize("link", ["attributed_to", "attributed_to:reversed"])
@pytest.mark.parametrize(
    ("ends", "missing"),
    [
        ("Arg1:T99 Arg2:T2", "T99"),
        ("Arg1:T2 Arg2:T99", "T99"),
        ("Arg1:T98 Arg2:T99", "T98, T99"),
    ],
)
def test_a_relation_tells_which_end_is_missing_whichever_way_it_turns(link, ends, missing, bring):
    rows = tag("T2", "source", "Warden"), f"R4\tattr {ends}"
    [problem] = bring(*rows, choices=Choices(links={"attr": link})).problems
    assert problem.reason == f"One of its ends was left out, or is not there: {missing}."


def test_the_history_names_the_format_and_only_what_came_in(bring):
    bring(tag("T2", "source", "Warden"))
    changes = Event.objects.get(action="import.requested").changes
    came = {"articles": 1, "revisions": 1, "source": 1}
    assert changes == {name: [None, told] for name, told in {"format": "brat", **came}.items()}


@pytest.mark.parametrize(
    ("link", "turned", "ends"),
    [
        ("attributed_to", "attributed_to:reversed", "Arg1:T2 Arg2:T1"),
        ("attributed_to:reversed", "attributed_to", "Arg1:T1 Arg2:T2"),
    ],
)
def test_a_link_that_points_the_wrong_way_says_how_to_turn_it(link, turned, ends, bring):
    rows = tag("T1", "claim", "nine sheds"), tag("T2", "source", "Warden"), f"R1\tattr {ends}"
    [problem] = bring(*rows, choices=Choices(links={"attr": link})).problems
    assert f"Or map “attr” to {turned}: it points the other way." in problem.reason
