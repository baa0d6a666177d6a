"""All figures: `python -m bench [start | save | window]...`; with names only those, and README.md stays."""

import sys

from bench import figures, save, start, window
from bench.stage import stage


def main() -> int:
    wanted = sys.argv[1:] or ["start", "save", "window"]
    bars = save.bars() if "save" in wanted else []
    if {"start", "window"} & set(wanted):
        with stage() as made:
            bars = (start.bars(made) if "start" in wanted else []) + bars
            bars += window.bars(made) if "window" in wanted else []
    print(figures.table(bars) if sys.argv[1:] else figures.write(bars))
    return 0 if all(bar.good for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
