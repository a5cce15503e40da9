"""Which passwords are refused beside the short ones."""

import re
from typing import Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator

DRESSED: Final = re.compile(r"[\W\d_]{0,4}(.*?)[\W\d_]{0,4}", re.DOTALL)


class NotACommonOne(CommonPasswordValidator):
    """Neither a password of the list of leaked ones, nor one of them dressed up to be long enough.

    ``password2026!`` and ``dragondragon`` are guessed right after ``password`` and ``dragon``.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        lowered = password.lower()
        match = DRESSED.fullmatch(lowered)
        undressed = match[1] if match else lowered
        once = undressed[: (undressed * 2).find(undressed, 1)]
        for word in (password, undressed, once):
            super().validate(word, user)
