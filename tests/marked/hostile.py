"""A report whose every word tries to act on the page that shows it."""

from __future__ import annotations

from dataclasses import replace

from giox.extraction import Figure, Finding, Report

FRAGMENTS = (
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 2'>",
    '"><svg onload=window.pwned=3>',
    "</span></div></main></style><script>window.pwned = 4</script>",
    "<a href='javascript:window.pwned=5' id=hit>hit</a>",
    "<style>body { display: none !important }</style>",
    "' onmouseover='window.pwned=6' style='position:fixed;inset:0",
    "<iframe srcdoc='<script>parent.pwned=7</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=http://example.invalid/'>",
    "<link rel=stylesheet href=http://example.invalid/a.css>",
    "--><base href=http://example.invalid/>",
    "&lt;script&gt;&#60;script&#62;",
    "</title><script>window.pwned = 8</script>",
    "{{ 7*7 }} ${window.pwned=9} <%= 1 %>",
    "\u202e<b>\u2066<form action=http://example.invalid/><input autofocus onfocus=pwned=1>",
)


def hostile_report(report: Report) -> Report:
    """Return `report` with hostile words wherever words of a source can stand."""
    text = "\n".join(f"{words} | {words} | 1" for words in FRAGMENTS)
    every = " ".join(FRAGMENTS)
    figures = []
    start = 0
    for number, words in enumerate(FRAGMENTS):
        begin = text.index(words, start)
        start = begin + len(words)
        figures.append(
            Figure(
                ("review.total", every)[number % 2],
                (None, every)[number % 3 == 1],
                float(number),
                every if number % 2 else "case",
                None,
                ("table", "narrative")[number % 2],  # type: ignore[arg-type]
                words,
                words,
                begin,
                start,
                words,
            )
        )
    remarks = (
        Finding(every, "warning", every, expected=every, found=every),
        Finding(every, "error", every, "review.total", None, every, every),
        Finding(every, "notice", every, every, every, every, every),
    )
    return replace(
        report,
        report=every,
        text=text,
        title=every,
        agency=every,
        encoding=every,
        script=every,
        form=every,
        figures=tuple(figures),
        remarks=remarks,
    )
