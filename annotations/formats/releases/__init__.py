"""The files of a dataset release beside its data: pure functions of what the release holds.

Nothing here looks at a clock or a machine: the same facts give the same bytes.
"""

from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).with_name("put_text_back.py")
"""What readers put texts back with that were kept back; it goes out to them as it stands."""
