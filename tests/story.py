"""The story that the desk's main job is tried on: six counts, three sources, one marker for all.

An emoji stands before the first of them, so that whoever counts UTF-16 units is two letters off.
"""

from typing import Final

# ruff: noqa: E501 (a paragraph is one line)

TEXT: Final = """Home / Region / Over 2,100 Morrow sailors held, Sella claims

Over 2,100 Morrow sailors held, Sella claims

Sella’s coast guard officials ⚓🧭 have claimed 2,140 Morrow sailors were taken captive in the first four days of the blockade, the Gull Post reports.

In a clip put on its own channel, a duty officer of the fleet staff added that over 60 pilots have been brought ashore.

The officer also said that 31 patrol boats, 12 tugs, 4 ferries and 9 barges have been sunk.

The Gull Post cannot independently verify these claims, but neutral Esk believes that Morrow’s fleet is badly damaged.

Read more: How the strait was charted, and by whom
"""

SOURCES: Final = (
    "Sella’s coast guard officials",
    "a duty officer of the fleet staff",
    "The officer",
)
CLAIMS: Final = (
    (("2,140 Morrow sailors were taken captive in the first four days of the blockade",), 0),
    (("over 60 pilots have been brought ashore",), 1),
    (("31 patrol boats", "have been sunk"), 2),
    (("12 tugs", "have been sunk"), 2),
    (("4 ferries", "have been sunk"), 2),
    (("9 barges have been sunk",), 2),
)
"""The parts of each claim (the shared predicate is the second), and which source it rests on."""

MARKER: Final = "cannot independently verify these claims"
RIGHT_NUMBER: Final = "Twelve Morrow tugs had been sunk by the fourth day."
