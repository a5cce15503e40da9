"""Licences as newsrooms write them: which of them let a text be passed on."""

import pytest

from annotations.domain.licences import lets_redistribute, spdx


@pytest.mark.parametrize(
    "licence",
    [
        *("CC BY 4.0", "cc-by-4.0", "CC BY-SA 3.0", "CC BY-NC-SA 2.5", "CC BY-NC 4.0", "CC-BY"),
        *("CC0", "CC0 1.0", " cc0-1.0 ", "Public Domain", "PDDL-1.0", "OGL-UK-3.0", "CC BY 3.0 US"),
        "https://creativecommons.org/licenses/by/4.0/",
        "http://www.creativecommons.org/licenses/by-sa/3.0/de/deed.de",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://creativecommons.org/publicdomain/mark/1.0/",
    ],
)
def test_these_let_a_text_be_passed_on(licence):
    assert lets_redistribute(licence)


@pytest.mark.parametrize(
    "licence",
    [
        *("", "   ", "All rights reserved", "© Harbour Courier", "CC BY-ND 4.0", "CC BY-NC-ND 4.0"),
        *("not CC BY 4.0", "CC BY 4.0 for the pictures", "cc-by-4.0-only-here", "CC BY 9.9"),
        "https://example.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    ],
)
def test_these_and_none_do_not(licence):
    assert not lets_redistribute(licence)


def test_machines_get_the_name_of_the_spdx_list():
    assert spdx("CC BY-SA 4.0") == "CC-BY-SA-4.0"
    assert spdx("https://creativecommons.org/licenses/by-nd/4.0/") == "CC-BY-ND-4.0"
    assert spdx("CC0 1.0") == "CC0-1.0"
    assert spdx("odc-by 1.0") == "ODC-By-1.0"
    assert spdx("ask Jo") is None
