"""Makes the reading of certain files go wrong, in the processes that read.

Python imports this when it starts with this folder on its path. The files say what happens.
"""

from __future__ import annotations

import ctypes
import re
import time
from typing import Any

from giox import extraction

_read_all = extraction.read_all


def read_all(data: bytes, *arguments: Any, **options: Any) -> Any:
    if data.startswith(b"SPIN"):  # in C code, which nothing interrupts
        re.match("(a+)+$", "a" * 64 + "b")
    if data.startswith(b"SLEEP"):
        time.sleep(600)
    if data.startswith(b"EAT"):
        bytearray(2**40)
    if data.startswith(b"CRASH"):
        ctypes.string_at(0)
    if data.startswith(b"SLOW"):
        time.sleep(0.2)
    if data.startswith(b"PAUSE"):
        time.sleep(12)
    return _read_all(data, *arguments, **options)


extraction.read_all = read_all
