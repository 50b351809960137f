"""Text on the page that is not the article, told by its words."""

from __future__ import annotations

import re

_WHOLE = re.compile(
    r"(?:exit mobile version|advertisement|advert|ad|sponsored(?: content)?|story continues(?: below)?(?: advertisement)?|article continues (?:below|after).*|continue reading.*|"
    r"(?:scroll|swipe) (?:down )?(?:to|for) .{0,40}|share(?: this)?(?: article| story)?(?: on .{0,30})?|tweet|email|print|copy link|link copied|save|comments?|\d* ?comments?|"
    r"facebook|twitter|whatsapp|linkedin|reddit|pinterest|flipboard|click here.{0,80}|tap here.{0,80}|sign up.{0,140}|subscribe.{0,140}|log ?in.{0,60}|already (?:a|have).{0,80}|"
    r"follow (?:us|@?\w+) (?:on|at) .{0,60}|follow .{0,40} on (?:twitter|x|facebook|instagram).{0,40}|like us on .{0,60}|join (?:our|us).{0,100}whatsapp.{0,80}|get the (?:latest|best).{0,120}|"
    r"download (?:the|our) .{0,60}app.{0,40}|(?:read|see|watch|listen)(?: more| also| next| now)?: .{0,200}|read more(?: here)?\.?|more from .{0,60}|related(?: articles?| stories| topics| news)?:?.{0,80}|"
    r"recommended(?: (?:for you|reading|stories))?|most (?:read|popular|viewed).{0,30}|trending(?: now)?|you may also like.{0,40}|don['’]t miss:?.{0,120}|top stories.{0,40}|editor['’]s picks?|"
    r"this article (?:was|is) (?:originally |first )?(?:published|appeared) .{0,120}|all rights reserved.{0,120}|copyright .{0,120}|©.{0,160}|published(?: on)?:? .{0,60}|(?:last )?updated(?: on| at)?:? .{0,60}|"
    r"(?:photo|image|picture|credit|source|getty images?|reuters|afp)(?: by| credit| via)?[:/].{0,120}|loading\.*|play video|video unavailable|back to top|view (?:gallery|comments|image).{0,40}|"
    r"article content|recommended videos?|popular|in this article|key points|more:? .{0,160}|first published (?:in|by|on) .{0,80}|get in touch .{0,120}|for more (?:stories|news|on this|like this).{0,120}|"
    r"we independently (?:select|review).{0,200}|.{0,80}(?:earn|receive) (?:us )?(?:a |an )?(?:affiliate )?commission.{0,80}|follow .{0,60}(?:google news|preferred source).{0,120}|"
    r"you must (?:confirm|be logged).{0,100}|please (?:log ?out|log ?in|sign in|enter).{0,120}|are you .{0,80}\? (?:get in touch|email|contact).{0,100}|.{0,60}get in touch (?:at|by|via|with).{0,100}|"
    r"find out more (?:about|on|here).{0,100}|check out more .{0,120}|.{0,40}signing up (?:to|for) our .{0,80}newsletter.{0,40}|“?swipe (?:left|right).{0,60}|— .{2,60}\(@\w+\).{0,40}|pic\.twitter\.com\S*|"
    r".{0,20}(?:is|are) (?:an? )?(?:senior |associate |assistant |freelance |staff |award-winning )*(?:writer|reporter|journalist|correspondent|columnist|editor)s? (?:at|for|with|based|covering) .{0,200}|"
    r"report (?:a |this )?(?:typo|error|ad|comment).{0,60}|our standards:.{0,120}|got a (?:story|tip).{0,160}|contact us.{0,120}|e-?mail (?:us|newsdesk).{0,100}|\[?\(?video\)?\]?)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether a line of text is plainly no part of an article: a prompt, a label, a bare address."""
    words = line.strip(" *•|–—-")
    half = len(words) // 2
    if 30 < len(words) < 260 and words[:half].strip() == words[half:].strip():  # a teaser's picture and its title
        return True
    if words.isupper() and len(words.split()) >= 4 and words[-1] not in ".”\"":  # a link to another story
        return True
    return bool(not words or _ADDRESS.fullmatch(words) or (len(words) < 260 and _WHOLE.fullmatch(words)))
