"""The command ``onrecord``: its verbs gathered, its errors told in one line, its exit status."""

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
from onrecord.cli import add, compare, find, read, reread, schema, speakers, verify, watch
from onrecord.cli.terminal import complain
from onrecord.errors import OnrecordError, QueryError, SettingsError

DONE, FAILED, WRONG_USE, INTERRUPTED, NO_READER, TERMINATED = 0, 1, 2, 130, 141, 143

# Typer is built on click, and newer ones carry a copy of their own; this names the class of whichever it is.
UsageError: type[typer.BadParameter] = typer.BadParameter.__mro__[1]

app = typer.Typer(name="onrecord", add_completion=False, rich_markup_mode=None)
app.command("read")(read.read)
app.command("add")(add.add)
app.command("watch")(watch.watch)
app.command("find", cls=find.Command)(find.find)
app.command("speakers")(speakers.speakers)
app.command("compare")(compare.compare)
app.command("verify", cls=verify.Command)(verify.verify)
app.command("reread")(reread.reread)
app.command("schema")(schema.schema)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def onrecord(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Turn news pages into a searchable, verifiable record of who said what."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status: 0 done, 1 something failed, 2 wrong use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_closed()
    _speak_utf8()
    try:
        with _terminable():
            status = _run([*given] or ["--help"])
        print(end="", flush=True)  # here, where an error can still be told
        return status if given else WRONG_USE
    except UsageError as error:
        message = error.format_message().replace("Value error, ", "").rstrip(".")
        complain(f"{message}; see {error.ctx.command_path if error.ctx else 'onrecord'} --help")
        return WRONG_USE
    except (SettingsError, QueryError) as error:
        complain(str(error))
        return WRONG_USE
    except OnrecordError as error:
        complain(str(error))
        return FAILED
    except BrokenPipeError:
        _let_go_of_stdout()
        return NO_READER
    except OSError as error:
        _let_go_of_stdout()
        complain(f"{error.filename or 'output'}: {error.strerror or error}")
        return FAILED
    except _Terminated:
        return TERMINATED
    except KeyboardInterrupt:
        return INTERRUPTED


def run() -> NoReturn:
    """``main`` as a program: leaves with its status.

    Unless all was done it leaves at once: after an interruption or an error threads may still read, and what libraries
    would tear down under them aborts.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries note, an interruption of theirs, is not ours
    status = main()
    if status == DONE:
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    if "multiprocessing" in sys.modules:  # its semaphores, which what was interrupted may still hold
        from multiprocessing.util import _run_finalizers  # type: ignore[attr-defined]

        _run_finalizers(0)
    os._exit(status)


class _Terminated(KeyboardInterrupt):
    """SIGTERM came: as an interruption it unwinds what is open, so that nothing is left behind."""


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM ends the command as Ctrl-C does, unless the command, or who runs it, deals with it."""

    def terminated(*_: object) -> None:
        raise _Terminated

    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, terminated)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _run(arguments: list[str]) -> int:
    """Typer's own way of running would take broken pipes and interruptions as it likes; this leaves them to main."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("onrecord", arguments) as context:
            status = command.invoke(context)
    except typer.Exit as left:
        return left.exit_code
    return status if isinstance(status, int) else DONE


def _open_closed() -> None:
    """A standard stream that was closed becomes an empty one, so that no other file is opened in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as we run


def _speak_utf8() -> None:
    """Standard streams in UTF-8 whatever the locale says; what no encoding holds is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def _let_go_of_stdout() -> None:
    """Keep Python from complaining, at its end, that it could not write out what was left."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
