"""`collate new-source`: a page in; an entry, a fixture and what to look at out."""

import functools
import json
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.ingest import crawl
from pipeline.ingest.adopt import snapshot
from pipeline.new_source import new_source
from pipeline.run import run
from pipeline.sources import read_page
from pipeline.sources.proposal import proposal, toml
from pipeline.stages import Request
from tests.sources.sites import SITES, WORKS, Site

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
REGULAR = [site for site in SITES if site.source == site.name and site.kind == "html"]
UNREPEATED = {"attributes"}  # tiles without a word of text have nothing to go by
READ_ALREADY = {"table", "drupal"}  # labelled cards: heads of columns, labels


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLATE_SOURCES", raising=False)


def saved(site: Site) -> str:
    path = Path(f"{site.name}.{site.kind}")
    path.write_text(site.page, encoding="utf-8")
    return str(path)


def make(site: Site, name: str = "mine") -> str:
    return new_source(name, saved(site), now=NOW, case="first")


@pytest.mark.parametrize("site", REGULAR, ids=lambda site: site.name)
def test_selectors_are_suggested_that_read_every_title(site: Site) -> None:
    if site.name in UNREPEATED:
        with pytest.raises(UsageError, match="Nothing on this page repeats"):
            make(site)
        return
    made = proposal(snapshot(Path(saved(site)), now=NOW), "mine")
    assert [entry.title for entry in made.laid.entries] == [work.title for work in WORKS]
    assert made.is_suggested == (site.name not in READ_ALREADY)
    assert made.is_suggested == any("suggestions" in doubt for doubt in made.doubts)


def test_the_entry_and_the_fixture_are_written_and_read_the_page() -> None:
    told = make(SITES[1])
    assert tomllib.loads(Path("sources.toml").read_text(encoding="utf-8"))["mine"]["selectors"]
    folder = Path("fixtures/mine/first")
    kept = json.loads((folder / "listings.json").read_text(encoding="utf-8"))
    assert kept["source"] == "mine"
    assert [entry["title"] for entry in kept["entries"]] == [work.title for work in WORKS]
    assert read_page(snapshot(folder / "page.html", now=NOW)).source == "mine"
    assert "4 entries, read by the layout selectors" in told
    assert WORKS[0].title in told


@pytest.mark.parametrize("name", ["rss", "graph", "cards_and_graph"])
def test_a_page_of_a_known_layout_needs_no_selectors(name: str) -> None:
    site = next(site for site in SITES if site.name == name)
    told = make(site)
    entry = tomllib.loads(Path("sources.toml").read_text(encoding="utf-8"))["mine"]
    assert entry["layout"] == site.source
    assert "selectors" not in entry
    assert "suggestions" not in told


CARD = """<h3>{title}</h3><p>An abstract of it in one sentence, as pages have one.</p>
<dl><dt>Country</dt><dd>Chad</dd><dt>Year</dt><dd>2012</dd><dt>Publisher</dt><dd>Press</dd></dl>"""


def test_cards_that_do_not_say_whose_they_are_are_known_by_their_labels() -> None:
    cards = "".join(CARD.format(title=work.title) for work in WORKS)
    Path("page.html").write_text(f"<html><body>{cards}</body></html>", encoding="utf-8")
    new_source("mine", "page.html", now=NOW, case="first")
    entry = tomllib.loads(Path("sources.toml").read_text(encoding="utf-8"))["mine"]
    assert entry["label_set"] == ["country", "publisher", "year"]


def test_labels_that_another_site_has_too_do_not_keep_a_source_out() -> None:
    labels = {"Country": "Chad", "Region": "Africa", "Authors": "Doe, J.", "Year": "2012"}
    card = "".join(f"<p>{label}: {value}</p>" for label, value in labels.items())
    cards = "".join(f"<h3>{work.title}</h3><p>An abstract of it.</p>{card}" for work in WORKS)
    page = f"<title>Works | Office of Works</title><h1>Office of Works</h1>{cards}"
    Path("page.html").write_text(page, encoding="utf-8")
    assert read_page(snapshot(Path("page.html"), now=NOW)).source == "iom_topics"
    new_source("mine", "page.html", now=NOW, case="first")
    assert read_page(snapshot(Path("page.html"), now=NOW)).source == "mine"


def test_the_entries_of_a_menu_are_none_of_the_listing() -> None:
    menu = "<nav><ul><li><a href='/'>The first page of all</a></li></ul></nav>"
    listed = "".join(
        f"<h2>{work.year}</h2><ul><li><a href='/{work.year}'>{work.title}</a> <b>PDF</b></li></ul>"
        for work in WORKS
    )
    Path("page.html").write_text(f"<body>{menu}<main>{listed}</main>{menu}", encoding="utf-8")
    made = proposal(snapshot(Path("page.html"), now=NOW), "mine")
    assert [entry.title for entry in made.laid.entries] == [work.title for work in WORKS]


def test_references_with_the_title_in_italics_are_suggested_one_by_one() -> None:
    listed = "".join(f"<li>Doe, J. (2012). <i>{work.title}</i>. Press.</li>" for work in WORKS)
    Path("page.html").write_text(f"<body><ul>{listed}</ul>", encoding="utf-8")
    made = proposal(snapshot(Path("page.html"), now=NOW), "mine")
    assert [entry.title for entry in made.laid.entries] == [work.title for work in WORKS]


def test_a_host_may_have_several_listings_each_a_source_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards = "".join(CARD.format(title=work.title) for work in WORKS)
    Path("page.html").write_text(f"<html><body>{cards}</body></html>", encoding="utf-8")
    page = snapshot(Path("page.html"), now=NOW)
    fetched = {name: replace(page, url=f"https://example.org/{name}") for name in ("a", "b")}
    monkeypatch.setattr(crawl, "fetch_one", lambda url, **_: fetched[url[-1]])
    for name, each in fetched.items():
        new_source(name, str(each.url), now=NOW, case="first")
    assert {name: read_page(each).source for name, each in fetched.items()} == {"a": "a", "b": "b"}


def test_a_page_that_nothing_tells_from_others_is_refused_and_says_what_to_do() -> None:
    feed = "<rss><channel><item><title>A title of a work</title></item></channel></rss>"
    Path("page.xml").write_text(feed, encoding="utf-8")
    with pytest.raises(UsageError, match="write the entry by hand with `words`"):
        new_source("mine", "page.xml", now=NOW, case="first")
    assert not Path("sources.toml").exists()


def test_nothing_is_ever_overwritten() -> None:
    make(SITES[1])
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match=r"There is a source \[mine\] already"):
        make(SITES[1])
    with pytest.raises(UsageError, match="read by the source mine already"):
        make(SITES[1], "other")
    Path("fixtures/more/first").mkdir(parents=True)
    with pytest.raises(UsageError, match="is there already"):
        make(SITES[2], "more")
    assert all(path.read_bytes() == body for path, body in before.items())


def test_what_a_person_wrote_in_sources_toml_stays_as_it_is() -> None:
    mine = '# my own words\n[a]\ntitle = "A"  # yes\nlayout = "feeds"\nurl = "https://a.org/"'
    Path("sources.toml").write_text(mine, encoding="utf-8")
    make(SITES[1])
    assert Path("sources.toml").read_text(encoding="utf-8").startswith(mine + "\n")


@pytest.mark.parametrize("name", ["", "A", "../x", "a b", "feeds", "selectors", "x" * 99])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        make(SITES[1], name)
    assert not Path("sources.toml").exists()


@pytest.mark.parametrize("body", ["<p>One paragraph.</p>", "<html></html>", "words", "<rss/>"])
def test_a_page_that_lists_nothing_is_refused_and_leaves_nothing(body: str) -> None:
    Path("page.html").write_text(body, encoding="utf-8")
    with pytest.raises(UsageError):
        new_source("mine", "page.html", now=NOW, case="first")
    assert [path.name for path in Path().iterdir()] == ["page.html"]


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="neither an address nor a file"):
        new_source("mine", "nowhere.html", now=NOW, case="first")


def test_any_entry_is_written_so_that_it_reads_back() -> None:
    entry = {"title": 'A "B" \\ \n\t\x00 é', "words": ["x"], "fetch": {"next": "a[rel='n']"}}
    assert tomllib.loads(toml("a", entry)) == {"a": entry}


@pytest.mark.heavy
def test_pages_of_every_kind_of_site_make_one_release(tmp_path: Path) -> None:
    Path("sources.toml").write_text("\n".join(site.entry for site in SITES), encoding="utf-8")
    for site in SITES:
        (tmp_path / "pages").mkdir(exist_ok=True)
        (tmp_path / "pages" / f"{site.name}.{site.kind}").write_text(site.page, encoding="utf-8")
    (tmp_path / "pages" / "sitemap.xml").write_text(
        "<urlset><url><loc>https://e.org/</loc></url></urlset>", encoding="utf-8"
    )
    curated = tmp_path / "curated"
    outcome = run(
        Request(as_of=NOW, pages=(tmp_path / "pages",), curated=curated, raw=tmp_path / "raw")
    )
    assert outcome.published
    assert "sitemap.xml" in outcome.summary
    assert "it is a sitemap" in outcome.summary


@pytest.mark.heavy
def test_a_page_on_the_web_is_fetched_and_declared_with_its_address(
    tmp_path: Path, served: str
) -> None:
    told = new_source("mine", f"{served}/drupal.html", now=NOW, case="first", private=True)
    entry = tomllib.loads(Path("sources.toml").read_text(encoding="utf-8"))["mine"]
    assert entry["fetch"]["start"] == f"{served}/drupal.html"
    assert entry["fetch"]["private"] is True  # or the next crawl would refuse it
    assert "4 entries" in told


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    page = SITES[0].page.replace("https://drupal.example.org/publications", "/publications")
    (folder / "drupal.html").write_text(page, encoding="utf-8")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
