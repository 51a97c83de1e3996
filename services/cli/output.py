"""Where commands print: answers to standard output, everything else to standard error."""

from __future__ import annotations

import sys

import structlog
from rich.console import Console


def answers() -> Console:
    """The console for what was asked for."""
    return _console(to_stderr=False)


def notices() -> Console:
    """The console for progress and warnings, so that answers can be piped."""
    return _console(to_stderr=True)


def _console(*, to_stderr: bool) -> Console:
    # Without markup and emoji: what agencies write is shown as they wrote it.
    return Console(stderr=to_stderr, highlight=False, markup=False, emoji=False)


def log_to_stderr(level: str) -> None:
    """Send the services' own log lines to standard error, from ``level`` (``info``) on."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
