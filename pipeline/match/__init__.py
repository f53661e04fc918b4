"""ARE THESE THE SAME? Blocking and comparisons make evidence and a weight."""

from pipeline.match.records import Record, records
from pipeline.match.verdicts import Matched, Related, match

__all__ = ["Matched", "Record", "Related", "match", "records"]
