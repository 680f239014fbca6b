"""Times one training iteration (a critic and a generator update) of Gantry and of PyTorch eager, in turns.

    python bench/compare.py mlp-wgan-gp
    python bench/compare.py dcgan

Each round trains bench/NAME.conf with ./gantry and then runs the same step in PyTorch on as many threads as there are
processors. Gantry's time is from metrics.csv, the median over all but the first third of the run; PyTorch's is the
median of its iterations after a warm-up. Needs PyTorch; close everything else first.
"""

import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import torch
from torch import nn
from torch.nn import functional as F

ROOT = pathlib.Path(__file__).resolve().parent.parent


def mlp(activation, *sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def gradient_penalty(critic, real, fake):
    mix = torch.rand(len(real), 1)
    points = (mix * real + (1 - mix) * fake).requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    norm = (gradient.pow(2).sum(1) + 1e-12).sqrt()
    return 10 * ((norm - 1) ** 2).mean()


def mlp_wgan_gp():
    generator = mlp(nn.ReLU, 2, 128, 128, 128, 2)
    critic = mlp(lambda: nn.LeakyReLU(0.2), 2, 128, 128, 128, 1)
    real = torch.randn(256, 2)

    def critic_loss(fake):
        return critic(fake).mean() - critic(real).mean() + gradient_penalty(critic, real, fake)

    return generator, critic, (256, 2), critic_loss, lambda scores: -scores.mean()


def dcgan():
    generator = nn.Sequential(
        nn.Linear(100, 6272), nn.ReLU(), nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh())
    critic = nn.Sequential(
        nn.Conv2d(1, 64, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(6272, 1))
    real = torch.randn(64, 1, 28, 28)

    def critic_loss(fake):
        return F.softplus(-critic(real)).mean() + F.softplus(critic(fake)).mean()

    return generator, critic, (64, 100), critic_loss, lambda scores: F.softplus(-scores).mean()


def pytorch_ms(build, warm_up=3.0, seconds=12.0):
    generator, critic, latent, critic_loss, generator_loss = build()
    optimizers = [torch.optim.Adam(net.parameters(), 1e-4, (0.0, 0.9)) for net in (critic, generator)]

    def iteration():
        with torch.no_grad():
            fake = generator(torch.randn(latent))
        loss = critic_loss(fake)
        optimizers[0].zero_grad()
        loss.backward()
        optimizers[0].step()
        for parameter in critic.parameters():
            parameter.requires_grad_(False)
        loss = generator_loss(critic(generator(torch.randn(latent))))
        optimizers[1].zero_grad()
        loss.backward()
        optimizers[1].step()
        for parameter in critic.parameters():
            parameter.requires_grad_(True)

    begin = time.perf_counter()
    while time.perf_counter() - begin < warm_up:
        iteration()
    times = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        iteration()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def gantry_ms(name, batch):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        recipe = ROOT / "bench" / (name + ".conf")
        subprocess.run([ROOT / "gantry", "train", recipe, "--out", out], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        with open(out / "metrics.csv", newline="") as file:
            rates = [float(row["samples-per-second"]) for row in csv.DictReader(file)]
    return 1e3 * batch / statistics.median(rates[len(rates) // 3:])


def main():
    name = sys.argv[1]
    build, batch = {"mlp-wgan-gp": (mlp_wgan_gp, 256), "dcgan": (dcgan, 64)}[name]
    torch.set_num_threads(os.cpu_count())
    subprocess.run([ROOT / "gantry", "--version"], check=True, stdout=subprocess.DEVNULL)
    ratios = []
    for round_number in range(1, 4):
        ours = gantry_ms(name, batch)
        theirs = pytorch_ms(build)
        ratios.append(theirs / ours)
        print(f"{name} round {round_number}: Gantry {ours:.2f} ms, PyTorch {torch.__version__} {theirs:.2f} ms, "
              f"{ratios[-1]:.2f} times its rate", flush=True)
    print(f"{name}: median {statistics.median(ratios):.2f} times PyTorch's rate")


main()
