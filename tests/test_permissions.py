"""The permission table, every role and scope against every ability."""

import pytest

from annotations.permissions import SCOPES, Can, NotAllowed, abilities, require
from annotations.services.people import system_actor

EXPECTED = {
    "vera": {"read"},
    "edda": {"read", "ingest", "annotate", "comment"},
    "rita": {"read", "ingest", "annotate", "comment", "assign", "decide", "publish", "export"},
    "lena": {can.value for can in Can},
    "otto": set(),
    "ada": set(),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_role_can_do_exactly_this(name, request, project):
    user = request.getfixturevalue(name)
    assert {can.value for can in abilities(user, project.pk)} == EXPECTED[name]


@pytest.mark.parametrize("can", Can)
def test_require_names_who_may(can, vera, project):
    if can is Can.READ:
        require(vera, can, project)
        return
    with pytest.raises(NotAllowed) as caught:
        require(vera, can, project)
    assert "lead" in caught.value.detail
    assert caught.value.extra == {"ability": can.value}


def test_the_system_actor_never_judges(project):
    can = abilities(system_actor(), project.pk)
    assert Can.IMPORT in can
    assert not {Can.DECIDE, Can.WITHDRAW} & can


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_allows_no_more_than_its_scope_and_its_persons_role(scope, lena, vera, project):
    for user in (lena, vera):
        whole = abilities(user, project.pk)
        user.token_scopes = frozenset({scope})
        assert abilities(user, project.pk) == whole & SCOPES[scope]


def test_a_removed_role_is_gone_at_once(edda, project):
    edda.memberships.all().delete()
    assert abilities(edda, project.pk) == frozenset()
