"""Words for when and where things are said: what an occasion is made of."""

from __future__ import annotations

import re

from onrecord.statements.attributes.lexicon import entries

WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = rf"(?:{WEEKDAY})"
_PART_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"
_PERIOD = (
    r"(?:week|month|year|day|weekend|night|morning|afternoon|evening|summer|spring|autumn|fall|winter|decade|season)"
)
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:, (?:19|20)\d\d)?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?: (?:19|20)\d\d)?)"
)
_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|a few|a couple of|some|many)"

TIME = re.compile(
    rf"(?:(?:only |just |late |early |earlier )?(?:(?:on|last|this|next|since|late|early|over) ){{0,3}}"
    rf"(?:{_DAY}{_PART_OF_DAY}(?:,? {_DATE})?|(?:on )?{_DATE})"
    rf"|(?:yesterday|today|tonight){_PART_OF_DAY}(?: \([^()\n]{{3,12}}\))?"
    rf"|(?:only )?(?:in |since |late |early |last |this |back ){{1,3}}(?:{_MONTH}(?:,? (?:19|20)\d\d)?|(?:19|20)\d\d)"
    r"|(?:only )?(?:earlier |later |late |early )?(?:last|this|that|the same|the following|the previous|the next)"
    rf" (?:{_PERIOD}|{_MONTH}){_PART_OF_DAY}"
    rf"|(?:over|at|during|in) the (?:weekend|time|beginning of the {_PERIOD}|end of the {_PERIOD})"
    rf"|(?:earlier|later|late|early) (?:in|on) (?:the|that) {_PERIOD}"
    rf"|(?:just |only |about |more than )?(?:{_COUNT} )?"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|moments|decades?) (?:ago|later|earlier)"
    r"|for (?:years|decades|months|weeks)|previously|recently|earlier|later|at the time|once)\b",
    re.IGNORECASE,
)
"""A time with the words that belong to it: “on Monday night”, “earlier this week”, “a few days later”."""

EVENTS, OUTLETS = entries("occasion", "events"), entries("occasion", "outlets")
