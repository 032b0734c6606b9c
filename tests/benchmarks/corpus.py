"""How fast a large corpus is read, and what it takes.

    PYTHONPATH=tests:tests/benchmarks python tests/benchmarks/corpus.py speed --reports 100000
    … growth --reports 16000      a sixteenth, a quarter and all of them: cost of each report
    … archive --pages 100000      web archive: first look, MB a second
    … resume --reports 20000      killed half-way and called again
    … merge --reports 100000      memory and time of the last step, the parts being there
    … hostile --reports 10000     as many bad files among them: nothing may change
    … tools --reports 2000        the usual tools on the same files (pdfplumber, pandas, opencc)

prints figures of this machine, so compare the ratios. Nothing else should run meanwhile. On a
machine that lends its processors to others the wall's clock says little of efficiency: what the
processors did not idle, times the processor time of a report with one process over that with
several, says more.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import corpora
import polars as pl

import giox
from giox.documents.decode import decode

FACE = "from giox.cli import main; main()"


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def extracting(source: Path, output: Path, processes: int) -> list[str]:
    command = [sys.executable, "-c", FACE, "extract", str(source), "-o", str(output)]
    return [*command, "--processes", str(processes)]


@contextmanager
def memory_of(process: subprocess.Popen[bytes]) -> Iterator[dict[str, float]]:
    """Watch a process and its children: `own` and `all` memory, the most in MB, own seconds."""
    most = {"own": 0.0, "all": 0.0, "seconds": 0.0}

    def watch() -> None:
        while process.poll() is None:
            tree = [process.pid, *map(int, children(process.pid))]
            sizes = [resident(one) for one in tree]
            most["own"] = max(most["own"], sizes[0])
            most["all"] = max(most["all"], sum(sizes))
            most["seconds"] = max(most["seconds"], busy(process.pid))
            time.sleep(0.3)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        watcher.join()


def children(pid: int) -> list[str]:
    found: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += task.read_text().split()
        except OSError:
            continue
    return found


def busy(pid: int) -> float:
    """Processor seconds of a process without its children."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Memory of a process in MB that is its own, not what it shares with others."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line[:7] == "RssAnon") / 1024


def idle() -> float:
    """Seconds that all processors of this machine were idle since it started."""
    fields = Path("/proc/stat").read_text().split(None, 6)
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


def run(source: Path, output: Path, processes: int) -> tuple[float, dict[str, float]]:
    start, before, unused = time.perf_counter(), os.times(), idle()
    with (
        subprocess.Popen(
            extracting(source, output, processes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process,
        memory_of(process) as most,
    ):
        process.wait()
    took, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    most["total"] = used - before.children_user - before.children_system
    most["idle"] = (idle() - unused) / took / (os.cpu_count() or 1)
    return took, most


def speed(folder: Path, reports: int, distinct: int, processes: list[int]) -> None:
    size = corpora.write(folder / "in", reports, distinct)
    print(
        f"{reports} reports, {distinct} bodies, {size / 2**20:.0f} MB; {os.cpu_count()} processors"
    )
    paths = sorted(path for path in (folder / "in").rglob("*") if path.is_file())

    def floor() -> None:
        for path in paths:
            data = path.read_bytes()
            if not data.startswith((b"%PDF", b"PK")):
                decode(data)

    floor()
    print(f"floor (read and decode, one process): {reports / timed(floor):.0f} reports/s")
    first = None
    for number in processes:
        took, most = run(folder / "in", folder / f"out{number}", number)
        rate = reports / took
        first = first or rate / number
        print(
            f"{number} processes: {rate:.1f} reports/s, efficiency {rate / number / first:.2f}; "
            f"{most['idle']:.0%} of all processors idle; processor time "
            f"{most['total'] / reports * 1000:.1f} ms a report, of which "
            f"{most['seconds'] / reports * 1000:.2f} ms in the first process; most memory "
            f"{most['own']:.0f} MB in the first process, {most['all']:.0f} MB in all"
        )
    again, _ = run(folder / "in", folder / f"out{processes[-1]}", 1)
    print(f"again, nothing having changed: {again:.1f} s")
    outputs = [folder / f"out{number}" for number in processes]
    same = {(one / "observations.parquet").read_bytes() for one in outputs}
    print(f"same bytes: {len(same) == 1}")


def growth(folder: Path, reports: int, distinct: int) -> None:
    for count in (reports // 16, reports // 4, reports):
        source = folder / f"in{count}"
        corpora.write(source, count, distinct)
        took, most = run(source, folder / f"out{count}", 2)
        print(
            f"{count} reports: {took:.0f} s, {took / count * 1000:.2f} ms each; processor time "
            f"{most['total'] / count * 1000:.1f} ms each; most memory {most['own']:.0f} MB in the "
            f"first process, {most['all']:.0f} MB in all"
        )


def archive(folder: Path, pages: int, distinct: int) -> None:
    from giox.corpus.firstlook import can_be_report
    from giox.documents import members

    path = folder / "crawl.warc.gz"
    size, reports = corpora.write_archive(path, pages, distinct, 100)
    megabytes = size / 2**20
    data = [member.data for member in members(path)]
    unpack = timed(lambda: sum(1 for _ in members(path)))
    look = timed(lambda: [can_be_report(one) for one in data])
    print(
        f"{pages} pages, {megabytes:.0f} MB unpacked, {path.stat().st_size / 2**20:.0f} MB packed"
    )
    print(f"unpack: {megabytes / unpack:.0f} MB/s; first look: {megabytes / look:.0f} MB/s")
    took = timed(lambda: giox.extract_to(path, folder / "out", processes=1, progress=False))
    found = pl.read_parquet(folder / "out" / "reports.parquet").filter(status="ok").height
    print(f"extract: {megabytes / took:.1f} MB/s; {found} of {reports} reports found whole")
    lost = sum(
        not can_be_report(body) for ending, body in corpora.bodies(distinct) if ending == ".html"
    )
    print(f"reports turned away by the first look: {lost}")


def resume(folder: Path, reports: int, distinct: int) -> None:
    corpora.write(folder / "in", reports, distinct)
    whole = timed(lambda: run(folder / "in", folder / "whole", 2))
    process = subprocess.Popen(
        extracting(folder / "in", folder / "out", 2),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(whole / 2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    rest = timed(lambda: run(folder / "in", folder / "out", 2))
    names = ("reports", "observations", "findings", "duplicates")
    same = all(
        (folder / "whole" / f"{name}.parquet").read_bytes()
        == (folder / "out" / f"{name}.parquet").read_bytes()
        for name in names
    )
    print(f"undisturbed {whole:.1f} s; killed after half of it, then {rest:.1f} s more")
    print(f"lost by the kill: {rest + whole / 2 - whole:.1f} s; same bytes: {same}")


MERGE = """
import sys, time
from pathlib import Path
import polars as pl
from giox.corpus.merge import merge
from giox.corpus.options import Options
from giox.corpus.parts import Parts
from giox.corpus.stores import store_at
parts = Parts(store_at(sys.argv[1]), Options())
live = parts.ledger().sort("report")
start = time.perf_counter()
merge(parts, live, Path(sys.argv[1]))
print(live.height, time.perf_counter() - start)
"""


def merging(folder: Path, reports: int, distinct: int) -> None:
    """Merge parts of the size of a corpus, made by writing those of its bodies again and again."""
    from dataclasses import replace

    from giox.corpus.options import Options
    from giox.corpus.parts import Parts
    from giox.corpus.stores import store_at
    from giox.corpus.tables import SCHEMAS, Piece

    corpora.write(folder / "in", distinct, distinct)
    giox.extract_to(folder / "in", folder / "small", processes=2, progress=False)
    small = Parts(store_at(folder / "small"), Options())
    read = {
        part: {name: small.table(name, part) for name in SCHEMAS}
        for part in small.ledger()["part"].unique().sort()
    }
    large = Parts(store_at(folder / "large", lasting=False), replace(Options()))
    for copy in range(reports // distinct):
        renamed = pl.format("{}/{}", pl.lit(f"{copy:05d}"), pl.col("report")).alias("report")
        for tables in read.values():
            large.add(
                Piece.of({name: table.with_columns(renamed) for name, table in tables.items()})
            )
    with (
        subprocess.Popen(
            [sys.executable, "-c", MERGE, str(folder / "large")], stdout=subprocess.PIPE
        ) as process,
        memory_of(process) as most,
    ):
        said, _ = process.communicate()
    count, seconds = said.split()
    figures = pl.scan_parquet(folder / "large" / "observations.parquet").select(pl.len())
    print(
        f"{int(count)} reports, {figures.collect().item()} figures merged and checked in "
        f"{float(seconds):.0f} s with {most['own']:.0f} MB at most"
    )


def hostile(folder: Path, reports: int, distinct: int) -> None:
    corpora.write(folder / "in", reports, distinct)
    names = ("observations", "reports")
    run(folder / "in", folder / "sound", 2)
    for name, data in corpora.bad_files(reports):
        path = folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    took, most = run(folder / "in", folder / "both", 2)
    print(f"{reports} sound and as many bad files: {took:.0f} s, {most['all']:.0f} MB")
    bad = pl.col("report").str.starts_with("bad/")
    for name in names:
        alone = pl.read_parquet(folder / "sound" / f"{name}.parquet")
        beside = pl.read_parquet(folder / "both" / f"{name}.parquet")
        print(f"{name}: the same as without them: {beside.filter(~bad).equals(alone)}")
    table = pl.read_parquet(folder / "both" / "reports.parquet").filter(bad)
    print(table["status"].value_counts().sort("status"))
    found = pl.read_parquet(folder / "both" / "findings.parquet").filter(bad)
    print(found.filter(pl.col("check").is_in(["limits"]))["message"].value_counts())
    print(found.filter(pl.col("message").str.contains("reading failed"))["message"].value_counts())


TOOLS = """
import io, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
import opencc, pandas, pdfplumber
converter = opencc.OpenCC("t2s")
def read(path):
    if path.suffix == ".pdf":
        with pdfplumber.open(path) as document:
            return [(page.extract_text(), page.extract_tables()) for page in document.pages]
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".html":
        try:
            pandas.read_html(io.StringIO(text))
        except Exception:  # pages without a table, or that it cannot parse
            pass
    return converter.convert(text)
files = [path for path in sorted(Path(sys.argv[1]).rglob("*.*")) if path.suffix in sys.argv[2:]]
read(files[0])
start = time.process_time()
for path in files:
    read(path)
print((time.process_time() - start) / len(files) * 1000)
"""


def tools(folder: Path, reports: int, distinct: int) -> None:
    import venv

    from giox.extraction import read_all

    corpora.write(folder / "in", reports, distinct)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    wanted = ["pdfplumber>=0.11", "pandas>=2.2", "lxml", "opencc-python-reimplemented"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    for endings in ([".html"], [".pdf"], [".txt", ".md"]):
        found = [one for one in sorted((folder / "in").rglob("*.*")) if one.suffix in endings]
        data = [(one.read_bytes(), one.name) for one in found]
        read_all(*data[0])
        start = time.process_time()
        for one in data:
            try:
                read_all(*one)
            except giox.GioxError:
                continue
        own = (time.process_time() - start) / len(data) * 1000
        command = [python, "-c", TOOLS, folder / "in", *endings]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        theirs = float(said.stdout)
        print(
            f"{'/'.join(endings)}: giox, the whole report {own:.1f} ms; the tools {theirs:.1f} ms; "
            f"ratio {theirs / own:.2f}"
        )


MODES = {
    "growth": growth,
    "speed": speed,
    "archive": archive,
    "resume": resume,
    "merge": merging,
    "hostile": hostile,
    "tools": tools,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=list(MODES))
    parser.add_argument("--reports", "--pages", type=int, default=2_000)
    parser.add_argument("--bodies", type=int, default=400)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="giox-benchmark-") as name:
        folder = Path(name)
        if asked.what == "speed":
            speed(folder, asked.reports, asked.bodies, asked.processes)
        else:
            MODES[asked.what](folder, asked.reports, asked.bodies)


if __name__ == "__main__":
    main()
