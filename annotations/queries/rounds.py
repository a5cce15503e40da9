"""Reads about a reviewer's round on an article: what was decided since finishing there last."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from annotations.domain.history import Action
from annotations.domain.reviews import MOVES
from annotations.models import Decision, Event, FinishedReview, Notice, Submission, User

RETRACT: Final = Decision.Verdict.RETRACT


@dataclass(frozen=True)
class Round:
    """What ``finished`` (the last time) does not cover: verdicts that stand, and who will hear."""

    finished: FinishedReview | None
    counts: Counter[str]
    hears: list[User]
    """Who is told when the review is finished."""
    undoable: Decision | None
    """What an undo takes back now."""

    @property
    def decided(self) -> int:
        return self.counts.total()


def round_of(article_id: int, user: User) -> Round:
    """The round of ``user`` on an article. Four queries."""
    finished = last_finish(article_id, user.pk)
    made = _since(finished, article_id, user.pk).filter(retracted_by=None).exclude(verdict=RETRACT)
    held = Notice.objects.filter(
        article_id=article_id,
        told_at__gt=timezone.now(),
        event_id__in=Event.objects.filter(article_id=article_id, actor_id=user.pk).values("pk"),
    )
    hears = User.objects.filter(pk__in=held.values("recipient_id")).order_by("first_name", "pk")
    return Round(
        finished=finished,
        counts=Counter(made.values_list("verdict", flat=True)),
        hears=list(hears),
        undoable=undoable(article_id, user.pk, finished),
    )


def last_finish(article_id: int, user_id: int) -> FinishedReview | None:
    """When the reviewer said last that the review of the article is finished."""
    return FinishedReview.objects.filter(article_id=article_id, reviewer_id=user_id).last()


def decided_anything(article_id: int, user_id: int, finished: FinishedReview | None) -> bool:
    """Whether there is anything that finishing would tell, retractions among it."""
    return _since(finished, article_id, user_id).exists()


def undoable(article_id: int, user_id: int, finished: FinishedReview | None) -> Decision | None:
    """The newest decision of the reviewer that still counts and may be taken back."""
    last = Submission.objects.filter(annotation=OuterRef("annotation_id")).order_by("-id")
    return (
        _since(finished, article_id, user_id)
        .filter(retracted_by=None, annotation__deleted_at=None)
        .filter(annotation__state__in=list(MOVES["retract"]))
        .exclude(verdict=RETRACT)
        .annotate(last_submission=Subquery(last.values("id")[:1]))
        .filter(submission_id=F("last_submission"))
        .select_related("annotation")
        .last()
    )


def told_of(decision: Decision) -> list[str]:
    """Names of the people who have a notice of the last decision of its reviewer on its claim."""
    made = Event.objects.filter(
        annotation_id=decision.annotation_id,
        actor_id=decision.reviewer_id,
        action=Action.DECISION_MADE,
    ).order_by("-pk")
    people = Notice.objects.filter(event_id__in=made.values("pk")[:1]).values("recipient_id")
    return [str(user) for user in User.objects.filter(pk__in=people).order_by("first_name", "pk")]


def _since(finished: FinishedReview | None, article_id: int, user_id: int) -> "QuerySet[Decision]":
    own = Decision.objects.filter(annotation__article_id=article_id, reviewer_id=user_id)
    return own.filter(created_at__gt=finished.created_at) if finished else own
