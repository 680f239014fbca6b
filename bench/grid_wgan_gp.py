"""The yardstick for recipes/grid-wgan-gp.conf: the same networks, data, loss and metric in PyTorch eager.

    python bench/grid_wgan_gp.py SEED [STEPS]
"""

import os
import sys
import time

import torch
from torch import nn

SEED = int(sys.argv[1])
STEPS = int(sys.argv[2]) if len(sys.argv) > 2 else 6000
BATCH = 256
SCALE = 2.828

torch.set_num_threads(os.cpu_count())
torch.manual_seed(SEED)
centres = torch.cartesian_prod(torch.arange(-4.0, 5, 2), torch.arange(-4.0, 5, 2)) / SCALE


def mlp(inputs, outputs):
    return nn.Sequential(
        nn.Linear(inputs, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(),
        nn.Linear(128, outputs))


def real():
    return centres[torch.randint(25, (BATCH,))] + 0.05 / SCALE * torch.randn(BATCH, 2)


def mode_coverage(samples):
    distance, mode = torch.cdist(samples, centres).min(1)
    good = distance <= 3 * 0.05 / SCALE
    return len(mode[good].unique()), good.float().mean().item()


generator, critic = mlp(2, 2), mlp(2, 1)
optimizers = [torch.optim.Adam(net.parameters(), 1e-3, betas=(0.5, 0.9)) for net in (generator, critic)]
start = time.time()
for step in range(STEPS):
    for optimizer in optimizers:
        optimizer.param_groups[0]["lr"] = 1e-3 * (1 - step / STEPS)
    for _ in range(5):
        x, fake = real(), generator(torch.randn(BATCH, 2)).detach()
        mix = torch.rand(BATCH, 1)
        between = (mix * x + (1 - mix) * fake).requires_grad_(True)
        (gradient,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
        penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
        loss = critic(fake).mean() - critic(x).mean() + 0.1 * penalty
        optimizers[1].zero_grad()
        loss.backward()
        optimizers[1].step()
    loss = -critic(generator(torch.randn(BATCH, 2))).mean()
    optimizers[0].zero_grad()
    loss.backward()
    optimizers[0].step()
with torch.no_grad():
    modes, share = mode_coverage(generator(torch.randn(2500, 2)))
print(f"seed {SEED}: {modes} modes, {100 * share:.1f}% high quality, {time.time() - start:.0f} s")
