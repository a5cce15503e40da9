"""What the tests of the review page ask, send and look at."""

import json

from django.test import Client
from django.urls import reverse

from annotations.models import Annotation
from annotations.queries.review_cards import review_card
from annotations.services.annotations import update_annotation

COMPLETE = {"desk_status": "disputed", "no_source_given": True}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def now(claim: Annotation) -> Annotation:
    return Annotation.objects.get(pk=claim.pk)


def seen_by(user, claim: Annotation) -> str:
    return review_card(now(claim), user).hash


def pair(user, claim: Annotation) -> str:
    return f"{claim.pk}:{seen_by(user, claim)}"


def verdict(user, claim: Annotation, given="approve", **more) -> dict:
    version = now(claim).version
    return {"verdict": given, "seen": seen_by(user, claim), "version": version, **more}


def url(name: str, claim: Annotation) -> str:
    return reverse(f"review-{name}", args=[claim.pk])


def of_article(name: str, claim: Annotation) -> str:
    return reverse(name, args=[claim.article_id])


def page(client: Client, claim: Annotation, query: str = "") -> str:
    return client.get(f"{of_article('article-review', claim)}{query}").content.decode()


def card(client: Client, claim: Annotation, query: str = "") -> str:
    return client.get(f"{url('card', claim)}{query}").content.decode()


def told(response, event="reviewed") -> dict:
    return json.loads(response.headers["HX-Trigger-After-Settle"])[f"stet:{event}"]


def states() -> list[str]:
    return list(Annotation.objects.claims().order_by("ordinal").values_list("state", flat=True))


def edit(actor, claim: Annotation, **values) -> None:
    update_annotation(actor=actor, annotation_id=claim.pk, version=now(claim).version, **values)
