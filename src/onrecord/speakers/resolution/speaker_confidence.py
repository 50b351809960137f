"""How likely a statement's speaker is right, by what the speaker was resolved from, and from when one is named."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from onrecord.speakers.entities.entity import Entity
from onrecord.speakers.resolution.mention import Form

Basis = Literal["name", "shared name", "office", "phrase", "together", "first person", "later name", "ranked"]
"""What a speaker was resolved from: a ``name`` or one that several share, an ``office`` or earlier description, a
``phrase`` that nothing else names, people ``together``, the ``first person``, a ``later name`` that a description
means, or the ranker's choice (``ranked``)."""

# Measured on 3,352 found statements of 329 labelled articles (docs/speakers.md): the share that was right by basis, and
# for the ranker's choices a logistic function (slope, intercept) of the logit of its likelihood, by form. The
# likelihood of a later name is its confidence (training/later_names.py).
_SHARE_RIGHT: dict[Basis, float] = {
    "name": 0.91,
    "shared name": 0.83,
    "office": 0.77,
    "phrase": 0.76,
    "together": 0.68,
    "first person": 0.51,
}
_RANKED: dict[Form, tuple[float, float]] = {
    "he": (0.76, 0.48),
    "she": (1.24, -0.29),
    "they": (1.08, -0.63),
    "it": (0.85, -0.58),
    "definite": (0.88, -0.25),
    "uncued": (0.49, 0.83),
}
_OTHER_FORM = (0.88, -0.25)  # as of a definite phrase
SMALLEST_LIKELIHOOD = 0.001  # nearer to 0 or 1 a likelihood says nothing more

MIN_SPEAKER_CONFIDENCE = 0.5
"""Confidence from which a speaker is given; below it nobody is named. Measurement: docs/speakers.md."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entity that a source stands for, what that rests on, and its likelihood where one was computed."""

    entity: Entity
    basis: Basis
    form: Form = "name"
    likelihood: float = 1.0

    @property
    def confidence(self) -> float:
        """The share of such resolutions that were right on the training articles."""
        if self.basis == "later name":
            return self.likelihood
        if self.basis != "ranked":
            return _SHARE_RIGHT[self.basis]
        slope, intercept = _RANKED.get(self.form, _OTHER_FORM)
        likelihood = min(max(self.likelihood, SMALLEST_LIKELIHOOD), 1 - SMALLEST_LIKELIHOOD)
        return 1 / (1 + math.exp(-(slope * math.log(likelihood / (1 - likelihood)) + intercept)))
