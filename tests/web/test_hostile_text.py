"""Script, event handlers, addresses and styles in every field of an article, feed, form and transcript are inert."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import httpx
import pytest
from playwright.sync_api import Browser, Page
from site_server import RunningSite, running_site

from news_site import NewsSite, serve_site
from onrecord import api
from onrecord.records import Article, PageOrigin, Record, Span, Speaker, Statement
from onrecord.records import Page as RecordPage
from onrecord.settings import Settings
from onrecord.store import PageRecord, Store

PAYLOADS = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "'><svg/onload=window.pwned=1>",
    "</title></textarea></style><script>window.pwned=1</script>",
    "<style>*{display:none!important}</style>",
    '" onmouseover="window.pwned=1" style="position:fixed;inset:0',
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<a href=javascript:window.pwned=1>x</a>",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<div hx-get='//evil.example/' hx-trigger=load hx-on:load='window.pwned=1'></div>",
    "{{ 7 * 7 }}{% set x = 1 %}\u202eesrever\u2066\x00\x07",
)
HOSTILE = " ".join(PAYLOADS)
BAD_ADDRESS = "javascript:window.pwned=1//"


def hostile_record(number: int, payload: str) -> PageRecord:
    """A record with the payload in every field that takes a text."""
    content, cue, source = f"the pier {payload}", f"said {payload}", f"Ann {payload}"
    text = f"{source} {cue} {content}"
    raw = text.encode()
    origin = PageOrigin("file", f"{number}-{payload}", payload, hashlib.sha256(raw).hexdigest())
    article = Article(
        title=payload, outlet=f"{payload} {number}", url=BAD_ADDRESS + payload, authors=(payload,), published=payload,
        modified=payload, language="en", image=BAD_ADDRESS, section=payload, text=text, paragraphs=((0, len(text)),),
        boilerplate=(payload,), page=origin,
    )  # fmt: skip

    def span(words: str) -> Span:
        """Where the words stand."""
        start = text.index(words)
        return Span(start, start + len(words), words)

    statement = Statement(
        f"t{number}", "indirect", (span(content),), (span(cue),), (span(source),), "s1", hedges=(span(cue),),
        addressee=span(source), occasion=(span(source),),
    )  # fmt: skip
    speaker = Speaker("s1", source, "person", (span(source),), (span(cue),), (payload,), (span(source),))
    record = Record(f"hostile {number} {payload}", article, (statement,), (speaker,))
    return PageRecord(record, RecordPage(origin, "exact", text, raw=raw))


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A server of hostile records; a hostile transcript lies in its folder."""
    folder = tmp_path_factory.mktemp("hostile")
    with Store(str(folder / "onrecord.db")) as store:
        writer = store.writer(HOSTILE, version=HOSTILE)
        writer.add([hostile_record(number, payload) for number, payload in enumerate((*PAYLOADS, HOSTILE))])
    (folder / "transcripts").mkdir()
    (folder / "transcripts" / "<img src=x onerror=window.pwned=1>.txt").write_text(f"ANN BIRCH: {HOSTILE}", "utf-8")
    with running_site(
        folder / "onrecord.db", transcripts=(str(folder / "transcripts"),), changes_per_minute=10_000
    ) as running:
        yield running


def check_inert(page: Page, base: str, requests: list[str]) -> None:
    """Assert that nothing of what a page shows came alive."""
    assert page.evaluate("window.pwned") is None, page.url
    scripts = [(script.get_attribute("src"), script.inner_text()) for script in page.locator("script").all()]
    assert [(source or "").partition("?")[0] for source, _ in scripts] == ["/static/htmx.min.js", "/static/page.js"]
    assert not any(text for _, text in scripts)
    assert page.locator("iframe, object, embed, base, img, style, meta[http-equiv]").count() == 0
    assert page.locator("[style], [onerror], [onload], [onmouseover]").count() == 0
    assert page.locator("a[href^='javascript' i], [hx-get^='//'], form[action^='//']").count() == 0
    assert page.locator("main").is_visible()
    assert not {"\u202e", "\u2066", "\x07"} & set(page.locator("main").inner_text())
    assert [address for address in requests if not address.startswith(base)] == []


def test_hostile_articles_and_searches_are_inert(browser: Browser, hostile_site: RunningSite) -> None:
    context = browser.new_context(base_url=hostile_site.address)
    page, requests = context.new_page(), list[str]()
    page.on("request", lambda request: requests.append(request.url))
    words = quote(HOSTILE[:480])
    with hostile_site.client() as client:
        people = [person["id"] for person in client.get("/api/v1/speakers").json()["items"]]
    record_ids = [record.id for record in hostile_site.store.records()]
    assert len(record_ids) == len(PAYLOADS) + 1
    paths = [f"/articles/{quote(record_id, safe='')}?all=true" for record_id in record_ids]
    paths += [f"/verify?record={quote(record_ids[-1], safe='')}", "/verify", "/", "/status", "/speakers"]
    paths += ["/search?words=pier", "/numbers?by=outlet", "/numbers?by=speaker&and=section"]
    paths += [f"/speakers/{quote(person)}" for person in people[:3]]
    for name in ("words", "speaker", "about", "outlet", "since", "order", "page", "act"):
        paths.append(f"/search?{name}={words}")
    for name in ("words", "speaker", "since"):
        paths.append(f"/compare?{name}={words}")
    paths += [f"/speakers?name={words[:190]}", f"/numbers?by={words}", f"/sign-in?next={words}"]
    paths += [f"/jobs/{quote(PAYLOADS[0])}"]
    for path in paths:
        page.goto(path)
        page.mouse.move(300, 300)
        check_inert(page, hostile_site.address, requests)
    context.close()


class HostileFeeds(NewsSite):
    """A site whose pages have no title or date of their own, so that those count which its hostile feeds give."""

    def __init__(self) -> None:
        page = (
            "<html><body><article><p>The pier {} is shut until May, warden Ann Birch said.</p></article></body></html>"
        )
        super().__init__({f"/{number}.html": page.format(number).encode() for number in range(len(PAYLOADS) + 2)})

    def answer(self, path: str) -> tuple[str, bytes] | None:
        feeds = {"/rss": self.rss, "/atom": self.atom, "/json": self.json}
        return feeds[path]() if path in feeds else super().answer(path)

    def rss(self) -> tuple[str, bytes]:
        """Every field of every entry, and of the feed, has one payload; one link runs script."""
        texts = ("title", "description", "author", "category", "guid", "pubDate", "comments", "dc:creator", "dc:date",
            "content:encoded", "media:title")  # fmt: skip
        items = [
            "".join(f"<{name}>{escape(payload)}</{name}>" for name in texts)
            + f"<link>{self.address}/{number}.html</link>"
            + f"<enclosure url={quoteattr(BAD_ADDRESS)} type={quoteattr(payload)}/>"
            for number, payload in enumerate(PAYLOADS)
        ]
        items.append(f"<title>x</title><link>{escape(BAD_ADDRESS)}</link>")
        entries = "".join(f"<item>{item}</item>" for item in items)
        names = "".join(f" xmlns:{name}='http://{name}.example/'" for name in ("dc", "content", "media"))
        channel = f"<title>{escape(HOSTILE)}</title><link>{escape(BAD_ADDRESS)}</link>{entries}"
        return "application/rss+xml", clean(f"<rss version='2.0'{names}><channel>{channel}</channel></rss>")

    def atom(self) -> tuple[str, bytes]:
        """One entry, all its payloads in each field."""
        fields = "".join(f"<{name}>{escape(HOSTILE)}</{name}>" for name in ("id", "updated", "published", "rights"))
        fields += "".join(f"<{name} type='html'>{escape(HOSTILE)}</{name}>" for name in ("title", "summary", "content"))
        fields += f"<author><name>{escape(HOSTILE)}</name><uri>{escape(BAD_ADDRESS)}</uri></author>"
        link = f"<link href='{self.address}/{len(PAYLOADS)}.html' title={quoteattr(HOSTILE)}/>"
        feed = f"<title>{escape(HOSTILE)}</title><entry>{fields}{link}</entry>"
        return "application/atom+xml", clean(f"<feed xmlns='http://www.w3.org/2005/Atom'>{feed}</feed>")

    def json(self) -> tuple[str, bytes]:
        """The same as JSON Feed."""
        names = ("id", "title", "summary", "content_html", "content_text", "date_published", "date_modified")
        item = dict.fromkeys(names, HOSTILE) | {"url": f"{self.address}/{len(PAYLOADS) + 1}.html"}
        item |= {"authors": [{"name": HOSTILE, "url": BAD_ADDRESS}], "tags": [HOSTILE], "image": BAD_ADDRESS}
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": HOSTILE, "items": [item]}
        return "application/feed+json", json.dumps(feed).encode()


def clean(xml: str) -> bytes:
    """XML without the control characters that it cannot have."""
    return xml.replace("\x00", "").replace("\x07", "").encode()


@pytest.mark.usefixtures("shipped_model")
def test_hostile_feeds_are_inert(browser: Browser, tmp_path: Path) -> None:
    feeds = HostileFeeds()
    with Store(str(tmp_path / "onrecord.db")) as store, serve_site(feeds):
        addresses = [f"{feeds.address}/{name}" for name in ("rss", "atom", "json")]
        api.add(addresses, store, settings=Settings(allow_private=True, delay=0.0, workers=1))
        titles = {record.id: record.article.title for record in store.records()}
    assert len(titles) == len(feeds.pages)
    assert sum("pwned" in (title or "") for title in titles.values()) >= 6  # tags are taken out of a feed's titles
    context = browser.new_context()
    page, requests = context.new_page(), list[str]()
    page.on("request", lambda request: requests.append(request.url))
    with running_site(tmp_path / "onrecord.db") as site:
        paths = [f"/articles/{quote(record_id, safe='')}" for record_id in titles]
        for path in (*paths, "/", "/articles", "/outlets", "/search?words=pier", "/status", "/speakers"):
            page.goto(site.address + path)
            check_inert(page, site.address, requests)
    context.close()


@pytest.mark.usefixtures("shipped_model")
def test_hostile_forms_and_transcripts_are_inert(browser: Browser, demo_site: RunningSite) -> None:
    context = browser.new_context(base_url=demo_site.address)
    page, requests = context.new_page(), list[str]()
    page.on("request", lambda request: requests.append(request.url))
    text = f"The pier is shut, Ann Birch said.\n\n“It is {PAYLOADS[0]} shut,” Birch said.\n\n{HOSTILE}"
    page.goto("/read")
    page.get_by_label("or text").fill(text)
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/articles/**")
    check_inert(page, demo_site.address, requests)
    page.goto("/verify")
    page.get_by_label("Text of an article or draft").fill(text)
    page.get_by_role("checkbox").first.check()
    page.get_by_label("or text").fill(f"{PAYLOADS[1]}: It is shut. {HOSTILE}")
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector(".verdict")
    check_inert(page, demo_site.address, requests)
    with demo_site.client() as client:
        person = client.get("/api/v1/speakers", params={"name": "Birch"}).json()["items"][0]["id"]
    page.goto(f"/speakers/{person}")
    page.get_by_label("New name", exact=True).fill(HOSTILE[:190])
    form = page.locator("form", has=page.get_by_role("heading", name="Rename"))
    form.get_by_label("Your name").fill(PAYLOADS[1])
    form.get_by_label("Reason").fill(HOSTILE)
    page.get_by_role("button", name="Rename").click()
    page.wait_for_selector(".decision")
    for path in (f"/speakers/{person}", "/decisions", "/speakers", "/"):
        page.goto(path)
        check_inert(page, demo_site.address, requests)
    context.close()


PRIVATE = """
http://127.0.0.1/ http://127.1/ http://2130706433/ http://0x7f000001/ http://0177.0.0.1/ http://0/ http://0.0.0.0/
http://localhost/ http://localhost./ http://a.localhost/ http://LOCALHOST:80/ http://user:word@127.0.0.1/
http://10.0.0.1/ http://172.16.5.4/ http://192.168.0.1/ http://169.254.169.254/latest/meta-data/ http://100.64.0.1/
http://198.18.0.1/ http://224.0.0.1/ http://255.255.255.255/ http://240.0.0.1/ http://[::1]/ http://[::]/
http://[::ffff:127.0.0.1]/ http://[::ffff:a9fe:a9fe]/ http://[fd00::1]/ http://[fe80::1]/ http://[64:ff9b::7f00:1]/
http://[2002:7f00:1::]/ http://127.0.0.1:22/ https://127.0.0.1:5432/ file:///etc/passwd gopher://127.0.0.1:6379/_x
ftp://127.0.0.1/ data:text/html,x //127.0.0.1/ /etc/passwd http:///etc/passwd
"""


@pytest.mark.usefixtures("shipped_model")
def test_no_private_address_is_fetched(demo_site: RunningSite) -> None:
    addresses = PRIVATE.split()
    assert len(addresses) >= 30
    with httpx.Client(base_url=demo_site.address + "/api/v1", timeout=60) as api:
        for address in addresses:
            job = api.post("/read", json={"link": address}).json()
            while job["state"] in ("waiting", "running"):
                time.sleep(0.02)
                job = api.get(f"/jobs/{job['id']}").json()
            assert job["state"] == "failed", address
            refused = ("private address", "give the whole address", "not a web address", "password in it")
            assert any(words in job["problem"]["detail"] for words in refused), (address, job["problem"])
