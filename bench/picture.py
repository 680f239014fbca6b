"""Growth curves and ratios as an SVG, in plain text: a library of plots would be one more thing to install."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, GAP, LEGEND = 340, 240, 70, 40, 56, 20, 40
COLOURS = {"Gantry": "#1b6ca8", "PyTorch": "#d1602f", "FLOPs": "#999"}
TITLES = {"batch": "MLP WGAN-GP, 3 layers of 128", "width": "MLP WGAN-GP, batch 256",
          "image": "DCGAN, 32 channels and up, batch 64"}
AXES = {"batch": "samples in a batch", "width": "width of a layer", "image": "side of an image, pixels"}


class Panel:
    """Logarithmic axes in a place of the picture."""

    def __init__(self, column, row, curve, title, xs, ys):
        self.x0 = LEFT + column * (WIDTH + LEFT + GAP)
        self.y0 = LEGEND + TOP + row * (HEIGHT + TOP + BOTTOM)
        self.xs = (math.log2(min(xs)), math.log2(max(xs)))
        self.ys = (math.floor(math.log2(min(ys))), math.ceil(math.log2(max(ys))))
        if self.ys[0] == self.ys[1]:
            self.ys = (self.ys[0], self.ys[1] + 1)
        self.parts = [text(self.x0 + WIDTH / 2, self.y0 - 12, TITLES[curve], "middle", 14),
                      text(self.x0 + WIDTH / 2, self.y0 + HEIGHT + 38, AXES[curve], "middle"),
                      f'<g transform="translate({self.x0 - 52},{self.y0 + HEIGHT / 2}) rotate(-90)">'
                      f'{text(0, 0, title, "middle")}</g>']
        # Not more lines than have room.
        for exponent in range(self.ys[0], self.ys[1] + 1, math.ceil((self.ys[1] - self.ys[0]) / 8)):
            y = self.y(2**exponent)
            self.parts.append(line(self.x0, y, self.x0 + WIDTH, y, "#ddd"))
            self.parts.append(text(self.x0 - 6, y + 4, f"{2.0**exponent:.6g}", "end"))
        for x in sorted(set(xs)):
            self.parts.append(line(self.x(x), self.y0, self.x(x), self.y0 + HEIGHT, "#ddd"))
            self.parts.append(text(self.x(x), self.y0 + HEIGHT + 18, f"{x:g}", "middle"))

    def x(self, value):
        return self.x0 + WIDTH * (math.log2(value) - self.xs[0]) / ((self.xs[1] - self.xs[0]) or 1)

    def y(self, value):
        return self.y0 + HEIGHT * (1 - (math.log2(value) - self.ys[0]) / (self.ys[1] - self.ys[0]))

    def curve(self, points, colour, dashed):
        """Points are an x with a spread, which has a median, a lowest and a highest value."""
        points = sorted(points, key=lambda point: point[0])
        places = " ".join(f"{self.x(x):.1f},{self.y(y.median):.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"{dash(dashed)}/>')
        for x, y in points:
            self.parts.append(line(self.x(x), self.y(y.low), self.x(x), self.y(y.high), colour))
            self.parts.append(f'<circle cx="{self.x(x):.1f}" cy="{self.y(y.median):.1f}" r="3" fill="{colour}"/>')

    def growth(self, points, dashed):
        places = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in sorted(points))
        self.parts.append(f'<polyline points="{places}" fill="none" stroke="{COLOURS["FLOPs"]}"{dash(dashed)}/>')


def text(x, y, words, anchor="start", size=12, colour="#333"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
            f"{escape(words)}</text>")


def line(x1, y1, x2, y2, colour, width=1, dashed=False):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"{dash(dashed)}/>')


def dash(dashed):
    return ' stroke-dasharray="5 4"' if dashed else ""


def named(cores):
    return f"{cores} core{'s' * (cores > 1)}"


def legend(cores):
    """What the curves of all panels are: whose by colour, on how many cores by dashes."""
    entries = [(f"{side}, {named(count)}", COLOURS[side], 2, count < max(cores))
               for side in ("Gantry", "PyTorch") for count in cores]
    entries += [(f"FLOPs alone, at the ceiling of {named(count)}", COLOURS["FLOPs"], 1, count < max(cores))
                for count in cores]
    parts, x = [], LEFT
    for words, colour, width, dashed in entries:
        parts += [line(x, 20, x + 28, 20, colour, width, dashed), text(x + 34, 24, words)]
        x += 54 + 6.6 * len(words)
    return parts


def curves(found, column, curve):
    """Times above, beside those that the FLOPs would take at the ceiling; ratios below."""
    most = max(one.cores for one in found)
    xs = [one.case.at for one in found]
    times = {}
    for one in found:
        for side, key in (("Gantry", "gantry"), ("PyTorch", one.fastest)):
            times.setdefault((side, one.cores), []).append((one.case.at, one.spread(key)))
    growth = {}
    for one in found:
        growth.setdefault(one.cores, []).append((one.case.at, one.ms_at_ceiling))
    upper = Panel(column, 0, curve, "ms of a step", xs,
                  [y for points in growth.values() for _, y in points]
                  + [y for points in times.values() for _, spread in points for y in (spread.low, spread.high)])
    for cores, points in growth.items():
        upper.growth(points, cores < most)
    for (side, cores), points in times.items():
        upper.curve(points, COLOURS[side], cores < most)
    ratios = {}
    for one in found:
        ratios.setdefault(one.cores, []).append((one.case.at, one.ratio()))
    lower = Panel(column, 1, curve, "Gantry's rate / PyTorch's", xs,
                  [1, 2] + [y for points in ratios.values() for _, spread in points for y in (spread.low, spread.high)])
    lower.parts.append(line(lower.x0, lower.y(1), lower.x0 + WIDTH, lower.y(1), "#333"))
    for cores, points in ratios.items():
        lower.curve(points, COLOURS["Gantry"], cores < most)
    return upper.parts + lower.parts


def bars(found, y0):
    """A bar for each recipe, with a line from its lowest to its highest ratio; at 1 both are as fast."""
    scale = 640 / max(2, *(one.ratio().high for one in found))
    parts = [text(LEFT, y0 - 12, "Gantry's rate / PyTorch's fastest", size=14)]
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
    parts, height, width, recipes = [], TOP, 1000, [one for one in found if not one.case.curve]
    shown = [curve for curve in TITLES if any(one.case.curve == curve for one in found)]
    for column, curve in enumerate(shown):
        parts += curves([one for one in found if one.case.curve == curve], column, curve)
    if shown:
        parts += legend(sorted({one.cores for one in found if one.case.curve}))
        height = LEGEND + 2 * (TOP + HEIGHT + BOTTOM) + TOP
        width = max(width, len(shown) * (WIDTH + LEFT + GAP) + GAP)
    if recipes:
        parts += bars(recipes, height)
        height += 20 * len(recipes)
    else:
        height -= TOP
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + GAP}" font-family="sans-serif">\n'
            f'<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n")
