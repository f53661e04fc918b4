"""``dcat.jsonld``: a release as a DCAT 3 dataset, for data catalogues.

The release is a dataset whose parts are its tables; a table is a dataset with one
distribution, its file. (A distribution of the whole would claim that one table says what all
of them say.) The context stands in the file, so it is read without a network.

Source: https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.release.versions import DESCRIPTOR

Stated = Mapping[str, Any]

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"


def dataset(stated: Stated) -> dict[str, Any]:
    """Return the DCAT description of the release that ``stated`` describes."""
    parent = stated["release"]["parent"]
    return {
        "@context": _CONTEXT,
        "@id": "./",
        "@type": "dcat:Dataset",
        "dcterms:title": _english(stated["title"]),
        "dcterms:description": _english(stated["description"]),
        "dcterms:identifier": stated["release"]["contentDigest"],
        "dcterms:issued": _instant(stated["created"]),
        "dcat:version": stated["version"],
        **({"dcat:previousVersion": {"@id": f"../{parent}/"}} if parent else {}),
        "prov:wasDerivedFrom": list(_sources(stated)),
        "dcterms:hasPart": [_table(resource, stated) for resource in stated["resources"]],
        "dcat:distribution": [_whole(stated), *_others(stated)],
    }


def _table(resource: Mapping[str, Any], stated: Stated) -> dict[str, Any]:
    return {
        "@id": f"#{resource['name']}",
        "@type": "dcat:Dataset",
        "dcterms:title": resource["name"],
        "dcterms:description": _english(f"{resource['description']} {resource['rows']} rows."),
        "dcterms:identifier": resource["contentDigest"],
        "dcat:version": stated["version"],
        "dcat:distribution": _file(resource, resource["mediatype"]),
    }


def _whole(stated: Stated) -> dict[str, Any]:
    """The folder, by way of its descriptor."""
    return {
        "@id": DESCRIPTOR,
        "@type": "dcat:Distribution",
        "dcterms:title": _english("The whole release, as a Data Package"),
        "dcterms:conformsTo": {"@id": stated["$schema"]},
        "dcat:accessURL": {"@id": DESCRIPTOR},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}/application/json"},
    }


def _others(stated: Stated) -> Iterator[dict[str, Any]]:
    for entry in stated["release"]["files"]:
        if str(entry["path"]).endswith(".html"):
            yield {**_file(entry, "text/html"), "dcterms:title": _english("Merge report")}


def _file(entry: Mapping[str, Any], media: str) -> dict[str, Any]:
    return {
        "@id": entry["path"],
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": entry["path"]},
        "dcat:downloadURL": {"@id": entry["path"]},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}/{media}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(entry["bytes"])},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {
                "@type": "xsd:hexBinary",
                "@value": str(entry["hash"]).removeprefix("sha256:"),
            },
        },
    }


def _sources(stated: Stated) -> Iterator[dict[str, Any]]:
    for source in stated.get("sources", ()):
        fetched = source["fetched"]
        yield {
            **({"@id": source["path"]} if source.get("path") else {}),
            "@type": "prov:Entity",
            "dcterms:title": _english(source["title"]),
            **({"dcterms:rights": source["licence"]} if source["licence"] else {}),
            **({"dcterms:modified": _instant(fetched["last"])} if fetched else {}),
        }


def _english(text: str) -> dict[str, str]:
    return {"@language": "en", "@value": text}


def _instant(text: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": text}
