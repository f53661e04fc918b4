"""``ro-crate-metadata.json``: a release as an RO-Crate 1.2, for archives and repositories.

Source: https://w3id.org/ro/crate/1.2
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.release.versions import DESCRIPTOR

Stated = Mapping[str, Any]

VERSION = "https://w3id.org/ro/crate/1.2"
_UNSTATED = "#no-licence-stated"
_TOOL = "#collate"
_RUN = "#run"
_DIGEST = "#content-digest"
_MEDIA = {"html": "text/html", "md": "text/markdown", "jsonld": "application/ld+json"}
_ABOUT = {
    "report/index.html": ("Merge report", "Every merged work with its evidence; opens offline."),
    "CHANGES.md": ("Changes", "What changed since the release before, and why."),
    "dcat.jsonld": ("DCAT description", "The release as a dataset, for data catalogues."),
}


def crate(stated: Stated) -> dict[str, Any]:
    """Return the RO-Crate metadata document of the release that ``stated`` describes."""
    return {"@context": f"{VERSION}/context", "@graph": list(_graph(stated))}


def _graph(stated: Stated) -> Iterator[dict[str, Any]]:
    files = [*_tables(stated), *_others(stated)]
    sources = list(_sources(stated))
    yield {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": VERSION},
        "about": {"@id": "./"},
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{stated['title']}, release {stated['version']}",
        "description": stated["description"],
        "datePublished": stated["created"],
        "version": stated["version"],
        "license": {"@id": _UNSTATED},
        "identifier": {"@id": _DIGEST},
        "hasPart": [{"@id": each["@id"]} for each in files],
        **({"isBasedOn": [{"@id": each["@id"]} for each in sources]} if sources else {}),
        "mentions": {"@id": _RUN},
    }
    yield from files
    yield from sources
    yield from _context(stated, sources)


def _tables(stated: Stated) -> Iterator[dict[str, Any]]:
    for resource in stated["resources"]:
        yield {
            **_file(resource),
            "name": resource["name"],
            "description": f"{resource['description']} {resource['rows']} rows.",
            "encodingFormat": resource["mediatype"],
        }


def _others(stated: Stated) -> Iterator[dict[str, Any]]:
    for entry in stated["release"]["files"]:
        name, told = _ABOUT.get(entry["path"], (entry["path"], entry["path"]))
        media = _MEDIA.get(str(entry["path"]).rpartition(".")[2], "application/octet-stream")
        yield {**_file(entry), "name": name, "description": told, "encodingFormat": media}
    yield {
        "@id": DESCRIPTOR,
        "@type": "File",
        "name": "Data Package descriptor",
        "description": "Every table's columns, keys, units, counts and checksums; every page read.",
        "encodingFormat": "application/json",
        "conformsTo": {"@id": stated["$schema"]},
    }


def _file(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": entry["path"],
        "@type": "File",
        "contentSize": str(entry["bytes"]),
        "sha256": str(entry["hash"]).removeprefix("sha256:"),
    }


def _sources(stated: Stated) -> Iterator[dict[str, Any]]:
    for source in stated.get("sources", ()):
        yield {
            "@id": source.get("path") or f"#source-{source['name']}",
            "@type": "CreativeWork",
            "name": source["title"],
            **({"url": source["path"]} if source.get("path") else {}),
            **({"license": source["licence"]} if source["licence"] else {}),
            **({"dateModified": source["fetched"]["last"]} if source["fetched"] else {}),
        }


def _context(stated: Stated, sources: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    release = stated["release"]
    yield {
        "@id": _UNSTATED,
        "@type": "CreativeWork",
        "name": "No licence is stated",
        "description": "Whoever keeps this release has stated no licence for it, and the sites it "
        "was read from state theirs on their own pages. Ask before you publish it again.",
    }
    yield {
        "@id": _DIGEST,
        "@type": "PropertyValue",
        "name": "Digest of the content of all tables",
        "propertyID": "sha256",
        "value": str(release["contentDigest"]).removeprefix("sha256:"),
    }
    yield {
        "@id": stated["$schema"],
        "@type": "CreativeWork",
        "name": "Data Package, version 2.0",
    }
    yield {
        "@id": _TOOL,
        "@type": "CreativeWork",  # a SoftwareApplication must have an address
        "name": "Collate",
        "version": release["inputs"]["code"],
    }
    yield {
        "@id": _RUN,
        "@type": "CreateAction",
        "name": f"The run that made {stated['version']}",
        "instrument": {"@id": _TOOL},
        "object": [{"@id": each["@id"]} for each in sources],
        "result": {"@id": "./"},
        "endTime": stated["created"],
    }
