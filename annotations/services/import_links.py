"""The end of an import: links between articles, and the sign-off of claims that have such links."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from annotations.models import Annotation, Decision, Link, Project, Submission
from annotations.models.copying import copy_rows
from annotations.queries.claims import contents
from annotations.queries.imports import workers
from annotations.services.import_done import Done, Pending, tell
from annotations.services.import_places import derived
from annotations.services.import_review import ReviewRows, Row, reviewed
from annotations.services.import_rows import LINK


@transaction.atomic
def store_pending(project: Project, users: Mapping[str, int], pending: Sequence[Pending]) -> Done:
    """Store the links between articles, then decide what each claim's sign-off is worth.

    A claim that somebody changed since it was imported is left as it is.
    """
    done = Done()
    claims = _untouched(pending)
    ends = _ends(project, pending)
    links: list[Row] = []
    for waiting in pending:
        if waiting.id in claims:
            links += _links(project, users, waiting, ends, done)
    there = set(
        Link.objects.filter(origin__in=claims).values_list("origin_id", "type", "target_id")
    )
    new = [row for row in links if row[1:4] not in there]
    copy_rows(Link, LINK, new)
    done.counts["links"] += len(new)
    _sign_off(project, users, [one for one in pending if one.id in claims], done)
    return done


def _untouched(pending: Sequence[Pending]) -> dict[UUID, Annotation]:
    """The claims that are as they came: with the version in the file."""
    versions = {waiting.id: waiting.claim.record.version for waiting in pending}
    rows = Annotation.objects.alive().filter(pk__in=versions).select_for_update()
    return {row.pk: row for row in rows.order_by("pk") if row.version == versions[row.pk]}


def _ends(project: Project, pending: Sequence[Pending]) -> dict[UUID, UUID]:
    """Original id of a link's end → the id of the claim here: the derived one where there is."""
    originals = {link.target for waiting in pending for link in waiting.claim.links_out}
    candidates = originals | {derived(project, id_) for id_ in originals}
    claims = Annotation.objects.alive().claims().filter(project=project, pk__in=candidates)
    here = set(claims.values_list("pk", flat=True))
    ends = {}
    for id_ in originals:
        for candidate in (derived(project, id_), id_):
            if candidate in here:
                ends[id_] = candidate
                break
    return ends


def _links(
    project: Project,
    users: Mapping[str, int],
    waiting: Pending,
    ends: Mapping[UUID, UUID],
    done: Done,
) -> list[Row]:
    found = []
    for link in waiting.claim.links_out:
        if link.target in ends and ends[link.target] != waiting.id:
            end, author = ends[link.target], users[link.author]
            row = (project.pk, waiting.id, link.type, end, link.how, author, link.created_at)
            found.append(row)
        else:
            where = f"{waiting.claim.record.label} links {link.type} {link.target}"
            reason = "The claim at the other end is not in this project."
            done.tell(waiting.origin, waiting.article, where, reason)
    return found


def _sign_off(
    project: Project, users: Mapping[str, int], pending: Sequence[Pending], done: Done
) -> None:
    """Give each claim that has no sign-off here yet what its file has, as far as it holds."""
    ids = [waiting.id for waiting in pending]
    signed = set(Submission.objects.filter(annotation__in=ids).values_list("annotation", flat=True))
    signed |= set(Decision.objects.filter(annotation__in=ids).values_list("annotation", flat=True))
    claims = list(Annotation.objects.filter(pk__in=set(ids) - signed, state="draft"))
    seen, here = contents(claims), workers(claims)
    rows = ReviewRows(users)
    for waiting in pending:
        if waiting.id in seen and waiting.claim.record.state != "draft":
            review = reviewed(
                waiting.id,
                waiting.claim.record,
                seen[waiting.id],
                waiting.workers | here[waiting.id],  # whoever imports it has worked on it by now
                project.required_approvals,
            )
            tell(done, waiting.origin, waiting.article, review)
            rows.reviews.append(review)
    rows.write()
    for review in rows.reviews:
        Annotation.objects.filter(pk=review.id).update(state=review.state)
