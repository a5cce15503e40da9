"""Reads that only an import needs."""

from collections import defaultdict

from annotations.domain.vocabulary import Slugs
from annotations.models import Term


def all_slugs(project_id: int) -> Slugs:
    """Vocabulary name → slug → id of the term's newest version, retired ones among them.

    What was tagged with a term that is retired since keeps it, here as there.
    """
    known: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Term.objects.filter(project_id=project_id).current()
    for name, slug, term_id in rows.values_list("vocabulary__name", "slug", "id"):
        known[name][slug] = term_id
    return known
