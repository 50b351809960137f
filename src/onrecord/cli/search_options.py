"""The options that say which statements are meant: those of find, and of what counts, exports and samples them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias, get_args

import typer

from onrecord.cli.options import SinceOption, SpeakerOption, UntilOption, parse_day
from onrecord.records import Act, StatementKind, Tone

KindChoice = StrEnum("KindChoice", {name: name for name in get_args(StatementKind)})  # type: ignore[misc]
ActChoice = StrEnum("ActChoice", {name: name for name in get_args(Act)})  # type: ignore[misc]
ToneChoice = StrEnum("ToneChoice", {name: name for name in get_args(Tone)})  # type: ignore[misc]

AboutOption = Annotated[
    str | None, typer.Option(help="Only statements that mention this name or identity.", show_default=False)
]
OutletOption = Annotated[
    list[str] | None, typer.Option(help="Only by this outlet; give it again for more.", show_default=False)
]
KindOption = Annotated[
    list[KindChoice] | None, typer.Option(help="Only direct, indirect or mixed speech.", show_default=False)
]
ActOption = Annotated[list[ActChoice] | None, typer.Option(help="Only this speech act.", show_default=False)]
ToneOption = Annotated[list[ToneChoice] | None, typer.Option(help="Only with a cue of this tone.", show_default=False)]
AllOption = Annotated[
    bool, typer.Option("--all", help="Also statements that are less probable, and beliefs and wishes.")
]

VersionsOption = Annotated[bool, typer.Option("--all-versions", help="Also earlier versions of articles that changed.")]
_WIDENING = {"include_hidden", "all_versions"}  # filters that leave nothing out

Filters: TypeAlias = Mapping[str, Any]
NO_FILTERS: Filters = MappingProxyType({})  # the default of a parameter that ``with_filter_options`` fills


def statement_filters(
    speaker: SpeakerOption = None,
    about: AboutOption = None,
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: KindOption = None,
    act: ActOption = None,
    tone: ToneOption = None,
    include_hidden: AllOption = False,
    all_versions: VersionsOption = False,
) -> Filters:
    """Return what these options name, as the filters of ``Store.find``, ``stats``, ``sample`` and the like.

    Raises:
        typer.BadParameter: ``since`` or ``until`` is not a day, a month or a year.
    """
    return {
        "speaker": speaker,
        "about": about,
        "outlet": tuple(outlet or ()),
        "since": parse_day(since, "--since"),
        "until": parse_day(until, "--until", last=True),
        "kind": tuple(kind or ()),
        "act": tuple(act or ()),
        "tone": tuple(tone or ()),
        "include_hidden": include_hidden,
        "all_versions": all_versions,
    }


def has_narrowing(filters: Filters) -> bool:
    """Return whether some filter leaves statements out."""
    return any(value for name, value in filters.items() if name not in _WIDENING)


def with_filter_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of ``statement_filters`` in place of its parameter ``filters``, which they make."""
    command_parameters = inspect.signature(command, eval_str=True).parameters
    options = inspect.signature(statement_filters, eval_str=True).parameters
    parameters = [
        parameter
        for name in command_parameters
        for parameter in (options.values() if name == "filters" else [command_parameters[name]])
    ]

    def run_with_filters(**values: Any) -> int:
        """Run the command with the filters that the options name."""
        filters = statement_filters(**{name: values.pop(name) for name in options})
        return command(filters=filters, **values)

    run_with_filters.__name__, run_with_filters.__doc__ = command.__name__, command.__doc__
    run_with_filters.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run_with_filters.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run_with_filters
