"""Every task in a real browser, with JavaScript and without: read, search, compare, verify, put right, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from site_server import RunningSite

from onrecord import api

expect.set_options(timeout=20_000)  # milliseconds: a busy machine takes its time
DRAFT = {
    True: "Owl returns to the belfry\n\n“She sat on the bell rope and would not move,” verger Tilda Marsh said.",
    False: "Otter seen at the mill\n\n“He swam past me as if he owned the weir,” miller Joss Marsh said on Monday.",
}
SELECT = """(said, words) => {
    const texts = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const start = texts.currentNode.data.indexOf(words);
        if (start >= 0) {
            getSelection().setBaseAndExtent(texts.currentNode, start, texts.currentNode, start + words.length);
            return;
        }
    }
    throw new Error("no such words");
}"""
CLAIM = (
    "“We are closing this unit at night, because we cannot staff it safely,” medical director Helen Marsh said.\n\n"
    "“Nobody will be turned away at the door,” she said."
)


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def tab(request: pytest.FixtureRequest, browser: Browser, demo_site: RunningSite) -> Iterator[Page]:
    """A tab of the browser that is open at the front page; its console must stay empty of errors."""
    context = browser.new_context(base_url=demo_site.address, java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(30_000)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/")
    yield page
    context.close()
    assert errors == []


def has_script(tab: Page, request: pytest.FixtureRequest) -> bool:
    """Whether the tab runs JavaScript."""
    return bool(request.node.callspec.params["tab"])


def test_a_pasted_text_is_read_found_and_its_speaker_opened(tab: Page, request: pytest.FixtureRequest) -> None:
    draft = DRAFT[has_script(tab, request)]
    tab.get_by_label("or text").fill(draft)
    tab.get_by_role("button", name="Read", exact=True).click()
    tab.wait_for_url("**/articles/**")
    headline, name = draft.partition("\n")[0], re.findall(r"\w+ Marsh", draft)[0]
    expect(tab.get_by_role("heading", level=1)).to_have_text(headline)
    expect(tab.locator(".text .source")).to_contain_text("Marsh")

    tab.get_by_label("Search the record").fill("bell rope" if "bell" in draft else "owned the weir")
    tab.get_by_role("search").get_by_role("button", name="Search").click()
    hit = tab.locator(".hit").first
    expect(hit).to_contain_text(name)
    hit.get_by_role("link", name=name).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(name)
    expect(tab.locator(".facts")).to_contain_text("1 statement")


def test_search_narrows_and_pages_keep_their_address(tab: Page) -> None:
    tab.goto("/search")
    tab.get_by_label("Words").first.fill("unit")
    tab.locator(".filters").get_by_role("button", name="Search").click()
    expect(tab.locator(".found")).to_contain_text("statement")
    narrowing = tab.get_by_role("complementary", name="Narrow down")
    coast_wire = narrowing.get_by_role("link", name="Coast Wire")
    by_hand = narrowing.get_by_role("link", name="Count speakers")  # with JavaScript what it gives comes by itself
    expect(coast_wire.or_(by_hand)).to_be_visible()
    if by_hand.is_visible() and not tab.evaluate("'htmx' in window"):
        by_hand.click()
    coast_wire.click()
    expect(tab.locator(".active")).to_contain_text("outlet: Coast Wire")
    assert "outlet=Coast%20Wire" in tab.url
    tab.reload()
    expect(tab.locator(".hit").first).to_contain_text("Coast Wire")


def test_outlets_are_compared_word_by_word(tab: Page) -> None:
    tab.get_by_role("link", name="Compare", exact=True).click()
    first = tab.locator(".compare section").first
    expect(first.get_by_role("row")).not_to_have_count(0)
    tab.get_by_label("Words").first.fill("photograph dated")
    tab.get_by_role("button", name="Compare", exact=True).click()
    expect(tab.locator(".compare section")).to_have_count(1)
    expect(tab.locator(".compare section")).to_contain_text("the same text in 1 more outlet")
    tab.get_by_role("link", name="Link to this comparison").click()
    tab.wait_for_url("**/compare/*")
    tab.get_by_role("link", name="Daily Mercury").click()
    expect(tab.locator(".text .chosen")).to_contain_text("What is not dated")


def test_a_draft_is_checked_against_a_transcript(tab: Page) -> None:
    tab.get_by_role("link", name="Verify").click()
    tab.get_by_label("Text of an article or draft").fill(CLAIM)
    tab.get_by_label("health-board-2026-01-14.txt").check()
    tab.get_by_role("button", name="Check", exact=True).click()
    expect(tab.locator(".verdict")).to_have_count(2)
    expect(tab.locator(".verdict").first).to_contain_text("meaning changed")
    expect(tab.locator(".verdict").last).to_contain_text("verbatim")
    expect(tab.locator("link[href*='reports.css']")).to_have_count(1)  # also in a job's page
    tab.set_viewport_size({"width": 360, "height": 740})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_is_wrong_in_a_form_is_said_on_the_page(browser: Browser, demo_site: RunningSite) -> None:
    for script in (True, False):
        context = browser.new_context(base_url=demo_site.address, java_script_enabled=script)
        page = context.new_page()
        page.goto("/read")
        page.get_by_role("button", name="Read", exact=True).click()
        expect(page.get_by_text("Give a link, a text or a file.")).to_be_visible()
        assert page.get_by_label("or text").is_visible() is script  # with JavaScript the form stays
        context.close()


def test_a_statement_and_a_speaker_are_corrected_survive_a_reread_and_are_put_back(
    tab: Page, request: pytest.FixtureRequest, demo_site: RunningSite
) -> None:
    hit = demo_site.store.find("telephone", outlet="Coast Wire")[0]
    script = has_script(tab, request)
    name, other = ("Ruth Adeyemi", "Helena Marsh") if script else ("Grace Okonjo", "H. Marsh")
    article = f"/articles/{hit.record}?statement={hit.key}"
    tab.goto(article)
    chosen = tab.locator(".card.chosen")
    expect(chosen).to_contain_text("Martin Hale")
    chosen.get_by_role("link", name="Correct statement").click()
    tab.get_by_label("Who said it").fill(name)
    tab.get_by_label("Your name").fill("Mia Lund")
    tab.get_by_label("Reason").fill("as the recording has it")
    tab.get_by_role("button", name="Correct").click()
    expect(chosen).to_contain_text(name)
    expect(chosen).to_contain_text("corrected")

    tab.goto("/speakers")
    tab.get_by_role("link", name="Helen Marsh", exact=True).click()
    tab.get_by_label("New name", exact=True).fill(other)
    form = tab.locator("form", has=tab.get_by_role("heading", name="Rename"))
    expect(form.get_by_label("Your name")).to_have_value("Mia Lund")
    form.get_by_label("Reason").fill("as her office writes it")
    tab.get_by_role("button", name="Rename").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(other)

    api.reread(demo_site.store, all_articles=True)
    tab.reload()
    expect(tab.get_by_role("heading", level=1)).to_have_text(other)
    expect(tab.locator(".decision").first).to_contain_text("as her office writes it")
    tab.locator(".decision").first.get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Helen Marsh")

    tab.goto(article)
    expect(chosen).to_contain_text(name)
    chosen.get_by_role("link", name="Correct statement").click()
    expect(tab.locator(".decision").first).to_contain_text("as the recording has it")
    tab.locator(".decision").first.get_by_role("button", name="Undo").click()
    expect(chosen).to_contain_text("Martin Hale")


def test_the_words_of_a_statement_are_selected_in_the_article_and_put_right(
    tab: Page, request: pytest.FixtureRequest, demo_site: RunningSite
) -> None:
    hit = demo_site.store.find("safely staff", outlet="Coast Wire")[0]
    script = has_script(tab, request)
    tab.goto(f"/articles/{hit.record}")
    words, form = " ".join(hit.text.split()[1:4]), tab.locator("#words-form")
    expect(form).to_be_hidden()
    if script:
        tab.locator(f"[id='{hit.key}']").evaluate(SELECT, words)
        expect(form).to_be_visible()
        expect(form.get_by_label("Selected words")).to_have_value(words)
        expect(form.get_by_label("These are the words")).to_have_value(hit.key)
        form.get_by_role("button", name="Correct").press("Escape")
        expect(form).to_be_hidden()
        tab.locator(f"[id='{hit.key}']").evaluate(SELECT, words)
    else:
        tab.locator(f"[id='card-{hit.key}']").get_by_role("link", name="Correct statement").click()
        tab.get_by_label("Its words").fill(words)
        form = tab.locator("main form").first
    form.get_by_label("Your name").fill("Mia Lund")
    form.get_by_label("Reason").fill("the rest is the reporter's")
    form.get_by_role("button", name="Correct").click()
    card = tab.locator(".card.chosen")
    expect(card.locator("blockquote")).to_have_text(words)
    expect(card).to_contain_text("corrected")
    expect(tab.locator(".text .chosen").first).to_contain_text(words)
    card.get_by_role("link", name="Correct statement").click()
    tab.locator(".decision").first.get_by_role("button", name="Undo").click()
    expect(card.locator("blockquote")).to_have_text(hit.text)


def test_a_statement_shows_who_said_it_on_hover_focus_and_tap(browser: Browser, demo_site: RunningSite) -> None:
    hit = demo_site.store.find("safely staff", outlet="Coast Wire")[0]
    for touch in (False, True):
        context = browser.new_context(base_url=demo_site.address, java_script_enabled=False, has_touch=touch)
        page = context.new_page()
        page.goto(f"/articles/{hit.record}")
        said = page.locator(f".said#{hit.key}")
        note = said.locator(".note").first
        expect(note).to_be_hidden()
        said.tap() if touch else said.hover()
        expect(note).to_be_visible()
        expect(note).to_contain_text("Helen Marsh")
        expect(note).to_contain_text("statement")
        if not touch:
            page.mouse.move(0, 0)
            expect(note).to_be_hidden()
            page.locator(".text .ref").first.focus()
            expect(page.locator(".text .note:visible")).to_have_count(1)
        context.close()


def test_an_article_page_is_light(browser: Browser, demo_site: RunningSite) -> None:
    record = demo_site.store.find("safely staff")[0].record
    context = browser.new_context(base_url=demo_site.address)
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda sent: sizes.append(sent.sizes()["responseBodySize"]))
    page.goto(f"/articles/{record}", wait_until="networkidle")
    assert 20_000 < sum(sizes) < 250_000
    context.close()
