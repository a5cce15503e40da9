"""Writes the mail that tells a person what came back: no words of an article but its headline.

Of a story with an embargo or a confidential note not even that.
"""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Article, User
from annotations.queries.notices import Bundle
from annotations.services.mailing import Letter
from annotations.templatetags.notices import sentence, who_of


def letter(person: User, bundles: list[Bundle]) -> Letter:
    """The mail to ``person``, in their language."""
    with translation.override(_language(person)):
        number = sum(len(bundle.heard) for bundle in bundles)
        subject = ngettext("%(number)d new notice", "%(number)d new notices", number)
        settings_url = _absolute("account-read") + "#mail"
        body = [
            _("Hello %(name)s,") % {"name": _one_line(str(person))},
            "\n".join(_lines(bundles)),
            f"{_('All of it:')} {_absolute('inbox-list')}",
            f"{_('How often these mails come, or not at all:')} {settings_url}",
        ]
        subject %= {"number": number}
        return Letter(f"Stetdesk: {subject}", "\n\n".join(body) + "\n", settings_url)


def _lines(bundles: list[Bundle]) -> Iterator[str]:
    """What happened, and where to look at it."""
    for bundle in bundles:
        words, values = sentence(bundle)
        article = bundle.notice.article
        said = words.format(who=who_of(bundle), story=_story(article), **values)
        yield f"- {_one_line(said)}\n  {_absolute('article-read', article.pk)}"


def _story(article: Article) -> str:
    secret = article.confidential_note or article.embargo_until
    return _("a story") if secret else f"“{article.headline}”"


def _absolute(name: str, *arguments: object) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _language(person: User) -> str:
    chosen = person.preferences.get("language")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
