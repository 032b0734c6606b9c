"""Files that are no sound report, with the status that each must get and why."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from specimens.make import make


@dataclass(frozen=True, slots=True)
class Odd:
    """A file and the statuses that would be right for it."""

    filename: str
    data: bytes
    statuses: tuple[str, ...]
    why: str


def odd_files() -> list[Odd]:
    """Return the odd files, the same at every call."""
    rng = Random(0)
    index = "\n".join(
        ["政府信息公开年报", "首页 > 政务公开 > 政府信息公开年报"]
        + [f"某局{year}年政府信息公开工作年度报告 {year + 1}-01-20" for year in range(2012, 2024)]
        + ["共3页 12条 上一页 1 2 3 下一页"]
    )
    notice = (
        "关于开展安全生产大检查的通知\n各乡镇人民政府,县政府各部门:\n"
        "定于3月10日至4月30日开展检查,重点检查企业126家,整改隐患不少于90%。\n"
    )
    english = (
        "Annual Report on Government Information Disclosure 2019\n"
        "The district received 37 applications and answered 35 of them. There were 2 reviews.\n"
    )
    long = make("2021", "pipe", seed=1).data.decode()
    filler = "坚持公开为常态,健全制度,强化培训,不断提高工作水平。" * 40 + "\n"
    head, tail = long.split("二、主动公开政府信息情况", 1)
    long = head + filler * 700 + "二、主动公开政府信息情况" + tail
    return [
        Odd("empty.txt", b"", ("unreadable", "no_report"), "no byte in it"),
        Odd("blank.txt", b" \r\n\r\n \t \r\n", ("unreadable", "no_report"), "only white space"),
        Odd("junk.txt", rng.randbytes(4096), ("unreadable", "no_report"), "random bytes"),
        Odd("junk.html", rng.randbytes(4096), ("unreadable", "no_report"), "random bytes"),
        Odd("broken.docx", b"PK\x03\x04" + rng.randbytes(900), ("unreadable",), "cut archive"),
        Odd("broken.pdf", b"%PDF-1.4\n" + rng.randbytes(900), ("unreadable",), "cut PDF"),
        Odd("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ("unreadable",), ".doc"),
        Odd("index.txt", index.encode(), ("no_report",), "a list of reports, not one"),
        Odd("notice.txt", notice.encode(), ("no_report",), "another document"),
        Odd("english.txt", english.encode(), ("no_report",), "an English page"),
        Odd("long.txt", long.encode(), ("ok",), "2 MB of text around a sound report"),
    ]
