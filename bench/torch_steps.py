"""The networks and training steps of the cases in PyTorch, as one writes them there who wants them fast."""

import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F
from torch.nn.utils import parameters_to_vector

BETA1, BETA2, RATE, EPSILON = 0.0, 0.9, 1e-4, 1e-8


def mlp(activation, *sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def leaky():
    return nn.LeakyReLU(0.2)


class MinibatchDiscrimination(nn.Module):
    """Features, and how alike each sample's are to those of the others."""

    def __init__(self, features, kernels=8, dimensions=4):
        super().__init__()
        self.shape = (-1, kernels, dimensions)
        self.weight = nn.Parameter(0.05 * torch.randn(features, kernels * dimensions))

    def forward(self, features):
        rows = (features @ self.weight).view(self.shape)
        distances = (rows[:, None] - rows[None]).abs().sum(3)
        return torch.cat([features, distances.neg().exp().sum(1) - 1], 1)


def convolutional(case):
    core, doublings = case.side, 0
    while core % 2 == 0 and core // 2 >= 4:
        core, doublings = core // 2, doublings + 1
    widths = [case.width << i for i in range(doublings)]
    most = widths[-1]
    generator = [nn.Linear(100, most * core * core, bias=not case.norm), nn.Unflatten(1, (most, core, core))]
    generator += [nn.BatchNorm2d(most)] * case.norm + [nn.ReLU()]
    for wide, narrow in zip(widths[:0:-1], widths[-2::-1]):
        generator.append(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=not case.norm))
        generator += [nn.BatchNorm2d(narrow)] * case.norm + [nn.ReLU()]
    generator += [nn.ConvTranspose2d(widths[0], 1, 4, 2, 1), nn.Tanh()]
    norm = case.norm and not case.penalty
    critic = [nn.Conv2d(1, widths[0], 4, 2, 1), leaky()]
    for narrow, wide in zip(widths, widths[1:]):
        critic.append(nn.Conv2d(narrow, wide, 4, 2, 1, bias=not norm))
        critic += [nn.BatchNorm2d(wide)] * norm + [leaky()]
    critic += [nn.Flatten(), nn.Linear(most * core * core, 1)]
    return nn.Sequential(*generator), nn.Sequential(*critic), 100, (1, case.side, case.side)


def networks(case):
    """Generator, critic, size of a latent vector, shape of a sample."""
    if case.convolutional:
        return convolutional(case)
    hidden = [case.width] * 3
    latent = 16 if case.kind == "start" else 2
    generator = mlp(nn.ReLU, latent, *hidden, 2)
    critic = mlp(nn.ReLU if case.kind == "start" else leaky, 2, *hidden, 1)
    if case.regularizer:
        last = nn.Linear(case.width + 8, 1)
        critic = nn.Sequential(*critic[:-1], MinibatchDiscrimination(case.width), last)
    return generator, critic, latent, (2,)


class Training:
    """Steps of one case: n updates of the critic, then one of the generator, always with the same real samples."""

    def __init__(self, case, channels_last=False, compiled=False, autocast=False, n_critic=1):
        self.case, self.compiled, self.autocast, self.n_critic = case, compiled, autocast, n_critic
        self.generator, self.critic, self.latent, sample = networks(case)
        self.real = torch.randn(case.batch, *sample)
        if channels_last:
            layout = {"memory_format": torch.channels_last}
            self.generator, self.critic = self.generator.to(**layout), self.critic.to(**layout)
            self.real = self.real.contiguous(**layout)
        self.optimizers = [torch.optim.Adam(network.parameters(), RATE, (BETA1, BETA2), EPSILON, fused=True)
                           for network in (self.critic, self.generator)]
        generator_loss = self.unrolled_loss if case.unrolled else self.generator_loss
        functions = [self.generator, self.critic_loss, generator_loss]
        self.generated, self.loss_of_critic, self.loss_of_generator = (
            [torch.compile(function, fullgraph=True, dynamic=False) for function in functions] if compiled else functions)

    def latents(self):
        return torch.randn(self.case.batch, self.latent)

    def step(self):
        for _ in range(self.n_critic):
            with torch.no_grad(), self.precision():
                fake = self.generated(self.latents())
            with self.precision():
                loss = self.loss_of_critic(fake)
            self.update(0, loss)
        for parameter in self.critic.parameters():
            parameter.requires_grad_(False)
        with self.precision():
            loss = self.loss_of_generator(self.latents(), *self.moments())
        self.update(1, loss)
        for parameter in self.critic.parameters():
            parameter.requires_grad_(True)

    def precision(self):
        return torch.autocast("cpu", torch.bfloat16, enabled=self.autocast)

    def update(self, player, loss):
        self.optimizers[player].zero_grad(set_to_none=True)
        loss.backward()
        self.optimizers[player].step()

    def critic_loss(self, fake):
        real_scores, fake_scores = self.both_scores(self.critic, fake)
        if self.case.penalty:
            return fake_scores.mean() - real_scores.mean() + self.gradient_penalty(fake)
        return F.softplus(-real_scores).mean() + F.softplus(fake_scores).mean()

    def both_scores(self, critic, fake):
        """In one pass, unless the critic looks at the batch as a whole."""
        if self.case.norm or self.case.regularizer:
            return critic(self.real), critic(fake)
        return critic(torch.cat([self.real, fake])).split(self.case.batch)

    def gradient_penalty(self, fake):
        mix = torch.rand(self.case.batch, *[1] * (fake.dim() - 1))
        points = mix * self.real + (1 - mix) * fake
        gradient = self.gradient(lambda at: self.critic(at).sum(), points).flatten(1)
        return 10 * ((gradient.pow(2).sum(1) + 1e-12).sqrt() - 1).pow(2).mean()

    def gradient(self, function, at):
        """One that has gradients; what is compiled must not ask autograd for it."""
        if self.compiled:
            return torch.func.grad(function)(at)
        if not at.requires_grad:
            at.requires_grad_(True)
        return torch.autograd.grad(function(at), at, create_graph=True)[0]

    def generator_loss(self, latents):
        scores = self.critic(self.generator(latents))
        return -scores.mean() if self.case.penalty else F.softplus(-scores).mean()

    def moments(self):
        """Of the critic's optimizer, where the generator looks ahead through its updates."""
        if not self.case.unrolled:
            return ()
        states = [self.optimizers[0].state[parameter] for parameter in self.critic.parameters()]
        return (torch.cat([state["exp_avg"].flatten() for state in states]),
                torch.cat([state["exp_avg_sq"].flatten() for state in states]), states[0]["step"])

    def unrolled_loss(self, latents, first, second, updates):
        fake = self.generator(latents)
        parameters = parameters_to_vector(self.critic.parameters())
        for i in range(1, self.case.unrolled + 1):
            gradient = self.gradient(lambda at: self.critic_loss_at(at, fake), parameters)
            first = BETA1 * first + (1 - BETA1) * gradient
            second = BETA2 * second + (1 - BETA2) * gradient.square()
            unbiased = (second / (1 - BETA2 ** (updates + i))).clamp(min=1e-30).sqrt()
            parameters = parameters - RATE / (1 - BETA1 ** (updates + i)) * first / (unbiased + EPSILON)
        return F.softplus(-self.critic_at(parameters)(fake)).mean()

    def critic_loss_at(self, parameters, fake):
        real_scores, fake_scores = self.both_scores(self.critic_at(parameters), fake)
        return F.softplus(-real_scores).mean() + F.softplus(fake_scores).mean()

    def critic_at(self, parameters):
        named = list(self.critic.named_parameters())
        parts = parameters.split([parameter.numel() for _, parameter in named])
        given = {name: part.view_as(parameter) for (name, parameter), part in zip(named, parts)}
        return lambda samples: functional_call(self.critic, given, (samples,))
