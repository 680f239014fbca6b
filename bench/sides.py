"""Both sides of a comparison, each measured in a process of its own."""

import csv
import dataclasses
import json
import pathlib
import re
import signal
import statistics
import struct
import sys
import time

import processes

HERE = pathlib.Path(__file__).resolve().parent
WARM_UP = 4.0
INTERVAL = 0.25
EXPECTED_GFLOPS = 60
SAMPLES = 10_000


@dataclasses.dataclass(frozen=True)
class Measured:
    """Milliseconds of a step, or of the whole process, and the most memory it had."""

    ms: float
    peak_mib: float


class Gantry:
    """With operands of products and convolutions in one precision."""

    def __init__(self, command, folder, precision="float32"):
        self.name = "gantry" if precision == "float32" else f"gantry-{precision}"
        self.command, self.folder, self.precision = command, folder, precision
        self.runs = 0
        self.gflop_of = {}

    def measure(self, case, seconds, cores):
        return {"train": self._train, "start": self._start, "samples": self._samples}[case.kind](case, seconds, cores)

    def suits(self, case):
        return self.precision == "float32" or case.kind == "train"

    def gflop(self, case, cores):
        """Of a step, as the plan counts them."""
        if case.name not in self.gflop_of:
            self.gflop_of[case.name] = self._planned_gflop(case, cores)
        return self.gflop_of[case.name]

    def _planned_gflop(self, case, cores):
        printed = processes.run([self.command, "plan", *self.recipe(case)], cores).output
        count, prefix = re.search(r"a step is .*: ([\d.]+) (\w?) ?FLOPs", printed).groups()
        return float(count) * {"": 1e-9, "k": 1e-6, "M": 1e-3, "G": 1, "T": 1e3}[prefix]

    def _train(self, case, seconds, cores):
        every = max(1, round(INTERVAL * EXPECTED_GFLOPS / self.gflop(case, cores)))
        with self._training(case, cores, every) as process:
            while process.running() and not self._enough(self._rows(case), seconds):
                time.sleep(0.05)
                if process.seconds() > processes.LONGEST:
                    raise processes.Failed(f"{process} has not trained enough in {processes.LONGEST} seconds")
            process.signal(signal.SIGINT)
            peak = process.ended().peak_mib
        return Measured(statistics.median(ms for begin, ms, _ in self._rows(case) if begin >= WARM_UP), peak)

    @staticmethod
    def _enough(rows, seconds):
        return (sum(begin >= WARM_UP for begin, _, _ in rows) >= 3
                and rows[-1][0] + rows[-1][2] >= WARM_UP + seconds)

    def _start(self, case, seconds, cores):
        """From the start of the process until the first step is told."""
        with self._training(case, cores, 1) as process:
            while process.running() and not self._lines():
                time.sleep(0.002)
            ms = 1e3 * process.seconds()
            process.signal(signal.SIGINT)
            return Measured(ms, process.ended().peak_mib)

    def _samples(self, case, seconds, cores):
        run = self.folder / f"trained-{case.name}"
        if not run.exists():
            processes.run([self.command, "train", *self.recipe(case), "--set", "steps=2", "--out", run], cores)
        file = self.folder / "samples.npy"
        ended = processes.run([self.command, "sample", run, "-n", SAMPLES, "--out", file], cores)
        return Measured(1e3 * ended.seconds, ended.peak_mib)

    def _training(self, case, cores, every):
        self.runs += 1
        return processes.Process(
            [self.command, "train", *self.recipe(case), "--set", f"every.log={every}", "--out", self._run()], cores)

    def _run(self):
        return self.folder / f"{self.name}-{self.runs}"

    def _lines(self):
        """The rows of metrics.csv that are whole."""
        file = self._run() / "metrics.csv"
        text = file.read_text() if file.exists() else ""
        return list(csv.DictReader(text[: text.rfind("\n") + 1].splitlines()))

    def _rows(self, case):
        """When an interval between two log lines began, milliseconds of a step in it, and its length; in seconds but for these."""
        rows, begin, before = [], 0.0, 0
        for line in self._lines():
            steps, ms = int(line["step"]) - before, 1e3 * case.batch / float(line["samples-per-second"])
            rows.append((begin, ms, steps * ms / 1e3))
            begin, before = begin + rows[-1][2], before + steps
        return rows

    def recipe(self, case):
        """The recipe and what it is told, as the command takes them."""
        sets = [] if case.kind == "start" else case.overrides(self._images(case))
        sets += [] if self.precision == "float32" else [f"backend.precision={self.precision}"]
        return [HERE / "recipes" / f"{case.recipe}.conf", *(part for key in sets for part in ("--set", key))]

    def _images(self, case):
        """Noise in the format of MNIST."""
        file = self.folder / f"images-{case.side}.idx"
        if case.convolutional and not file.exists():
            count = 1000
            noise = (bytes(range(256)) * (count * case.side**2 // 256 + 1))[: count * case.side**2]
            file.write_bytes(struct.pack(">IIII", 0x803, count, case.side, case.side) + noise)
        return file


class PyTorch:
    """One way to run PyTorch: eager, channels-last, compiled, or autocast to bfloat16."""

    def __init__(self, variant, folder):
        self.name, self.folder = variant, folder

    def measure(self, case, seconds, cores):
        ended = processes.run([sys.executable, HERE / "torch_process.py", case.name, self.name, seconds], cores,
                              {"BENCH_FILE": str(self.folder / "torch-samples.npy")})
        if case.kind != "train":
            return Measured(1e3 * ended.seconds, ended.peak_mib)
        return Measured(statistics.median(json.loads(ended.output)["ms"]), ended.peak_mib)

    def suits(self, case):
        """Layouts are of images, and what takes a second is not worth compiling."""
        return self.name == "eager" or (case.convolutional if self.name == "channels-last" else case.kind == "train")


def ceiling(cores):
    """GFLOP/s of the best product of matrices."""
    ended = processes.run([sys.executable, HERE / "torch_process.py", "ceiling", 3], cores)
    return json.loads(ended.output)["gflops"]
