"""What came back, by e-mail: sent by a real client to a real server, once, to whoever is due."""

import datetime
import threading
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from annotations.models import Article, Membership, Notice, User
from annotations.services import mailing, notices
from annotations.services.assignments import assign
from annotations.services.mailing import COLLECTED, send_due
from annotations.services.people import BadAddress, BadPreference, set_mail
from annotations.templatetags.mails import letter
from tests.people import tag
from tests.postbox import Postbox, open_postbox
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 25, 14, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
READY = {"desk_status": "unverified", "no_source_given": True}


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with open_postbox() as opened:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", opened.port
        settings.EMAIL_USE_TLS = False
        settings.SITE_URL = "https://desk.example.org"
        yield opened


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edda(edda: User) -> User:
    edda.email = "edda@desk.example.org"
    edda.save()
    return edda


@pytest.fixture
def emil(emil: User) -> User:
    emil.email = "emil@desk.example.org"
    emil.save()
    return emil


@pytest.fixture
def asked(lena: User, edda: User, article: Article) -> Notice:
    assign(actor=lena, article_id=article.pk, username="edda", task="annotate")
    return Notice.objects.get(recipient=edda)


def after(clock: time_machine.Traveller, wait: datetime.timedelta) -> int:
    """Let time pass, then look whom to mail; how many mails went out."""
    clock.shift(wait)
    return send_due(letter)


def texts(postbox: Postbox) -> list[str]:
    return [message.get_content() for _, message in postbox.letters]


def test_it_waits_some_minutes_and_comes_once(postbox, clock, asked):
    assert send_due(letter) == 0
    assert after(clock, COLLECTED - MINUTE) == 0
    assert after(clock, MINUTE) == 1
    [(to, message)] = postbox.letters
    assert to == ["edda@desk.example.org"]
    assert message["To"] == "edda@desk.example.org"
    assert message["Subject"] == "Stetdesk: 1 new notice"
    assert message["List-Unsubscribe"] == "<https://desk.example.org/settings/#mail>"
    assert message.get_content_type() == "text/plain"
    text = message.get_content().replace("\r\n", "\n")
    assert text == (
        "Hello Edda,\n\n"
        "- Lena asked you to annotate “Ferry to Quill Island lost 12 crates, harbour says”\n"
        f"  https://desk.example.org/articles/{asked.article_id}/\n\n"
        "All of it: https://desk.example.org/inbox/\n\n"
        "How often these mails come, or not at all: https://desk.example.org/settings/#mail\n"
    )
    asked.refresh_from_db()
    assert asked.mailed_at == timezone.now()
    assert after(clock, datetime.timedelta(days=1)) == 0


def test_ten_decisions_are_one_mail(postbox, clock, edda, rita, article):
    words = ["12 crates", "3 barrels", "Monday", "were lost", "The harbour office"]
    for number, quote in enumerate(words):
        claim = tag(edda, article.current_revision, "claim", quote, **READY)
        verdict = "reject" if number == 2 else "approve"
        decide(edda, rita, claim, verdict, comment="Secret words about Monday.")
    notices.release(rita.pk, article.pk)
    assert after(clock, COLLECTED) == 1
    [text] = texts(postbox)
    assert "Rita reviewed “Ferry to Quill Island lost 12 crates" in text
    assert "4 approved, 1 rejected" in text
    assert postbox.letters[0][1]["Subject"] == "Stetdesk: 5 new notices"
    assert "Secret words" not in text
    assert "barrels" not in text


def test_decisions_are_mailed_when_they_are_told_and_not_before(postbox, clock, edda, rita, claim):
    decide(edda, rita, claim)
    assert after(clock, notices.HELD - MINUTE) == 0
    assert after(clock, MINUTE + COLLECTED) == 1


def test_what_was_read_is_not_mailed(postbox, clock, edda, asked):
    notices.mark_read(actor=edda, notice_ids=[asked.pk])
    assert after(clock, COLLECTED) == 0
    assert postbox.connections == 0


@pytest.mark.parametrize("secret", ["confidential_note", "embargo_until"])
def test_a_secret_story_is_not_named(postbox, clock, asked, article, secret):
    value = "From a source." if secret == "confidential_note" else START
    Article.objects.filter(pk=article.pk).update(**{secret: value})
    after(clock, COLLECTED)
    [text] = texts(postbox)
    assert "- Lena asked you to annotate a story" in text.splitlines()
    assert "Quill" not in text
    assert "From a source" not in text


def test_once_a_day_comes_in_the_morning_of_the_site(postbox, clock, settings, edda, asked):
    settings.TIME_ZONE = "Europe/Helsinki"
    with timezone.override(ZoneInfo("Europe/Helsinki")):
        set_mail(user=edda, email=edda.email, often="daily")
        assert after(clock, datetime.timedelta(hours=14, minutes=59)) == 0  # 6:59 in Helsinki
        assert after(clock, MINUTE) == 1
        assert after(clock, datetime.timedelta(days=1)) == 0


def test_who_wants_none_gets_none_and_later_only_what_is_new(postbox, clock, lena, edda, asked):
    set_mail(user=edda, email=edda.email, often="off")
    assert after(clock, datetime.timedelta(hours=1)) == 0
    set_mail(user=edda, email=edda.email, often="each")
    assert after(clock, COLLECTED) == 0
    assign(
        actor=lena, article_id=asked.article_id, username="edda", task="annotate", due=START.date()
    )
    assert after(clock, COLLECTED) == 1
    assert "by 25 Nov 2026" in texts(postbox)[0]


def test_nobody_else_is_mailed(postbox, clock, edda, emil, lena, otto, article, asked):
    """No address, no account any more, no member any more, a stranger: none."""
    otto.email = "otto@other.example.org"
    otto.save()
    lena.email = "lena@desk.example.org"
    lena.save()
    assign(actor=lena, article_id=article.pk, username="emil", task="annotate")
    User.objects.filter(pk=emil.pk).update(is_active=False)
    Membership.objects.filter(user=edda).delete()
    assert after(clock, COLLECTED) == 0
    assert postbox.letters == []
    Membership.objects.create(user=edda, project=article.project, role="editor")
    User.objects.filter(pk=edda.pk).update(email="")
    assert after(clock, COLLECTED) == 0


@pytest.mark.parametrize("wrong", ["edda", "edda@desk\nBcc: x@evil.example", "a b@c.example"])
def test_what_is_no_address_gets_no_mail_and_stops_nobody(
    postbox, clock, lena, edda, emil, article, asked, wrong
):
    User.objects.filter(pk=edda.pk).update(email=wrong)
    assign(actor=lena, article_id=article.pk, username="emil", task="annotate")
    assert after(clock, COLLECTED) == 1
    assert [to for to, _ in postbox.letters] == [["emil@desk.example.org"]]


def test_names_and_headlines_stay_on_their_line(postbox, clock, lena, edda, article):
    User.objects.filter(pk=lena.pk).update(first_name="Lena\r\nBcc: x@evil.example\n\n- Rita")
    Article.objects.filter(pk=article.pk).update(headline="{who} %s\n- Forged\u2028line <b>")
    lena.refresh_from_db()
    assign(actor=lena, article_id=article.pk, username="edda", task="annotate")
    assert after(clock, COLLECTED) == 1
    [(to, message)] = postbox.letters
    assert (to, message["Bcc"]) == (["edda@desk.example.org"], None)
    said = [line for line in message.get_content().splitlines() if line.startswith("- ")]
    expected = (
        "- Lena Bcc: x@evil.example - Rita asked you to annotate “{who} %s - Forged line <b>”"
    )
    assert said == [expected]


def test_nothing_is_lost_while_the_server_is_down(clock, settings, postbox, asked):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert after(clock, COLLECTED) == 0
    asked.refresh_from_db()
    assert asked.mailed_at is None
    settings.EMAIL_PORT = port
    assert after(clock, MINUTE) == 1


def test_an_address_refused_for_now_is_tried_again(postbox, clock, asked):
    postbox.refusals["edda@desk.example.org"] = "450 later"
    assert after(clock, COLLECTED) == 0
    postbox.refusals.clear()
    assert after(clock, MINUTE) == 1


def test_an_address_refused_for_good_is_given_up_and_others_are_mailed(
    postbox, clock, lena, edda, emil, article, asked
):
    postbox.refusals["edda@desk.example.org"] = "550 nobody of that name"
    assign(actor=lena, article_id=article.pk, username="emil", task="annotate")
    assert after(clock, COLLECTED) == 1
    postbox.refusals.clear()
    assert after(clock, MINUTE) == 0
    assert [to for to, _ in postbox.letters] == [["emil@desk.example.org"]]
    asked.refresh_from_db()
    assert asked.read_at is None


def test_several_people_share_one_connection(postbox, clock, lena, edda, emil, article, asked):
    assign(actor=lena, article_id=article.pk, username="emil", task="annotate")
    assert after(clock, COLLECTED) == 2
    assert postbox.connections == 1


def test_a_mail_that_nobody_confirmed_is_sent_again(postbox, clock, asked):
    """It may have arrived: twice is better than never."""
    postbox.hangs_up = True
    assert after(clock, COLLECTED) == 0
    assert len(postbox.letters) == 1
    postbox.hangs_up = False
    assert after(clock, MINUTE) == 1
    assert len(postbox.letters) == 2


def test_a_failure_while_writing_marks_nothing(postbox, clock, asked):
    def broken(_person: User, _bundles: object) -> mailing.Letter:
        raise RuntimeError

    clock.shift(COLLECTED)
    with pytest.raises(RuntimeError):
        send_due(broken)
    assert send_due(letter) == 1


def test_a_week_later_only_the_inbox_tells(postbox, clock, asked):
    assert after(clock, datetime.timedelta(days=7)) == 0


def test_without_a_mail_server_nothing_is_tried(clock, settings, asked):
    settings.EMAIL_HOST = ""
    assert after(clock, COLLECTED) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(postbox, clock, asked):
    clock.shift(COLLECTED)
    with transaction.atomic():
        list(Notice.objects.select_for_update().filter(pk=asked.pk))
        sent = []

        def other() -> None:
            sent.append(send_due(letter))
            connection.close()

        worker = threading.Thread(target=other)
        worker.start()
        worker.join(30)
    assert sent == [0]
    assert send_due(letter) == 1


def test_an_address_and_how_often_are_checked(edda):
    with pytest.raises(BadAddress):
        set_mail(user=edda, email="nowhere", often="each")
    with pytest.raises(BadPreference):
        set_mail(user=edda, email="", often="hourly")
    User.objects.filter(pk=edda.pk).update(preferences={"keys": {"next": "n"}, "mail": "daily"})
    set_mail(user=edda, email=" new@desk.example.org ", often="off")
    edda.refresh_from_db()
    assert edda.email == "new@desk.example.org"
    assert edda.preferences == {"keys": {"next": "n"}, "mail": "off"}


def test_the_same_address_twice_is_not_told(edda, emil):
    set_mail(user=emil, email=edda.email, often="each")
    assert emil.email == edda.email


def test_a_first_address_is_mailed_from_then_on(postbox, clock, edda, asked):
    User.objects.filter(pk=edda.pk).update(email="")
    edda.refresh_from_db()
    clock.shift(COLLECTED)
    set_mail(user=edda, email="edda@desk.example.org", often="each")
    assert send_due(letter) == 0


def test_submitting_alone_mails_nobody(postbox, clock, edda, claim):
    submit(edda, claim)
    assert after(clock, datetime.timedelta(hours=1)) == 0
