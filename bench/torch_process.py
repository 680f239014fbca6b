"""A process that bench.py starts to measure PyTorch: prints what it found as JSON.

    python torch_process.py ceiling SECONDS
    python torch_process.py CASE VARIANT SECONDS
"""

import json
import os
import sys
import time

import torch

import cases
import torch_steps

WARM_UP = 2.0
INTERVAL = 0.25


def intervals(action, warm_up, seconds):
    """Calls of the action that fill the time, counted in intervals: seconds a call in each, after the warm-up."""
    times, begin = [], time.perf_counter()
    while time.perf_counter() - begin < warm_up + seconds or len(times) < 3:
        calls, start = 0, time.perf_counter()
        while calls == 0 or time.perf_counter() - start < INTERVAL:
            action()
            calls += 1
        if start - begin >= warm_up:
            times.append((time.perf_counter() - start) / calls)
    return times


def ceiling(seconds):
    """The most GFLOP/s of a product of single-precision matrices, the best of several sizes and all intervals."""
    best = 0.0
    for size in (512, 1024, 2048):
        left, right, product = (torch.randn(size, size) for _ in range(3))
        times = intervals(lambda: torch.mm(left, right, out=product), 0.3, seconds / 3)
        best = max(best, 2e-9 * size**3 / min(times))
    return {"gflops": best}


def train(case, variant, seconds):
    autocast = variant == "autocast"
    channels_last = variant == "channels-last" or autocast and case.convolutional
    training = torch_steps.Training(case, channels_last, variant == "compiled", autocast)
    start = time.perf_counter()
    training.step()
    first = time.perf_counter() - start
    times = intervals(training.step, WARM_UP, seconds)
    return {"ms": [1e3 * value for value in times], "first": first}


def start(case):
    torch_steps.Training(case, n_critic=3).step()
    return {}


def samples(case, variant):
    """10,000, in batches of 500, into a file."""
    import numpy

    generator = torch_steps.networks(case)[0].eval()
    if variant == "channels-last":
        generator = generator.to(memory_format=torch.channels_last)
    with torch.inference_mode():
        drawn = torch.cat([generator(torch.randn(500, 100)) for _ in range(20)])
    numpy.save(os.environ["BENCH_FILE"], drawn.numpy())
    return {}


def main():
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    if sys.argv[1] == "ceiling":
        result = ceiling(float(sys.argv[2]))
    else:
        case, variant = cases.CASES[sys.argv[1]], sys.argv[2]
        if case.kind == "train":
            result = train(case, variant, float(sys.argv[3]))
        else:
            result = start(case) if case.kind == "start" else samples(case, variant)
    print(json.dumps(result), flush=True)


main()
