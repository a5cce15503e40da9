"""Who asks: a program with a bearer token, or a person with a session."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotations.models import User
from annotations.services.tokens import use_token


class Bearer(BaseAuthentication):
    """``Authorization: Bearer stet_…``. The user gets the token's scopes for this request."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        user = use_token(secret.strip()) if scheme.lower() == "bearer" else None
        if user is None:
            raise AuthenticationFailed
        return user, None

    def authenticate_header(self, _request: Request) -> str:
        return "Bearer"


class Session(SessionAuthentication):
    """The session of the pages, with their CSRF token in X-CSRFToken."""


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells OpenAPI of tokens."""

    target_class = Bearer
    name = "token"

    def get_security_definition(self, _auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells OpenAPI of sessions."""

    target_class = Session
    name = "session"

    def get_security_definition(self, _auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "__Host-session"}
