"""Which licences let a text be passed on. What is not on the list, or not said, does not.

People write licences in many ways ("CC BY 4.0", "cc-by-4.0", an address of creativecommons.org):
all are read as one name, that of the SPDX licence list (https://spdx.org/licenses/) in small
letters. NonCommercial lets a text be passed on, with its terms; NoDerivatives does not, as a masked
text is a derivative.
"""

import re
from typing import Final

_ADDRESS: Final = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/(zero|mark))"
    r"/([0-9.]+)(?:/([a-z]{2,3}))?(?:/.*)?"
)
_LETS: Final = (
    r"cc-by(?:-nc)?(?:-sa)?(?:-[1-4]\.[05](?:-[a-z]{2,3})?)?",
    r"cc0(?:-1\.0)?|cc-pdm-1\.0|public-domain",
    r"pddl(?:-1\.0)?|odc-by(?:-1\.0)?|cdla-permissive-[12]\.0",
    r"ogl-uk-[1-3]\.0|etalab-2\.0",
)
_REDISTRIBUTABLE: Final = re.compile("|".join(_LETS))
_SPDX: Final = re.compile(
    r"(?:cc-by(?:-nc)?(?:-sa|-nd)?-[1-4]\.[05]|cc0-1\.0|pddl-1\.0|odc-by-1\.0)"
)


def lets_redistribute(licence: str) -> bool:
    """Whether a text under ``licence`` may be passed on; one that says nothing may not."""
    return _REDISTRIBUTABLE.fullmatch(_name(licence)) is not None


def spdx(licence: str) -> str | None:
    """The name of a licence on the SPDX list, for the machines that ask for it."""
    name = _name(licence)
    if not _SPDX.fullmatch(name):
        return None
    return "ODC-By-1.0" if name == "odc-by-1.0" else name.upper()


def _name(licence: str) -> str:
    given = licence.strip().casefold()
    address = _ADDRESS.fullmatch(given)
    if address:
        terms, public, version, country = address.groups()
        kind = f"cc-{terms}" if terms else {"zero": "cc0", "mark": "cc-pdm"}[public]
        return "-".join(filter(None, (kind, version, country)))
    return re.sub(r"[\s_-]+", "-", given)
