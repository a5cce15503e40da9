"""README.md: the dataset card, with the front matter that dataset hubs read."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from annotations.domain.licences import spdx
from annotations.domain.sides import BY_DATE, BY_HASH
from annotations.formats.redaction import ALL, BY_LICENCE
from annotations.formats.releases.facts import Facts, FileFacts
from annotations.formats.releases.figures import COUNTED
from annotations.formats.releases.words import plain, quoted, several, table


def card(facts: Facts) -> bytes:
    """The card as Markdown."""
    parts = (_front(facts), _what(facts), _how(facts), _labels(facts), _files(facts))
    lines = [line for part in (*parts, _licence(facts), _limits(facts)) for line in part]
    return ("\n".join(lines) + "\n").encode()


def _front(facts: Facts) -> Iterator[str]:
    """What the Hugging Face Hub reads of a card."""
    licence = spdx(facts.head.options.licence)
    yield "---"
    yield f"pretty_name: {quoted(facts.head.title)}"
    yield f"license: {licence.lower() if licence else 'other'}"
    languages = sorted(facts.figures["labels"].get("languages", {}))
    if languages:
        yield "language:"
        yield from (f"  - {quoted(language)}" for language in languages)
    yield "task_categories:\n  - token-classification"
    yield "configs:\n  - config_name: default\n    data_files:"
    for file in _preferred(facts):
        side = PurePosixPath(file.path).stem
        yield f"      - split: {'train' if side == 'all' else side}\n        path: {file.path}"
    yield "---"


def _preferred(facts: Facts) -> list[FileFacts]:
    parquet = [file for file in facts.data if file.path.endswith(".parquet")]
    return parquet or facts.data


def _what(facts: Facts) -> Iterator[str]:
    head = facts.head
    yield f"\n# {plain(head.title)}\n"
    yield (
        "News articles in which a fact-check desk tagged **claims**, their **sources** and "
        "**verification statuses**, linked them, and gave each claim a finding (desk status)."
    )
    state = (
        "claims in every state"
        if head.options.state == "all"
        else (
            f"claims in the state `{head.options.state}`, with the sources and markers they link to"
        )
    )
    yield f"\n- **What**: {state}, as of {head.created_at:%Y-%m-%d %H:%M:%S} UTC."
    yield f"- **Who**: {plain(head.name)} (`{head.project}`); released by `{head.created_by}`."
    if head.options.notes:
        yield f"- **Notes**: {plain(head.options.notes, 5000)}"
    yield ""
    counts = facts.figures["counts"]
    rows = [(name, str(counts.get(name, 0))) for name in COUNTED]
    yield from table(("Count of", "Number"), rows)


def _how(facts: Facts) -> Iterator[str]:
    head, counts = facts.head, facts.figures["counts"]
    yield "\n## How it was annotated\n"
    yield (
        f"{several(counts['annotators'], 'person', 'people')} tagged, "
        f"{counts['reviewers']} reviewed. A claim is approved by "
        f"{several(head.required_approvals, 'reviewer')} who did not work on "
        "it; the approval is bound to what they saw. The decisions are in the data."
    )
    yield (
        f"\nThe labelling guide stood at version {head.guidelines_version}. `guidelines_version` "
        "of each annotation is the version that stood when it was made; imported ones have none."
    )
    yield (
        "\nA block with `complete` was tagged completely: there, and nowhere else, is an unmarked "
        f"passage a negative example. {counts.get('fully annotated blocks', 0)} of "
        f"{counts.get('blocks', 0)} blocks are."
    )
    yield "\n### Agreement\n"
    yield (
        "No agreement figures are available: the desk works on one shared layer of annotations, "
        "and no text was tagged twice independently."
    )


def _labels(facts: Facts) -> Iterator[str]:
    yield "\n## Label counts"
    labels: Mapping[str, Mapping[str, int]] = facts.figures["labels"]
    for name, counted in labels.items():
        yield f"\n### {name[:1].upper()}{name[1:]}\n"
        rows = [(plain(label), str(number)) for label, number in counted.items()]
        yield from table(("Label", "Number"), rows)


def _files(facts: Facts) -> Iterator[str]:
    yield "\n## Files\n"
    rows = [
        (f"`{file.path}`", "" if file.rows is None else str(file.rows), str(file.size))
        for file in sorted(facts.files, key=lambda file: file.path)
    ]
    yield from table(("File", "Rows", "Bytes"), rows)
    yield (
        "\nEvery format has the same documents. Offsets are Unicode code points of the text, "
        "0-based, end exclusive: in Python `text[start:end] == quote`. `MANIFEST.json` has the "
        "SHA-256 of each file, the versions of the vocabularies and the query; `CHANGES.md` what "
        "is new."
    )
    yield from _split(facts)


def _split(facts: Facts) -> Iterator[str]:
    options = facts.head.options
    if options.split not in (BY_HASH, BY_DATE):
        return
    yield "\n### Train, dev and test\n"
    rows = [
        (f"`{side}`", str(counted.get("texts", 0)), str(counted.get("claims", 0)))
        for side, counted in facts.figures["sides"].items()
    ]
    yield from table(("Side", "Texts", "Claims"), rows)
    way = "by a hash of the group: 80 % train, 10 % dev, 10 % test"
    if options.split == BY_DATE:
        dev = f"dev from {options.dev_from}, " if options.dev_from else ""
        way = f"by the day of the oldest article of the group: {dev}test from {options.test_from}"
    yield (
        f"\nDivided {way}. A group is what belongs together: articles of one story, with the same "
        "text, or whose claims are linked; it stays on one side, and an article keeps its side in "
        "later releases that are divided in the same way. `splits.csv` has group and side of each."
    )
    torn = facts.figures.get("torn groups", 0)
    if torn:
        lie = "lies" if torn == 1 else "lie"
        yield (
            f"\n{several(torn, 'group')} {lie} on several sides: their articles were joined after "
            "they were divided."
        )


def _licence(facts: Facts) -> Iterator[str]:
    options = facts.head.options
    yield "\n## Licence\n"
    given = plain(options.licence) if options.licence else "no licence was given: ask the desk"
    yield f"The annotations: {given}."
    yield "The texts: each article has its own licence, in `article.licence`; counts are above."
    if options.texts == ALL:
        yield "All texts are in this release by the word of whoever released it."
        return
    which = " whose licence does not let them be passed on" if options.texts == BY_LICENCE else ""
    yield (
        f"Texts{which} are not in this release: every character of them is `█`, so that offsets "
        "hold, and each passage has the SHA-256 of its words. With copies of your own, "
        "`python put_text_back.py COPIES data/*.jsonl` puts them back and checks them."
    )


def _limits(facts: Facts) -> Iterator[str]:
    options = facts.head.options
    yield "\n## Limits\n"
    if options.unmasked:
        yield "- Confidential sources can be read in this release. Do not pass it on."
    else:
        yield "- Confidential sources are masked: their words are `█`, their names are gone."
    if not options.boilerplate:
        yield "- Boilerplate blocks are masked, and what was tagged there is left out."
    yield (
        "- A finding is what the desk concluded from what it knew on that day. The articles are a "
        "choice of this desk, not a sample of the news."
    )
    yield "\nLeft out or hidden:\n"
    if not facts.lost:
        yield "- nothing"
    yield from (f"- {plain(what)}: {number}" for what, number in sorted(facts.lost.items()))
