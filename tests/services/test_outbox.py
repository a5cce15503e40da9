"""What a page sends twice is done once."""

import datetime
import uuid
from dataclasses import dataclass

import pytest
from django.utils import timezone

from annotations.domain.errors import IdTaken
from annotations.models import Delivery
from annotations.services.outbox import REMEMBERED, Repeated, forget, once

pytestmark = pytest.mark.django_db


@dataclass
class Done:
    annotation_id: uuid.UUID
    version: int | None = 2


def test_the_same_change_is_carried_out_once(edda):
    key, done, calls = uuid.uuid4(), Done(uuid.uuid4()), []

    def change():
        calls.append(1)
        return done

    assert once(actor=edda, key=key, change=change) is done
    assert once(actor=edda, key=key, change=change) == Repeated(done.annotation_id, 2)
    assert calls == [1]


def test_what_was_refused_can_be_tried_again(edda):
    key = uuid.uuid4()

    def refuse():
        raise IdTaken

    with pytest.raises(IdTaken):
        once(actor=edda, key=key, change=refuse)
    done = Done(uuid.uuid4())
    assert once(actor=edda, key=key, change=lambda: done) is done


def test_a_key_of_somebody_else_tells_nothing(edda, emil):
    key = uuid.uuid4()
    once(actor=edda, key=key, change=lambda: Done(uuid.uuid4()))
    with pytest.raises(IdTaken):
        once(actor=emil, key=key, change=lambda: Done(uuid.uuid4()))


def test_old_deliveries_are_forgotten(edda):
    keys = [uuid.uuid4(), uuid.uuid4()]
    for key in keys:
        once(actor=edda, key=key, change=lambda: Done(uuid.uuid4()))
    long_ago = timezone.now() - REMEMBERED - datetime.timedelta(days=1)
    Delivery.objects.filter(pk=keys[0]).update(at=long_ago)
    assert forget() == 1
    assert list(Delivery.objects.values_list("key", flat=True)) == [keys[1]]
