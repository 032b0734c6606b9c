"""All regular expressions of giox against strings made to make them slow; run as a programme.

It prints how many patterns it tried, and each that did not come to an end.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

LENGTH = 1_000
"""Of the strings: a pattern that is quadratic in it takes some hundredths of a second."""
SECONDS = 10
MANY = 50
GENERIC = ("1", "1,", "年", " ", "、", "(", "(1)", "<a>", "一", "a", "件1", "\n", "1 ", "。1")

found: dict[tuple[str, int], str] = {}
compiler: Any = re._compiler  # type: ignore[attr-defined]
parser: Any = re._parser  # type: ignore[attr-defined]
_compile = compiler.compile


def remembered(pattern: Any, flags: int = 0) -> Any:
    """Compile a pattern, and remember it if a module of giox asked for it, not one it imports."""
    if isinstance(pattern, str):
        frames = reversed(traceback.extract_stack()[:-1])
        asked = next(frame for frame in frames if Path(frame.filename).parent.name != "re")
        path = Path(asked.filename)
        if "giox" in path.parts and "tests" not in path.parts:
            found.setdefault((pattern, int(flags)), f"{path.name}:{asked.lineno}")
    return _compile(pattern, flags)


def use_everything() -> None:
    """Import every module, load all data, and read specimens of all kinds."""
    import giox

    for module in pkgutil.walk_packages(giox.__path__, "giox."):
        with suppress(ImportError):
            loaded = importlib.import_module(module.name)
            for value in vars(loaded).values():
                if hasattr(value, "cache_info") and value.__module__ == module.name:
                    with suppress(TypeError):
                        value()
    from specimens.make import combinations, make

    from giox.extraction import read_all
    from giox.extraction.phrases import phrases

    for phrase in phrases():
        assert [phrase.left, phrase.right]

    for form, layout, damage in list(combinations())[::9]:
        specimen = make(form, layout, damage)
        report = read_all(specimen.data, specimen.filename)[0]
        report._repr_html_()


def example(items: Any) -> str:
    """Return a short string that a parsed pattern matches, or nearly."""
    return "".join(example_of(operation, value) for operation, value in items)


def example_of(operation: Any, value: Any) -> str:
    match str(operation):
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL":
            return "x" if chr(value) != "x" else "y"
        case "IN":
            return member(value)
        case "ANY":
            return "x"
        case "BRANCH":
            return example(value[1][0])
        case "SUBPATTERN":
            return example(value[3])
        case "ATOMIC_GROUP":
            return example(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return example(value[2]) * value[0]
        case _:
            return ""


def member(items: Any) -> str:
    negated = str(items[0][0]) == "NEGATE"
    inside = re.compile(f"[{'^' if negated else ''}{''.join(map(spelt, items[negated:]))}]")
    candidates = "1年 一,a(、x。\n\t-年度件"
    return next((one for one in candidates if inside.match(one)), None) or next(
        chr(code) for code in range(0x10000) if inside.match(chr(code))
    )


def spelt(item: Any) -> str:
    operation, value = item
    match str(operation):
        case "LITERAL":
            return re.escape(chr(value))
        case "RANGE":
            return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        case "CATEGORY":
            names = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}
            kind = str(value).removeprefix("CATEGORY_")
            letter = names[kind.removeprefix("NOT_")]
            return "\\" + (letter.upper() if kind.startswith("NOT_") else letter)
        case other:
            raise ValueError(other)


def pumps(items: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what leads to each repetition of a pattern, and what is repeated there."""
    for operation, value in items:
        match str(operation):
            case "MAX_REPEAT" | "MIN_REPEAT":
                _, most, body = value
                if most >= MANY:
                    yield before, example(body) or "x"
                yield from pumps(body, before)
            case "BRANCH":
                for alternative in value[1]:
                    yield from pumps(alternative, before)
            case "SUBPATTERN":
                yield from pumps(value[3], before)
            case "ATOMIC_GROUP":
                yield from pumps(value, before)
            case "ASSERT" | "ASSERT_NOT":
                yield from pumps(value[1], before)
        before += example_of(operation, value)


def strings(pattern: str, flags: int) -> Iterator[str]:
    parsed = parser.parse(pattern, flags)
    some = {*pumps(parsed), *(("", one) for one in GENERIC)}
    for before, repeated in sorted(some):
        many = repeated * (LENGTH // len(repeated))
        yield f"{before}{many}\0"
        yield f"{before}{many}{before}\0"


def stop(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    """Try every pattern, or those that are given, on every string."""
    given = sys.argv[1:]
    found.update({(pattern, 0): "given" for pattern in given})
    if not given:
        compiler.compile = remembered
        use_everything()
        compiler.compile = _compile
    signal.signal(signal.SIGALRM, stop)
    for (pattern, flags), where in sorted(found.items()):
        compiled = re.compile(pattern, flags)
        for string in strings(pattern, flags):
            signal.alarm(2 if given else SECONDS)
            try:
                for _ in compiled.finditer(string):
                    pass
                compiled.match(string)
            except TimeoutError:
                print(f"{where}: {pattern!r} on {string[:40]!r}…", flush=True)
                break
            finally:
                signal.alarm(0)
    print(f"{len(found)} patterns")


if __name__ == "__main__":
    sys.exit(main())
