"""An article comes in: paste or choose a file, look at the preview, keep it."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from annotations.domain import repair
from annotations.domain import text as text_rules
from annotations.domain.blocks import Kind
from annotations.domain.errors import DomainError
from annotations.ingest import plain, read
from annotations.ingest.drafts import Draft
from annotations.models import Article, Project, User
from annotations.permissions import Can, require
from annotations.queries.articles import same_text
from annotations.services.articles import create_article
from annotations.web import desk
from annotations.web.forms_articles import PasteForm, PreviewForm
from annotations.web.people import signed_in
from annotations.web.posting import form_at

SALT: Final = "ingest"
CONTEXT: Final = 40  # code points shown on each side of a proposed repair
MOST_SELECTS: Final = 900  # blocks whose kind can be chosen: Django reads 1,000 fields of a form
KINDS: Final = {
    Kind.HEADING: lazy("Heading"),
    Kind.PARAGRAPH: lazy("Paragraph"),
    Kind.LIST_ITEM: lazy("List item"),
    Kind.QUOTE: lazy("Quote"),
    Kind.CAPTION: lazy("Caption"),
    Kind.BOILERPLATE: lazy("Not part of the story"),
}


@dataclass(frozen=True)
class Carried:
    """What came in, kept exactly between the steps, in a signed field of the page."""

    project: str
    data: bytes
    name: str  # of the file; empty for pasted text
    media_type: str

    def draft(self) -> Draft:
        if self.name:
            return read(self.data, self.name, self.media_type)
        return plain.read_text(self.data.decode())

    def sealed(self, user: User) -> str:
        data = base64.b64encode(self.data).decode()
        value = [user.pk, self.project, data, self.name, self.media_type]
        return signing.dumps(value, salt=SALT, compress=True)

    @classmethod
    def opened(cls, user: User, sealed: str) -> "Carried":
        """Raises BadRequest unless we sealed it for this user."""
        try:
            owner, project, data, name, media_type = signing.loads(sealed, salt=SALT)
            if owner != user.pk:
                raise BadRequest("carried for somebody else")
            return cls(project, base64.b64decode(data), name, media_type)
        except (signing.BadSignature, binascii.Error, ValueError) as error:
            raise BadRequest("not carried by us") from error


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Ask for the text; a POST answers with the preview. Nothing is stored."""
    slug = request.POST.get("project") or request.GET.get("project", "")
    project = _project(request, slug)
    if request.method != "POST":
        return _ask(request, project, PasteForm())
    form = PasteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, project, form, status=422)
    try:
        carried = _taken(project, form)
        draft = carried.draft()
    except DomainError as error:
        form.add_error("file" if form.cleaned_data.get("file") else "text", error.detail)
        return _ask(request, project, form, status=error.status)
    guesses = _initial(draft) | {"carried": carried.sealed(signed_in(request))}
    return _preview(request, project, draft, PreviewForm(initial=guesses, proposals=draft.repairs))


@login_required
@form_at("article-create")
def keep(request: HttpRequest) -> HttpResponse:
    """Freeze the text as looked over, or show again what is wrong."""
    carried = Carried.opened(signed_in(request), request.POST.get("carried", ""))
    project = _project(request, carried.project)
    draft = carried.draft()
    form = PreviewForm(request.POST, proposals=draft.repairs)
    if not form.is_valid() or (_twins(project, draft) and not form.cleaned_data["again"]):
        return _preview(request, project, draft, form, status=422)
    try:
        article = _store(request, project, carried, draft, form)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.detail)
        return _preview(request, project, draft, form, status=error.status)
    messages.success(request, _("The story was added. Its text is fixed now and can be tagged."))
    return redirect(f"/articles/{article.pk}/annotate")


def _project(request: HttpRequest, slug: str) -> Project:
    mine = desk.projects(request)
    project = desk.project_named(request, slug) if slug or not mine else mine[0]
    require(signed_in(request), Can.INGEST, project)
    return project


def _taken(project: Project, form: PasteForm) -> Carried:
    """Raises TooLarge."""
    file = form.cleaned_data.get("file")
    if not file:
        return Carried(project.slug, form.cleaned_data["text"].encode(), "", "")
    text_rules.check_size(file.size)  # before it is read
    charset = f"; charset={file.charset}" if file.charset else ""
    return Carried(project.slug, file.read(), file.name, f"{file.content_type or ''}{charset}")


def _store(
    request: HttpRequest, project: Project, carried: Carried, draft: Draft, form: PreviewForm
) -> Article:
    return create_article(
        actor=signed_in(request),
        project=project,
        text=draft.text,
        original=carried.data,
        media_type=f"{draft.media_type}; charset={draft.encoding}",
        accept_repairs=set(form.cleaned_data["repairs"]),
        kinds=_kinds(request, draft),
        **form.metadata,
    ).article


def _kinds(request: HttpRequest, draft: Draft) -> dict[int, str]:
    """Index of each block → its kind, as chosen or as proposed."""
    chosen = {
        index: request.POST.get(f"kind-{index}") or str(block.kind)
        for index, block in enumerate(draft.blocks)
    }
    if unknown := set(chosen.values()) - set(Kind):
        raise BadRequest(f"no kind of block: {unknown}")
    return chosen


def _initial(draft: Draft) -> dict[str, Any]:
    names = ("headline", "byline", "language", "direction")
    return {name: getattr(draft, name) for name in names}


def _twins(project: Project, draft: Draft) -> list[Article]:
    """Articles with this very text, repaired or not."""
    repaired = repair.apply(draft.text, draft.repairs)
    return same_text(project, {text_rules.sha256(text) for text in (draft.text, repaired)})


def _ask(
    request: HttpRequest, project: Project, form: PasteForm, status: int = 200
) -> HttpResponse:
    context = {"project": project, "form": form}
    return render(request, "ingest/page.html", context, status=status)


def _preview(
    request: HttpRequest, project: Project, draft: Draft, form: PreviewForm, status: int = 200
) -> HttpResponse:
    kinds = _kinds(request, draft) if form.is_bound else {}
    ticked = {str(value) for value in form["repairs"].value() or ()}
    proposals = [
        {
            "index": index,
            "ticked": str(index) in ticked,
            "left": draft.text[max(0, each.start - CONTEXT) : each.start],
            "right": draft.text[each.end : each.end + CONTEXT],
            "repair": each,
        }
        for index, each in enumerate(draft.repairs)
    ]
    blocks = [
        {"index": index, "block": block, "kind": kinds.get(index, block.kind)}
        for index, block in enumerate(draft.blocks)
    ]
    context = {
        "project": project,
        "draft": draft,
        "form": form,
        "proposals": proposals,
        "blocks": blocks,
        "kinds": [(kind.value, label) for kind, label in KINDS.items()],
        "most_selects": MOST_SELECTS,
        "twins": _twins(project, draft),
    }
    return render(request, "ingest/preview.html", context, status=status)
