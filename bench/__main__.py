"""All figures: `python -m bench`, or a page of them: `kiosk` (README.md), `fleet` (README-fleet.md); or with the names
of their parts only those, and the pages stay.
"""

import sys

from bench import figures, fleet, pulled, save, start, window
from bench.stage import stage

KIOSK = ("start", "save", "pulled", "window")


def main() -> int:
    words = sys.argv[1:]
    good = True
    if not words or words == ["kiosk"] or {*words} & {*KIOSK}:
        good = kiosk([word for word in words if word in KIOSK])
    if not words or words == ["fleet"] or {*words} & {*fleet.PARTS}:
        good = fleet.main([word for word in words if word in fleet.PARTS]) == 0 and good
    return 0 if good else 1


def kiosk(parts: list[str]) -> bool:
    """The kiosk's own bars; all of them, and the page, when none is named."""
    wanted = parts or KIOSK
    bars = (save.bars() if "save" in wanted else []) + (pulled.bars() if "pulled" in wanted else [])
    if {"start", "window"} & {*wanted}:
        with stage() as made:
            bars = (start.bars(made) if "start" in wanted else []) + bars
            bars += window.bars(made) if "window" in wanted else []
    print(figures.table(bars) if parts else figures.write(bars))
    return all(bar.good for bar in bars)


if __name__ == "__main__":
    sys.exit(main())
