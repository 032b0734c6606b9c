"""The process that reads: asked over its standard input, it answers over its standard output.

It holds no more than one batch, and may be ended at any moment. It is started with `python -c`
and not by multiprocessing, so that nothing of the caller's is run again in it: it works alike
from notebooks, scripts without a guard, and the workers of a cluster, on all systems.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import IO, Any

__all__ = ["main"]

_CPU_MARGIN = 10
_PAGES_OF_DATA = 5


def main() -> None:
    """Read batches until there are no more."""
    questions, answers = _private_streams()
    # Ctrl-C in a terminal reaches every process: the one that asks decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from giox.corpus.messages import answer, receive_question
    from giox.corpus.reading import read_items, warm_up

    warm_up()
    answer(answers, "ready")
    limited = False
    while (question := receive_question(questions)) is not None:
        items, options = question
        if not limited:
            _limit_memory(options.memory)
            limited = True

        def begins(index: int, seconds: float = options.timeout) -> None:
            _limit_cpu(seconds)
            answer(answers, "begins", index)

        try:
            answer(answers, "piece", read_items(items, options, begins))
        except MemoryError:
            answer(answers, "memory")
            return


def _private_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Take standard input and output away from whatever a library may print or read."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return questions, answers


def _limit_memory(most: int) -> None:
    """Let the system refuse memory beyond `most` bytes more than are in use now."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[_PAGES_OF_DATA])
    limit = pages * resource.getpagesize() + most
    with contextlib.suppress(ValueError, OSError, OverflowError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _limit_cpu(seconds: float) -> None:
    """End this process even where nobody is left to end it."""
    resource: Any
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(OverflowError):  # `--timeout inf` is no limit
        limit = int(used.ru_utime + used.ru_stime + seconds) + _CPU_MARGIN
        if most == resource.RLIM_INFINITY or limit < most:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, most))


if __name__ == "__main__":
    main()
