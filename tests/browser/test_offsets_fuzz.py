"""The offset module in a real browser, against bookkeeping of its own, as often as it takes."""

from pathlib import Path

import pytest
from django.templatetags.static import static
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FUZZ = Path(__file__).with_name("fuzz_offsets.js").read_text()
SEEDS = (20251125, 7, 132078)
CHECKS = 132_078


def test_no_boundary_of_any_article_is_a_code_point_off(page, live_server):
    page.goto(live_server.url + reverse("account_login"))
    found = [page.evaluate(FUZZ, [seed, 260, 30, static("annotations")]) for seed in SEEDS]
    assert [failure for one in found for failure in one["failures"]] == []
    assert sum(one["checks"] for one in found) >= CHECKS
