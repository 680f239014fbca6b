"""Growth curves and ratios as an SVG, in plain text: a library of plots would be one more thing to install."""

import math
import statistics
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, GAP = 360, 220, 56, 30, 40, 40
COLOURS = {"Gantry": "#1b6ca8", "PyTorch": "#d1602f"}
TITLES = {"batch": "MLP WGAN-GP, width 128: batch", "width": "MLP WGAN-GP, batch 256: width",
          "image": "DCGAN, batch 64, 32 channels: side of an image"}


class Panel:
    """Axes in a place of the picture; both can be logarithmic."""

    def __init__(self, column, row, title, xs, ys):
        self.x0 = LEFT + column * (WIDTH + LEFT + GAP)
        self.y0 = TOP + row * (HEIGHT + TOP + BOTTOM)
        self.xs = (math.log2(min(xs)), math.log2(max(xs)))
        self.ys = (math.floor(math.log2(min(ys))), math.ceil(math.log2(max(ys))) or 1)
        self.parts = [text(self.x0 + WIDTH / 2, self.y0 - 10, title, "middle", 13)]
        for exponent in range(self.ys[0], self.ys[1] + 1):
            y = self.y(2**exponent)
            self.parts.append(line(self.x0, y, self.x0 + WIDTH, y, "#ddd"))
            self.parts.append(text(self.x0 - 6, y + 4, f"{2**exponent:g}", "end"))
        for x in sorted(set(xs)):
            self.parts.append(text(self.x(x), self.y0 + HEIGHT + 16, f"{x:g}", "middle"))

    def x(self, value):
        return self.x0 + WIDTH * (math.log2(value) - self.xs[0]) / ((self.xs[1] - self.xs[0]) or 1)

    def y(self, value):
        return self.y0 + HEIGHT * (1 - (math.log2(value) - self.ys[0]) / ((self.ys[1] - self.ys[0]) or 1))

    def curve(self, points, colour, dashed, name):
        points = sorted(points)
        places = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        self.parts += [f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3" fill="{colour}"/>' for x, y in points]
        # What is dashed has its name lower: the ends may be close.
        last_x, last_y = points[-1]
        self.parts.append(text(self.x(last_x) + 6, self.y(last_y) + (11 if dashed else 1), name, size=10, colour=colour))


def text(x, y, words, anchor="start", size=11, colour="#333"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
            f"{escape(words)}</text>")


def line(x1, y1, x2, y2, colour):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def curves(found, column, curve):
    """Times above, ratios below."""
    most = max(one.cores for one in found)
    times = {}
    for one in found:
        for side, key in (("Gantry", "gantry"), ("PyTorch", one.fastest)):
            times.setdefault((side, one.cores), []).append((one.case.at, statistics.median(one.ms[key])))
    xs = [x for points in times.values() for x, _ in points]
    upper = Panel(column, 0, TITLES[curve] + ", ms of a step", xs, [y for points in times.values() for _, y in points])
    for (side, cores), points in times.items():
        upper.curve(points, COLOURS[side], cores < most, f"{side}, {cores}")
    ratios = {}
    for one in found:
        ratios.setdefault(one.cores, []).append((one.case.at, one.ratio().median))
    lower = Panel(column, 1, "Gantry's rate / PyTorch's fastest", xs,
                  [1] + [y for points in ratios.values() for _, y in points])
    for cores, points in ratios.items():
        lower.curve(points, COLOURS["Gantry"], cores < most, f"{cores} core{'s' * (cores > 1)}")
    return upper.parts + lower.parts


def bars(found, y0):
    """A bar for each recipe, with a line from its lowest to its highest ratio; at 1 both are as fast."""
    scale = 640 / max(2, *(one.ratio().high for one in found))
    parts = [text(LEFT, y0 - 12, "Gantry's rate / PyTorch's fastest", size=13)]
    left = LEFT + 190
    for i, one in enumerate(found):
        ratio, y = one.ratio(), y0 + 20 * i
        name = f"{one.case.name}, {one.cores}"
        parts.append(text(left - 8, y + 12, name, "end"))
        parts.append(f'<rect x="{left}" y="{y + 2}" width="{scale * ratio.median:.1f}" height="13" '
                     f'fill="{COLOURS["Gantry" if ratio.median >= 1 else "PyTorch"]}"/>')
        parts.append(line(left + scale * ratio.low, y + 8, left + scale * ratio.high, y + 8, "#000"))
        parts.append(text(left + scale * ratio.high + 6, y + 12, f"{ratio.median:.2f}"))
    return parts + [line(left + scale, y0, left + scale, y0 + 20 * len(found), "#000")]


def drawn(found):
    parts, height, recipes = [], TOP, [one for one in found if not one.case.curve]
    shown = [curve for curve in TITLES if any(one.case.curve == curve for one in found)]
    for column, curve in enumerate(shown):
        parts += curves([one for one in found if one.case.curve == curve], column, curve)
    if shown:
        height = 2 * (TOP + HEIGHT + BOTTOM) + TOP
    if recipes:
        parts += bars(recipes, height)
        height += 20 * len(recipes)
    width = LEFT + max(3 * (WIDTH + LEFT + GAP) if shown else 0, 1000)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + TOP}" font-family="sans-serif">\n'
            f'<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n")
