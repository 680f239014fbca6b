"""Resident memory of a training run on Linux, in MB: at some steps, and the most until it has been interrupted and has ended.

    python bench/memory.py LAUNCHER RECIPE STEP...
"""

import os
import re
import signal
import subprocess
import sys
import tempfile


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def main():
    # A shell has what it starts in the background ignore interruptions, by which the training is ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    launcher, recipe, *steps = sys.argv[1:]
    steps = sorted(map(int, steps))
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [launcher, "train", recipe, "--set", f"every.log={steps[0]}", "--set", "steps=10000000", "--out", folder + "/run"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in process.stdout:
            told = re.match(r"step (\d+)/", line)
            if told and int(told.group(1)) in steps:
                print(f"step {told.group(1)}: {resident(process):.1f}", flush=True)
            if told and int(told.group(1)) >= steps[-1]:
                break
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        print(f"at most: {os.wait4(process.pid, 0)[2].ru_maxrss / 1024:.1f}")


main()
