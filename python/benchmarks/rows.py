"""Pairs measured in turns, so that a neighbour on the machine disturbs both sides alike."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

Work = Callable[[], object]


class Target(NamedTuple):
    """`ratio` is ours divided by the peer's: at most `limit` where less is better, else at least."""

    limit: float | None
    less_is_better: bool = True

    def met(self, ratio: float) -> bool | None:
        if self.limit is None:
            return None
        return ratio <= self.limit if self.less_is_better else ratio >= self.limit


def timed(work: Work, times: int) -> float:
    """Microseconds for one, on the clock."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) * 1e6 / times


def worked(work: Work, times: int) -> float:
    """Microseconds of this thread's work for one: what others do on the machine meanwhile is not counted."""
    start = time.thread_time()
    for _ in range(times):
        work()
    return (time.thread_time() - start) * 1e6 / times


def in_turns(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> tuple[float, float, float]:
    """The median of both sides, and of their ratio round by round."""
    pairs = [(ours(), peer()) for _ in range(rounds)]
    ratio = statistics.median(one / other for one, other in pairs)
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs), ratio


def compare(
    name: str,
    unit: str,
    ours: Callable[[], float],
    peer_name: str,
    peer: Callable[[], float],
    target: Target,
    rounds: int = 11,
) -> None:
    row(name, unit, peer_name, *in_turns(ours, peer, rounds), target)


def row(name: str, unit: str, peer_name: str, ours: float, peer: float, ratio: float, target: Target) -> None:
    met = target.met(ratio)
    known = {"name": f"Python: {name}", "unit": unit, "ours": ours, "peer": peer, "peer_name": peer_name}
    sys.stdout.write(json.dumps({**known, "ratio": ratio, "target": target.limit, "met": met}) + "\n")
    sys.stdout.flush()
    said = {True: "met", False: "MISSED", None: ""}[met]
    limit = "-" if target.limit is None else f"{target.limit:.3f}"
    pair = f"{ours:>10.2f} {unit:<5} {peer:>10.2f} {peer_name:<28}"
    sys.stderr.write(f"{name:<46} {pair} ratio {ratio:>7.3f}  target {limit:>6}  {said}\n")
