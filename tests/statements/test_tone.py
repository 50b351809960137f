"""What a cue adds to the fact of saying."""

from __future__ import annotations

import pytest
from drafting import draft

from onrecord.statements.attributes.tone import tone
from onrecord.statements.attribution_draft import Draft


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "neutral"),
        ("told", "neutral"),
        ("according to", "neutral"),
        ("claimed", "doubting"),
        ("alleged", "doubting"),
        ("falsely said", "doubting"),
        ("revealed", "endorsing"),
        ("pointed out", "endorsing"),
        ("has acknowledged", "endorsing"),
        ("found", "endorsing"),
        ("slammed", "charged"),
        ("raged", "charged"),
        ("hitting back", "charged"),
        ("falsely boasted", "charged"),
    ],
)
def test_tone(cue: str, expected: str) -> None:
    text, made = draft(f"[S Ms Ray] [C {cue}] [K the bridge was safe].")
    assert tone(text, made) == expected


def test_words_of_the_content_have_no_tone() -> None:
    text, made = draft("[S Ms Ray] [C said] [K he claimed the moon and slammed doors].")
    assert tone(text, made) == "neutral"


def test_no_cue_is_neutral() -> None:
    assert tone("“We stay.”", Draft(content=((0, 10),))) == "neutral"
