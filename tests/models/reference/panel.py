"""Make panel.csv: an invented panel on which giox, R and pyfixest are compared.

    python tests/models/reference/panel.py

60 bodies in five regions over eight years, unbalanced, overdispersed. No real figure is in it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

HERE = Path(__file__).resolve().parent


def main() -> None:
    rng = np.random.default_rng(20260422)
    bodies, years = 60, range(2014, 2022)
    level = rng.normal(0, 0.6, bodies)
    income = rng.normal(0, 1, bodies)
    rows = []
    for body in range(bodies):
        for year in years:
            if rng.random() < 0.12:
                continue
            population = float(np.round(np.exp(rng.normal(4, 0.7)), 1))
            shock = rng.gamma(4, 1 / 4)
            x = float(np.round(0.5 * income[body] + rng.normal(0, 1), 3))
            mean = population * np.exp(-2.2 + level[body] + 0.25 * x + 0.3 * (year >= 2019)) * shock
            new = int(rng.poisson(mean))
            share = 1 / (1 + np.exp(-(0.3 - 0.4 * x + 0.5 * level[body])))
            granted = int(rng.binomial(new, rng.beta(8 * share, 8 * (1 - share))))
            rows.append(
                {
                    "body": f"b{body:02d}",
                    "region": "ABCDE"[body % 5],
                    "year": year,
                    "population": population,
                    "x": x,
                    "after": int(year >= 2019),
                    "new": new,
                    "granted": granted,
                }
            )
    pl.DataFrame(rows).write_csv(HERE / "panel.csv")


if __name__ == "__main__":
    main()
