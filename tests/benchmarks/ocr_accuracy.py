"""How much is read right from pictures of tables, by resolution and damage.

    PYTHONPATH=tests python tests/benchmarks/ocr_accuracy.py [--seeds 4] [--forms 2014 2019 2021]
        [--dpi 72 96 150 200] [--font FILE] [--write]

draws the tables of invented reports, clean, blurred, as JPEG and rotated by half a degree, puts
them into a page as an office does, reads it with `ocr=True` (this needs the extra `giox[ocr]`)
and prints for each kind of picture

figures   printed in the tables
right     read as printed; wrong: read with another value; lacking: not read for sure
kept      right figures of the report, once the identities of the form have had their say
false     wrong figures of the report: what a user would take for true
seconds   a picture

and last the same of all together. `--write` puts the counts into ocr_accuracy.csv beside this
file.
"""

from __future__ import annotations

import argparse
import time
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from ocr.pictures import DAMAGES, FONT, RESOLUTIONS, picture
from ocr.truth import figures_of, tables
from specimens.model import Key

from giox.extraction import Report, read_all

COMMITTED = Path(__file__).with_name("ocr_accuracy.csv")
YEARS = {"2014": 2016, "2019": 2020, "2021": 2022}
PAGE = """<p>江山市人民政府{}年政府信息公开工作年度报告</p><p>一、总体情况</p>
<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>
<p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p>
<p>公开目录还不够细。</p>{}"""
SIZES = (400, 3000, 12, 60)
COUNTS = ("pictures", "figures", "right", "wrong", "lacking", "kept", "false")
SHARES = ("right", "wrong", "lacking", "kept", "false")


def value_of(printed: str) -> float:
    """Return the value of what a cell prints."""
    return float(printed.removesuffix("万元").replace(",", ""))


def measure(form: str, seed: int, dpi: int, damage: str, font: Path) -> dict[str, float]:
    """Draw and read the tables of one report."""
    drawn = tables(form, seed, SIZES[seed % len(SIZES)])
    truth = {key: value_of(text) for table in drawn for key, text in figures_of(table).items()}
    pictures = [picture(table, dpi, damage, font=font).data for table in drawn]
    shown = "".join(
        f'<img src="data:image/png;base64,{b64encode(one).decode()}">' for one in pictures
    )
    began = time.perf_counter()
    (report,) = read_all(PAGE.format(YEARS[form], shown).encode(), "a.html", ocr=True)
    seconds = time.perf_counter() - began
    kept, left_out = read(report)
    right, wrong = compared(truth, kept | left_out)
    sound, false = compared(truth, kept)
    return {
        "dpi": dpi,
        "damage": damage,
        "pictures": len(pictures),
        "figures": len(truth),
        "right": right,
        "wrong": wrong,
        "lacking": len(truth) - right - wrong,
        "kept": sound,
        "false": false,
        "seconds": seconds,
    }


def read(report: Report) -> tuple[dict[Key, float], dict[Key, float]]:
    """Return the figures of a report, and those that were left out as doubtful."""
    kept = {(one.indicator, one.applicant): one.value for one in report.figures}
    left_out = {
        (one.indicator or "", one.applicant): value_of(one.found or "nan")
        for one in report.remarks
        if one.check == "picture_doubtful"
    }
    return kept, left_out


def compared(truth: dict[Key, float], got: dict[Key, float]) -> tuple[int, int]:
    """Return how many figures are right and how many wrong, those not printed among them."""
    right = sum(truth.get(key) == value for key, value in got.items())
    return right, len(got) - right


def by_kind(rows: Iterable[dict[str, float]]) -> pl.DataFrame:
    """Return the counts of each kind of picture."""
    frame = pl.DataFrame(list(rows))
    return (
        frame.group_by("dpi", "damage")
        .agg(pl.col(*COUNTS, "seconds").sum())
        .sort("dpi", "damage")
        .with_columns(seconds=(pl.col("seconds") / pl.col("pictures")).round(2))
    )


def main() -> None:
    """Draw, read, count and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--forms", nargs="*", default=list(YEARS), choices=list(YEARS))
    parser.add_argument("--dpi", nargs="*", type=int, default=list(RESOLUTIONS))
    parser.add_argument("--font", type=Path, default=FONT)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    rows: list[dict[str, float]] = []
    print("\t".join(("form", "dpi", "damage", *COUNTS, "seconds")))
    for dpi in asked.dpi:
        for damage in DAMAGES:
            for form in asked.forms:
                for seed in range(asked.seeds):
                    row = measure(form, seed, dpi, damage, asked.font)
                    rows.append(row)
                    print(form, *row.values(), sep="\t", flush=True)
    shown = by_kind(rows)
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True):
        print(shown)
    total = shown.select(pl.col(COUNTS).sum()).row(0, named=True)
    for name in SHARES:
        print(
            f"{name:8} {total[name]:6} of {total['figures']}: {total[name] / total['figures']:.2%}"
        )
    if asked.write:
        shown.drop("seconds").write_csv(COMMITTED)
        print(f"wrote {COMMITTED.name}")


if __name__ == "__main__":
    main()
