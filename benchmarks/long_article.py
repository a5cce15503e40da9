"""A long article in a real Chromium: how soon it is there, and how soon a new tag is painted.

    python -m benchmarks.long_article [WORDS [ANNOTATIONS]]

starts a workbench of its own, invents the article (20,000 words and 2,000 tags unless told
otherwise), drives a browser of 1440×900 and prints medians. Nothing is asserted.
"""

import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import BrowserContext, Page

from benchmarks.browsing import browser, signed_in
from benchmarks.workbench import Workbench, environment

ROUNDS = 7
# What happened is painted when a frame has been drawn after it: the task after an animation frame.
WATCH = """
() => {
  const painted = (told) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => told(performance.now());
    after.port2.postMessage(0);
  });
  window.bench = { pressed: 0, marks: {} };
  addEventListener("keydown", (event) => {
    bench.pressed = event.timeStamp;
    bench.marks = {};
    painted((now) => { bench.marks.frame = now; });
  }, { capture: true });
  bench.until = (there) => new Promise((done) => {
    const look = () => {
      if (!there()) return;
      seen.disconnect();
      painted((now) => done(now - bench.pressed));
    };
    const seen = new MutationObserver(look);
    seen.observe(document.body, { childList: true, subtree: true, attributes: true });
    look();
  });
}
"""
SELECT = """
(round) => {
  const blocks = Array.from(document.querySelectorAll("#article .blk"));
  const visible = blocks.filter((block) => {
    const box = block.getBoundingClientRect();
    return box.top > 130 && box.bottom < innerHeight - 80;
  });
  const walker = document.createTreeWalker(visible[0], NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && !/\\w+ \\w+ \\w+/.test(node.data)) node = walker.nextNode();
  const words = Array.from(node.data.matchAll(/\\w+/g));
  const word = words[round % words.length];
  const range = document.createRange();
  range.setStart(node, word.index);
  range.setEnd(node, word.index + word[0].length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}
"""
CONFIRMED = """
() => {
  const before = document.querySelectorAll("#article .chip").length;
  window.confirmed = bench.until(
    () => document.querySelectorAll("#article .chip").length > before);
}
"""
MOVED = """
() => {
  const before = document.querySelector(".chip[aria-current]")?.id;
  window.moved = bench.until(
    () => (document.querySelector(".chip[aria-current]")?.id ?? before) !== before);
}
"""


@dataclass(frozen=True)
class Figures:
    """Medians in milliseconds."""

    first: float
    visible: float
    all_there: float
    pending: float
    confirmed: float
    moved: float
    size: float

    def __str__(self) -> str:
        return (
            f"marks in view and page ready {self.visible:.0f} ms (with an empty cache "
            f"{self.first:.0f} ms), all tags in the page {self.all_there:.0f} ms "
            f"({self.size:.1f} MB); key 1 to pending paint "
            f"{self.pending:.0f} ms, to the stored mark {self.confirmed:.0f} ms; "
            f"key j to the next tag {self.moved:.0f} ms"
        )


def measure(workbench: Workbench, cookies: dict[str, str], path: str, wanted: int) -> Figures:
    """Open the annotate page at ``path``, which has ``wanted`` tags, and work on it."""
    with browser() as chromium:
        address = f"{workbench.address}{path}"
        firsts = [
            _open(signed_in(chromium, workbench, cookies), address, wanted) for _ in range(ROUNDS)
        ]
        context = signed_in(chromium, workbench, cookies)
        opened = [_open(context, address, wanted) for _ in range(ROUNDS + 1)][1:]
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        page.evaluate(WATCH)
        tags = [_tag(page, number) for number in range(ROUNDS + 1)][1:]
        moves = [_move(page) for _ in range(ROUNDS + 1)][1:]
        size = page.evaluate("performance.getEntriesByType('navigation')[0].decodedBodySize")
    return Figures(
        first=_median(firsts, "visible"),
        visible=_median(opened, "visible"),
        all_there=_median(opened, "all"),
        pending=_median(tags, "pending"),
        confirmed=_median(tags, "confirmed"),
        moved=statistics.median(moves),
        size=size / 1e6,
    )


def _median(rounds: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in rounds)


def _open(context: BrowserContext, address: str, wanted: int) -> dict[str, float]:
    """Open the page anew; its scripts and styles are in the browser's cache, as at any desk."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => document.body?.dataset.ready")
    visible = page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(() =>"
        " done(performance.now()))))"
    )
    page.wait_for_function(
        "(wanted) => document.querySelectorAll('.chip[data-a]').length >= wanted", arg=wanted
    )
    whole = page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    page.close()
    return {"visible": visible, "all": whole}


def _tag(page: Page, number: int) -> dict[str, float]:
    page.evaluate(SELECT, number)
    page.wait_for_selector("#selection-bar:not([hidden])")
    page.evaluate(CONFIRMED)
    page.keyboard.press("1")
    confirmed = page.evaluate("confirmed")
    pending = page.evaluate("bench.marks.frame - bench.pressed")
    page.wait_for_function("() => /\\d/.test(document.getElementById('saved').textContent)")
    return {"pending": pending, "confirmed": confirmed}


def _move(page: Page) -> float:
    page.evaluate(MOVED)
    page.keyboard.press("j")
    took: float = page.evaluate("moved")
    page.wait_for_selector("#inspector:not([hidden])")
    return took


def main() -> None:
    """Measure on a workbench of our own and print the medians."""
    words, annotations = _asked()
    folder = Path(tempfile.mkdtemp(prefix="stetdesk-bench-"))
    environment(folder)
    django.setup()
    from benchmarks.rows import Desk  # noqa: PLC0415 (needs Django's settings)

    workbench = Workbench(folder)
    try:
        with workbench.running() as started:
            desk = Desk(workbench, folder, started, 0)
            figures = desk.long_article(words, annotations)
            print(f"{words:,} words, {annotations:,} tags, medians of {ROUNDS}: {figures}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _asked() -> tuple[int, int]:
    given = [int(word) for word in sys.argv[1:3]]
    words = given[0] if given else 20_000
    return words, given[1] if len(given) > 1 else words // 10


if __name__ == "__main__":
    main()
