"""What the bench measures: each case is a recipe in recipes/, what it sets there, and the same for PyTorch."""

import dataclasses
import os

ALL_CORES = len(os.sched_getaffinity(0))


@dataclasses.dataclass(frozen=True)
class Case:
    """A training recipe, whose time of a step is measured; or, with another kind, a whole process."""

    name: str
    recipe: str
    kind: str = "train"
    batch: int = 256
    width: int = 128
    side: int = 0
    norm: bool = False
    penalty: bool = False
    regularizer: bool = False
    unrolled: int = 0
    curve: str = ""
    at: int = 0

    @property
    def convolutional(self):
        return self.side > 0

    def overrides(self, images):
        """What Gantry's recipe is told; images is a file of images of this side."""
        sets = {"batch-size": self.batch}
        if self.convolutional:
            sets["data.images"] = images
            sets["generator.channels"] = sets["critic.channels"] = self.width
            sets["generator.norm"] = "batch" if self.norm else "none"
            sets["critic.norm"] = "batch" if self.norm and not self.penalty else "none"
        else:
            sets["generator.hidden"] = sets["critic.hidden"] = f"[{self.width},{self.width},{self.width}]"
        return [f"{key}={value}" for key, value in sets.items()]


def mlp(name, loss, **settings):
    return Case(name, "mlp-wgan-gp" if loss == "wgan-gp" else "mlp", penalty=loss == "wgan-gp", **settings)


def dcgan(name, side, loss="gan", width=64, **settings):
    return Case(name, "dcgan-wgan-gp" if loss == "wgan-gp" else "dcgan", penalty=loss == "wgan-gp", side=side,
                width=width, batch=64, **settings)


RECIPES = [
    *(mlp(f"mlp-{width}-{loss}", loss, width=width) for width in (128, 512) for loss in ("gan", "wgan-gp")),
    *(dcgan(f"dcgan-{side}-{loss}{'-norm' if norm else ''}", side, loss, norm=norm)
      for side in (28, 32, 64) for loss in ("gan", "wgan-gp") for norm in (False, True)),
    Case("unrolled", "unrolled", unrolled=5),
    Case("minibatch-discrimination", "minibatch-discrimination", regularizer=True),
]

PROCESSES = [
    dcgan("samples", 28, norm=True, kind="samples"),
    Case("start", "ring", kind="start"),
]

CURVES = [
    *(mlp(f"batch-{batch}", "wgan-gp", batch=batch, curve="batch", at=batch) for batch in (16, 64, 256, 1024)),
    *(mlp(f"width-{width}", "wgan-gp", width=width, curve="width", at=width) for width in (64, 128, 256, 512, 1024)),
    *(dcgan(f"image-{side}", side, width=32, curve="image", at=side) for side in (16, 32, 64, 128)),
]

CASES = {case.name: case for case in RECIPES + PROCESSES + CURVES}
