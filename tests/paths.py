"""Paths in the checkout."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src" / "onrecord" / "model" / "onrecord.onnx"
