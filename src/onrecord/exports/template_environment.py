"""The Jinja2 environment of all HTML: everything is escaped, and characters that hide or reorder text are replaced."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

from onrecord.edit_reasons import REASON_WORDS

# Characters that HTML does not allow, those that a terminal obeys, to which the page may be printed, and those that
# show the text around them in another order.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_REPLACED = re.compile(f"[{_CONTROLS}]")
_NOT_PRINTED_AS_IT_IS = re.compile(f"[&<>\"'{_CONTROLS}]")


class _PrintingGenerator(CodeGenerator):
    """Compiles ``{{ value }}`` to one call, ``print_value``, where Jinja has two, ``finalize`` and ``escape``.

    A page prints a thousand values, and the two calls, with a ``Markup`` for each value, took a third of rendering it.
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            raise NotImplementedError("a template that switches autoescape")
        self.write("environment.print_value(")

    def _output_child_post(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(")")


class HtmlEnvironment(Environment):
    """An environment in which every value is escaped, and printed without control characters."""

    code_generator_class = _PrintingGenerator

    @staticmethod
    def print_value(value: Any) -> str:
        """Return a value as a template prints it: nothing for None, escaped, and no control characters in a text."""
        if isinstance(value, Markup):
            return value
        if value is None:
            return ""
        text = value if isinstance(value, str) else str(value)
        if _NOT_PRINTED_AS_IT_IS.search(text) is None:
            return text
        return escape(_REPLACED.sub("\ufffd", text))


def make_environment(*packages: str) -> Environment:
    """Return an environment with the templates of the packages; of templates of one name, the first package's."""
    environment = HtmlEnvironment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else each use of a template asks the file system whether it changed
    )
    environment.tests["web_address"] = is_web_address
    environment.filters["first_word"] = lambda label: re.split("[: ]", label)[0]
    environment.globals["reason_words"] = REASON_WORDS
    return environment


def is_web_address(address: str | None) -> bool:
    """Whether an address is one of http or https, which a page may link to."""
    try:
        return bool(address) and urlsplit(address or "").scheme in {"http", "https"}
    except ValueError:
        return False
