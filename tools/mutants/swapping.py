"""Put a mutant's code in the place of the original's, in a process that already runs."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from types import FunctionType, ModuleType
from typing import Any

from tools.mutants.mutations import Drop


def swap(module: ModuleType, tree: ast.Module) -> None:
    """Give every function of a module the code that it has in the changed tree, and every constant its value.

    The functions stay the same objects, so whoever imported them by name runs the changed code.
    """
    changed: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    source = ast.fix_missing_locations(Drop().visit(tree))
    exec(compile(source, str(module.__file__), "exec"), changed)  # noqa: S102 - our own source
    new = dict(_functions(changed, module.__name__, str(module.__file__)))
    for name, function in _functions(vars(module), module.__name__, str(module.__file__)):
        other = new[name]
        function.__code__ = other.__code__
        _swap_defaults(function, other)
    for name, value in changed.items():
        if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__:
            # Written by dataclass, not in the module.
            _swap_defaults(*(vars(each)["__init__"] for each in (vars(module)[name], value)))
    for name, value in changed.items():
        old = vars(module).get(name)
        try:
            value = _of_before(value, module)
        except LookupError:
            continue
        if old != value:
            for each in list(sys.modules.values()):
                if vars(each).get(name) is old and getattr(each, "__name__", "").startswith(("qpr_rules", "tests")):
                    setattr(each, name, value)


def _of_before(value: Any, module: ModuleType) -> Any:
    """A constant of the changed module for the module as it was, with the members of its own enumerations.

    Raises LookupError where it would bring other things of the changed module along: its functions and classes.
    """
    if isinstance(value, dict):
        return {_of_before(key, module): _of_before(each, module) for key, each in value.items()}
    if type(value) in (tuple, frozenset):
        return type(value)(_of_before(each, module) for each in value)
    if isinstance(value, Enum) and type(value).__module__ == module.__name__:
        return vars(module)[type(value).__name__][value.name]
    if callable(value) or type(value).__module__ == module.__name__ or isinstance(value, list | set | ModuleType):
        raise LookupError
    return value


def _swap_defaults(function: Any, other: Any) -> None:
    """A default that is no plain value belongs to the module as it was."""
    function.__defaults__ = tuple(
        now if isinstance(now, int | float | str) else then
        for then, now in zip(function.__defaults__ or (), other.__defaults__ or (), strict=True)
    )


def _functions(names: dict[str, Any], module: str, file: str) -> Iterator[tuple[str, FunctionType]]:
    """The functions and methods written in a module, by qualified name."""
    for value in list(names.values()):
        if isinstance(value, type) and value.__module__ == module:
            for member in list(vars(value).values()):
                yield from _written(member, file)
        elif getattr(value, "__module__", None) == module:
            yield from _written(value, file)


def _written(value: Any, file: str) -> Iterator[tuple[str, FunctionType]]:
    value = value.fget if isinstance(value, property) else getattr(value, "__func__", getattr(value, "func", value))
    value = getattr(value, "__wrapped__", value)
    if isinstance(value, FunctionType) and value.__code__.co_filename == file:
        yield value.__qualname__, value
