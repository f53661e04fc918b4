"""Feeds as blocks: every value has a place, and reading that place gives the value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read import xml

RSS = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY own "never"> <!ENTITY file SYSTEM "file:///etc/hostname">]>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>All &own;&file;</title>
<item>
  <title>Caf&eacute; &amp; tea &#8211; a study</title>
  <link>https://e.org/?a=1&amp;b=2</link>
  <dc:creator><![CDATA[Brunovskis, Anette]]></dc:creator>
  <description><![CDATA[<p>One.</p><ul><li>Two</li></ul><script>x()</script>]]></description>
  <enclosure url="https://e.org/a.pdf" length="1" type="application/pdf"/>
</item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:h="http://www.w3.org/1999/xhtml">
<entry><title type="html">A &lt;i&gt;guide&lt;/i&gt;</title><link rel="alternate" href="https://e.org/1"/>
<content type="xhtml"><h:div><h:p>One</h:p><h:p>Two <h:b>parts</h:b></h:p></h:div></content>
</entry></feed>"""


@pytest.mark.parametrize("source", [RSS, ATOM])
def test_every_locator_leads_back_to_its_text(source: str) -> None:
    found = xml.blocks(source)
    assert found
    for block in found:
        assert xml.text_at(source, block.locator) == block.text


def test_a_feed_is_read_as_its_readers_see_it() -> None:
    assert [(block.locator, block.text) for block in xml.blocks(RSS)] == [
        ("/rss/channel[1]/title[1]", "All"),
        ("/rss/channel[1]/item[1]/title[1]", "Café & tea – a study"),
        ("/rss/channel[1]/item[1]/link[1]", "https://e.org/?a=1&b=2"),
        ("/rss/channel[1]/item[1]/dc:creator[1]", "Brunovskis, Anette"),
        ("/rss/channel[1]/item[1]/description[1]#/html/body/p[1]", "One."),
        ("/rss/channel[1]/item[1]/description[1]#/html/body/ul[1]/li[1]", "Two"),
        ("/rss/channel[1]/item[1]/enclosure[1]/@url", "https://e.org/a.pdf"),
    ]
    assert [block.text for block in xml.blocks(ATOM)] == [
        "A guide",
        "https://e.org/1",
        "One",
        "Two parts",
    ]


def test_names_are_those_of_the_vocabulary_whatever_their_prefix() -> None:
    source = '<rss xmlns:x="http://purl.org/dc/elements/1.1/"><x:creator>A</x:creator></rss>'
    assert xml.blocks(source)[0].hints == {"name:dc:creator"}


def test_a_broken_feed_gives_what_can_be_made_out() -> None:
    source = (
        "<rss><channel><item><title>A &bogus; B & C &amp; D</title></item><item><title>E</channel>"
    )
    assert [block.text for block in xml.blocks(source)] == ["A B & C & D", "E"]


@pytest.mark.parametrize(
    "locator", ["", "/", "/rss/item[9]", "/rss/title", "/rss/@no", "//x", "/a;/b"]
)
def test_a_locator_that_points_at_nothing_is_refused(locator: str) -> None:
    with pytest.raises(LookupError):
        xml.text_at(RSS, locator)


@given(st.text(st.sampled_from("<>/&;!-[]CDATArsitemle \"='x#1"), max_size=200))
def test_any_feed_is_some_blocks(text: str) -> None:
    source = f"<rss><item>{text}"
    for block in xml.blocks(source):
        assert block.text
        assert xml.text_at(source, block.locator) == block.text
