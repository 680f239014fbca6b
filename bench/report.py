"""The measurements as a table in Markdown, and their growth curves and ratios as a picture."""

import collections
import dataclasses
import statistics

import cases
import picture


FLOAT32 = ("eager", "channels-last", "compiled")


@dataclasses.dataclass(frozen=True)
class Spread:
    """The median of all rounds, the lowest and the highest."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(values):
        return Spread(statistics.median(values), min(values), max(values))

    def text(self, digits=3):
        return f"{rounded(self.median, digits)} ({rounded(self.low, digits)} to {rounded(self.high, digits)})"


@dataclasses.dataclass(frozen=True)
class Line:
    """A case on so many cores; sides have times in ms and peaks in MiB of all rounds."""

    case: cases.Case
    cores: int
    gflop: float
    ms: dict
    peak: dict
    ceiling: float

    @property
    def fastest(self):
        """PyTorch's fastest way in float32 by its median."""
        torches = [side for side in self.ms if side in FLOAT32]
        return min(torches, key=lambda side: statistics.median(self.ms[side]), default=None)

    @property
    def complete(self):
        return "gantry" in self.ms and self.fastest is not None

    def ratio(self, side="gantry"):
        """Gantry's rate by that of PyTorch's fastest way, of each round."""
        return Spread.of([theirs / ours for ours, theirs in zip(self.ms[side], self.ms[self.fastest])])

    def spread(self, side):
        return Spread.of(self.ms[side])

    @property
    def ms_at_ceiling(self):
        """What the operations of a step take if nothing else does."""
        return 1e3 * self.gflop / self.ceiling

    def share(self, side):
        return self.ms_at_ceiling / self.spread(side).median


def rounded(value, digits=3):
    return f"{value:.{digits}g}" if value < 10 ** digits else f"{value:.0f}"


def lines(rows):
    ceilings, times = collections.defaultdict(list), collections.defaultdict(lambda: collections.defaultdict(list))
    peaks, gflop = collections.defaultdict(lambda: collections.defaultdict(list)), {}
    for row in rows:
        key = row["case"], int(row["cores"])
        if row["case"] == "ceiling":
            ceilings[key[1]].append(float(row["gflops"]))
        else:
            times[key][row["side"]].append(float(row["ms"]))
            peaks[key][row["side"]].append(float(row["peak-mib"]))
            gflop[key] = float(row["gflop"] or "nan")
    return [Line(case, cores, gflop[case.name, cores], times[case.name, cores], peaks[case.name, cores],
                 statistics.median(ceilings[cores]))
            for case in cases.CASES.values() for cores in sorted(ceilings) if (case.name, cores) in times]


def table(found):
    text = ["| case | cores | Gantry, ms | in bfloat16, ms | PyTorch eager, ms | channels last, ms | compiled, ms | autocast, ms "
            "| Gantry's rate / PyTorch's fastest in float32, and that in bfloat16 "
            "| share of the ceiling, Gantry and PyTorch, % | peak memory, MiB |",
            "|---|---|---|---|---|---|---|---|---|---|---|"]
    for line in found:
        times = [line.spread(side).text() if side in line.ms else ""
                 for side in ("gantry", "gantry-bfloat16", *FLOAT32, "autocast")]
        sides = [side for side in ("gantry", line.fastest) if side in line.ms]
        ratio = "; ".join(line.ratio(side).text() for side in ("gantry", "gantry-bfloat16") if side in line.ms and line.complete)
        shares = [f"{100 * line.share(side):.0f}" for side in sides] if line.gflop == line.gflop else []
        peaks = [f"{max(line.peak[side]):.0f}" for side in sides]
        text.append(f"| {line.case.name} | {line.cores} | {' | '.join(times)} | {ratio} | {', '.join(shares)} "
                    f"| {', '.join(peaks)} |")
    return "\n".join(text)


def write(rows, folder):
    """Writes both files; gives the table."""
    found = lines(rows)
    rounds = [len(times) for line in found for times in line.ms.values()]
    ceilings = ", ".join(f"{ceiling:.0f} on {cores}" for cores, ceiling in
                         sorted({(line.cores, line.ceiling) for line in found}))
    head = (f"Medians, lowest and highest of {min(rounds, default=0)} to {max(rounds, default=0)} rounds. The ceiling is the "
            f"best product of matrices, GFLOP/s by cores: {ceilings}.")
    text = head + "\n\n" + table(found) + "\n"
    (folder / "table.md").write_text(text)
    (folder / "curves.svg").write_text(picture.drawn([line for line in found if line.complete]))
    return text
