"""axe-core on every page, light, dark and narrow: no serious or critical finding, and nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from site_server import RunningSite, running_site

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
EVERYTHING: dict[str, Any] = {}  # all rules
NARROW = 360


def addresses(site: RunningSite) -> list[str]:
    """One address of every kind of page."""
    hit = site.store.find("safely staff", outlet="Coast Wire")[0]
    with site.client() as client:
        number = client.get("/api/v1/utterances?limit=1").json()[0]["id"]
    return [
        "/", "/search?words=unit", "/search?words=nothinglikethis", "/speakers", f"/speakers/{hit.identity}",
        f"/articles/{hit.record}?all=true&statement={hit.key}", "/compare", f"/compare/{number}", "/verify",
        f"/verify?record={hit.record}", f"/correct/{hit.record}?statement={hit.key}",
        "/read", "/numbers?by=outlet&and=tone", "/status", "/decisions", "/nowhere",
        "/articles", "/outlets", "/search?words=unit&narrow=1",
    ]  # fmt: skip


def findings(page: Any, options: dict[str, Any]) -> list[str]:
    """What axe-core finds on a page that is serious or critical."""
    page.evaluate(AXE)
    result = page.evaluate("options => axe.run(document, {resultTypes: ['violations'], ...options})", options)
    return [
        f"{page.url} {finding['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for finding in result["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"][:3]
    ]


def test_every_page_is_accessible_light_dark_and_narrow(browser: Browser, demo_site: RunningSite) -> None:
    context = browser.new_context(base_url=demo_site.address, bypass_csp=True)
    page = context.new_page()
    found = []
    for address in addresses(demo_site):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(address)
        found += findings(page, EVERYTHING)
        page.emulate_media(color_scheme="dark")
        found += findings(page, EVERYTHING)
        page.set_viewport_size({"width": NARROW, "height": 740})
        if (width := page.evaluate("document.documentElement.scrollWidth")) > NARROW:
            found.append(f"{address} is {width} wide")
        found += findings(page, {"runOnly": ["scrollable-region-focusable", "target-size"]})
    context.close()
    assert found == [], "\n".join(found)


def test_the_pages_of_an_empty_and_of_a_closed_record_are_accessible(browser: Browser, tmp_path: Path) -> None:
    found = []
    for options in ({}, {"token": "secret"}, {"public": True}):
        with running_site(tmp_path / "empty.db", **options) as site:
            context = browser.new_context(base_url=site.address, bypass_csp=True)
            page = context.new_page()
            for address in ("/", "/compare", "/sign-in"):
                page.goto(address)
                found += findings(page, EVERYTHING)
            context.close()
    assert found == []
