"""Why a page did not come, in words for an operator."""

from __future__ import annotations

from scrapy import exceptions
from twisted.internet.error import ConnectError

_BROKEN = ("ConnectionLost", "ConnectionDone", "ConnectionAborted", "reset")


def reason(error: BaseException, *, seconds: float, largest: int) -> str:
    """Return what went wrong.

    Args:
        error: What Scrapy raised.
        seconds: How long a page may take.
        largest: Bytes that a page may have.
    """
    match error:
        case exceptions.IgnoreRequest():
            return _ignored(str(error), largest)
        case exceptions.DownloadTimeoutError():
            return f"it did not come within {seconds:g} seconds"
        case exceptions.CannotResolveHostError():
            return "the name of its host is not known"
        case exceptions.DownloadConnectionRefusedError():
            return "its host refuses the connection"
        case exceptions.DownloadCancelledError():
            return f"it is larger than {largest:,} bytes"
        case exceptions.ResponseDataLossError():
            return "it broke off before its end"
        case _:
            return _other(error)


def _other(error: BaseException) -> str:
    told = f"{error} {error.__cause__ or ''}"
    if "certificate" in told.lower():
        return "its certificate cannot be trusted"
    if any(word in told for word in _BROKEN):
        return "the connection broke off"
    if isinstance(error, ConnectError):
        return "its host cannot be reached"
    return f"it cannot be fetched ({type(error).__name__}: {told.strip()[:120]})"


def _ignored(told: str, largest: int) -> str:
    if told == "Forbidden by robots.txt":
        return "robots.txt of its site forbids it"
    if "max redirections" in told:
        return "it redirects too often"
    if "decompress" in told.lower():
        return f"it unpacks to more than {largest:,} bytes"
    return told or "it was not asked for"
