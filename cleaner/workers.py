"""Processes that do work for one that gives it out: they end with it, one that dies takes nothing but its own work along, and work
that takes too long is stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

MAX_PER_CORE = 4  # processes; more would only wait for one another
_PATIENCE = 2.0  # seconds
_LONGEST = 1e8  # seconds that a timer takes
_WATCH = 0.5  # seconds between two looks at whether the parent still lives


class Lost(RuntimeError):
    """The process that did the work ended abruptly: killed, out of memory, or crashed."""


class Overtime(Exception):
    """The work took longer than it may."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Work that was given out."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Future[Any]


class Workers:
    """A number of processes.

    Args:
        count: how many; 0 for one a core.
    """

    def __init__(self, count: int) -> None:
        self.count = processes(count)
        self.pool: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Ticket:
        """Give out work; function, arguments and result must go through `pickle`."""
        for _ in range(2):
            if self.pool is None:
                self.pool = _pool(self.count)
            try:
                return Ticket(function, arguments, self.pool.submit(function, *arguments))
            except BrokenProcessPool:
                self._end()
        raise Lost("no process can be started")

    def result(self, ticket: Ticket) -> Any:
        """What the work gave; waits for it.

        Raises:
            Lost: if the process that did it ended, twice.
        """
        try:
            return ticket.future.result()
        except BrokenProcessPool:  # it or another did that: alone, it shows
            if self.pool is not None and getattr(self.pool, "_broken", True):
                self._end()
            try:
                with _pool(1) as alone:
                    return alone.submit(ticket.function, *ticket.arguments).result()
            except BrokenProcessPool as error:
                raise Lost("its process ended abruptly, perhaps for want of memory") from error

    def close(self) -> None:
        """Drop what has not begun, give what has a moment to finish, end the processes."""
        if self.pool is None:
            return
        pool, self.pool = self.pool, None
        running = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        end = time.monotonic() + _PATIENCE
        for process in running:
            process.join(max(0.0, end - time.monotonic()))
            if process.is_alive():  # outputs are whole or not there, whenever it ends
                process.kill()
                process.join()

    def _end(self) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=False, cancel_futures=True)
            self.pool = None


def processes(count: int) -> int:
    """How many processes `count` means: 0 is one a core, and a core gets a few at most."""
    cores = os.cpu_count() or 1
    return min(count or cores, cores * MAX_PER_CORE)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, initializer=_begin, initargs=(os.getpid(),))


def _begin(parent: int) -> None:
    """Leave signals to the parent, and end when it does, even by SIGKILL."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # systemd sends it to every process of a service
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH)
        os._exit(1)

    if hasattr(os, "getppid") and sys.platform != "win32":
        threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Stop what runs within after some seconds; 0 for no limit. Needs a system with SIGALRM and the main thread; elsewhere there is no limit.

    Raises:
        Overtime: when the time is up.
    """
    if not seconds or not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise Overtime(f"takes longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, _LONGEST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
