"""Every page of the product, as the table of routes knows them, and what is measured on each."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.requests import QUERIES
from tests.test_routes import path_of, rows
from tests.world import World

NO_PAGES = (
    *("api-", "live", "ready", "mfa_download", "outbox-token", "export-script"),
    *("export-file", "release-file", "release-zip", "import-report", "import-table"),
)
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}

SMALL_TARGETS = """() => {
  const interactive = "a[href], button, input:not([type=hidden]), select, textarea, summary," +
    " [role=button], [role=option], [tabindex='0']:not([role=region])";
  const seen = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const inSentence = (node) => {
    if (getComputedStyle(node).display !== "inline") return false;
    const block = node.parentElement.closest("p, dd, dt, li, td, figcaption, label, span, div");
    return block.textContent.trim() !== node.textContent.trim();
  };
  const boxes = (node) => [node, ...(node.labels ?? [])].map((one) => one.getBoundingClientRect());
  const small = (node) => boxes(node).every(({ width, height }) => width < 24 || height < 24);
  const offScreen = (node) => {
    const { right, bottom, width, height } = node.getBoundingClientRect();
    return right + scrollX <= 0 || bottom + scrollY <= 0 || (width <= 1 && height <= 1);
  };
  return Array.from(document.querySelectorAll(interactive))
    .filter((node) => seen(node) && !offScreen(node) && small(node) && !inSentence(node))
    .filter((node) => !node.closest(".visually-hidden, [data-ui]"))
    .map((node) => {
      const { width, height } = node.getBoundingClientRect();
      return `${Math.round(width)}×${Math.round(height)} ${node.outerHTML.slice(0, 110)}`;
    });
}"""
CUT_OFF = """() => Array.from(document.querySelectorAll("body *"))
  .filter((node) => node.checkVisibility() && !node.closest(".visually-hidden, svg, .truncate"))
  .filter((node) => {
    const { overflowX, overflowY, textOverflow } = getComputedStyle(node);
    const across = overflowX === "hidden" && textOverflow !== "ellipsis";
    return (across && node.scrollWidth > node.clientWidth + 1)
      || (overflowY === "hidden" && node.scrollHeight > node.clientHeight + 1);
  })
  .filter((node) => node.clientWidth > 1 && node.innerText?.trim())
  .filter((node) => getComputedStyle(node).textOverflow !== "ellipsis")
  .map((node) => node.outerHTML.slice(0, 110))"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets.push(sheet);
}"""
MOVING = """() => Array.from(document.querySelectorAll("body *")).filter((node) => {
  const { transitionDuration, animationDuration, animationName } = getComputedStyle(node);
  const long = (times) => times.split(",").some((time) => parseFloat(time) > 0);
  return long(transitionDuration) || (animationName !== "none" && long(animationDuration));
}).map((node) => node.outerHTML.slice(0, 110))"""
DEAD_BUTTONS = """() => Array.from(
  document.querySelectorAll("button[type=button]:not([popovertarget])"))
  .filter((node) => node.checkVisibility()).map((node) => node.outerHTML.slice(0, 110))"""


def addresses(world: World) -> Iterator[str]:
    """Of everything that a lead may open and that is a page."""
    for row in rows():
        if row.method != "GET" or row.name.startswith(NO_PAGES) or row.expected["lead"] != "200":
            continue
        yield path_of(row, world) + QUERIES.get(f"{row.name} GET", "")


def visit(page: Page, url: str) -> bool:
    """Open an address; whether it is a page and not a part of one."""
    page.goto(url)
    return page.locator("main#content").count() == 1


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider
