"""The language of a text: also of scripts that put no spaces between words."""

from __future__ import annotations

import pytest

from onrecord.articles.language import detect_language

ENGLISH = "The ferry will not sail on Monday, and the harbour master said that nobody in the port had been told of it."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("港务局长周一表示，渡轮要等到发动机检查完毕、天气好转之后才会起航。", "zh"),
        ("港の責任者は月曜日、エンジンの点検が終わるまでフェリーは出航しないと述べた。", "ja"),
        ("เรือข้ามฟากจะไม่ออกจากท่าจนกว่าจะตรวจเครื่องยนต์เสร็จ", "th"),
        ("Die Fähre bleibt im Hafen, sagte der Hafenmeister am Montag, bis der Motor geprüft ist und der Wind "
         "nachlässt, was noch einige Tage dauern kann.", "de"),
        (ENGLISH, "en"),
        (ENGLISH.replace("ferry", "ferry (渡轮)"), "en"),
        ("Too short to tell.", None),
        ("港务局长周一", None),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    assert detect_language(text) == language
