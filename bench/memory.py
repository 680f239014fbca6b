"""Resident memory of a training run on Linux, in MB: at some steps, and the most until it has been interrupted and has ended.

    python bench/memory.py LAUNCHER CASE STEP...        such as: gantry dcgan-28-gan 100 5000; bench.py --list tells all cases
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

import cases
import sides


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def main():
    # A shell has what it starts in the background ignore interruptions, by which the training is ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    launcher, case, *steps = sys.argv[1:]
    steps = sorted(map(int, steps))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        process = subprocess.Popen(
            [launcher, "train", *sides.Gantry(launcher, folder).recipe(cases.CASES[case]),
             "--set", f"every.log={steps[0]}", "--out", folder / "run"], stdout=subprocess.PIPE, text=True)
        reached = 0
        for line in process.stdout:
            told = re.match(r"step (\d+)/", line)
            reached = int(told.group(1)) if told else reached
            if told and reached in steps:
                print(f"step {reached}: {resident(process):.1f}", flush=True)
            if reached >= steps[-1]:
                break
        else:
            raise SystemExit(f"the run ended at step {reached}")
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        print(f"at most: {os.wait4(process.pid, 0)[2].ru_maxrss / 1024:.1f}")


main()
