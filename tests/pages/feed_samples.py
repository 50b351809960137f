"""Feeds as sites write them."""

from __future__ import annotations

from onrecord.pages.feeds.feed_parser import Feed

ADDRESS = "https://news.example/feeds/world.xml"


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="look.xsl"?>
<!-- made by hand -->
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>World &amp; more</title>
  <link>https://news.example/</link>
  <atom:link rel="self" href="https://news.example/feeds/world.xml"/>
  <atom:link rel="next" href="?page=2"/>
  <image><title>Logo</title><link>https://news.example/logo</link><url>https://news.example/l.png</url></image>
  <ttl>30</ttl>
  <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
  <skipHours><hour>1</hour><hour>0</hour><hour>24</hour></skipHours>
  <skipDays><day>Sunday</day><day>saturday</day></skipDays>
  <item>
    <media:title>A picture</media:title>
    <title>Minister: &quot;No &lt;em&gt;decision&lt;/em&gt;&quot; on ADDRESS&amp;amp;T</title>
    <link>https://news.example/a?x=1&amp;y=2</link>
    <guid isPermaLink="false">a-1</guid>
    <pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate>
    <source url="https://other.example/rss"><title>Other</title></source>
  </item>
  <item><title>5 &lt; 6</title><guid>https://news.example/b</guid><dc:date>2024-05-01</dc:date></item>
</channel></rss>"""


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/atom/">
<title type="text">ADDRESS&amp;T &lt;b&gt;</title><id>urn:feed</id><updated>2024-05-02T00:00:00Z</updated>
<link rel="alternate" href="https://news.example/"/><link rel="next" href="older"/>
<entry xml:base="2024/"><id>urn:1</id><title type="html">&lt;b&gt;One&lt;/b&gt; &amp;amp; two</title>
  <link rel="self" href="self"/><link rel="enclosure" href="sound.mp3"/>
  <link rel="alternate" type="application/json" href="one.json"/><link type="text/html" href="one"/>
  <published>2024-05-01T10:00:00+02:00</published><updated>2024-05-01T12:00:00.123Z</updated>
  <source><id>urn:x</id><title>Elsewhere</title><link href="https://elsewhere.example/"/></source></entry>
<entry><id>urn:2</id><link href="/two"/><updated>2024-05-01T12:00:00Z</updated>
  <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two <i>things</i></div></title>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="https://no.example/">no</a></div></content>
</entry></feed>"""


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="https://news.example/"><title>Old style</title><link>https://news.example/</link>
  <sy:updatePeriod>daily</sy:updatePeriod><items><rdf:Seq><rdf:li resource="https://news.example/1"/></rdf:Seq></items>
</channel>
<item rdf:about="https://news.example/1"><title>One</title><link>https://news.example/1</link>
  <dc:date>2024-05-01T10:00+02:00</dc:date></item>
<item rdf:about="https://news.example/2"><title>Two</title></item></rdf:RDF>"""


def items(*inner: str) -> bytes:
    body = "".join(f"<item>{one}</item>" for one in inner)
    return f"<rss version='2.0'><channel><title>t</title>{body}</channel></rss>".encode()


def urls(feed: Feed) -> list[str]:
    return [entry.url for entry in feed.entries]
