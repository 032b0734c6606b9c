"""Round trip through the converters: who brings mainland text back, and how fast?

Simplified text is put into traditional script by C++ OpenCC (s2t, s2tw, s2twp, s2hk) and brought
back by giox, by OpenCC itself and by zhconv-rs; none is told which conversion it was. Printed are

- the share of characters restored, by the longest common subsequence with the original;
- the characters changed in text that was simplified all along;
- the processor time, beside that of the pure Python reimplementation whose dictionaries giox uses.

The rivals install into an environment of their own (OpenCC shares its import name with the
reimplementation, so the two cannot live in one): `.venv-rivals` beside this repository's
package, made when missing. Run: ``python tests/benchmarks/script_roundtrip.py [TEXT...]``; without
arguments on the genre text beside this file, and on the reports in `../shared` where they are.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

from rapidfuzz.distance import LCSseq

from giox.text import to_simplified

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / ".venv-rivals"
PACKAGES = ("opencc==1.4.2", "zhconv-rs==0.4.2")
CONVERSIONS = ("s2t", "s2tw", "s2twp", "s2hk")
SIMPLIFIED = ("000", "001", "003")  # of the reports; the others are traditional
RIVALS = ("OpenCC t2s", "OpenCC tw2sp", "zhconv-rs zh-cn")

# runs in the rivals' environment: texts in; converted texts, restored texts and times out
WORKER = """
import json, sys, time, opencc, zhconv_rs
texts = json.load(sys.stdin)
back = {
    "OpenCC t2s": opencc.OpenCC("t2s").convert,
    "OpenCC tw2sp": opencc.OpenCC("tw2sp").convert,
    "zhconv-rs zh-cn": lambda text: zhconv_rs.zhconv(text, "zh-cn"),
}
def best(function, text):
    times = []
    for _ in range(100):
        begun = time.thread_time()
        function(text)
        times.append(time.thread_time() - begun)
    return min(times)
out = {"converted": {}, "restored": {}, "seconds": {}, "simplified": {}}
for name in %r:
    convert = opencc.OpenCC(name).convert
    out["converted"][name] = made = [convert(text) for text in texts]
    for rival, restore in back.items():
        out["restored"][name + rival] = [restore(text) for text in made]
        out["seconds"][name + rival] = best(restore, "".join(made))
for rival, restore in back.items():
    out["simplified"][rival] = [restore(text) for text in texts]
json.dump(out, sys.stdout)
"""


def interpreter() -> Path:
    """Return the interpreter of the rivals' environment, which is made when missing."""
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    python = ENVIRONMENT / scripts / "python"
    if not ENVIRONMENT.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def rivals(texts: list[str]) -> dict[str, dict[str, list[str]]]:
    run = subprocess.run(
        [interpreter(), "-c", WORKER % (CONVERSIONS,)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def lost(originals: list[str], restored: list[str]) -> int:
    """Count the characters of the originals that are not in what came back, in order."""
    pairs = zip(originals, restored, strict=True)
    return sum(len(one) - LCSseq.similarity(one, other) for one, other in pairs)


def changed(originals: list[str], restored: list[str]) -> int:
    pairs = zip(originals, restored, strict=True)
    return sum(max(len(one), len(two)) - LCSseq.similarity(one, two) for one, two in pairs)


def measure(title: str, texts: list[str]) -> None:
    length = sum(map(len, texts))
    result = rivals(texts)
    print(f"\n{title}: {length:,} characters in {len(texts)} texts")
    print(f"{'':18}" + "".join(f"{name:>9}" for name in CONVERSIONS) + f"{'changed':>9}")
    rows = {"giox": [[to_simplified(text) for text in result["converted"][c]] for c in CONVERSIONS]}
    rows |= {r: [result["restored"][c + r] for c in CONVERSIONS] for r in RIVALS}
    same = {"giox": [to_simplified(text) for text in texts], **result["simplified"]}
    for name, restored in rows.items():
        shares = "".join(f"{100 - 100 * lost(texts, back) / length:9.3f}" for back in restored)
        print(f"{name:18}{shares}{changed(texts, same[name]):9}")
    speed(result)


def least(function: Callable[[str], str], text: str, rounds: int) -> float:
    """Return the least processor time of several rounds, as `best` does for the rivals."""
    times = []
    for _ in range(rounds):
        begun = time.thread_time()
        function(text)
        times.append(time.thread_time() - begun)
    return min(times)


def speed(result: dict[str, dict[str, list[str]]]) -> None:
    from opencc import OpenCC  # the reimplementation, in this environment

    print("nanoseconds a character:")
    for name in CONVERSIONS:
        text = "".join(result["converted"][name])
        slow = least(OpenCC("tw2sp").convert, text[:3000], 2) / 3000
        own = least(to_simplified, text, 100) / len(text)
        others = {rival: result["seconds"][name + rival] / len(text) for rival in RIVALS}
        print(
            f"  {name:6} giox {own * 1e9:4.0f}, reimplementation {slow * 1e9:6.0f}",
            f"({slow / own:.0f}x), "
            + ", ".join(f"{rival} {taken * 1e9:.0f}" for rival, taken in others.items()),
            f"(giox takes {own / others['zhconv-rs zh-cn']:.1f}x)",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Round trip of scripts, beside other converters.")
    parser.add_argument("texts", nargs="*", type=Path, help="files of simplified text (UTF-8)")
    given = parser.parse_args().texts
    if given:
        measure("given texts", [path.read_text("utf-8") for path in given])
        return
    measure("genre text", [Path(__file__).with_name("text_genre.txt").read_text("utf-8")])
    reports = ROOT.parent / "shared" / "reports"
    simplified = [path for path in sorted(reports.glob("*.txt")) if path.name[:3] in SIMPLIFIED]
    if simplified:
        measure("reports 000, 001, 003", [path.read_text("utf-8") for path in simplified])


if __name__ == "__main__":
    main()
