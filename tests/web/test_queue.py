"""The queue's page: what its address may ask, what it shows to whom."""

import pytest
from django.urls import reverse

from annotations.services.annotations import update_annotation
from tests.people import tag
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db
QUEUE = "/"


def test_asks_to_sign_in(client):
    response = client.get(QUEUE)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next=/"


def test_shows_a_story_with_its_state_and_number(client, edda, claim):
    client.force_login(edda)
    submit(edda, claim)
    page = client.get(QUEUE, {"tab": "all"}).content.decode()
    assert "Ferry to Quill Island" in page
    assert "1 waits for sign-off" in page
    assert "0 of 1" in page
    assert f'href="/articles/{claim.article_id}/annotate"' in page


def test_a_row_leads_where_the_reader_works(client, edda, rita, vera, claim):
    submit(edda, claim)
    here = reverse("article-read", args=[claim.article_id])
    for user, query, address in [
        (rita, {}, f"{here}review"),
        (rita, {"tab": "all"}, f"{here}annotate"),
        (vera, {}, here),
    ]:
        client.force_login(user)
        assert f'href="{address}"' in client.get(QUEUE, query).content.decode()


def test_a_reviewer_is_told_what_waits_for_them_first(client, edda, rita, claim):
    other = tag(edda, claim.revision, "claim", "3 barrels", desk_status="unverified")
    update_annotation(actor=edda, annotation_id=other.pk, version=1, no_source_given=True)
    decide(edda, rita, claim, verdict="request_changes")
    submit(edda, other)
    client.force_login(rita)
    assert "1 waits for sign-off" in client.get(QUEUE).content.decode()
    assert "1 came back" in client.get(QUEUE, {"tab": "all"}).content.decode()


def test_everybody_has_the_tabs_they_have_use_for(client, edda, rita, vera):
    for user, tabs in [(vera, ["all"]), (edda, ["mine", "all"]), (rita, ["review", "mine", "all"])]:
        client.force_login(user)
        shown = client.get(QUEUE).context["tabs"]
        assert [tab["url"].rpartition("=")[2] for tab in shown] == tabs
        assert [tab["current"] for tab in shown] == [True, *[False] * (len(tabs) - 1)]


@pytest.mark.parametrize(
    "query",
    [
        "?headline__contains=x",
        "?_connector=OR",
        "?_negated=1",
        "?order=text",
        "?tab=everything",
        "?state=deleted",
        "?before=-1",
        "?before=99999999999999999999",
        "?after=x",
        "?before=7",
        "?sort=text",
        "?due=someday",
        "?assignee=a%20b",
        "?assignee=x&assignee=y",
        "?language=%27",
        "?story=a%20b",
        "?q=a&q=b",
        "?q=%00",
        f"?q={'x' * 201}",
    ],
)
def test_an_address_it_does_not_know_is_refused(client, edda, query):
    client.force_login(edda)
    response = client.get(QUEUE + query)
    assert response.status_code == 400
    assert "We do not understand this request" in response.content.decode()


def test_another_desks_project_is_not_there(client, edda, other_project):
    client.force_login(edda)
    assert client.get(QUEUE, {"project": other_project.slug}).status_code == 404


def test_says_what_to_do_when_nothing_waits(client, edda, vera):
    client.force_login(edda)
    page = client.get(QUEUE).content.decode()
    assert "Nothing waits for you. Paste an article or look at the demo." in page
    assert client.get(QUEUE, {"q": "zebra"}).content.decode().count("No story matches.") == 1
    client.force_login(vera)
    assert "Add story" not in client.get(QUEUE).content.decode()


def test_who_belongs_nowhere_is_told_so(client, ada):
    client.force_login(ada)
    page = client.get(QUEUE).content.decode()
    assert "You do not belong to a project yet." in page
    assert reverse("project-create") in page


def test_what_people_typed_is_shown_as_text(client, edda, revision):
    claim = tag(edda, revision, "claim", "12 crates")
    update_annotation(actor=edda, annotation_id=claim.pk, version=1, note="<b>x</b>")
    client.force_login(edda)
    page = client.get(QUEUE, {"q": '"><img src=x onerror=alert(1)> {{7*7}}'}).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}}" in page


def test_the_page_costs_the_same_for_more_rows(
    client, edda, lena, project, article, django_assert_num_queries
):
    client.force_login(edda)
    client.get(QUEUE)
    with django_assert_num_queries(13):
        client.get(QUEUE, {"tab": "all"})
    for each in range(30):
        tag(edda, article.current_revision, "claim", "crates", note=str(each))
    with django_assert_num_queries(13):
        client.get(QUEUE, {"tab": "all"})
