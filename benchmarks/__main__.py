"""Measure, and print our figures beside the targets: ``python -m benchmarks [WORD…]``.

Words choose rows by their names; without any, all are measured (some minutes). The machine should
have nothing else to do. SPANS=100000 makes the large export smaller.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
from rich.console import Console
from rich.table import Table

from benchmarks.workbench import Workbench, environment


def main() -> None:
    """Start a workbench of our own, measure, print, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="stetdesk-bench-"))
    environment(folder)
    django.setup()
    from benchmarks.desk import Desk  # noqa: PLC0415 (needs Django's settings)
    from benchmarks.rows import ROWS  # noqa: PLC0415

    wanted = [row for row in ROWS if not sys.argv[1:] or any(w in row.work for w in sys.argv[1:])]
    table = Table("work", "must", "ours", title="make bench")
    console = Console(width=None if sys.stdout.isatty() else 150)
    workbench = Workbench(folder)
    try:
        with workbench.running() as first:
            console.print(f"first start: {first:.1f} s (database, tables)", style="dim")
        with workbench.running() as again:
            desk = Desk(workbench, folder, again, int(os.environ.get("SPANS", "1000000")))
            for row in wanted:
                ours = row.measure(desk)
                console.print(f"{row.work}: {ours}", style="dim")
                table.add_row(row.work, row.must, ours)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    console.print(table)


if __name__ == "__main__":
    main()
