"""A pytest plugin that, instead of running the tests once, runs them against one mutant after another.

The tests are collected once. A first pass, in a child process, notes which functions of the core each test runs and
how long it takes; then every mutant gets a child of its own, which puts the mutant in place and runs the tests that
reach its function, quickest first, until one fails. What a child does to itself ends with it.
"""

from __future__ import annotations

import ast
import gc
import importlib
import itertools
import json
import math
import os
import pickle
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tools.mutants.mutations import Mutant, mutants
from tools.mutants.swapping import swap

CORE = Path(__file__).resolve().parents[2] / "qpr_rules" / "core"
NOTE = "_note_that_it_ran"

SECONDS, TIMES = 2, 4
"""A test may take so many seconds of processor time, and so many times what it takes without a mutant; one that takes
longer is taken to hang, which is noticed too."""


class Failures:
    """Whether a test has failed."""

    def __init__(self) -> None:
        self.seen = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Any phase counts."""
        self.seen = self.seen or report.failed


class Plugin:
    """The whole campaign on the mutants that are ``chosen``.

    With ``seconds`` each runs only the quickest tests, so many seconds of them.
    """

    def __init__(self, out: Path, chosen: Callable[[Mutant], bool], seconds: float | None, workers: int) -> None:
        self.out, self.chosen, self.seconds, self.workers = out, chosen, seconds, workers

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """A failure need not be made small: it is enough that there is one."""
        import hypothesis  # not before pytest has prepared to rewrite its asserts

        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("mutants", hypothesis.settings.get_profile("ordinary"), phases=phases)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        items = list(session.items)
        trees = {file.stem: ast.parse(file.read_text("utf-8")) for file in sorted(CORE.glob("*.py"))}
        for stem in trees:
            importlib.import_module(f"qpr_rules.core.{stem}")
        gc.disable()  # a child that collects would copy all that it shares with its parent
        costs = in_child(lambda: watched(session, items, trees))
        failing = [item.nodeid for item in items if costs[item.nodeid][2]]
        if failing:
            raise pytest.UsageError(f"these fail without any mutant: {failing[:5]}")
        every = [each for stem, tree in trees.items() for each in mutants(stem, tree)]
        every = [each for each in every if self.chosen(each)]
        shares = [every[worker :: self.workers] for worker in range(self.workers)]
        children = [start(lambda share=share: self.judge(session, items, costs, trees, share)) for share in shares]  # type: ignore[misc]
        verdicts = {name: verdict for child in children for name, verdict in child().items()}
        ordered = {each.name: verdicts[each.name] for each in every}
        self.out.write_text(json.dumps(ordered, indent=1, ensure_ascii=False), "utf-8", newline="\n")
        return True

    def judge(
        self,
        session: pytest.Session,
        items: Sequence[pytest.Item],
        costs: dict[str, tuple[float, set[str], bool]],
        trees: dict[str, ast.Module],
        share: Sequence[Mutant],
    ) -> dict[str, str]:
        """The verdict on each mutant of a share: killed, out of time, or survived."""
        verdicts, best = {}, defaultdict[str, Counter[str]](Counter)
        for each in share:
            where = home(each, trees[each.module])
            reach = [item for item in items if not where or any(within(where, ran) for ran in costs[item.nodeid][1])]
            # What noticed the last ones here is likely to notice the next.
            places = (where, each.module)
            killers = {name for place in places for name, _ in best[place].most_common(4)}
            reach.sort(key=lambda item: (item.nodeid not in killers, costs[item.nodeid][0]))
            if self.seconds is not None:
                spent = itertools.accumulate(costs[item.nodeid][0] for item in reach)
                reach = [item for item, so_far in zip(reach, spent, strict=True) if so_far <= self.seconds]
            timed = [(item, costs[item.nodeid][0]) for item in reach]
            begun = time.monotonic()
            killer = in_child(lambda each=each, timed=timed: fate(session, each, trees[each.module], timed))  # type: ignore[misc]
            verdicts[each.name] = "out of time" if killer is None else "killed" if killer else "survived"
            if killer:
                for place in places:
                    best[place][killer] += 1
            print(
                f"{time.monotonic() - begun:5.1f} s  {verdicts[each.name]:11} {each.name}", file=sys.stderr, flush=True
            )
        return verdicts


def home(mutant: Mutant, tree: ast.Module) -> str:
    """What tests must run to reach the mutant: its function; anything of the module for a class's own defaults.

    Empty for the module itself, whose constants may be anywhere.
    """
    if not mutant.function:
        return ""
    of_class = any(isinstance(each, ast.ClassDef) and each.name == mutant.function for each in tree.body)
    return mutant.module if of_class else f"{mutant.module}.{mutant.function}"


def within(function: str, ran: str) -> bool:
    """Whether running ``ran`` runs some of ``function``: itself, or a function in it."""
    return ran == function or ran.startswith(f"{function}.") or function.startswith(f"{ran}.")


def fate(session: pytest.Session, mutant: Mutant, tree: ast.Module, timed: Sequence[tuple[pytest.Item, float]]) -> str:
    """The name of the test that notices the mutant, or nothing. Each test comes with the seconds that it takes."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_AS, (8 * 2**30, 8 * 2**30))
    mutant.apply()
    try:
        swap(sys.modules[f"qpr_rules.core.{mutant.module}"], tree)
    except Exception:  # noqa: BLE001 - a module that cannot even be imported is noticed by every test
        return timed[0][0].nodeid if timed else "import"
    failures = Failures()
    session.config.pluginmanager.register(failures)
    for item, seconds in timed:
        most = math.ceil(time.process_time() + SECONDS + TIMES * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        if failures.seen:
            return item.nodeid
    return ""


def watched(
    session: pytest.Session, items: Sequence[pytest.Item], trees: dict[str, ast.Module]
) -> dict[str, tuple[float, set[str], bool]]:
    """For each test: seconds, the functions of the core it runs, whether it fails."""
    reached: set[str] = set()
    for stem, tree in trees.items():
        module = sys.modules[f"qpr_rules.core.{stem}"]
        vars(module)[NOTE] = reached.add
        note(tree, stem)
        swap(module, tree)
    found = {}
    for item in items:
        failures = Failures()
        session.config.pluginmanager.register(failures)
        reached.clear()
        begun = time.process_time()
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        session.config.pluginmanager.unregister(failures)
        found[item.nodeid] = (time.process_time() - begun, set(reached), failures.seen)
    return found


def note(tree: ast.AST, name: str) -> None:
    """Make every function of a tree note its name when it is called, as its first statement."""
    for child in ast.iter_child_nodes(tree):
        inner = f"{name}.{child.name}" if isinstance(child, ast.FunctionDef | ast.ClassDef) else name
        note(child, inner)
        if isinstance(child, ast.FunctionDef):
            child.body.insert(0, ast.parse(f"{NOTE}({inner!r})").body[0])


def in_child(work: Callable[[], Any]) -> Any:
    """What ``work`` gives, done in a child process; None if that dies, as one does that runs out of time."""
    return start(work)()


def start(work: Callable[[], Any]) -> Callable[[], Any]:
    """Begin ``work`` in a child process; the answer waits for it."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(work(), pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)

    def answer() -> Any:
        with os.fdopen(reading, "rb") as pipe:
            given = pipe.read()
        _, status = os.waitpid(child, 0)
        if not given and not os.WIFSIGNALED(status):
            raise RuntimeError("a child process ended without an answer")
        return pickle.loads(given) if given else None  # noqa: S301 - our own child's

    return answer
