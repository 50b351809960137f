"""Word pieces keep their offsets, and windows hold every piece once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.inference import Model
from onrecord.settings import Settings
from onrecord.statements.model.windows import CLS, SEP, WINDOW, cut_windows, fill_window, tokenize

MODEL = Model.load(Settings())

TEXT = "“We won’t,” said O’Neil.\n\nThe USA scored 12 goals, and 'it is late,' she said."


def test_word_pieces_have_the_right_offsets() -> None:
    pieces = tokenize(TEXT, MODEL.tokenizer)
    words = [TEXT[s:e] for s, e in zip(pieces.start.tolist(), pieces.end.tolist(), strict=True)]
    assert words[:5] == ["“", "We", "won", "’", "t"]
    assert "USA" in words
    assert pieces.paragraph.tolist() == sorted(pieces.paragraph.tolist())
    assert pieces.paragraph[-1] == 1


def test_every_kind_of_mark_is_one_word_piece_and_state_tells_inside() -> None:
    straight = tokenize(TEXT.replace("“", '"').replace("”", '"').replace("’", "'"), MODEL.tokenizer)
    curly = tokenize(TEXT, MODEL.tokenizer)
    assert straight.ids.tolist() == curly.ids.tolist()
    assert straight.state.tolist() == curly.state.tolist()
    states = dict(
        zip((TEXT[s:e] for s, e in zip(curly.start, curly.end, strict=True)), curly.state.tolist(), strict=False)
    )
    assert (states["We"], states["said"], states["“"], states["it"]) == (1, 0, 3, 1)


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_pieces_within_it(text: str) -> None:
    pieces = tokenize(text, MODEL.tokenizer)
    assert (pieces.start >= 0).all()
    assert (pieces.end <= len(text)).all()
    assert (pieces.start <= pieces.end).all()


@pytest.mark.parametrize(
    "text", ["word " * 3000, "One. Two three! " * 800, ("A short one.\n\n" * 500), "x" * 20_000, ""]
)
def test_windows_hold_every_piece_once(text: str) -> None:
    pieces = tokenize(text, MODEL.tokenizer)
    ranges = cut_windows(pieces)
    assert [n for begin, end in ranges for n in range(begin, end)] == list(range(len(pieces)))
    for begin, end in ranges:
        ids, shape, state, piece_at = fill_window(pieces, begin, end)
        assert len(ids) == len(shape) == len(state) == len(piece_at) <= WINDOW
        assert ids[0] == CLS
        assert ids[-1] == SEP
        assert np.array_equal(piece_at[piece_at >= 0], np.arange(begin, end))
