"""Who asks."""

from django.http import HttpRequest

from annotations.models import User


def signed_in(request: HttpRequest) -> User:
    """The person behind the request; the view has made sure that somebody signed in."""
    assert isinstance(request.user, User)
    return request.user
