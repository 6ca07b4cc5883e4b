"""Ways that lead round in a circle: a KPI replaced by one that it replaces, a rule covered by one that it covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(onward: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Each circle once, as the names along it; none of its names is in another. The first written comes first.

    >>> list(circles({"a": ["b"], "b": ["c", "a"], "c": [], "d": ["d"]}))
    [['a', 'b'], ['d']]
    """
    from graphlib import CycleError, TopologicalSorter  # most sets have nothing to follow

    left = dict(onward)
    while any(left.values()):
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            way: list[str] = error.args[1][:0:-1]  # it goes backwards, and ends where it began
            first = min(range(len(way)), key=lambda place: list(onward).index(way[place]))
            yield way[first:] + way[:first]
            left.update(dict.fromkeys(way, ()))
        else:
            return
