"""Where a sentence waits that is said on the next page."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class InCookie(CookieStorage):
    """Signed, and bound to this host like our other cookies."""

    cookie_name = "__Host-messages"


class Messages(FallbackStorage):
    """In a cookie, where no other request can overwrite it; what is too long in the session.

    A session is saved as a whole: of two tabs that ask at the same time, the later one would put
    back what it read, without the sentence that the earlier one left there.
    """

    storage_classes = (InCookie, SessionStorage)
