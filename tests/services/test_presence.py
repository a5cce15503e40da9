"""People at an article: one row each, renewed now and then, gone with them."""

import datetime

import pytest
import time_machine

from annotations.models import Presence
from annotations.queries.presence import people_at
from annotations.services import presence

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def test_a_sign_of_life_is_written_now_and_then(edda, article, django_assert_num_queries):
    place = (article.pk, edda.pk)
    with time_machine.travel(NOON, tick=False) as now:
        presence.stay([place])
        with django_assert_num_queries(1):
            presence.stay([place])
        now.shift(20)
        presence.stay([place])
        assert Presence.objects.get().seen_at == NOON + datetime.timedelta(seconds=20)


def test_who_gives_none_for_a_minute_is_gone(edda, article):
    with time_machine.travel(NOON, tick=False) as now:
        presence.stay([(article.pk, edda.pk)])
        now.shift(59)
        assert article.pk in people_at([article.pk])
        now.shift(2)
        assert people_at([article.pk]) == {}


def test_who_leaves_is_gone_at_once(edda, emil, article):
    presence.stay([(article.pk, edda.pk), (article.pk, emil.pk)])
    presence.leave((article.pk, edda.pk))
    assert list(people_at([article.pk])[article.pk]) == [emil.pk]


def test_what_was_left_behind_is_swept_away(edda, emil, article):
    with time_machine.travel(NOON, tick=False) as now:
        presence.stay([(article.pk, edda.pk)])
        now.shift(7200)
        presence.stay([(article.pk, emil.pk)])
        assert Presence.objects.get().user_id == emil.pk
