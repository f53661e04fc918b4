"""What can be wrong with the data or with a call, as exceptions.

```text
PipelineError               the data, not the code, is at fault
├── PageError               one page cannot be read; it is set aside and the run goes on
│   ├── PageShapeError      a page lost the shape its layout was written for
│   ├── UnknownSourceError  no source claims the page
│   └── ReaderError         reading the page hung or crashed, and was ended
├── FetchError              one page that was asked for by itself did not come
├── TableError              a table in `pipeline/tables` contradicts itself
├── RowError                a row breaks the declaration of its table
├── DecisionError           a line of decisions.csv cannot be read
├── GateError               a release failed a check; the last good one stands
├── ReleaseError            a release cannot be written, found or trusted
│   ├── LockedError         another run holds `curated/`
│   └── MissingError        no release, work, table or column has that name (a UsageError too)
└── UsageError              a call was wrong: bad path, bad name, bad option
```

Each error keeps its parts as attributes, says what to do next, and survives pickling
(every parameter goes to ``super().__init__``).

Loading a table warns where rows deserve a second look; each kind can be filtered by itself:

```text
DataWarning                 the table is whole and true to its release, and yet look twice
├── DisputedWarning         sources disagree on rows of it, or a steward has not yet spoken
└── StaleWarning            rows of it were not seen for long when the release was made
```
"""


class PipelineError(Exception):
    """Base class: catch this to mean "the data, not the code, is at fault"."""


class PageError(PipelineError):
    """One page cannot be read."""

    def __init__(self, page: str, reason: str) -> None:
        super().__init__(page, reason)
        self.page, self.reason = page, reason

    def __str__(self) -> str:
        return f"{self.page}: {self.reason}. The page is kept and set aside; the run goes on."


class PageShapeError(PageError):
    """A listing page no longer has the shape its layout was written for."""

    def __str__(self) -> str:
        return (
            f"{self.page}: {self.reason}. "
            "Open the stored page, then change the layout and its fixture together."
        )


class UnknownSourceError(PageError):
    """No source in `sources.toml` recognises the page from its content."""

    def __str__(self) -> str:
        return (
            f"{self.page}: {self.reason}. "
            "Add a source for it to pipeline/sources/sources.toml, or take the file away."
        )


class ReaderError(PageError):
    """Reading the page hung, crashed or took too much, and was ended; another night it may not."""


class FetchError(PipelineError):
    """A page that a person asked for did not come, or is no page."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}. Look at it in a browser, or save it and give the file."


class TableError(PipelineError):
    """A table of `pipeline/tables` contradicts itself."""

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(table, reason)
        self.table, self.reason = table, reason

    def __str__(self) -> str:
        return f"pipeline/tables/{self.table}: {self.reason}. Mend the row, then run again."


class RowError(PipelineError):
    """A row breaks the declaration of its table in `pipeline/model.py`."""

    def __init__(self, table: str, column: str, reason: str) -> None:
        super().__init__(table, column, reason)
        self.table, self.column, self.reason = table, column, reason

    def __str__(self) -> str:
        return (
            f"{self.table}.{self.column}: {self.reason}. Nothing was published; "
            "the stage that made the row, or the declaration, is wrong."
        )


class DecisionError(PipelineError):
    """A line of `curated/decisions.csv` cannot be read."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.reason}. Mend that line, then run again."


class GateError(PipelineError):
    """A release failed its checks; `latest` still points at the last good one."""

    def __init__(self, reasons: tuple[str, ...], can_be_accepted: bool = True) -> None:
        super().__init__(reasons, can_be_accepted)
        self.reasons, self.can_be_accepted = reasons, can_be_accepted

    def __str__(self) -> str:
        then = (
            "Look at the pages; if all is as it should be, run again with --accept WHY."
            if self.can_be_accepted
            else "Give pages of a known source with --pages FOLDER; `collate sources` lists them."
        )
        return f"The release was not published: {'; '.join(self.reasons)}. {then}"


class ReleaseError(PipelineError):
    """A release cannot be written, found or trusted."""


class LockedError(ReleaseError):
    """Another run holds the lock on the curated folder."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.root = root

    def __str__(self) -> str:
        return f"Another run is writing to {self.root}. Wait for it to end, then run again."


class UsageError(PipelineError):
    """A call was wrong: a path that is not there, a name nobody has, a bad option."""


class MissingError(ReleaseError, UsageError):
    """No release, work, table or column has the name that was given."""


class DataWarning(UserWarning):
    """A table is whole and true to its release, and yet some of its rows deserve a second look."""


class DisputedWarning(DataWarning):
    """Sources disagree on rows, or a pair with one of them waits for a steward."""


class StaleWarning(DataWarning):
    """Rows were not seen on any page for long when the release was made."""
