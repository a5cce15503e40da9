"""Who may go on listening, and who is seen at an article."""

import pytest
from django.contrib.sessions.models import Session

from annotations.models import Event, Membership, Presence, User
from annotations.queries.presence import people_at
from annotations.queries.sessions import holders
from annotations.queries.streams import Asker, ended, missed, shown_by
from annotations.services import presence
from annotations.services.people import create_token
from tests.people import tag
from tests.serving import session_of

pytestmark = pytest.mark.django_db


def test_whoever_still_may_is_not_ended(edda, project, django_assert_max_num_queries):
    session = session_of(edda).session.session_key
    token, _ = create_token(user=edda)
    askers = {
        Asker(edda.pk, project.pk, session_key=session),
        Asker(edda.pk, project.pk, token_id=token.pk),
    }
    with django_assert_max_num_queries(4):
        assert ended(askers) == {}


def test_a_session_of_somebody_else_is_none(edda, emil, project):
    session = session_of(emil).session.session_key
    asker = Asker(edda.pk, project.pk, session_key=session)
    assert ended([asker]) == {asker: "session"}


def test_a_member_of_another_project_hears_nothing_of_this(edda, other_project):
    session = session_of(edda).session.session_key
    asker = Asker(edda.pk, other_project.pk, session_key=session)
    assert ended([asker]) == {asker: "role"}


def test_a_session_that_was_tampered_with_is_none(edda):
    session = session_of(edda).session.session_key
    assert holders([session]) == {session: edda.pk}
    Session.objects.update(session_data="nonsense")
    assert holders([session]) == {}


def test_only_members_who_gave_a_sign_of_life_are_at_an_article(edda, emil, otto, ada, article):
    presence.stay([(article.pk, user.pk) for user in (edda, emil, otto, ada)])
    assert list(people_at([article.pk])[article.pk]) == [edda.pk, emil.pk]
    Membership.objects.filter(user=emil).delete()
    assert list(people_at([article.pk])[article.pk]) == [edda.pk]
    User.objects.filter(pk=edda.pk).update(is_active=False)
    assert people_at([article.pk]) == {}
    assert Presence.objects.count() == 4


def test_a_page_knows_what_it_shows_of_what_will_be_told_again(
    edda, project, article, revision, django_assert_num_queries
):
    tag(edda, revision, "claim", "12 crates")
    tag(edda, revision, "claim", "3 barrels")
    with django_assert_num_queries(1):
        shown = shown_by(article.pk)
    told = [one.id for one in missed(project.pk, article.pk, shown.after).happenings]
    assert sorted(shown.ids) == told
    assert shown.after == max(told)
    later = tag(edda, revision, "claim", "Monday")
    new = missed(project.pk, article.pk, shown.after).happenings
    about = Event.objects.filter(pk__in={one.id for one in new} - {*shown.ids})
    assert {event.annotation_id for event in about} == {later.pk}


def test_an_article_that_is_not_there_shows_nothing(db):
    assert shown_by(7).after == 0
