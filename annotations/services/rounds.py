"""A reviewer's round on an article: taking decisions back one by one, and finishing it."""

from dataclasses import dataclass

from django.db import transaction

from annotations.domain.errors import IllegalState
from annotations.domain.history import Action
from annotations.models import Article, Assignment, FinishedReview, User
from annotations.permissions import Can, require
from annotations.queries import rounds
from annotations.queries.reviews import tally
from annotations.services import assignments, history, notices, reviews
from annotations.services.decisions import Decided
from annotations.services.locking import NotFound, lock_articles


@dataclass(frozen=True)
class Finished:
    """A review that is over: how the article's claims stand, and who was told just now.

    ``new`` is False where nothing was decided since it was finished last, or at all.
    """

    finished: FinishedReview | None
    counts: dict[str, int]
    decided: int
    told: list[User]
    new: bool


@transaction.atomic
def finish_review(*, actor: User, article_id: int) -> Finished:
    """Say that the round is over: its decisions are told now, and stay.

    A retry, and a finish with nothing decided since the last one, change nothing.

    Raises NotFound or NotAllowed.
    """
    article = _locked(actor, article_id)
    round_ = rounds.round_of(article.pk, actor)
    assert article.current_revision_id is not None
    counts = tally(article.current_revision_id, actor).summary
    if not rounds.decided_anything(article.pk, actor.pk, round_.finished):
        return Finished(round_.finished, counts, 0, [], new=False)
    finished = FinishedReview.objects.create(article=article, reviewer=actor)
    told = {state: [None, number] for state, number in counts.items()}
    history.record(actor, Action.REVIEW_FINISHED, article, changes=told)
    notices.release(actor.pk, article.pk)
    assignments.ended_by(actor, article.pk, Assignment.Task.REVIEW)
    return Finished(finished, counts, round_.decided, round_.hears, new=True)


@transaction.atomic
def retract_last(*, actor: User, article_id: int) -> Decided:
    """Take back the actor's newest decision on the article that still stands; then the one before.

    Raises NotFound, NotAllowed, or IllegalState where there is none since the last finish.
    """
    article = _locked(actor, article_id)
    last = rounds.undoable(article.pk, actor.pk, rounds.last_finish(article.pk, actor.pk))
    if last is None:
        raise IllegalState(
            "There is no decision of yours here that could be taken back. What you decided before"
            " you finished the review stays."
        )
    return reviews.retract(actor=actor, annotation_id=last.annotation_id)


def _locked(actor: User, article_id: int) -> Article:
    article = Article.objects.visible_to(actor).filter(pk=article_id).first()
    if article is None:
        raise NotFound("article")
    require(actor, Can.DECIDE, article)
    lock_articles({article_id})
    return article
