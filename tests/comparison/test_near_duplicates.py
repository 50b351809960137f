"""Articles with nearly the same text have one origin."""

from __future__ import annotations

import random

from onrecord.comparison.near_duplicates import containment, find_origins

WORDS = [
    f"{a}{b}"
    for a in ("har", "bri", "tol", "coun", "fer", "nur", "riv")
    for b in ("bour", "dge", "ling", "cil", "ry", "se")
]


def text(seed: int, size: int = 300) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) for _ in range(size))


def test_wire_copy_cut_or_slightly_changed_has_one_origin() -> None:
    wire = text(1).split()
    changed = ["Northport", "—", *(word if n % 40 else "other" for n, word in enumerate(wire)), "Reporting by Lee"]
    origins = find_origins({7: " ".join(wire), 3: text(2), 9: " ".join(wire[:120]), 4: " ".join(changed)})
    assert origins == {7: 7, 3: 3, 9: 7, 4: 7}


def test_a_common_quotation_does_not_make_a_copy() -> None:
    quoted = text(5, 40)
    assert find_origins({1: f"{text(1)} {quoted} {text(2)}", 2: f"{text(3)} {quoted} {text(4)}"}) == {1: 1, 2: 2}


def test_short_texts_are_never_copies() -> None:
    assert find_origins({1: "The bridge is shut.", 2: "The bridge is shut."}) == {1: 1, 2: 2}
    assert containment((), ()) == 0.0


def test_long_texts_are_estimated() -> None:
    whole = text(1, 4_000).split()
    assert find_origins({1: " ".join(whole), 2: " ".join(whole[:2_400])}) == {1: 1, 2: 1}
    half = whole[:1_000] + text(9, 3_000).split()
    assert find_origins({1: " ".join(whole), 2: " ".join(half)}) == {1: 1, 2: 2}
