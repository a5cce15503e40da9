"""Who asks for news, of which project and article, and what they have heard already."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, JsonResponse

from annotations.models import Article, Project, User
from annotations.permissions import Can, abilities
from annotations.queries.streams import Asker
from annotations.services.tokens import use_token

JSON: Final = "application/json; charset=utf-8"
NUMBERS: Final = ("article", "after", "present")
LARGEST: Final = 2**63 - 1
WORDS: Final = {
    400: ("malformed", "The address holds something that is not known here."),
    401: ("not_signed_in", "Sign in, or send a token."),
    403: ("not_allowed", "The token's scopes do not include reading."),
    404: ("not_found", "There is nothing here, or nothing that you can see."),
}
"""Status → code and sentence of a refusal."""


class Refused(Exception):
    """The question is not answered; ``status`` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    def answer(self) -> JsonResponse:
        code, detail = WORDS[self.status]
        body = {"code": code, "detail": detail}
        response = JsonResponse(body, status=self.status, content_type=JSON)
        if self.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks (``asker``), what they heard last, and whether they are at the article.

    ``after`` is None for whoever wants to hear from now on.
    """

    asker: Asker
    after: int | None
    present: bool


def question(request: HttpRequest, slug: str) -> Question:
    """Read and check a request for news of the project ``slug``. Raises Refused."""
    user = _who(request)
    given = _numbers(request)
    project = (
        Project.objects.visible_to(user).filter(slug=slug).values_list("pk", flat=True).first()
    )
    if project is None:
        raise Refused(404)
    if Can.READ not in abilities(user, project):
        raise Refused(403)
    article = given.get("article")
    if article and not Article.objects.filter(pk=article, project_id=project).exists():
        raise Refused(404)
    by_session = user.token_id is None
    asker = Asker(
        user_id=user.pk,
        project_id=project,
        article_id=article,
        session_key=request.session.session_key if by_session else None,
        token_id=user.token_id,
    )
    present = bool(given.get("present")) and by_session and article is not None
    return Question(asker, given.get("after"), present)


def _who(request: HttpRequest) -> User:
    """The owner of the token that was sent, else whoever signed in. Raises Refused."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        user = use_token(secret.strip()) if scheme.lower() == "bearer" else None
        if user is None:
            raise Refused(401)
        return user
    if not isinstance(request.user, User):
        raise Refused(401)
    return request.user


def _numbers(request: HttpRequest) -> dict[str, int]:
    """The parameters; what a browser says it heard last wins over ``after``. Raises Refused."""
    given = request.GET.dict()
    resumed = request.headers.get("Last-Event-ID", "")
    if resumed:
        given["after"] = resumed
    numbers = {}
    for name, value in given.items():
        if name not in NUMBERS or not (value.isascii() and value.isdigit() and len(value) < 20):
            raise Refused(400)
        numbers[name] = int(value)
        if numbers[name] > LARGEST:
            raise Refused(400)
    return numbers
