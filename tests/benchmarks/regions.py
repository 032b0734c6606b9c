"""Names to codes beside cpca, on titles and agencies of published reports.

    python tests/benchmarks/regions.py

prints, for giox and for cpca on the same input in the same run, the share that is right, wrong
and left open (for titles alone, agencies alone, and both together: many titles name no place),
and names a second of processor time, the best of five runs. cpca is installed in an environment of
its own (it needs pandas) in a temporary folder. Needs the folder `shared` beside the checkout.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from giox.regions import find_divisions, resolve_region
from giox.text import to_simplified

SHARED = Path(__file__).resolve().parents[3] / "shared"
CPCA = "cpca==0.5.5"
RUNS = 5
# Runs inside cpca's environment: names on the standard input, codes and seconds on its output.
# The rows of its table come in order; adcode is None where it finds nothing.
DRIVER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import cpca
names = json.load(sys.stdin)
times = []
for _ in range(5):
    start = time.process_time()
    table = cpca.transform(names)
    times.append(time.process_time() - start)
codes = [None if code is None or code != code else str(code) for code in table["adcode"]]
print(json.dumps({"codes": codes, "seconds": min(times)}))
"""


def cpca(names: list[str], folder: Path) -> tuple[list[str | None], float]:
    """Return the codes that cpca finds, and the seconds it took."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", CPCA], check=True, capture_output=True
        )
    done = subprocess.run(
        [python, "-c", DRIVER],
        input=json.dumps(names),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["codes"], answer["seconds"]


def giox(names: list[str], years: list[int | None]) -> tuple[list[str | None], float]:
    """Return the codes that giox finds, and the seconds it took."""
    pairs = list(zip(names, years, strict=True))
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        codes = [region.code if (region := resolve_region(*pair)) else None for pair in pairs]
        times.append(time.process_time() - start)
    return codes, min(times)


def line(label: str, codes: list[str | None], truth: list[str], seconds: float) -> str:
    """Return one line of the table."""
    found = Counter(
        "open" if not code else "right" if code == right else "wrong"
        for code, right in zip(codes, truth, strict=True)
    )
    shares = "  ".join(f"{found[key] / len(truth):8.2%}" for key in ("right", "wrong", "open"))
    return f"{label:34s}  {shares}  {len(truth) / seconds:10,.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", type=Path, help="folder to keep cpca's environment in")
    folder = parser.parse_args().environment or Path(tempfile.mkdtemp()) / "cpca"
    path = SHARED / "figures" / "reports.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        reports = list(csv.DictReader(handle))
    print(f"{'':34s}  {'right':>8s}  {'wrong':>8s}  {'open':>8s}  {'names a s':>10s}")
    for columns in (("title",), ("agency",), ("agency", "title")):
        rows = [row for row in reports if all(row[column] for column in columns)]
        names = [to_simplified("\n".join(row[column] for column in columns)) for row in rows]
        truth = [row["division_code"] for row in rows]
        years: list[int | None] = [int(row["year"]) for row in rows]
        latest: list[int | None] = [None] * len(names)
        for label, (codes, seconds) in {
            "giox": giox(names, years),
            "giox, no year": giox(names, latest),
            "cpca": cpca(names, folder),
        }.items():
            print(line(f"{' and '.join(columns)}: {label}", codes, truth, seconds))
    text = "".join(row["title"] for row in reports)[:10_000]
    start = time.process_time()
    for _ in range(100):
        find_divisions(text)
    print(f"find_divisions, 10,000 characters: {(time.process_time() - start) * 10:.2f} ms")


if __name__ == "__main__":
    main()
