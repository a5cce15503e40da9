"""A real Chromium: from the click on a link until every annotation is on the page."""

import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.workbench import Workbench

QUIET = ("background-networking", "component-update", "sync", "gpu", "quic")
# From the start of the navigation to the first frame after everything is there.
DRAWN = """
() => new Promise(done => requestAnimationFrame(
  () => setTimeout(() => done(performance.now()))))
"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium quietly: it asks nothing of any network."""
    chromium = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{word}" for word in QUIET)]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        try:
            yield started
        finally:
            started.close()


def signed_in(started: Browser, workbench: Workbench, cookies: dict[str, str]) -> BrowserContext:
    """A window of 1440×900 with somebody's cookies."""
    context = started.new_context(viewport={"width": 1440, "height": 900})
    # A __Host- cookie is set from https only, and sent to http://localhost all the same.
    secure = workbench.address.replace("http:", "https:")
    context.add_cookies(
        [
            {"name": name, "value": value, "url": secure, "secure": True}
            for name, value in cookies.items()
        ]
    )
    return context


def opened(
    workbench: Workbench, cookies: dict[str, str], path: str, wanted: int
) -> tuple[float, float]:
    """Median seconds, of five, until ``wanted`` annotations of a page are drawn, and until its
    scripts are loaded as well.
    """
    took = []
    there = (
        "wanted => document.querySelectorAll('.chip[data-a]').length >= wanted && performance.now()"
    )
    with browser() as started:
        context = signed_in(started, workbench, cookies)
        for _ in range(6):
            page = context.new_page()
            page.goto(f"{workbench.address}{path}", wait_until="commit")
            found = page.wait_for_function(there, arg=wanted).json_value()
            page.wait_for_function("() => document.readyState === 'complete'")
            loaded = page.evaluate(DRAWN)
            took.append((max(found, page.evaluate(PAINTED)), loaded))
            page.close()
    visible, loaded = zip(*took[1:], strict=True)
    return statistics.median(visible) / 1000, statistics.median(loaded) / 1000
