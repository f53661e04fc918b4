"""How long releases take, and how large they are: ``python -m tests.benchmarks.release [N …]``.

Without a number: 1,000, 100,000 and 1,000,000 works. The works are made up and written to files
first; every step then runs in a process of its own, which reads those files as it needs them, so
that its peak memory is that of the step alone. A work has one listing, one mention, an abstract
of 90 words that no other has, and one to three countries, of which some are named a hundred times
more often than others. Real prose compresses better.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

SEED = 1000  # works that are made from rows; the rest repeats them under other ids
FIRST, SECOND = "2026-11-21.1", "2026-11-21.2"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# ------------------------------------------------------------------------- what is measured


def make(folder: Path, count: int) -> dict[str, Any]:
    """Write the tables of two releases: the second has another year in every hundredth work."""
    from tests.benchmarks.made_up import write

    return {"rows": write(folder, count, SEED)}


def build(folder: Path, count: int) -> dict[str, Any]:
    """Make tables from rows, one table after the other, as the last step of a run does."""
    from pipeline.model import TABLES
    from pipeline.schema import rows, table

    took = 0.0
    for name, row_type in TABLES.items():
        given = rows(row_type, Stored(folder / FIRST)[name])
        start = time.perf_counter()
        table(row_type, given)
        took += time.perf_counter() - start
        del given
    return {"seconds": took}


def publish(folder: Path, count: int, version: str) -> dict[str, Any]:
    """Write, describe, verify and name a release."""
    from pipeline.release.publish import publish as published
    from tests.benchmarks.made_up import inputs

    published(
        Stored(folder / version),
        curated=folder / "curated",
        version=version,
        manifest_inputs=inputs(),
        report_html="",
        changes_md="",
    )
    return {}


def verify(folder: Path, count: int) -> dict[str, Any]:
    from pipeline.release.verify import verify as verified

    assert verified(folder / "curated" / "releases" / FIRST) == []
    return {}


def diff(folder: Path, count: int) -> dict[str, Any]:
    from pipeline.release.causes import told as compared

    found = compared(FIRST, SECOND, root=folder / "curated")
    assert len(found) == -(-count // 100)
    return {}


def load(folder: Path, count: int) -> dict[str, Any]:
    """Load ``works`` five times in turn with bare pandas; both first touch the file unmeasured."""
    import warnings

    import pandas as pd

    from pipeline.release.load import load as checked

    path = folder / "curated" / "releases" / FIRST / "works.parquet"
    times: dict[str, list[float]] = {"load": [], "pandas": []}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for turn in range(6):
            for name, act in (
                ("load", partial(checked, "works", FIRST, folder / "curated")),
                ("pandas", partial(pd.read_parquet, path)),
            ):
                start = time.perf_counter()
                act()
                if turn:
                    times[name].append(time.perf_counter() - start)
    ours, theirs = (sorted(times[name])[2] for name in ("load", "pandas"))
    return {"seconds": ours, "pandas": theirs, "ratio": ours / theirs}


def sizes(folder: Path, count: int) -> dict[str, Any]:
    """Return the bytes of all tables as we write them, as pandas does by default, and as CSV."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    release = folder / "curated" / "releases" / FIRST
    found = {"ours": 0, "pandas": 0, "csv": 0}
    beside, text = folder / "beside.parquet", folder / "beside.csv"
    for path in sorted(release.glob("*.parquet")):
        table = pq.read_table(path)
        pq.write_table(table, beside)  # what DataFrame.to_parquet writes, but for its index
        for at, field in enumerate(table.schema):
            if pa.types.is_nested(field.type):
                as_json = [json.dumps(each, default=str) for each in table.column(at).to_pylist()]
                table = table.set_column(at, field.name, pa.array(as_json, pa.string()))
        pc.write_csv(table, text)
        for name, each in (("ours", path), ("pandas", beside), ("csv", text)):
            found[name] += each.stat().st_size
        beside.unlink()
        text.unlink()
    return found


class Counting(io.RawIOBase):
    """A file that counts the bytes that are read of it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self.count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        size = self._file.readinto(buffer)
        self.count += size
        return size


def query(folder: Path, count: int) -> dict[str, Any]:
    """Return the bytes read for the works of one country: the most named, and a middling one."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    release = folder / "curated" / "releases" / FIRST
    codes = pq.read_table(release / "places.parquet", columns=["place_code"]).column(0)
    counts = sorted((each["counts"], each["values"]) for each in pc.value_counts(codes).to_pylist())
    found = {}
    for what, (works, code) in (("most", counts[-1]), ("middling", counts[len(counts) // 2])):
        file = Counting(release / "places.parquet")
        read = pq.read_table(file, filters=[("place_code", "==", code)], pre_buffer=False)
        assert read.num_rows == works
        found[what] = (works, file.count)
    scan = Counting(release / "works.parquet")
    pq.read_table(scan, columns=["work_id", "title", "year", "country_codes"], pre_buffer=False)
    sizes = {name: (release / f"{name}.parquet").stat().st_size for name in ("works", "places")}
    return {"found": found, "scan": scan.count, "sizes": sizes}


def layouts(folder: Path, count: int) -> dict[str, Any]:
    """Return bytes and seconds of ``works`` in several forms of Parquet."""
    import pyarrow.parquet as pq

    works = Stored(folder / FIRST)["works"]
    path, found = folder / "layout.parquet", {}
    for name, options in LAYOUTS.items():
        start = time.perf_counter()
        pq.write_table(works, path, **options)
        wrote = time.perf_counter() - start
        start = time.perf_counter()
        pq.read_table(path)
        found[name] = (path.stat().st_size, wrote, time.perf_counter() - start)
        path.unlink()
    return {"forms": found, "dictionaries": {True: _all(folder, True), False: _all(folder, False)}}


def _all(folder: Path, use_dictionary: bool) -> int:
    """Return the bytes of all tables, with and without dictionaries."""
    import pyarrow.parquet as pq

    path, total = folder / "layout.parquet", 0
    for table in Stored(folder / FIRST).values():
        pq.write_table(table, path, **{**_OURS, "use_dictionary": use_dictionary})
        total += path.stat().st_size
        path.unlink()
    return total


_OURS = {"compression": "zstd", "compression_level": 3, "row_group_size": 65_536}
LAYOUTS: Mapping[str, Mapping[str, Any]] = {
    "snappy, groups of 1M (default)": {},
    "snappy, groups of 64k": {"row_group_size": 65_536},
    "zstd 1, groups of 64k": {**_OURS, "compression_level": 1},
    "zstd 3, groups of 64k (ours)": _OURS,
    "zstd 9, groups of 64k": {**_OURS, "compression_level": 9},
    "zstd 3, groups of 8k": {**_OURS, "row_group_size": 8_192},
    "zstd 3, groups of 1M": {**_OURS, "row_group_size": 1_048_576},
    "zstd 3, no dictionaries": {**_OURS, "use_dictionary": False},
    "zstd 3, page index": {**_OURS, "write_page_index": True},
    "zstd 3, no statistics": {**_OURS, "write_statistics": False},
}


class Stored(Mapping[str, Any]):
    """The tables of a release that is to be published, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> Any:
        import pyarrow.parquet as pq

        from pipeline.model import TABLES
        from pipeline.schema import arrow_schema

        path = self._folder / f"{name}.parquet"
        if not path.is_file():
            path = self._folder.parent / FIRST / path.name
        return pq.read_table(path, schema=arrow_schema(TABLES[name]))

    def __iter__(self) -> Iterator[str]:
        from pipeline.model import TABLES

        return iter(TABLES)

    def __len__(self) -> int:
        return len(list(iter(self)))


# ----------------------------------------------------------------------------- how, and shown


STEPS: Mapping[str, Callable[[Path, int], dict[str, Any]]] = {
    "make": make,
    "build": build,
    "publish": partial(publish, version=FIRST),
    "verify": verify,
    "again": partial(publish, version=SECOND),
    "diff": diff,
    "load": load,
    "query": query,
    "sizes": sizes,
    "layouts": layouts,
}


def step(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Take a step here; return what it found, its seconds, and the peak memory of this process."""
    start = time.perf_counter()
    found = STEPS[name](folder, count)
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)
    measured = {"seconds": time.perf_counter() - start, "cpu": used.ru_utime + used.ru_stime}
    return {**measured, "peak": peak / 1e6, **found}


def apart(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Take a step in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.release", "--step", name, folder, count]
    ended = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"\n{count:,} works, {apart('make', folder, count)['rows']:,} rows in all tables")
        for each in ("build", "publish", "verify", "again", "diff", "load"):
            found = apart(each, folder, count)
            told = f"  {SAYS[each]:<34} {found['seconds']:8.2f} s {found['cpu']:8.2f} s of CPU"
            say(f"{told} {found['peak']:6.2f} GB at most")
            if each == "load":
                say(f"  {'pandas.read_parquet of the same':<34} {found['pandas']:8.2f} s")
                say(f"  {'load takes':<34} {found['ratio']:8.2f} x as long")
        tell_query(apart("query", folder, count))
        found = apart("sizes", folder, count)
        for form in ("ours", "pandas", "csv"):
            say(f"  bytes of all tables, {form:<13} {found[form]:>16,}")
        if count == 100_000:
            found = apart("layouts", folder, count)
            for form, size in found["dictionaries"].items():
                say(f"  all tables, dictionaries {form:<14} {size:>12,} bytes")
            for form, (size, wrote, read) in found["forms"].items():
                told = f"  works, {form:<32} {size:>12,} bytes"
                say(f"{told} {wrote:6.2f} s to write {read:6.2f} s to read")


def tell_query(found: dict[str, Any]) -> None:
    works, places = found["sizes"]["works"], found["sizes"]["places"]
    say(f"  works.parquet {works:,} bytes, places.parquet {places:,} bytes; read for a country:")
    for what, (rows, size) in found["found"].items():
        shares = f"{size / places:.1%} of places, {size / works:.1%} of works"
        say(f"    the {what} named ({rows:,} works) {size:>14,} bytes: {shares}")
    scan = found["scan"]
    say(f"    from works, four columns {scan:>20,} bytes: {scan / works:.1%} of works")


SAYS = {
    "build": "build the tables from rows",
    "publish": "publish, with verify",
    "verify": "verify alone",
    "again": "publish the next, 1 % changed",
    "diff": "diff of the two",
    "load": "load works",
}


def main(words: list[str]) -> None:
    if words[:1] == ["--step"]:
        say(json.dumps(step(words[1], Path(words[2]), int(words[3]))))
        return
    for count in map(int, words or ("1000", "100000", "1000000")):
        measure(count)


if __name__ == "__main__":
    main(sys.argv[1:])
