"""croissant.json: the release as MLCommons Croissant 1.1 (https://docs.mlcommons.org/croissant/).

A record is one line of a jsonl file. Parquet files are listed, their columns describe themselves.
"""

import json
from pathlib import PurePosixPath
from typing import Any, Final

from annotations.domain.licences import spdx
from annotations.formats.releases.facts import Facts, FileFacts, Head

CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract"),
            *("field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray"),
            *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
            *("references", "regex", "repeated", "replace", "samplingRate", "separator", "source"),
            *("subField", "transform"),
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "sc": "https://schema.org/",
}
MEDIA_TYPES: Final = {".jsonl": "application/jsonlines", ".parquet": "application/x-parquet"}

# Name, column of the line, path inside it, type, what it is.
FIELDS: Final = (
    ("article", "article", "id", "Integer", "Joins the texts of one article."),
    ("headline", "article", "headline", "Text", "The headline of the article."),
    ("language", "article", "language", "Text", "The language, as a BCP 47 tag."),
    ("sha256", "revision", "sha256", "Text", "SHA-256 of the text as it is here, in UTF-8."),
    ("text", "revision", "text", "Text", "The text; offsets count its Unicode code points."),
)
LISTS: Final = (
    ("annotation_id", "id", "Text", "UUID of each annotation."),
    ("annotation_kind", "kind", "Text", "claim, source or status."),
    ("annotation_quote", "quote", "Text", "The words; parts are joined by “ … ”."),
)


def croissant(facts: Facts) -> bytes:
    """The whole description, as JSON-LD."""
    head = facts.head
    licence = head.options.licence
    known = spdx(licence)
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": f"{head.project}-release-{head.number}",
        "description": f"Claims, sources and verification statuses tagged in news articles by "
        f"{head.name}, release {head.number}. See README.md.",
        "version": f"{head.number}.0.0",
        "datePublished": head.created_at.date().isoformat(),
        "citeAs": _bibtex(head),
        "creator": {"@type": "sc:Organization", "name": head.name},
        "inLanguage": sorted(facts.figures["labels"].get("languages", {})),
        "license": f"https://spdx.org/licenses/{known}" if known else licence or "not given",
        "distribution": [_file(file) for file in facts.data],
        "recordSet": [_records(file) for file in facts.data if file.path.endswith(".jsonl")],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _file(file: FileFacts) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": PurePosixPath(file.path).name,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": MEDIA_TYPES[PurePosixPath(file.path).suffix],
        "sha256": file.sha256,
    }


def _records(file: FileFacts) -> dict[str, Any]:
    name = PurePosixPath(file.path).stem
    plain = [_field(name, file, *field) for field in FIELDS]
    lists = [
        {**_field(name, file, field, "annotations", path, type_, about), "repeated": True}
        for field, path, type_, about in LISTS
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"One text of one article a record, from {file.path}.",
        "field": [*plain, *lists],
    }


def _field(
    records: str, file: FileFacts, name: str, column: str, path: str, type_: str, about: str
) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{records}/{name}",
        "name": name,
        "description": about,
        "dataType": f"sc:{type_}",
        "source": {
            "fileObject": {"@id": file.path},
            "extract": {"column": column},
            "transform": {"jsonPath": path},
        },
    }


def _bibtex(head: Head) -> str:
    title = head.title.replace("{", "(").replace("}", ")")
    key = f"{head.project}-release-{head.number}"
    return f"@misc{{{key}, title = {{{title}}}, year = {{{head.created_at.year}}}}}"
