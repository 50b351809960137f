"""The pages of what is in the record: articles, to look through and to forget; outlets, to rename and to merge."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated

from litestar import Response, post
from litestar.params import QueryParameter

from onrecord.web.form_values import FormValues
from onrecord.web.page_handler import page_at
from onrecord.web.problems import ProblemError, refused_changes
from onrecord.web.routes.speaker_page import MAX_AUTHOR, MAX_REASON
from onrecord.web.search_form import MAX_PAGE, parse_day
from onrecord.web.site import PageRequest, author_cookie, author_of, page_answer, see_other, site_of

LISTED = 50
Text = Annotated[str, QueryParameter(max_length=200)]


@page_at("/articles")
def articles_page(
    request: PageRequest,
    title: Text = "",
    outlet: Text = "",
    since: Text = "",
    until: Text = "",
    page: Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)] = 1,
) -> Response[str | bytes]:
    """The articles, the newest first, by words of the headline, outlet and day."""
    site, form = site_of(request), {"title": title, "outlet": outlet, "since": since, "until": until}
    articles = site.store.find_articles(
        title=title.strip(),
        outlet=outlet.strip() or (),
        since=parse_day(since.strip(), "since", last=False),
        until=parse_day(until.strip(), "until", last=True),
        limit=LISTED + 1,
        offset=(page - 1) * LISTED,
    )
    return page_answer(
        request,
        "articles.html",
        fragment="articles_table.html",
        current="articles",
        articles=articles[:LISTED],
        has_next=len(articles) > LISTED,
        page=page,
        form=form,
        outlets=[name for name, _ in site.store.outlets()],
    )


@post("/forget", include_in_schema=False)
async def forget_article(request: PageRequest) -> Response[bytes]:
    """Delete an article in all its versions; then show the log, where it can be allowed to be added again."""
    form, site = await FormValues.of(request), site_of(request)
    if not form.text("sure"):
        raise ProblemError(422, "Nothing is forgotten", "Say that you are sure: what is forgotten does not come back.")
    reason, author = form.line("reason", MAX_REASON), form.line("author", MAX_AUTHOR)
    with refused_changes("Not forgotten"):
        await asyncio.to_thread(partial(site.store.forget, form.line("record"), reason=reason, author=author))
    site.shared.changes.add()
    return see_other(request, "/decisions", author_cookie(author))


@page_at("/outlets")
def outlets_page(request: PageRequest) -> Response[str | bytes]:
    """The outlets with the number of their articles, and the form that renames or merges them."""
    site = site_of(request)
    return page_answer(
        request, "outlets.html", current="articles", outlets=site.store.outlets(), author=author_of(request)
    )


@post("/outlets", include_in_schema=False)
async def rename_outlet(request: PageRequest) -> Response[bytes]:
    """Show an outlet's articles under another name; then show the outlets."""
    form, site = await FormValues.of(request), site_of(request)
    reason, author = form.line("reason", MAX_REASON), form.line("author", MAX_AUTHOR)
    change = partial(site.store.rename_outlet, form.line("outlet", 200), form.line("new_name", 200))
    with refused_changes("Not renamed"):
        await asyncio.to_thread(partial(change, reason=reason, author=author))
    site.shared.changes.add()
    return see_other(request, "/outlets", author_cookie(author))
