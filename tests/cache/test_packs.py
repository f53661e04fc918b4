"""What is kept is found again, what is damaged counts as absent, and what nobody asks for goes."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.cache import BODY, OFF, Store, hashed, recall, sweep
from pipeline.cache.packs import SOME_DEAD

Done = list[int]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.of(tmp_path, "this code")


def _squares(store: Store, numbers: list[int]) -> tuple[list[int], Done]:
    """Return the squares of numbers, and which of them had to be worked out."""
    done: Done = []

    def work(at: int) -> int:
        done.append(numbers[at])
        return numbers[at] ** 2

    found = recall(
        store.section("squares", BODY),
        [hashed(str(number).encode()) for number in numbers],
        work=work,
        write=lambda square: [square],
        read=lambda _, kept: int(kept[0]),
    )
    return found, done


def _files(store: Store) -> list[Path]:
    return sorted(store.folder.iterdir())


def test_what_was_worked_out_once_is_not_worked_out_again(store: Store) -> None:
    assert _squares(store, [1, 2, 3]) == ([1, 4, 9], [1, 2, 3])
    assert _squares(store, [3, 4, 1]) == ([9, 16, 1], [4])
    assert _squares(store, [4, 3, 2, 1, 1]) == ([16, 9, 4, 1, 1], [])


def test_a_store_that_is_off_finds_and_writes_nothing() -> None:
    section = OFF.section("squares", BODY)
    assert not len(section)
    keys = [hashed(b"1")]
    found = recall(section, keys, work=lambda _: 1, write=str, read=lambda *_: 2)
    assert found == [1]
    assert not len(OFF.section("squares", BODY))


def _foreign(path: Path) -> None:
    """A whole file of other columns under a name that its bytes earn."""
    from pipeline.cache import packs

    table = pa.table({"key": pa.array([hashed(b"1")], pa.binary(16)), "body": ["[7]"]})
    packs._write(path.parent, "squares", table)
    path.unlink()


def _unreadable(path: Path) -> None:
    from pipeline.cache import packs

    keys = pa.array([hashed(b"1"), hashed(b"2"), hashed(b"3")], pa.binary(16))
    bodies = pa.array([b"{", b"null", None], pa.large_binary())
    packs._write(path.parent, "squares", pa.table({"key": keys, "body": bodies}))
    path.unlink()


def _garbled(path: Path) -> None:
    """A file under a name that its bytes earn, whose body is not what its frame says."""
    from pipeline.cache import packs

    body = path.read_bytes()
    frame = body.index((0x184D2204).to_bytes(4, "little"), len(body) // 2)  # where LZ4 begins
    body = body[:frame] + b"\xff" * 8 + body[frame + 8 :]
    path.with_name(packs._name("squares", body)).write_bytes(body)
    path.unlink()


DAMAGES: list[Callable[[Path], object]] = [
    lambda path: path.write_bytes(path.read_bytes()[:-7]),
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(path.read_bytes().replace(b"\0", b"\1", 1)),
    lambda path: path.rename(path.with_name("squares-0.arrow")),
    lambda path: path.unlink(),
    _foreign,
    _unreadable,
    _garbled,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=range(len(DAMAGES)))
def test_a_damaged_or_foreign_file_costs_time_only(
    damage: Callable[[Path], object], store: Store
) -> None:
    _squares(store, [1, 2, 3])
    damage(_files(store)[0])
    assert _squares(store, [1, 2, 3]) == ([1, 4, 9], [1, 2, 3])
    assert _squares(store, [1, 2, 3]) == ([1, 4, 9], [])
    assert len(_files(store)) == 1


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file")
    assert _squares(Store.of(tmp_path, "this code"), [2]) == ([4], [2])


def test_the_store_stays_bounded_over_many_runs(store: Store) -> None:
    for run in range(300):
        numbers = list(range(run, run + 40))
        assert _squares(store, numbers)[1] == (numbers if run == 0 else numbers[-1:])
    assert len(_files(store)) <= 9
    assert len(store.section("squares", BODY)) <= 40 + SOME_DEAD


def test_other_code_reads_nothing_of_it_and_takes_it_away(store: Store, tmp_path: Path) -> None:
    _squares(store, [1])
    other = Store.of(tmp_path, "other code")
    assert _squares(other, [1])[1] == [1]
    (other.folder / ".torn.part").write_bytes(b"by a kill")
    sweep(tmp_path, other)
    assert not store.folder.exists()
    assert len(_files(other)) == 1
    assert _squares(other, [1])[1] == []
