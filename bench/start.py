"""Seconds from the start of the process until the first step of ring-gan is told, by distributions in turns.

    python bench/start.py ROUNDS LAUNCHER...

such as app/target/dist/gantry/bin/gantry. Close everything else first.
"""

import statistics
import subprocess
import sys
import tempfile
import time


def seconds(launcher):
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        with subprocess.Popen([launcher, "train", "ring-gan", "--set", "every.log=1", "--out", folder + "/run"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            next(line for line in process.stdout if line.startswith("step "))
            taken = time.perf_counter() - begin
            process.kill()
        return taken


def main():
    launchers = sys.argv[2:]
    taken = {launcher: [] for launcher in launchers}
    for _ in range(int(sys.argv[1])):
        for launcher in launchers:
            taken[launcher].append(seconds(launcher))
    for launcher, times in taken.items():
        print(f"{launcher}: median {statistics.median(times):.2f} s of {', '.join(f'{t:.2f}' for t in times)}")


main()
