"""What the gate asks of the claims of an article, and the sentences that say so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from annotations.domain.claims import ClaimContent, EvidenceSeen, Gap, LinkSeen, gate

NAMED: Final = 10  # claims that are named in a sentence; more are counted


LACKS: Final = {
    "no_finding": (
        gettext_lazy("No finding"),
        ngettext_lazy("%(claims)s has no finding", "%(claims)s have no finding", "count"),
    ),
    "no_source": (
        gettext_lazy("No source"),
        ngettext_lazy("%(claims)s has no source", "%(claims)s have no source", "count"),
    ),
    "evidence_missing": (
        gettext_lazy("Evidence missing"),
        ngettext_lazy(
            "%(claims)s lacks the evidence that its finding needs",
            "%(claims)s lack the evidence that their findings need",
            "count",
        ),
    ),
    "independence_missing": (
        gettext_lazy("Independence?"),
        ngettext_lazy(
            "%(claims)s does not say why its evidence is independent",
            "%(claims)s do not say why their evidence is independent",
            "count",
        ),
    ),
}
"""Gap code → what the chip says → what is said of the claims that have it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A claim that the gate holds back, by its label, and the first thing that it lacks."""

    label: str
    code: str

    @property
    def sentence(self) -> str:
        """ "C10 has no source"."""
        return _lacking([self.label], self.code)


def gate_sentence(count: int, first: Held | None) -> str:
    """ "2 claims cannot be submitted yet: C10 has no source", or nothing."""
    return _not_yet(count, first.sentence) if first else ""


def gate_reasons(count: int, held: Sequence[Held]) -> str:
    """The same with all of them by name, as far as ``held`` goes, which are the first of all."""
    return f"{_not_yet(count, reasons(count, held))}." if held else ""


def reasons(count: int, held: Iterable[Held]) -> str:
    """ "C10 and C12 have no source; C11 has no finding; and 3 more": ``count`` in all."""
    named = list(held)[:NAMED]
    grouped = defaultdict[str, list[str]](list)
    for one in named:
        grouped[one.code].append(one.label)
    said = [_lacking(labels, code) for code, labels in grouped.items()]
    if count > len(named):
        said.append(_("and %(count)d more") % {"count": count - len(named)})
    return "; ".join(said)


def gaps_of_claim(
    desk_status: str,
    no_source_given: bool,
    independence: str | None,
    link_types: frozenset[str],
    stances: tuple[str, ...],
) -> Sequence[Gap]:
    """What the gate asks of a claim: of links and evidence it looks at the types only."""
    return gate(
        ClaimContent(
            text_sha256="",
            fragments=(),
            desk_status=desk_status,
            attributes={"independence": independence},
            normalised_claim="",
            note="",
            no_source_given=no_source_given,
            evidence=[EvidenceSeen("", "", None, "", "", stance, "", "", "") for stance in stances],
            links=[LinkSeen(type_, "", "", ()) for type_ in link_types],
        )
    )


def _lacking(labels: list[str], code: str) -> str:
    claims = get_text_list(labels, _("and"))
    return LACKS[code][1] % {"claims": claims, "count": len(labels)}


def _not_yet(count: int, why: str) -> str:
    sentence = ngettext(
        "%(count)d claim cannot be submitted yet: %(why)s",
        "%(count)d claims cannot be submitted yet: %(why)s",
        count,
    )
    return sentence % {"count": count, "why": why}
