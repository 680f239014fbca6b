"""Processes that are measured: how long they take, and how much memory they had at most."""

import dataclasses
import os
import subprocess
import tempfile
import time

LONGEST = 300


class Failed(Exception):
    """A process that did not do what it was started for."""


@dataclasses.dataclass(frozen=True)
class Ended:
    output: str
    seconds: float
    peak_mib: float


class Process:
    """One that runs on the first cores; ended and waited for when the block is left."""

    def __init__(self, command, cores, environment=None):
        self.command = [str(part) for part in command]
        self.begin = time.perf_counter()
        self.output, self.errors = tempfile.TemporaryFile("w+"), tempfile.TemporaryFile("w+")
        self.started = subprocess.Popen(
            ["taskset", "--cpu-list", ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores])), *self.command],
            stdout=self.output, stderr=self.errors, env={**os.environ, **(environment or {})})
        self.usage = None

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.running():
            self.started.kill()
            self._collect(0)
        self.output.close()
        self.errors.close()

    def running(self):
        if self.usage is None:
            self._collect(os.WNOHANG)
        return self.usage is None

    def seconds(self):
        return time.perf_counter() - self.begin

    def signal(self, number):
        self.started.send_signal(number)

    def ended(self):
        """Waits for the end, which must be a good one or an interruption."""
        while self.running():
            if self.seconds() > LONGEST:
                raise Failed(f"{self} takes more than {LONGEST} seconds")
            time.sleep(0.002)
        seconds = self.seconds()
        if self.started.returncode not in (0, 130):
            raise Failed(f"{self} ends with {self.started.returncode}: {self._text(self.errors)[-2000:]}")
        return Ended(self._text(self.output), seconds, self.usage.ru_maxrss / 1024)

    def _collect(self, options):
        # wait4 tells the memory of this process alone.
        pid, status, usage = os.wait4(self.started.pid, options)
        if pid:
            self.usage, self.started.returncode = usage, os.waitstatus_to_exitcode(status)

    @staticmethod
    def _text(file):
        file.seek(0)
        return file.read()

    def __str__(self):
        return " ".join(self.command)


def run(command, cores, environment=None):
    with Process(command, cores, environment) as process:
        return process.ended()
