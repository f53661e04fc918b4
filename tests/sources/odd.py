"""A reader that does to some pages what hostile ones do; in few imports, for it starts often."""

import os
import signal
import time

from pipeline.model import Reading, Snapshot
from pipeline.sources import read_page

HANGS, CRASHES, RAISES = "hangs", "crashes", "raises"


def odd(page: Snapshot) -> Reading:
    """Read a page, unless its name says what is to become of its reader."""
    if page.page == HANGS:
        time.sleep(60)
    if page.page == CRASHES:
        os.kill(os.getpid(), signal.SIGSEGV)
    if page.page == RAISES:
        raise ZeroDivisionError("no such page")
    return read_page(page)
