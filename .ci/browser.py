"""Print the path of a Chromium or Chrome that runs, installing one where that is possible."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
ADVICE = """\
The tests need a Chromium or Chrome, and none could be found or installed.
Install one ('apt install chromium', 'dnf install chromium', or Chrome itself),
or set CHROME to its path."""


def runs(program: str | None) -> str | None:
    """Return the full path of ``program`` if it starts, else None."""
    path = shutil.which(program) if program else None
    if path is None:
        return None
    try:
        outcome = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except OSError:
        return None
    return None if outcome.returncode else path


def playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def attempt(*command: str) -> None:
    """Run an installer; what matters is whether there is a browser afterwards."""
    print(f"Looking for a browser: {' '.join(command)}", file=sys.stderr)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def candidates() -> Iterator[str]:
    """Yield programs that may be there, then those that each further step installs."""
    yield from (*NAMES, ON_A_MAC)
    yield playwrights_own()
    attempt(sys.executable, "-m", "playwright", "install", "chromium")
    yield playwrights_own()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempt("apt-get", "update", "-qq")
        attempt("apt-get", "install", "-y", "-qq", "chromium-headless-shell")
        yield from NAMES


def main() -> None:
    named = os.environ.get("CHROME")
    if named and not runs(named):
        sys.exit(f"CHROME={named} does not run.")
    found = runs(named) or next(filter(None, map(runs, candidates())), None)
    if found is None:
        sys.exit(ADVICE)
    print(found)


if __name__ == "__main__":
    main()
