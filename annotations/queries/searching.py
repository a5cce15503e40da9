"""Words that somebody types, as PostgreSQL searches for them.

Nothing is stemmed: the desk writes in many languages.
"""

from typing import Final

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

CONFIG: Final = "simple"


def whole_words(typed: str) -> SearchQuery:
    """Every word; "a phrase", or, and - are understood as search engines do."""
    return SearchQuery(typed, config=CONFIG, search_type="websearch")


def words_begun(typed: str) -> SearchQuery | CombinedSearchQuery:
    """The same for a search at every key: of the last word the beginning is enough."""
    *before, last = typed.split() or [""]
    if '"' in typed or last.startswith("-") or not any(map(str.isalnum, last)):
        return whole_words(typed)
    escaped = last.replace("\\", "\\\\").replace("'", "''")
    begun = SearchQuery(f"'{escaped}':*", config=CONFIG, search_type="raw")
    return whole_words(" ".join(before)) & begun if before else begun
