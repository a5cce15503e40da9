"""Reads that only an import needs."""

from collections import defaultdict

from django.db.models import F

from annotations.domain.vocabulary import Slugs
from annotations.models import Revision, Term


def all_slugs(project_id: int) -> Slugs:
    """Vocabulary name → slug → id of the term's newest version, retired ones among them.

    What was tagged with a term that is retired since keeps it, here as there.
    """
    known: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Term.objects.filter(project_id=project_id).current()
    for name, slug, term_id in rows.values_list("vocabulary__name", "slug", "id"):
        known[name][slug] = term_id
    return known


def text_here(project_id: int, address: str, sha256: str) -> str | None:
    """The text that a file of annotations names: by its hash, else by the article's address.

    An address that several articles have, or a hash of no text here, names none. One query.
    """
    rows = Revision.objects.filter(project_id=project_id)
    if sha256:
        rows = rows.filter(sha256=sha256)
    elif address:
        rows = rows.filter(article__source_url=address, pk=F("article__current_revision"))
    else:
        return None
    texts = list(rows.order_by("pk").values_list("text", flat=True)[:2])
    return texts[0] if len(set(texts)) == 1 else None
