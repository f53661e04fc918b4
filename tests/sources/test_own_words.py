"""What a source's entry says in its own words: labels, regions, the lines to ignore."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.model import Mention
from pipeline.normalise import mentions
from pipeline.sources.entries import OWN
from tests.sources.pages import html

PAGE = """<h2>Publications of the Example Office</h2>
<div class="e"><h3>A first title of a work</h3><p>Zone</p><p>The Wider North</p>
<p>Pays concernés</p><p>Tchad</p><p>Année</p><p>2012</p></div>
<div class="e"><h3>A second title of a work</h3><p>Zone</p><p>The Wider</p><p>North</p>
<p>Pays concernés</p><p>Mali</p><p>Année</p><p>2013</p></div>
<p>Order from the Example Office</p>"""

ENTRY = """
[mine]
title = "Mine"
layout = "selectors"
words = ["example office"]
labels = {{ "Zone" = "region" }}
ignore = {{ "order_line" = ["order from .*"] }}
regions = {{ "The Wider North" = [{codes}] }}
[mine.selectors]
entry = ".e"
title = "h3"
[mine.selectors.fields]
"Zone" = "p:nth-child(3), p:nth-child(4):contains('North')"
"""


def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: str) -> list[Mention]:
    path = tmp_path / "sources.toml"
    path.write_text(ENTRY.format(codes=codes), encoding="utf-8")
    monkeypatch.setenv(OWN, str(path))
    found = html(PAGE)
    assert found.source == "mine"
    assert "rule:order_line" in {claim.claimed_by for claim in found.claims}
    return [each.mention for each in mentions.standardise([found])]


def test_a_region_of_the_source_is_read_as_it_says_cut_or_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(tmp_path, monkeypatch, '"011", "015"')
    assert {mention.region_codes for mention in found} == {("011", "015")}


def test_a_region_that_stands_for_no_known_code_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="'The Wider North' stands for 987"):
        read(tmp_path, monkeypatch, '"987"')
