"""What a hand does on the pages, and what the eye waits for."""

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Route, expect

from annotations.models import Annotation
from tests.browser.proxy import Wire

AXE = "axe.run({resultTypes: ['violations']}).then(({violations}) => violations)"
READING = 1500  # ms for which a card has to stand there to count as looked at

POINTS = """([words, last]) => {
  const article = document.getElementById("article");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const place = node.data.indexOf(words);
    if (place < 0 || !node.parentElement.closest("[data-start]")) continue;
    const range = document.createRange();
    const at = last ? place + words.length - 1 : place;
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    node.parentElement.scrollIntoView({ block: "nearest" });
    const box = range.getBoundingClientRect();
    return [last ? box.right - 1 : box.left + 1, box.top + box.height / 2];
  }
}"""


TAG = """([words, key]) => {
  const walker = document.createTreeWalker(
    document.getElementById("article"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const place = node.data.indexOf(words);
    if (place < 0 || !node.parentElement.closest("[data-start]")) continue;
    const range = document.createRange();
    range.setStart(node, place);
    range.setEnd(node, place + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.getElementById("article").dispatchEvent(press);
    return;
  }
  throw new Error(`not in the text: ${words}`);
}"""


def tag(page: Page, words: str, key: str = "1") -> None:
    """Select ``words`` and press a key, faster than any hand: the same way through the page."""
    page.evaluate(TAG, [words, key])


def drag(page: Page, first: str, last: str) -> None:
    """Select from the start of ``first`` to the end of ``last``, as a hand does."""
    page.evaluate(POINTS, [last, True])  # both in view first
    start = page.evaluate(POINTS, [first, False])
    end = page.evaluate(POINTS, [last, True])
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, end[1])
    page.mouse.move(*end)
    page.mouse.up()
    expect(page.locator("#selection-bar")).to_be_visible()


def reconnect(page: Page, wire: Wire) -> None:
    """Mend the wire, and let the browser say so as it does when a network comes back."""
    wire.restore()
    page.evaluate("dispatchEvent(new Event('online'))")


class Barrier:
    """Keeps the requests of a page to matching addresses waiting until it is lifted."""

    def __init__(self, page: Page, matching: re.Pattern[str]) -> None:
        self._waiting: list[Route] = []
        self._lifted = False
        page.route(matching, self._meet)

    def lift(self) -> None:
        self._lifted = True
        while self._waiting:
            self._waiting.pop(0).continue_()

    def _meet(self, route: Route) -> None:
        if self._lifted:
            route.continue_()
        else:
            self._waiting.append(route)


class Keyboard:
    """The keyboard of a page, which counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def selected(page: Page) -> str:
    """The selected words, as the browser gives them."""
    words: str = page.evaluate("getSelection().toString()")
    return words


def focused(page: Page) -> str:
    """Id, name or tag of what has the focus."""
    found: str = page.evaluate(
        "(({id, name, localName}) => id || name || localName)(document.activeElement)"
    )
    return found


def hand_in(page: Page) -> None:
    """Submit for sign-off, and say yes."""
    page.get_by_role("button", name="Submit for sign-off").click()
    with page.expect_navigation():
        page.locator("#submit-dialog [value=go]").click()


def saved(page: Page, *, seconds: int = 10) -> None:
    """Wait until everything that was changed is stored."""
    done = re.compile(r"^Saved \d")
    expect(page.locator("#saved")).to_have_text(done, timeout=seconds * 1000)


def shows(page: Page, claim: Annotation) -> None:
    """Wait until the card of ``claim`` is open and its keys work."""
    expect(page.locator("#inspector")).to_have_attribute("data-shown", str(claim.pk))
    expect(page.locator("#inspector [data-card]")).to_have_attribute("data-card", str(claim.pk))


def look_at(page: Page, claims: list[Annotation]) -> None:
    """Walk through the claims and look at the card of each for as long as reading takes.

    The page's clock goes on by itself as well.
    """
    page.clock.install()
    for claim in claims:
        page.keyboard.press("j")
        shows(page, claim)
        page.clock.fast_forward(READING)
        expect(page.locator("#inspector")).to_have_attribute("data-looked", str(claim.pk))


def remembered(page: Page) -> str:
    """Everything that the page keeps for its tab."""
    kept: str = page.evaluate("JSON.stringify({...sessionStorage})")
    return kept


def problems(page: Page) -> list[tuple[str, str]]:
    """What axe finds: rule and element. It is brought to a page once, whatever is shown there."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [
        (each["id"], node["html"][:120]) for each in page.evaluate(AXE) for node in each["nodes"]
    ]


def clean(page: Page) -> None:
    assert problems(page) == []
