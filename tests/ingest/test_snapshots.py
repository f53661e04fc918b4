"""Pages are kept once, by content, and what is damaged is said."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import PageError, UsageError
from pipeline.ingest import adopt, names, snapshots

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _drop(folder: Path, **pages: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def _names(raw: Path) -> list[str]:
    return sorted(page.content.decode() for page in snapshots.current(raw)[0])


def test_a_file_becomes_one_snapshot_named_by_its_content(tmp_path: Path) -> None:
    found, aside = adopt.adopt([_drop(tmp_path / "in", a="one")], tmp_path / "raw", now=NOON)
    assert not aside
    assert (tmp_path / "raw" / "adopted" / f"{found[0].sha256}.txt").read_text() == "one"


def test_equal_bytes_under_two_names_are_one_snapshot(tmp_path: Path) -> None:
    found, _ = adopt.adopt([_drop(tmp_path / "in", b="one", a="one")], tmp_path / "raw", now=NOON)
    assert [page.page for page in found] == ["a.txt"]


def test_adopting_again_keeps_the_first_name_and_time(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    adopt.adopt([_drop(tmp_path / "in", a="one")], raw, now=NOON)
    later = NOON + timedelta(days=1)
    found, _ = adopt.adopt([_drop(tmp_path / "other", z="one")], raw, now=later)
    assert [(page.page, page.fetched_at) for page in found] == [("a.txt", NOON)]


def test_a_new_state_of_a_page_replaces_the_old_one(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for day, text in enumerate(["first", "second"]):
        adopt.adopt([_drop(tmp_path / "in", a=text)], raw, now=NOON + timedelta(days=day))
    assert _names(raw) == ["second"]


def test_a_page_that_goes_back_is_current_in_its_old_state(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for day, text in enumerate(["first", "second", "first"]):
        adopt.adopt([_drop(tmp_path / "in", a=text)], raw, now=NOON + timedelta(days=day))
    assert _names(raw) == ["first"]


def test_a_page_may_go_back_and_forth(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for day, text in enumerate(["first", "second", "first", "second", "third", "first"]):
        adopt.adopt([_drop(tmp_path / "in", a=text)], raw, now=NOON + timedelta(days=day))
    assert _names(raw) == ["first"]


def test_two_pages_of_one_name_in_two_folders_are_both_kept(tmp_path: Path) -> None:
    folders = [_drop(tmp_path / "x", index="one"), _drop(tmp_path / "y", index="two")]
    adopt.adopt(folders, tmp_path / "raw", now=NOON)
    assert _names(tmp_path / "raw") == ["one", "two"]


def test_changed_bytes_are_damage_and_the_rest_stands(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    found, _ = adopt.adopt([_drop(tmp_path / "in", a="one", b="two")], raw, now=NOON)
    (raw / "adopted" / f"{found[0].sha256}.txt").write_text("changed")
    pages, damaged = snapshots.current(raw)
    assert len(pages) == 1
    assert "no longer match" in damaged[0].reason


def test_a_torn_sidecar_is_damage_too(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    found, _ = adopt.adopt([_drop(tmp_path / "in", a="one")], raw, now=NOON)
    (raw / "adopted" / f"{found[0].sha256}.json").write_text('{"sha256": ')
    assert snapshots.current(raw)[1]
    with pytest.raises(PageError):
        snapshots.find(raw, found[0].sha256)


def test_an_empty_file_is_set_aside_and_the_rest_is_kept(tmp_path: Path) -> None:
    folder = _drop(tmp_path / "in", a="one", b=" \n")
    found, aside = adopt.adopt([folder], tmp_path / "raw", now=NOON)
    assert len(found) == 1
    assert [page.page for page in aside] == ["b.txt"]


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        adopt.adopt([tmp_path / "nowhere"], tmp_path / "raw", now=NOON)


def test_hidden_files_are_not_pages(tmp_path: Path) -> None:
    folder = _drop(tmp_path / "in", a="one")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    found, aside = adopt.adopt([folder], tmp_path / "raw", now=NOON)
    assert (len(found), len(aside)) == (1, 0)


def test_what_is_no_file_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    folder = _drop(tmp_path / "in", a="one")
    (folder / "nowhere").symlink_to("missing.txt")
    (folder / "round").symlink_to(".")
    (folder / "linked").symlink_to("a.txt")
    os.mkfifo(folder / "pipe")
    found, aside = adopt.adopt([folder], tmp_path / "raw", now=NOON)
    assert len(found) == 1
    assert {page.page: page.reason for page in aside} == {
        "nowhere": "it is a link that leads nowhere",
        "round": "it is a link to a folder",
        "pipe": "it is no file",
    }


def test_any_name_a_file_can_have_is_made_safe(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate([b"a b", b"new\nline", b"quo'\"te<b>", b"\xff\xfe", b"\xf0\x9f"]):
        (folder / os.fsdecode(name)).write_text(f"page {number}", encoding="utf-8")
    found, aside = adopt.adopt([folder], tmp_path / "raw", now=NOON)
    assert (len(found), aside) == (5, ())
    assert all(page.page.isprintable() for page in found)


def test_two_names_that_look_alike_are_two_pages(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for text, name in (("one", "a\tb"), ("two", "a\nb")):
        (folder / name).write_text(text, encoding="utf-8")
    adopt.adopt([folder], tmp_path / "raw", now=NOON)
    (folder / "a\tb").write_text("one again", encoding="utf-8")
    adopt.adopt([folder], tmp_path / "raw", now=NOON + timedelta(days=1))
    assert {"one again", "two"} <= set(_names(tmp_path / "raw"))


def test_bytes_that_another_page_still_has_are_not_history(tmp_path: Path) -> None:
    raw, folder = tmp_path / "raw", _drop(tmp_path / "in", a="both", b="both")
    adopt.adopt([folder], raw, now=NOON)
    adopt.adopt([_drop(folder, a="new")], raw, now=NOON + timedelta(days=1))
    assert _names(raw) == ["both", "new"]


def test_a_page_may_go_back_within_one_instant(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for text in ("first", "second", "first"):
        adopt.adopt([_drop(tmp_path / "in", a=text)], raw, now=NOON)
    assert _names(raw) == ["first"]


@pytest.mark.heavy
def test_adopting_reads_each_sidecar_a_few_times_however_many_pages_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sidecars = Counter[str]()
    read = snapshots._read_sidecar

    def counted(path: Path) -> dict[str, object] | None:
        sidecars[path.name] += 1
        return read(path)

    monkeypatch.setattr(snapshots, "_read_sidecar", counted)
    folder = _drop(tmp_path / "in", **{f"p{number}": str(number) for number in range(300)})
    for _ in range(2):
        adopt.adopt([folder], tmp_path / "raw", now=NOON)
    assert max(sidecars.values()) <= 3  # each is read a fixed number of times, not once per page


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<!DOCTYPE html>\n<title>x</title>", "text/html"),
        (b"\xef\xbb\xbf<html><body>", "text/html"),
        (b"<div class='x'><p>one</p></div>", "text/html"),
        ("<html><body>".encode("utf-16"), "text/html"),
        (b"Publications\nA title, 2014\n", "text/plain"),
        ("Title\n".encode("utf-16"), "text/plain"),
        (b"a < b and c > d <p x", "text/plain"),
        (b"%PDF-1.4\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "application/octet-stream"),
    ],
)
def test_the_media_type_is_read_from_the_bytes(body: bytes, expected: str) -> None:
    assert names.media_type(body) == expected
