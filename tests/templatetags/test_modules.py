"""A page names every module that its script needs, so that none is asked for late."""

import re
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

from annotations.templatetags.modules import imported, module_preloads

FOLDER = Path(settings.BASE_DIR) / "annotations" / "static"


def test_what_a_module_imports_is_named_however_far_down():
    found = imported("annotations/annotate.js")
    assert "annotations/marks.js" in found
    assert "annotations/text.js" in found  # by way of offsets.js
    assert "annotations/annotate.js" not in found
    assert len(found) == len(set(found))


def test_nothing_that_is_imported_is_forgotten():
    named = {"annotations/annotate.js", *imported("annotations/annotate.js")}
    for name in named:
        source = (FOLDER / name).read_text(encoding="utf-8")
        for other in re.findall(r'from "\./([\w.-]+)"', source):
            assert f"annotations/{other}" in named


def test_each_is_a_link_that_the_policy_allows():
    html = module_preloads("annotations/review.js")
    assert f'<link rel="modulepreload" href="{static("annotations/marks.js")}">' in html
