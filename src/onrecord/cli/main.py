"""The command ``onrecord``: its commands, its error messages of one line, its exit status."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Annotated, NoReturn

import typer

from onrecord import __version__
from onrecord.cli import compare, serve, verify
from onrecord.cli.curation import articles, check, correct, speakers
from onrecord.cli.reading import add, bulk, read, reread, watch
from onrecord.cli.search import datasette, export, find, sample, stats
from onrecord.cli.terminal import print_message
from onrecord.errors import OnrecordError, QueryError, SettingsError

MAX_FAULT = 300  # characters of what an unforeseen fault says
_log = logging.getLogger(__name__)
SUCCESS, FAILURE, WRONG_USAGE, INTERRUPTED, BROKEN_PIPE, TERMINATED = 0, 1, 2, 130, 141, 143

# Typer is built on click, and newer versions have their own copy of it; this is the class of either.
UsageError: type[typer.BadParameter] = typer.BadParameter.__mro__[1]

app = typer.Typer(name="onrecord", add_completion=False, rich_markup_mode=None)
app.command("read")(read.read)
app.command("add")(add.add)
app.command("bulk")(bulk.bulk)
app.command("watch")(watch.watch)
app.command("datasette")(datasette.datasette)
app.command("export")(export.export)
app.command("find", cls=find.FindCommand)(find.find)
app.command("speakers")(speakers.speakers)
app.command("sample")(sample.sample)
app.command("stats")(stats.stats)
app.command("correct")(correct.correct)
app.command("articles")(articles.articles)
app.command("outlets")(articles.outlets)
app.command("forget")(articles.forget)
app.command("compare")(compare.compare)
app.command("verify", cls=verify.VerifyCommand)(verify.verify)
app.command("reread")(reread.reread)
app.command("check")(check.check)
app.command("serve")(serve.serve)
app.command("schema")(read.schema)


def _print_version(requested: bool) -> None:
    if requested:
        print(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def onrecord(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print the traceback of a fault of this program.")] = False,
) -> None:
    """Turn news pages into a searchable, verifiable record of who said what."""
    if verbose:
        from onrecord.workers.worker_process import print_log

        print_log()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 success, 1 failure, 2 wrong usage (docs/index.md has all)."""
    argument_list = list(sys.argv[1:] if arguments is None else arguments)
    _replace_closed_streams()
    _use_utf8()
    try:
        with _sigterm_interrupts():
            status = _run(_verbose_first(argument_list) or ["--help"])
        print(end="", flush=True)  # here, where an error can still be reported
        return status if argument_list else WRONG_USAGE
    except UsageError as error:
        message = error.format_message().replace("Value error, ", "").rstrip(".")
        print_message(f"{message}; see {error.ctx.command_path if error.ctx else 'onrecord'} --help")
        return WRONG_USAGE
    except (SettingsError, QueryError) as error:
        print_message(str(error))
        return WRONG_USAGE
    except OnrecordError as error:
        print_message(str(error))
        return FAILURE
    except BrokenPipeError:
        _abandon_stdout()
        return BROKEN_PIPE
    except OSError as error:
        _abandon_stdout()
        print_message(f"{error.filename or 'output'}: {error.strerror or error}")
        return FAILURE
    except KeyboardInterrupt:
        return TERMINATED if _Terminated.was_raised else INTERRUPTED
    except Exception as error:
        _log.debug("a fault of this program", exc_info=error)
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:MAX_FAULT]
        print_message(f"a fault of this program ({reason}); run it with --verbose, and please report what that prints")
        return FAILURE


def run() -> NoReturn:
    """Run ``main`` as a program and exit with its status.

    After an interruption or an error the process exits at once: threads may still be reading, and libraries that shut
    down under them would abort.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # log messages of libraries are not shown
    status = main()
    if status == SUCCESS:
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


class _Terminated(KeyboardInterrupt):
    """SIGTERM arrived: like KeyboardInterrupt it unwinds the stack, so that files and connections are closed.

    ``was_raised`` tells it from Ctrl-C, also where a library raised KeyboardInterrupt in its place.
    """

    was_raised = False


@contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does, unless the command or its caller handles it."""

    def raise_terminated(*_: object) -> None:
        """End the command as SIGTERM asks."""
        _Terminated.was_raised = True
        raise _Terminated

    is_main = threading.current_thread() is threading.main_thread()
    is_unhandled = is_main and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    _Terminated.was_raised = False
    if is_unhandled:
        signal.signal(signal.SIGTERM, raise_terminated)
    try:
        yield
    finally:
        if is_unhandled:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _run(arguments: list[str]) -> int:
    """Run a command without Typer's handling of broken pipes and interruptions, which ``main`` handles."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("onrecord", arguments) as context:
            status = command.invoke(context)
    except typer.Exit as exit_request:
        return exit_request.exit_code
    return status if isinstance(status, int) else SUCCESS


def _verbose_first(arguments: list[str]) -> list[str]:
    """Return the arguments with --verbose before the command, wherever it stands."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options, words = arguments[:end], arguments[end:]
    quiet_options = [argument for argument in options if argument != "--verbose"]
    return [*(["--verbose"] if len(quiet_options) < len(options) else []), *quiet_options, *words]


def _replace_closed_streams() -> None:
    """Replace closed standard streams by empty ones, so that no other file gets their descriptors."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open until the end


def _use_utf8() -> None:
    """Use UTF-8 for standard streams whatever the locale; what cannot be encoded is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def _abandon_stdout() -> None:
    """Keep Python from reporting, when it exits, that it could not write the rest."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
