"""Programs of the portal, started in a moment: forked from a process that has loaded their modules already.

A server and a worker of their own for each journey would otherwise import the portal anew each time, which costs more
than most journeys do. What runs is the same module with the same arguments in a process, session and group of its own.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from config import ROOT

LOADED = ["portal", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "flask.cli", "huey.consumer", "runpy"]
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Process:
    """One running program."""

    running: ForkServerProcess

    def is_alive(self) -> bool:
        return self.running.is_alive()

    def wait(self) -> int | None:
        """Its exit code, once it has ended."""
        self.running.join()
        return self.running.exitcode

    def kill(self) -> None:
        """End it and all it started at once; one that has no group of its own yet has started nothing."""
        assert self.running.pid is not None
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.kill()
        self.running.join()


def start(command: Sequence[str], environment: Mapping[str, str], output: Path) -> Process:
    """Run `python -m MODULE …` with these variables added to the environment; what it says is added to `output`."""
    assert command[:2] == [sys.executable, "-m"], f"only modules of Python can be forked, not {command}"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    process = context.Process(target=_run, args=(list(command[2:]), dict(environment), str(output)))
    process.start()
    return Process(process)


def _run(arguments: list[str], environment: dict[str, str], output: str) -> None:
    os.setsid()
    os.closerange(3, 256)  # among them what keeps the process it was forked from alive when the tests are over
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    nothing, said = os.open(os.devnull, os.O_RDONLY), os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor, number in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(descriptor, number)
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
