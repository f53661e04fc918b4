"""What a release says of itself fits the standards it names, as their own schemas have them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import dplib
import jsonschema
import pyarrow.parquet as pq
import pytest
import rdflib
import rocrate
from frictionless import Package, Resource
from rdflib.namespace import DCAT, DCTERMS
from rocrate.rocrate import ROCrate

from pipeline.release import linked
from pipeline.release.inputs import SourceRef
from pipeline.release.verify import verify
from tests.release.rows import entries, published, rows

PROFILES = Path(dplib.__file__).parent / "profiles" / "2.0"
SITE = SourceRef(title="A bookstore", url="https://publications.example.org/")
BASE = "https://data.example.org/releases/one/"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second of two releases, one of its sources without an address."""
    curated = tmp_path_factory.mktemp("curated")
    published(curated, rows(entries(1)), sources={"bookstore": SITE})
    cards = SourceRef(title="Cards of “no” declared site <&>")
    more = entries(2, countries=("TT", "BA"))
    return published(curated, rows(more), sources={"bookstore": SITE, "cards": cards})


@pytest.fixture(scope="module")
def stated(release: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((release / "datapackage.json").read_text())
    return value


def _validator(name: str) -> jsonschema.Draft7Validator:
    schema = json.loads((PROFILES / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())


def test_the_descriptor_fits_the_schema_of_its_standard(stated: dict[str, Any]) -> None:
    assert list(_validator("datapackage").iter_errors(stated)) == []
    for resource in stated["resources"]:
        assert list(_validator("dataresource").iter_errors(resource)) == []
        assert list(_validator("tableschema").iter_errors(resource["schema"])) == []


@pytest.mark.parametrize(
    ("part", "value"),
    [("name", 1), ("resources", []), ("sources", "a site"), ("licenses", [])],
)
def test_the_schema_of_the_standard_would_say_no(
    stated: dict[str, Any], part: str, value: object
) -> None:
    assert not _validator("datapackage").is_valid({**stated, part: value})


def test_nobody_having_stated_a_licence_is_said(stated: dict[str, Any]) -> None:
    assert stated["release"]["licences"] is None
    assert stated["release"]["contributors"] is None
    assert not {"licenses", "contributors"} & stated.keys()
    assert [each["licence"] for each in stated["sources"]] == [None, None]


def test_a_source_says_when_its_pages_were_fetched(stated: dict[str, Any]) -> None:
    bookstore, cards = stated["sources"]
    noon = "2026-11-21T12:00:00Z"
    assert (bookstore["pages"], bookstore["fetched"]) == (1, {"first": noon, "last": noon})
    assert (cards["pages"], cards["fetched"]) == (0, None)


def test_the_linked_descriptions_are_under_the_checksums(
    release: Path, stated: dict[str, Any], tmp_path: Path
) -> None:
    listed = [each["path"] for each in stated["release"]["files"]]
    assert {"ro-crate-metadata.json", "dcat.jsonld"} <= set(listed)
    assert listed == sorted(listed)
    assert verify(release) == []

    copy = shutil.copytree(release, tmp_path / release.name)
    (copy / "dcat.jsonld").write_text("{}")
    assert [(each.file, each.kind) for each in verify(copy)] == [("dcat.jsonld", "hash")]


def test_they_are_made_from_the_descriptor_alone(
    release: Path, stated: dict[str, Any], tmp_path: Path
) -> None:
    own = {"ro-crate-metadata.json", "dcat.jsonld"}
    files = [each for each in stated["release"]["files"] if each["path"] not in own]
    before = {**stated, "release": {**stated["release"], "files": files}}

    assert linked.add(tmp_path, before) == stated
    for name in own:
        assert (tmp_path / name).read_bytes() == (release / name).read_bytes()


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_an_ro_crate_reader_finds_every_file(release: Path, stated: dict[str, Any]) -> None:
    found = ROCrate(release)
    files = {each.id: each for each in found.data_entities}
    assert set(files) == {
        str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()
    } - {"ro-crate-metadata.json"}
    for resource in stated["resources"]:
        assert f"sha256:{files[resource['path']]['sha256']}" == resource["hash"]
    root = found.root_dataset
    assert {"name", "description", "datePublished", "license"} <= set(root.properties())
    assert root["license"]["name"] == "No licence is stated"


def test_every_word_of_the_crate_is_in_its_vocabulary(release: Path) -> None:
    shipped = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"
    words = json.loads(shipped.read_text(encoding="utf-8"))["@context"].keys()
    for entity in _json(release / "ro-crate-metadata.json")["@graph"]:
        assert {key for key in entity if not key.startswith("@")} <= words
        assert entity["@type"] in words


def test_every_id_that_the_crate_refers_to_is_described_in_it(release: Path) -> None:
    entities = _json(release / "ro-crate-metadata.json")["@graph"]
    known = {each["@id"] for each in entities}
    assert len(known) == len(entities)
    assert _referred(entities) <= known | {"https://w3id.org/ro/crate/1.2"}


def _referred(value: Any) -> set[str]:
    if isinstance(value, list):
        return {name for each in value for name in _referred(each)}
    if isinstance(value, dict) and value.keys() == {"@id"}:
        return {value["@id"]}
    return _referred(list(value.values())) if isinstance(value, dict) else set()


@pytest.fixture(scope="module")
def graph(release: Path) -> rdflib.Graph:
    with pytest.warns(DeprecationWarning, match="ConjunctiveGraph"):  # rdflib's own, in its parser
        return rdflib.Graph().parse(release / "dcat.jsonld", format="json-ld", publicID=BASE)


def test_dcat_names_every_table_with_its_file(
    graph: rdflib.Graph, release: Path, stated: dict[str, Any]
) -> None:
    whole = rdflib.URIRef(BASE)
    assert (whole, rdflib.RDF.type, DCAT.Dataset) in graph
    assert len(set(graph.objects(whole, DCTERMS.hasPart))) == len(stated["resources"])
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    for resource in stated["resources"]:
        file = rdflib.URIRef(BASE + resource["path"])
        assert graph.value(file, DCAT.byteSize).toPython() == resource["bytes"]  # type: ignore[union-attr]
        digest = graph.value(graph.value(file, spdx.checksum), spdx.checksumValue)
        assert f"sha256:{digest}" == resource["hash"]


def test_dcat_says_which_release_came_before(graph: rdflib.Graph) -> None:
    before = graph.value(rdflib.URIRef(BASE), rdflib.URIRef(f"{DCAT}previousVersion"))
    assert str(before) == "https://data.example.org/releases/2026-11-21.1/"


# Where frictionless helps and where it does not: see ADR 12.


def test_frictionless_reads_the_descriptor(release: Path) -> None:
    package = Package(str(release / "datapackage.json"))
    assert package.resource_names[0] == "works"
    assert package.get_resource("works").schema.primary_key == ["work_id"]


def test_frictionless_takes_a_wrong_hash_of_a_parquet_file_and_we_do_not(
    release: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(release, tmp_path / release.name)
    descriptor = _json(copy / "datapackage.json")
    descriptor["resources"][0]["hash"] = "sha256:" + 64 * "0"
    (copy / "datapackage.json").write_text(json.dumps(descriptor))

    told = Package(str(copy / "datapackage.json")).get_resource("works").validate()

    assert "hash-count" not in {error.type for task in told.tasks for error in task.errors}
    assert ("works.parquet", "hash") in {(each.file, each.kind) for each in verify(copy)}


def test_frictionless_takes_lists_for_errors(release: Path, tmp_path: Path) -> None:
    pq.write_table(pq.read_table(release / "works.parquet"), tmp_path / "works.parquet")
    schema = _json(release / "datapackage.json")["resources"][0]["schema"]
    told = Resource(
        {"name": "works", "path": "works.parquet", "schema": schema}, basepath=str(tmp_path)
    )

    errors = {error.type for task in told.validate().tasks for error in task.errors}

    assert "type-error" in errors
