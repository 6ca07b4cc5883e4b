"""Chunks of work on a Spark cluster: whole series are brought together there, and the work is sent to them.

Spark is given no arithmetic. It reads, puts the rows of each series into one partition in their order, hands them to the
work in Arrow batches, and writes what comes back. Batches cut across series; the work puts those together again.
"""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Work: TypeAlias = "Callable[[Iterable[Any]], Iterator[Any]]"
"""From a partition's Arrow batches, in the order of series, to batches with the columns asked for and a ``report``."""

REPORT = "report"
"""The column in which the work reports on itself: bytes in a row of its own, null in every other."""

CONNECT = "sc://"
"""How the address of a Spark Connect server begins: it has the Java, and this machine needs none."""

ROWS = 10_000
"""Rows of a batch on its way to a worker; more at once are no faster."""

_NO_LIMIT = 2**31 - 1
"""The bytes of a batch that Spark does not count up to."""

_ONE_TEXT = ("string", "tinyint", "smallint", "int", "bigint")
"""The types of which Spark and Python have the same text."""

_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What Python strips; Spark's own trimming takes the space alone."""

_TYPES = {"string": "string", "double": "double", "int64": "bigint", "bool": "boolean", "binary": "binary"}


class SparkError(Exception):
    """Spark is not there, or could not do it; ``str(error)`` is a sentence for the person who started it."""


@contextmanager
def session(master: str | None) -> Iterator[Any]:
    """A Spark session on a cluster, by default the one Spark is set up for; stopped at the end if it was begun here.

    Raises SparkError where Java or a package is missing, or the cluster does not answer.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkError('Spark needs pyspark: pip install "qpr-rules[spark]"') from None
    connect = master is not None and master.startswith(CONNECT)
    java = os.environ.get("JAVA_HOME") or shutil.which("java") or os.environ.get("SPARK_HOME")
    if not connect and not java:
        raise SparkError("Spark needs Java 17 or newer, which is not found: install it, or set JAVA_HOME")
    # Workers would take whatever `python3` they find, which may be without this package.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    running = SparkSession.getActiveSession() is not None
    builder = SparkSession.builder.appName("qpr-rules").config("spark.log.level", "ERROR")
    if master:
        builder = builder.remote(master) if connect else builder.master(master)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # what Spark thinks of the latest pandas, which is not used
            spark = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise SparkError(f"Spark could not be started ({_first_line(error)})") from None
    try:
        yield spark
    finally:
        if not running:
            spark.stop()


class Chosen(NamedTuple):
    """The rows that were asked for, how many others there are, and the columns and texts asked for that some row has."""

    rows: Any
    left_out: int
    seen: frozenset[tuple[str, str]]


def opened(spark: Any, source: str) -> tuple[Any, list[str]]:
    """A source as a data frame, with the names of its columns: Parquet files at an address or in a folder, or a table.

    Raises SparkError.
    """
    with _said():
        rows = spark.read.parquet(_address(source)) if is_address(source) else spark.table(source)
        return rows, rows.columns


def chosen(rows: Any, columns: Mapping[str, str], asked: Mapping[str, frozenset[str]]) -> Chosen | None:
    """The rows that have one of the texts in each column, as it stands but for blanks around it.

    The cluster chooses where the rows lie, so that no other is brought to a worker. They are counted in a pass of its own over
    these columns: what a lost worker had counted would be counted again. None where a column is neither text nor whole
    numbers, for which Spark may have another text than the work has. Raises SparkError.
    """
    from pyspark.sql import functions as f

    kinds = dict(rows.dtypes)
    if any(kinds[columns[name]] not in _ONE_TEXT for name in asked):
        return None
    cells = {name: _text(columns[name]) for name in asked}
    fits = {name: cell.isin(*sorted(asked[name])) for name, cell in cells.items()}
    every = reduce(and_, fits.values())
    with _said():
        left_out, *texts = rows.agg(
            f.count_if(~every), *(f.collect_set(f.when(fits[name], cell)) for name, cell in cells.items())
        ).first()
    seen = frozenset((name, text) for name, own in zip(cells, texts, strict=True) for text in own)
    return Chosen(rows.filter(every), left_out, seen)


def run(
    work: Work,
    spark: Any,
    rows: Any,
    columns: Mapping[str, str],
    series: str,
    given: Any,
    same: Any,
    names: Sequence[str],
    output: str,
) -> list[bytes]:
    """Do the work on every series of a data frame, write the rows it gives to ``output``, and return its reports.

    ``columns`` are those that the work is given, by the name under which it is given each. All rows that agree in the
    column ``series``, as text without blanks around it, come in one partition, one after another. ``given`` is the Arrow
    schema of what the work gives. ``same`` is an Arrow table with the columns that say the same in all rows of a series:
    they are put beside the rows there, so that the work need not give them. ``names`` are the columns that are written.
    Raises SparkError; then nothing stays at ``output``, unless it was there before.
    """
    from pyspark.sql import Observation
    from pyspark.sql import functions as f

    key = _text(columns[series])
    others = [f.col(_quoted(own)).alias(name) for name, own in columns.items() if name != series]
    types = ", ".join(f"`{field.name}` {_type(field.type)}" for field in given)
    observed = Observation("qpr-rules")
    with _said(), warnings.catch_warnings(), _batches(spark):
        warnings.simplefilter("ignore", FutureWarning)
        held = rows.select(key.alias(series), *others)
        whole = held.repartition(series).sortWithinPartitions(series)
        made = whole.mapInArrow(work, f"{types}, {REPORT} binary").observe(
            observed, f.collect_list(REPORT).alias("all")
        )
        found = made.filter(f"{REPORT} is null")
        if same.num_columns > 1:
            found = found.join(f.broadcast(spark.createDataFrame(same)), series)
        _write(spark, found.select(*names), output)
        return [bytes(each) for each in observed.get["all"]]


def _text(column: str) -> Any:
    """A column as text without blanks around it, as this machine takes it; empty where nothing stands."""
    from pyspark.sql import functions as f

    return f.coalesce(f.btrim(f.col(_quoted(column)).cast("string"), f.lit(_BLANKS)), f.lit(""))


def is_address(name: str) -> bool:
    """Whether a source or an output is files at an address or in a folder; otherwise it is a table.

    >>> is_address("s3://nation/observations"), is_address("./observations"), is_address("nation.observations")
    (True, True, False)
    """
    return "/" in name or "\\" in name


def _address(name: str) -> str:
    """Where files are. A cluster has a working folder of its own, so a path from here is told in full."""
    if not name.startswith(("./", "../", ".\\", "..\\")):
        return name
    place = Path(name).resolve().as_posix()
    return f"file://{place}" if place.startswith("/") else f"file:///{place}"


@contextmanager
def _batches(spark: Any) -> Iterator[None]:
    """Batches to the workers end by their rows alone: to end them by size, Spark adds up the whole batch again for every row."""
    from pyspark.errors import PySparkException

    wanted = {"maxRecordsPerBatch": ROWS, "maxBytesPerBatch": _NO_LIMIT}
    names = [f"spark.sql.execution.arrow.{name}" for name in wanted]
    before = [spark.conf.get(name, None) for name in names]
    try:
        with suppress(PySparkException):  # a server that lets nobody set them does the same in more time
            for name, value in zip(names, wanted.values(), strict=True):
                spark.conf.set(name, str(value))
        yield
    finally:
        with suppress(PySparkException):
            for name, value in zip(names, before, strict=True):
                spark.conf.unset(name) if value is None else spark.conf.set(name, value)


def _write(spark: Any, rows: Any, output: str) -> None:
    """Write what was not there before. What a failure leaves of files is taken away again."""
    if not is_address(output):
        rows.write.saveAsTable(output)
        return
    if _exists(spark, output):
        raise SparkError(f"`{output}` is there already; name another place")
    try:
        rows.write.parquet(_address(output))
    except BaseException:
        _exists(spark, output, remove=True)
        raise


def _exists(spark: Any, place: str, *, remove: bool = False) -> bool:
    """Whether something is at an address; the cluster's own file system says so. A Connect server says it when writing."""
    gateway = getattr(spark, "_jvm", None) if not _is_connect(spark) else None
    if gateway is None:
        return False
    path = gateway.org.apache.hadoop.fs.Path(_address(place))
    files = path.getFileSystem(spark._jsc.hadoopConfiguration())  # noqa: SLF001  # there is no public way to the file system
    found = bool(files.exists(path))
    if found and remove:
        files.delete(path, True)
    return found


def _is_connect(spark: Any) -> bool:
    return ".connect." in type(spark).__module__


@contextmanager
def _said() -> Iterator[None]:
    """What Spark raises, as a sentence: its first line; the rest is Java's."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise SparkError(f"Spark could not do it ({_first_line(error)})") from None


def _first_line(error: BaseException) -> str:
    cause = getattr(error, "java_exception", None)
    text = str(cause.getMessage() if cause is not None else error).strip() or type(error).__name__
    return text.partition("\n")[0][:300]


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _type(kind: Any) -> str:
    text = str(kind)
    return f"decimal({kind.precision},{kind.scale})" if text.startswith("decimal") else _TYPES[text]
