"""MANIFEST.json and CITATION.cff: what is in a release, and how to cite it."""

import json
from dataclasses import asdict
from typing import Any

from annotations.domain.licences import spdx
from annotations.formats.records import SCHEMA
from annotations.formats.releases.facts import Facts, Head
from annotations.formats.releases.words import quoted


def manifest(facts: Facts) -> bytes:
    """Every other file with its SHA-256 and rows, and all that the data depends on."""
    head = facts.head
    told: dict[str, Any] = {
        "release": head.number,
        "project": {"slug": head.project, "name": head.name},
        "created_at": head.created_at.isoformat(),
        "created_by": head.created_by,
        "notes": head.options.notes,
        "licence_of_annotations": head.options.licence,
        "schema": SCHEMA,
        "unit": "code_point",
        "query": head.options.query,
        "compared_with": head.earlier,
        "guidelines_version": head.guidelines_version,
        "vocabularies": head.vocabularies,
        "figures": facts.figures,
        "lost": dict(facts.lost),
        "files": [asdict(file) for file in sorted(facts.files, key=lambda file: file.path)],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def citation(head: Head) -> bytes:
    """The Citation File Format, version 1.2.0 (https://citation-file-format.github.io/)."""
    licence = spdx(head.options.licence)
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this dataset, please cite it as below."',
        "type: dataset",
        f"title: {quoted(f'{head.name}: annotated claims')}",
        "authors:",
        f"  - name: {quoted(head.name)}",
        f'version: "{head.number}"',
        f"date-released: {head.created_at:%Y-%m-%d}",
        *([f"license: {licence}"] if licence else []),
    ]
    return ("\n".join(lines) + "\n").encode()
