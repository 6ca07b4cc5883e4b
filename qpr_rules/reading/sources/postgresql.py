"""A query on a PostgreSQL server: its rows as text, in a transaction that can only read.

The server is asked for text, so numbers are exact as it writes them; a binary float counts by the shortest decimal that
gives it. The rows come through a cursor of the server and are held until all are here: where the connection breaks, the
whole query is run again, so that half an answer is never read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from qpr_rules.diagnostic import Label, Span, shortened
from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources import limits
from qpr_rules.reading.sources.connecting import connect, library, reason, unconnected
from qpr_rules.reading.sources.layout import batches
from qpr_rules.reading.sources.limits import Limit, TooLongError, bounded, length
from qpr_rules.reading.sources.placing import Chunk, Places, Rows
from qpr_rules.reading.sources.registry import AskedError
from qpr_rules.reading.sources.roles import require_harmless
from qpr_rules.reading.sources.spool import Spool
from qpr_rules.reading.sources.values import decimal_text
from qpr_rules.settings import Origin

ROWS = 20_000
"""Rows that the server is asked for at a time; they are taken one by one, so that a long one is seen before the next comes."""

PAUSES = (1.0, 4.0)
"""Seconds before the query is run for a second and for a third time, which is the last."""

GRACE = 5
"""Seconds beyond its time that a query may take before the connection is cut: the server ought to have stopped it."""

_BEGUN = 'DECLARE "results" CURSOR FOR '
"""What stands before the query when the server is given it, and counts where in it a mistake is."""

_NEXT = f'fetch forward {ROWS} from "results"'

_GONE = ("08", "57P")
"""How the codes begin by which a server says that it, or the way to it, is going away."""

_NO_ROWS = "the query gives no rows", "is it the right database, and is the condition of the query right?"


def read(content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """See Source."""
    query = _text(content, origin)
    with Spool() as spool:
        names = _whole(query, origin, spool)
        if not names:
            raise AskedError("QPR442", "the query gives no columns", _LOOK, _key(origin))
        places = Answered(file, names)
        yield from batches(names, -1, _seen(spool, places), places, refusals, origin, _NO_ROWS)


class Answered(Rows):
    """The rows of an answer, by number, and by what the row is of: a query may give them in another order next time."""

    def __init__(self, file: str, names: Sequence[str]) -> None:
        super().__init__(file, "", names, "row")
        self.chunk = Chunk([], [])

    def within(self, line: int) -> str:
        """See Places."""
        first = self.chunk.numbers[0] if self.chunk.numbers else line + 1
        if not 0 <= line - first < len(self.chunk.rows):
            return super().within(line)
        row = self.chunk.rows[line - first]
        key = [row[self.columns[name]] for name in ("kpi", "area", "period") if name in self.columns]
        said = shortened(" ".join(filter(None, key)), 100)
        return f"row {line} ({said})" if said else f"row {line}"


def _seen(spool: Spool, places: Answered) -> Iterator[Chunk]:
    """The chunks, each while its places may be asked for."""
    for chunk in spool.chunks():
        places.chunk = chunk
        yield chunk


_CHANGES = "the query would change the database", "results are read in a transaction that can only read"
_SAID: Mapping[str, tuple[str, str]] = {
    "0A000": ("the query cannot be run", "write one `select` that changes nothing"),
    "25001": _CHANGES,
    "25006": _CHANGES,
    "42501": ("the user may not read this", "whoever runs the server can allow it: grant select on ... to ..."),
    "42601": ("the query is no SQL that reads", "write one `select` (or `with ... select`)"),
}
"""By SQLSTATE, what is said before the server's own words, and what to do."""

_LOOK = "run the query in a program of the database, as this user, until it gives the rows that are meant"


def _text(content: bytes, origin: Origin) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "save it as UTF-8"
        raise AskedError("QPR442", f"`{origin.query_file}` is not UTF-8", hint, "query_file") from None
    if not text.strip() or "\0" in text:
        raise AskedError("QPR442", "there is no query", "write one `select`", _key(origin))
    return text


def _key(origin: Origin) -> str:
    return "query_file" if origin.query_file else "query"


def _whole(query: str, origin: Origin, spool: Spool) -> list[str]:
    """Hold all rows, and return the names of their columns. Raises AskedError where that cannot be done."""
    psycopg = library()
    until = time.monotonic() + origin.timeout
    for tried, pause in enumerate((*PAUSES, None), 1):
        try:
            connection = connect(psycopg, origin)
        except psycopg.OperationalError as error:
            if tried == 1 or pause is None:
                raise unconnected(error) from None
            time.sleep(pause)
            continue
        with closing(connection), Limit(connection, max(0.0, until - time.monotonic()) + GRACE) as limit:
            try:
                return _once(connection, query, until, spool, limit)
            except TooLongError as error:
                hint = "select the columns that results have, a row for each period and area"
                raise AskedError("QPR442", str(error), hint, _key(origin)) from None
            except psycopg.Error as error:
                if limit.is_passed or error.sqlstate == "57014":
                    raise _slow(origin) from None
                if not _is_gone(error, connection):
                    raise _failed(error, query, origin) from None
                if pause is None:
                    hint = "is the server being restarted, or the network unsteady? nothing of the answer was used"
                    headline = f"the connection broke off during the query, {tried} times: {reason(error)}"
                    raise AskedError("QPR441", headline, hint, _key(origin)) from None
            except OSError as error:
                hint = "make room where temporary files are kept, or let the query give fewer rows"
                raise AskedError("QPR442", f"the rows cannot be held: {error.strerror}", hint, _key(origin)) from None
            except UnicodeDecodeError:
                hint = "the database is no UTF-8 and says otherwise; convert the column in the query"
                raise AskedError("QPR442", "the server gives text that is not UTF-8", hint, _key(origin)) from None
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _once(connection: Any, query: str, until: float, spool: Spool, limit: Limit) -> list[str]:
    from psycopg.types.string import TextLoader

    for kind in connection.adapters.types:
        for number in (kind.oid, kind.array_oid):
            connection.adapters.register_loader(number, TextLoader)
    spool.clear()
    connection.read_only = True
    _leave(connection, until)
    require_harmless(connection)
    connection.execute("set local datestyle to iso")
    connection.execute("set local timezone to 'UTC'")
    connection.execute("set local extra_float_digits to 3")
    with connection.cursor(name="results") as cursor:
        _leave(connection, until)
        cursor.execute(query)
        columns = cursor.description or ()
        odd = [(index, _AS_TEXT[each.type_code]) for index, each in enumerate(columns) if each.type_code in _AS_TEXT]
        left = limits.MOST_TEXT
        with connection.cursor() as reader:
            while rows := _some(reader, left, limit):
                spool.add([_texts(row, odd) for row in rows])
                left -= sum(map(length, rows))  # exact: integers
                _leave(connection, until)
    return [each.name for each in columns]


def _some(reader: Any, left: int, limit: Limit) -> list[Sequence[str | None]]:
    """The next rows. Raises TooLongError, and then the connection is cut: the driver would hear the rest of them out."""
    answer = reader.stream(_NEXT)
    try:
        return list(bounded(answer, left))
    except TooLongError:
        limit.cut()
        answer.close()
        raise


def _leave(connection: Any, until: float) -> None:
    """Let the next statement take the time that is left."""
    left = max(1, int(1000 * (until - time.monotonic())))
    connection.execute(f"set local statement_timeout to {left}")


def _texts(row: Sequence[str | None], odd: Sequence[tuple[int, Callable[[str], str]]]) -> list[str]:
    texts = ["" if cell is None else cell for cell in row]
    for index, as_text in odd:
        if texts[index]:
            texts[index] = as_text(texts[index])
    return texts


_AS_TEXT: Mapping[int, Callable[[str], str]] = {
    16: lambda truth: {"t": "TRUE", "f": "FALSE"}[truth],
    700: decimal_text,  # written by the server with the digits that a number of 32 bits has
    701: lambda number: decimal_text(repr(float(number))),
    1114: lambda moment: moment.removesuffix(" 00:00:00"),
}
"""By the number of a type (in PostgreSQL's catalogue: bool, float4, float8, timestamp), what is read for the server's text."""


def _is_gone(error: Any, connection: Any) -> bool:
    """Whether the server, or the way to it, went away: the same query may give an answer the next time."""
    return connection.broken or (error.sqlstate or "").startswith(_GONE)


def _slow(origin: Origin) -> AskedError:
    seconds = f"{origin.timeout} second{'s' * (origin.timeout != 1)}"
    hint = "let the query give less, ask whoever runs the server for an index, or raise `timeout`"
    return AskedError("QPR442", f"the query took longer than {seconds}, and was given up", hint, _key(origin))


def _failed(error: Any, query: str, origin: Origin) -> AskedError:
    """What is wrong with a query, in our words where they help, and in the server's, with the place in it."""
    said = shortened(" ".join((error.diag.message_primary or reason(error)).split()), 200)
    at = int(error.diag.statement_position or 0) - len(_BEGUN)
    if error.sqlstate == "42601" and at <= 0:  # the only mistake of form that has no place
        hint = "one `select` (or `with ... select`), and nothing after it"
        return AskedError("QPR442", "the query is several statements, and one is run", hint, _key(origin))
    ours, hint = _SAID.get(error.sqlstate or "", ("the query fails", error.diag.message_hint or _LOOK))
    if at <= 0:
        return AskedError("QPR442", f"{ours}: {said}", hint, _key(origin))
    if origin.query_file:
        line, column = query.count("\n", 0, at - 1) + 1, at - 1 - query.rfind("\n", 0, at - 1)
        here = Label(Span(origin.query_file, line, column, line, column + 1), "here")
        return AskedError("QPR442", f"{ours}: {said}", hint, _key(origin), also=(here,))
    return AskedError("QPR442", f"{ours}: {said}", hint, _key(origin), in_query=len(query[: at - 1].encode()))
