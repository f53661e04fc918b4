"""PEOPLE READ IT: the merge report of a release."""

from pipeline.report.data import Limits, PageRead, PageSetAside, ReportData, Thresholds
from pipeline.report.page import render
from pipeline.report.summary import summary_markdown, summary_text

__all__ = [
    "Limits",
    "PageRead",
    "PageSetAside",
    "ReportData",
    "Thresholds",
    "render",
    "summary_markdown",
    "summary_text",
]
