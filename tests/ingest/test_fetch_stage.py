"""`collate run --crawl`: sources of a user's own file, on this machine and in an object store."""

from __future__ import annotations

import ipaddress
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline import load, stages
from pipeline.errors import FetchError
from pipeline.ingest import store
from pipeline.ingest.crawl import fetch_one
from pipeline.stages import Request
from tests.ingest.server import Site, page, served
from tests.pages import Card
from tests.pages import page as cards

pytestmark = pytest.mark.heavy
NIGHT = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with served(Site()) as site:
        site.answers = {"/robots.txt": page(b"", 404)}
        show(site, range(8))
        yield site


def show(site: Site, numbers: range) -> None:
    body = cards(map(Card, numbers)).encode()
    site.answers["/cards"] = page(body, Content_Type="text/plain; charset=utf-8")


def declare(folder: Path, site: Site) -> Path:
    path = folder / "sources.toml"
    path.write_text(
        f'[own_cards]\ntitle = "Ours"\nlayout = "labelled_cards"\nwords = ["of no page"]\n'
        f'[own_cards.fetch]\nstart = "{site.root}/cards"\nprivate = true\ndelay = 0\n',
        encoding="utf-8",
    )
    return path


def night(folder: Path, day: int, *more: str) -> subprocess.CompletedProcess[str]:
    words = ["run", "--plain", "--crawl", "--source", "own_cards", "--curated", "curated"]
    words += ["--as-of", f"2026-11-{day}T02:00:00Z", "--prove", "0", *more]
    command = [sys.executable, "-m", "pipeline", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_three_nights_of_a_source_of_ones_own(site: Site, tmp_path: Path) -> None:
    declare(tmp_path, site)
    first = night(tmp_path, 20)
    assert first.returncode == 0, first.stderr
    assert "own_cards  fetched" in first.stdout

    show(site, range(9))
    second = night(tmp_path, 21)
    assert second.returncode == 0, second.stderr
    assert len(load("works", "latest", tmp_path / "curated")) == 9

    site.answers["/cards"] = page(b"<h1>Service unavailable</h1>", 503)
    third = night(tmp_path, 22)
    assert third.returncode == 0, third.stderr
    assert "own_cards  stale" in third.stdout
    assert "it answered 503" in third.stdout
    assert len(load("works", "latest", tmp_path / "curated")) == 9


def test_pages_are_fetched_into_an_object_store(
    site: Site, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLATE_SOURCES", str(declare(tmp_path, site)))
    raw = store.folder(f"{bucket}/raw")
    first = Request(as_of=NIGHT, raw=raw, only=("own_cards",), curated=tmp_path / "curated")
    assert [each.state for each in stages.fetch(first)] == ["fetched"]
    there = store.objects(raw)
    assert sorted(name.rpartition(".")[2] for name in there) == ["json", "json", "txt"]
    assert any(name.startswith("own_cards/crawls/000001-") for name in there)
    (found,) = stages.ingest(first).snapshots
    assert found.content == cards(map(Card, range(8))).encode()

    second = replace(first, as_of=NIGHT + timedelta(days=1))
    assert [each.state for each in stages.fetch(second)] == ["unchanged"]
    assert set(there) < set(store.objects(raw))
    assert stages.ingest(second).snapshots == (found,)


def test_one_page_is_fetched_for_a_look(site: Site) -> None:
    found = fetch_one(f"{site.root}/cards", private=True)
    assert found.content == cards(map(Card, range(8))).encode()
    assert (found.url, found.page, found.charset) == (f"{site.root}/cards", "cards", "utf-8")
    with pytest.raises(FetchError, match="it answered 404"):
        fetch_one(f"{site.root}/none", private=True)


def certified(site: Site, folder: Path) -> Path:
    """Let a site speak TLS, with a certificate that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    host = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    certificate = folder / "certificate.pem"
    certificate.write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(secret)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, folder / "key.pem")
    site.socket = tls.wrap_socket(site.socket, server_side=True)
    return certificate


def test_a_certificate_counts(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certified(site, tmp_path)
    url = site.root.replace("http:", "https:") + "/cards"
    with pytest.raises(FetchError, match="its certificate cannot be trusted"):
        fetch_one(url, private=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch_one(url, private=True).content == cards(map(Card, range(8))).encode()


def test_a_source_that_cannot_be_fetched_is_said_with_those_that_can(tmp_path: Path) -> None:
    ended = night(tmp_path, 20)
    assert ended.returncode == 2
    assert "own_cards cannot be fetched. These can be: " in ended.stderr
    assert "icat_publications, iom_catalogue, iom_topics" in ended.stderr
