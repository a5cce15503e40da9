"""The keys that a person chose; they are kept with the person and go where the person signs in."""

from typing import Any

from django.db import transaction

from annotations.domain import shortcuts
from annotations.models import User


@transaction.atomic
def set_shortcuts(*, user: User, keys: shortcuts.Keys) -> User:
    """Give commands other keys; what ``keys`` leaves out has its usual ones again.

    Raises BadShortcut; then nothing is changed.
    """
    return _keep(user, shortcuts.with_keys(_locked(user), keys))


@transaction.atomic
def reset_shortcuts(*, user: User) -> User:
    """Back to the keys that everybody starts with, single keys switched on."""
    return _keep(user, shortcuts.without_changes(_locked(user)))


@transaction.atomic
def switch_single_keys(*, user: User, on: bool) -> User:
    """Switch the commands on keys without Ctrl or Alt on or off; the keys stay as chosen."""
    return _keep(user, shortcuts.with_single_keys(_locked(user), on))


def _locked(user: User) -> dict[str, Any]:
    """What is stored now: another window may have changed another preference."""
    locked = User.objects.select_for_update().only("preferences").get(pk=user.pk)
    preferences: dict[str, Any] = locked.preferences
    return preferences


def _keep(user: User, preferences: dict[str, Any]) -> User:
    user.preferences = preferences
    user.save(update_fields=["preferences"])
    return user
