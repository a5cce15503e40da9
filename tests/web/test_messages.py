"""What is said on the next page is said, whatever else the same browser asks meanwhile."""

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from annotations.models import User
from factcheck.messages import Messages

pytestmark = pytest.mark.django_db


def test_another_tab_does_not_overwrite_it(edda: User) -> None:
    client = Client()
    client.force_login(edda)
    before = Session.objects.get().session_data
    client.post(reverse("inbox-read"), {"notice": [1]}, secure=True)
    Session.objects.update(session_data=before)  # another tab saves what it read a moment ago
    assert "All is read already." in client.get(reverse("inbox-list"), secure=True).content.decode()


def test_the_cookie_is_for_this_host_and_for_no_script(edda: User) -> None:
    client = Client()
    client.force_login(edda)
    answer = client.post(reverse("inbox-read"), {"notice": [1]}, secure=True)
    cookie = answer.cookies["__Host-messages"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_a_long_one_is_not_lost(edda: User) -> None:
    client = Client()
    client.force_login(edda)
    request = HttpRequest()
    request.session = client.session
    storage = Messages(request)
    long = "C1 has no source; " * 400
    storage.add(20, long)
    answer = HttpResponse()
    storage.update(answer)
    again = HttpRequest()
    again.session = request.session
    again.COOKIES = {name: morsel.value for name, morsel in answer.cookies.items()}
    assert [one.message for one in Messages(again)] == [long]
