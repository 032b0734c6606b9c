"""Divisions of China through time, and the resolver of names to their codes.

Examples
--------
>>> from giox.regions import resolve_region
>>> region = resolve_region("宿迁市宿城区城市管理局2021年政府信息公开年度报告", 2021)
>>> region.code, region.path, region.level
('321302', '江苏省宿迁市宿城区', 'department')
"""

from __future__ import annotations

from giox.regions.document import region_of_document
from giox.regions.names import Mention, find_divisions
from giox.regions.resolver import Region, Resolution, resolve, resolve_region
from giox.regions.romanised import romanise
from giox.regions.tables import divisions, history, match_divisions, successor

__all__ = [
    "Mention",
    "Region",
    "Resolution",
    "divisions",
    "find_divisions",
    "history",
    "match_divisions",
    "region_of_document",
    "resolve",
    "resolve_region",
    "romanise",
    "successor",
]
