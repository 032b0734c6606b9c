"""Write data/specimens: the reports of shipped.toml with their figures; the truth beside this.

    PYTHONPATH=tests python -m specimens.shipped

A test holds the files to what this writes, so text and truth cannot drift apart.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from specimens import damage, forms, layouts, numbers, prose
from specimens.draft import MARK, PLACES, Draft
from specimens.layouts import Block
from specimens.make import chinese
from specimens.model import Meta, Truth

FOLDER = Path(__file__).parents[2] / "data" / "specimens"

TRUTH = ("report", "indicator", "applicant", "value", "origin", "scope")
REPORTS = (
    "report",
    "title",
    "agency",
    "division_code",
    "region",
    "year",
    "period_start",
    "period_end",
    "script",
    "form",
    "scope",
    "status",
)
FINDINGS = ("report", "kind", "indicator")


def shipped() -> dict[str, bytes]:
    """Return the files of data/specimens by name, and the tables of their truth in `truth/`."""
    files: dict[str, bytes] = {}
    truth: list[tuple[object, ...]] = []
    reports: list[tuple[object, ...]] = []
    findings: list[tuple[object, ...]] = []
    rows = tomllib.loads(Path(__file__).with_name("shipped.toml").read_text(encoding="utf-8"))
    for row in rows["report"]:
        made = _draft(row)
        name, year = row["file"], row["year"]
        if made.layout == "html":
            files[name] = layouts.as_html(made.blocks, title=row["title"]).encode()
        else:
            files[name] = layouts.as_text(made.blocks, made.layout).encode()
        truth += [
            (name, t.indicator, t.applicant, t.value, t.origin, t.scope)
            for t in sorted(made.truths, key=lambda t: (t.origin, t.indicator, t.applicant or ""))
            if t.demand == "value"
        ]
        meta = made.meta
        told = any("统计期" in text for text in row["prose"])
        period = (f"{year}-01-01", f"{year}-12-31") if told else (None, None)
        reports.append(
            (name, row["title"], row["agency"], meta.division_code, meta.region, year,
             *period, meta.script, meta.form, meta.scope, meta.status)
        )  # fmt: skip
        findings += [(name, f.kind, f.indicator) for f in made.findings]
    files["truth/figures.csv"] = _csv(TRUTH, truth)
    files["truth/reports.csv"] = _csv(REPORTS, reports)
    files["truth/findings.csv"] = _csv(FINDINGS, findings)
    return files


def _draft(row: dict[str, Any]) -> Draft:
    rng = Random(row["seed"])
    form, layout, scope = row["form"], row["layout"], row.get("scope")
    place = next(place for place in PLACES if place.name == row["place"])
    legacy = form in ("narrative", "2014")
    figures = numbers.legacy(rng, row["size"]) if legacy else _quiet(row, rng)
    figures |= {key: n for key in figures if (n := row.get("figures", {}).get(key[0])) is not None}
    told = prose.flat(figures, rng) | {"consultations.total": 1042}
    zeros = [*row.get("prose_zero", ()), *row.get("tail_zero", ())]
    told |= dict.fromkeys(zeros, 0)
    paragraphs, truths = _tell(row, place.whole, told)
    truths += [Truth(name, None, 0, "narrative") for name in zeros]
    blocks: list[Block] = [*row["head"], row["title"], *paragraphs]
    if form == "2014":
        blocks += ["附件 政府信息公开情况统计表", *forms.table_2014(figures, row["variant"])]
    elif not legacy:
        blocks += ["二、主动公开政府信息情况", forms.table_article_20(figures, form)]
        blocks += ["三、收到和处理政府信息公开申请情况", forms.table_applications(figures, form)]
        blocks += ["四、政府信息公开行政复议、行政诉讼情况", forms.table_review(figures)]
    blocks += [*row.get("tail", ()), row["agency"], f"{row['year'] + 1}年1月18日", MARK]
    printed = {
        cell.key
        for block in blocks
        if not isinstance(block, str)
        for cells in block
        for cell in cells
        if cell.key
    }
    truths += [Truth(*key, figures[key], "table") for key in printed]
    meta = Meta(
        place.code,
        "".join(place.path),
        row["year"],
        form,
        scope=scope,
        title=row["title"],
        agency=row["agency"],
    )
    made = Draft(form, layout, rng, place, row["year"], figures, blocks, truths, meta)
    for name in row.get("damages", ()):
        change = damage.DAMAGES[name][0]
        assert change is not None
        change(made)
    # The tables of truth speak of what was written, whatever script it came in.
    made.meta = replace(made.meta, title=row["title"], agency=row["agency"])
    return made


def _quiet(row: dict[str, Any], rng: Random) -> numbers.Numbers:
    """Figures of a statutory form; where the prose says that nobody sued, nobody did."""
    figures = numbers.statutory(rng, row["form"], row["size"])
    if "review.total" in row.get("prose_zero", ()):
        figures |= {key: 0 for key in figures if key[0].startswith(("review.", "litigation."))}
    return figures


def _tell(row: dict[str, Any], whole: str, told: dict[str, float]) -> tuple[list[str], list[Truth]]:
    """Fill the places of the prose; a figure's scope is that of the last {G} or {B} before it."""
    truths: dict[tuple[str, str | None], Truth] = {}
    paragraphs = []
    words = {"G": (whole, "government"), "B": ("本机关", "body")}
    for text in row["prose"]:
        scope: str | None = None

        def fill(match: re.Match[str]) -> str:
            nonlocal scope
            name = match[1]
            if name in words:
                word, scope = words[name]
                return word
            if name in ("Y", "L"):
                return str(row["year"] - (name == "L"))
            if name.startswith("#"):
                return str(row["other"][name[1:]])
            truths[name, scope] = Truth(name, None, told[name], "narrative", scope)
            value = told[name]
            if row.get("numerals") and value < 200:
                return chinese(int(value))
            return prose.digits(value)

        sentences = re.split(r"(?<=。)", text)
        filled = ""
        for sentence in sentences:
            scope = None
            filled += re.sub(r"\{([^}]+)\}", fill, sentence)
        paragraphs.append(filled)
    return paragraphs, list(truths.values())


def _csv(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(
        [f"{x:g}" if isinstance(x, float) and x.is_integer() else x for x in row] for row in rows
    )
    return stream.getvalue().encode()


def path_of(name: str) -> Path:
    """Return where a file of `shipped` stands."""
    return Path(__file__).parent / name if name.startswith("truth/") else FOLDER / name


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in shipped().items():
        path_of(name).write_bytes(data)


if __name__ == "__main__":
    main()
