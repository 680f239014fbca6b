"""Measures Gantry beside PyTorch, in turns, each in a process of its own.

    python bench/bench.py                              all recipes, five rounds, which takes two hours
    python bench/bench.py 'mlp-*' start --rounds 1     some of them
    python bench/bench.py --curves --cores 1,2         how times grow with batch, width and image
    python bench/bench.py --report                     what was measured so far

Rounds of several calls add up in measurements.csv of the output folder, beside a table and a picture of all of them. Needs
PyTorch, a C++ compiler for torch.compile, and taskset; close everything else first.
"""

import argparse
import csv
import fnmatch
import pathlib
import signal
import subprocess
import sys
import tempfile

import cases
import processes
import report
import sides

ROOT = pathlib.Path(__file__).resolve().parent.parent
VARIANTS = ["eager", "channels-last", "compiled"]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="names or patterns of cases; default: all recipes")
    parser.add_argument("--curves", action="store_true", help="the growth curves; as a default in place of the recipes")
    parser.add_argument("--list", action="store_true", help="list the cases and end")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="of each training in a round, after its warm-up")
    parser.add_argument("--cores", default=str(cases.ALL_CORES), help="such as 1,2; default: all")
    parser.add_argument("--variants", default=",".join(VARIANTS), help="of PyTorch; also autocast; default: %(default)s")
    parser.add_argument("--precisions", default="float32", help="of Gantry; also bfloat16; default: %(default)s")
    parser.add_argument("--gantry", type=pathlib.Path, default=ROOT / "gantry", help="what starts Gantry")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "runs" / "bench")
    return parser.parse_args()


def chosen(patterns, curves):
    if not patterns:
        return cases.CURVES if curves else cases.RECIPES + cases.PROCESSES
    unknown = [pattern for pattern in patterns if not fnmatch.filter(cases.CASES, pattern)]
    if unknown:
        raise SystemExit(f"no case is called {', '.join(unknown)}; --list tells all")
    return [case for case in cases.CASES.values() if any(fnmatch.fnmatch(case.name, pattern) for pattern in patterns)]


class Measurements:
    """The file of all measurements, to which each is added when it is made."""

    COLUMNS = ["case", "side", "cores", "ms", "peak-mib", "gflop", "gflops"]

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "measurements.csv"
        if not self.file.exists():
            self._append(self.COLUMNS)

    def add(self, **values):
        self._append([values.get(column.replace("-", "_"), "") for column in self.COLUMNS])

    def rows(self):
        with open(self.file, newline="") as file:
            return list(csv.DictReader(file))

    def _append(self, row):
        with open(self.file, "a", newline="") as file:
            csv.writer(file).writerow(row)


def measure(case, side, seconds, cores, gflop, measurements):
    try:
        found = side.measure(case, seconds, cores)
    except processes.Failed as failure:
        print(f"{case.name} {side.name}: {failure}", flush=True)
        return
    print(f"{case.name} on {cores}: {side.name} {found.ms:.4g} ms, {found.peak_mib:.0f} MiB", flush=True)
    measurements.add(case=case.name, side=side.name, cores=cores, ms=f"{found.ms:.4f}",
                     peak_mib=f"{found.peak_mib:.1f}", gflop=gflop)


def main():
    # What was started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # A shell has what it starts in the background ignore interruptions, by which trainings are ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    given = options()
    if given.list:
        print("\n".join(cases.CASES))
        return
    measurements = Measurements(given.out)
    if not given.report:
        measure_all(given, measurements)
    print(report.write(measurements.rows(), given.out))


def measure_all(given, measurements):
    # Builds Gantry where that is needed.
    subprocess.run([given.gantry, "--version"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        gantries = [sides.Gantry(given.gantry, folder, precision) for precision in given.precisions.split(",")]
        torches = [sides.PyTorch(variant, folder) for variant in given.variants.split(",")]
        cores = [int(count) for count in given.cores.split(",")]
        for count in cores:
            measurements.add(case="ceiling", cores=count, gflops=f"{sides.ceiling(count):.1f}")
        for number in range(given.rounds):
            for case in chosen(given.cases, given.curves):
                for count in cores:
                    gflop = f"{gantries[0].gflop(case, count):.4g}" if case.kind == "train" else ""
                    turns = [side for side in gantries + torches if side.suits(case)]
                    # Who was first is last in the next round.
                    for side in turns if number % 2 == 0 else turns[::-1]:
                        measure(case, side, given.seconds, count, gflop, measurements)


main()
