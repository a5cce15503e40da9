"""What a page asks for when others changed something."""

import re
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

MOST: Final = 500  # tags or rows in one question
PAGES: Final = ("annotate", "review", "read")
ROW: Final = re.compile(r"[0-9]{1,6}")


class Listed(forms.Field):
    """Values with commas between them."""

    def __init__(self, kind: Callable[[str], Any]) -> None:
        super().__init__(required=False)
        self.kind = kind

    def to_python(self, value: Any) -> list[Any]:
        parts = str(value).split(",") if value else []
        if len(parts) > MOST:
            raise ValidationError("too many")
        try:
            return [self.kind(part) for part in parts]
        except ValueError:
            raise ValidationError("unreadable") from None


def _row(part: str) -> int:
    if not ROW.fullmatch(part):
        raise ValueError(part)
    return int(part)


class RowsForm(forms.Form):
    """The rows of these tags as they are now, and those where the page shows them; or all rows."""

    page = forms.ChoiceField(choices=[(name, name) for name in PAGES])
    tags = Listed(UUID)
    rows = Listed(_row)
    all = forms.BooleanField(required=False)
