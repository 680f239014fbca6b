"use strict";

/*
 * Draws the page from the JSON in it: { runs, live, controls }. A run has name, folder, state, step, steps, device, started, curves,
 * samples, interpolation, evaluation, warnings, recipe and provenance; everything of a run is shown as text, never as HTML.
 */

/** Seen on white and on black. */
const COLOURS = ["#2f8fd4", "#e06c10", "#1fa583", "#8a84d0", "#e7398f", "#6fae22", "#b3832a", "#d9a400", "#b06fc4", "#8c8c8c"];
const LOSSES = ["critic/loss", "generator/loss"];
const RATE = "samples-per-second";
const TIMES = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 432000, 864000];

const view = { axis: "step", smoothing: 0, log: false };
/** By title: what is drawn, and with how many lines. */
const charts = new Map();
/** By its place: every picture that was shown once, so that it stays when the server goes. */
const pictures = new Map();
let page = JSON.parse(document.getElementById("data").textContent);

/** An element with attributes, and children that are elements or text. */
function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) {
            made.addEventListener(name.slice(2), value);
        } else if (value !== false) {
            made.setAttribute(name, value === true ? "" : value);
        }
    }
    made.append(...children);
    return made;
}

function byId(id) {
    return document.getElementById(id);
}

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function number(value) {
    if (value === null || value === undefined) {
        return "–";
    }
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e6)
        ? value.toExponential(3)
        : Number(value.toPrecision(5)).toLocaleString("en", { maximumFractionDigits: 6 });
}

function clock(seconds) {
    const whole = Math.round(seconds);
    const two = part => String(part).padStart(2, "0");
    const minutes = Math.floor(whole / 60) % 60;
    return whole < 3600
        ? `${minutes}:${two(whole % 60)}`
        : `${Math.floor(whole / 3600)}:${two(minutes)}:${two(whole % 60)}`;
}

/* The head: what the run is, and how far. */

function drawHead() {
    const runs = page.runs;
    if (runs.length > 1) {
        byId("head").replaceChildren(element("h1", {}, document.title), element("div", { class: "wide" }, comparedRuns(runs)));
        return;
    }
    const run = runs[0];
    const share = run.steps > 0 ? Math.min(100, 100 * run.step / run.steps) : 0;
    const facts = [`step ${run.step.toLocaleString("en")} of ${run.steps.toLocaleString("en")}`];
    if (run.seconds !== null) {
        facts.push(clock(run.seconds));
    }
    facts.push(run.device, run.started && "started " + run.started.replace("T", " ").replace("Z", " UTC"));
    byId("head").replaceChildren(
        element("h1", {}, run.name),
        element("div", {}, element("span", { class: "state " + run.state }, run.state), facts.filter(Boolean).join(" · ")),
        element("div", { class: "bar" }, element("div", { style: `width: ${share}%` })),
        element("div", { class: "faint" }, run.folder),
        ...(page.controls && run.state === "training" ? [view.buttons ??= controls()] : []));
}

function comparedRuns(runs) {
    const rows = runs.map((run, index) => element("tr", {},
        element("td", { class: "name" }, element("span", { class: "key", style: `background: ${COLOURS[index % COLOURS.length]}` }), run.label),
        element("td", { class: "name" }, run.state),
        element("td", { class: "number" }, run.step.toLocaleString("en")),
        element("td", { class: "number" }, run.seconds === null ? "–" : clock(run.seconds)),
        element("td", { class: "name" }, run.device)));
    return element("table", {},
        element("tr", {}, ...["run", "state", "step", "time", "device"].map(title =>
            element("th", { class: title === "step" || title === "time" ? "number" : "" }, title))),
        ...rows);
}

function controls() {
    const said = element("span", { class: "faint", role: "status" });
    const button = (path, label, done) => element("button", {
        id: path,
        onclick: async event => {
            event.target.disabled = true;
            const answer = await fetch(path, { method: "POST" }).catch(() => null);
            said.textContent = answer !== null && answer.ok ? done : "That did not work: the run may have ended.";
            event.target.disabled = false;
        }
    }, label);
    return element("div", { class: "controls" },
        button("checkpoint", "Checkpoint", "A checkpoint is written after this step."),
        button("stop", "Stop", "The run ends after this step, with a checkpoint."),
        said);
}

function drawWarnings() {
    const warnings = page.runs.flatMap(run =>
        run.warnings.map(warning => page.runs.length > 1 ? `${run.label}: ${warning}` : warning));
    byId("warnings").hidden = warnings.length === 0;
    byId("warnings").replaceChildren(
        element("h2", {}, "Warnings"),
        element("ul", { class: "warnings" }, ...warnings.map(warning => element("li", {}, warning))));
}

/* Samples: the newest, those through time, and the way between latent vectors. */

/** An image whose pixels are seen where it is smaller than its place; charts are not drawn so coarsely. */
function image(source, description) {
    return element("img", {
        src: source,
        alt: description,
        onload: event => event.target.classList.toggle("small", event.target.naturalWidth < 400)
    });
}

function picture(source, description) {
    if (!pictures.has(source)) {
        pictures.set(source, image(source, description));
    }
    return pictures.get(source);
}

function drawSamples() {
    const shown = page.runs.filter(run => run.samples.length > 0 || run.interpolation !== null);
    byId("samples").hidden = shown.length === 0;
    if (shown.length === 0) {
        return;
    }
    // A slider that is being moved is not replaced while nothing is new.
    const state = shown.map(run => `${run.label} ${run.samples.at(-1)?.step} ${run.interpolation?.length}`).join();
    if (state === view.samples) {
        return;
    }
    view.samples = state;
    const figures = page.runs.length > 1
        ? shown.filter(run => run.samples.length > 0).map(run => throughTime(run, run.label, run.samples.length - 1))
        : ofOneRun(shown[0]);
    byId("samples").replaceChildren(element("h2", {}, "Samples"), element("div", { class: "pictures" }, ...figures));
}

function ofOneRun(run) {
    const figures = [];
    const newest = run.samples.at(-1);
    if (newest) {
        figures.push(element("figure", {},
            element("figcaption", {}, `The newest, after step ${newest.step.toLocaleString("en")}`),
            image(newest.source, "The newest samples")));
    }
    if (run.samples.length > 1) {
        // The newest is beside it: it begins with the first.
        figures.push(throughTime(run, "Through time", 0));
    }
    if (run.interpolation !== null) {
        figures.push(element("figure", {},
            element("figcaption", {}, "On the way between latent vectors"),
            image(run.interpolation, "An interpolation")));
    }
    return figures;
}

function throughTime(run, title, first) {
    const place = element("div");
    const label = element("output");
    const last = run.samples.length - 1;
    const slider = element("input", { type: "range", min: 0, max: last, step: 1, "aria-label": "Step of the samples" });
    // Who has moved the slider stays there while newer samples come.
    slider.value = view["at " + title] ?? first;
    const show = () => {
        const sample = run.samples[Number(slider.value)];
        const wanted = picture(sample.source, `Samples after step ${sample.step}`);
        place.replaceChildren(wanted);
        label.textContent = `step ${sample.step.toLocaleString("en")}`;
    };
    slider.addEventListener("input", () => {
        view["at " + title] = Number(slider.value) === last && first === last ? undefined : Number(slider.value);
        show();
    });
    run.samples.forEach(sample => picture(sample.source, `Samples after step ${sample.step}`));
    show();
    return element("figure", {}, element("figcaption", {}, title), place, element("div", { class: "slider" }, slider, label));
}

/* Curves. */

function drawCurves() {
    const section = byId("curves");
    if (section.childElementCount === 0) {
        section.append(element("h2", {}, "Curves"), curveControls(), element("div", { class: "charts" }));
    }
    const panels = panelsOf(page.runs);
    const grid = section.querySelector(".charts");
    if (panels.length === 0) {
        grid.replaceChildren(element("p", { class: "faint" }, "Nothing is measured yet."));
        return;
    }
    grid.querySelectorAll(":scope > p").forEach(note => note.remove());
    for (const panel of panels) {
        drawPanel(grid, panel);
    }
    // A column that is measured later may belong before others.
    const cards = panels.map(panel => charts.get(panel.title).card);
    if (cards.some((card, index) => grid.children[index] !== card)) {
        grid.append(...cards);
    }
}

function curveControls() {
    const changed = (key, value) => {
        view[key] = value;
        redrawCurves();
    };
    const smoothness = element("output", {}, "0");
    return element("div", { class: "controls" },
        element("label", {}, "over",
            element("select", { id: "axis", onchange: event => changed("axis", event.target.value) },
                element("option", { value: "step" }, "steps"),
                element("option", { value: "seconds" }, "time"))),
        element("label", {}, "smoothing",
            element("input", {
                id: "smoothing", type: "range", min: 0, max: 0.99, step: 0.01, value: 0,
                oninput: event => {
                    smoothness.textContent = event.target.value;
                    changed("smoothing", Number(event.target.value));
                }
            }), smoothness),
        element("label", {},
            element("input", { id: "log", type: "checkbox", onchange: event => changed("log", event.target.checked) }),
            "log scale"));
}

/** One for each column; of a single run, both losses share one. */
function panelsOf(runs) {
    const names = [...new Set(runs.flatMap(run => run.curves.map(curve => curve.name)))];
    const rank = name => LOSSES.includes(name) ? 0 : name.includes("/") ? 2 : name === RATE ? 3 : 1;
    names.sort((a, b) => rank(a) - rank(b));
    if (runs.length > 1) {
        return names.map(name => ({ title: name, lines: runs.flatMap((run, index) => lines(run, name, run.label, index)) }));
    }
    const run = runs[0];
    const losses = names.filter(name => LOSSES.includes(name));
    const others = names.filter(name => !LOSSES.includes(name));
    return [
        ...(losses.length > 0
            ? [{ title: "losses", lines: losses.flatMap(name => lines(run, name, name.split("/")[0], LOSSES.indexOf(name))) }]
            : []),
        ...others.map(name => ({ title: name, lines: lines(run, name, "value", 0) }))
    ];
}

function lines(run, name, label, index) {
    const curve = run.curves.find(each => each.name === name);
    return curve === undefined ? [] : [{ label, colour: COLOURS[index % COLOURS.length], x: curve[view.axis], y: curve.value }];
}

/** An exponential moving average whose first values are not drawn towards zero. */
function smoothed(values, weight) {
    let sum = 0;
    let total = 0;
    return values.map(value => {
        if (value === null) {
            return null;
        }
        sum = weight * sum + (1 - weight) * value;
        total = weight * total + (1 - weight);
        return sum / total;
    });
}

function drawPanel(grid, panel) {
    const tables = [];
    const series = [{ label: view.axis === "step" ? "step" : "time", value: (plot, x) => x === null ? "–" : xText(x) }];
    for (const line of panel.lines) {
        if (view.smoothing > 0) {
            tables.push([line.x, line.y]);
            series.push({ stroke: line.colour + "44", width: 1, spanGaps: true, points: { show: false }, label: line.label + ", raw" });
        }
        tables.push([line.x, view.smoothing > 0 ? smoothed(line.y, view.smoothing) : line.y]);
        series.push({
            label: line.label,
            stroke: line.colour,
            width: 1.75,
            spanGaps: true,
            points: { show: line.y.length < 30, size: 4, fill: line.colour },
            value: (plot, y) => number(y)
        });
    }
    const data = uPlot.join(tables);
    const drawn = charts.get(panel.title);
    if (drawn && drawn.lines === series.length) {
        const zoomed = drawn.zoomed;
        drawn.plot.setData(data, !zoomed);
        if (zoomed) {
            drawn.plot.redraw();
        }
        return;
    }
    drawn?.card.remove();
    const place = element("div");
    const card = element("div", { class: "chart" }, element("h3", {}, panel.title), place);
    grid.append(card);
    const kept = { card, lines: series.length, zoomed: false };
    const positive = panel.lines.every(line => line.y.every(value => value === null || value > 0));
    const axis = { stroke: colour("--faint"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
    kept.plot = new uPlot({
        width: Math.max(200, place.clientWidth),
        height: 220,
        cursor: { sync: { key: "curves" }, drag: { x: true, y: false } },
        legend: { live: true },
        scales: { x: { time: false }, y: view.log ? { distr: positive ? 3 : 4 } : { range: padded } },
        axes: [
            { ...axis, values: (plot, splits) => splits.map(xText), ...(view.axis === "seconds" ? { incrs: TIMES } : {}) },
            { ...axis, size: 62, values: (plot, splits) => splits.map(value => value === null ? "" : yText(value)) }
        ],
        series,
        hooks: { setSelect: [plot => { kept.zoomed = plot.select.width > 0; }] }
    }, data, place);
    place.addEventListener("dblclick", () => { kept.zoomed = false; });
    new ResizeObserver(() => {
        if (place.clientWidth > 0) {
            kept.plot.setSize({ width: place.clientWidth, height: 220 });
        }
    }).observe(card);
    charts.set(panel.title, kept);
}

/** A curve that never changes has room above and below it. */
function padded(plot, least, most) {
    if (least === null || most === null) {
        return [0, 1];
    }
    const room = (most - least) * 0.07 || Math.abs(most) * 0.1 || 1;
    return [least - room, most + room];
}

function xText(x) {
    return view.axis === "step" ? x.toLocaleString("en") : clock(x);
}

function yText(value) {
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e5)
        ? value.toExponential(1).replace(".0e", "e").replace("e+", "e")
        : Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 4 });
}

function redrawCurves() {
    charts.forEach(drawn => {
        drawn.plot.destroy();
        drawn.card.remove();
    });
    charts.clear();
    drawCurves();
}

/* Tables. */

/** The first columns are names, one without a title has sentences, and the others numbers. */
function table(titles, rows, names) {
    const kind = index => index < names ? "name" : titles[index] === "" ? "words" : "number";
    const cell = (tag, value, index) => element(tag, { class: kind(index) }, value);
    return element("div", { class: "wide" }, element("table", {},
        element("tr", {}, ...titles.map((title, index) => cell("th", title, index))),
        ...rows.map(row => element("tr", {}, ...row.map((value, index) => cell("td", value, index))))));
}

function drawMetrics() {
    const several = page.runs.length > 1;
    const children = [];
    const evaluated = page.runs.filter(run => run.evaluation !== null);
    if (evaluated.length > 0) {
        children.push(
            element("h2", {}, "Evaluation"),
            table([...(several ? ["run"] : []), "value", "features", "better", "samples", "mean", "95% interval", ""],
                evaluated.flatMap(run => run.evaluation.estimates.map(estimate => [
                    ...(several ? [run.label] : []),
                    estimate.name, estimate.features, estimate.better, number(estimate.samples), number(estimate.mean),
                    `${number(estimate.low)} to ${number(estimate.high)}`, estimate.caution])),
                several ? 4 : 3),
            element("p", { class: "faint" }, ...evaluated.map(run =>
                `${several ? run.label + ": " : ""}after step ${number(run.evaluation.step)}, against ${run.evaluation.data}. `)));
    }
    const rows = page.runs.flatMap(run => run.curves
        .filter(curve => !curve.name.includes("/") && curve.name !== RATE && curve.value.some(value => value !== null))
        .map(curve => [...(several ? [run.label] : []), curve.name, ...summary(curve)]));
    if (rows.length > 0) {
        children.push(
            element("h2", {}, "Measured while training"),
            table([...(several ? ["run"] : []), "value", "last", "at step", "least", "at step", "most", "at step"], rows, several ? 2 : 1));
    }
    byId("metrics").hidden = children.length === 0;
    byId("metrics").replaceChildren(...children);
}

function summary(curve) {
    let least = -1;
    let most = -1;
    let last = -1;
    curve.value.forEach((value, index) => {
        if (value !== null) {
            least = least < 0 || value < curve.value[least] ? index : least;
            most = most < 0 || value > curve.value[most] ? index : most;
            last = index;
        }
    });
    return [last, least, most].flatMap(index => [number(curve.value[index]), number(curve.step[index])]);
}

function drawOrigin() {
    byId("origin").replaceChildren(
        element("h2", {}, "Where it comes from"),
        ...page.runs.flatMap(run => {
            const of = page.runs.length > 1 ? `${run.label}: ` : "";
            return [["recipe", run.recipe], ["provenance", run.provenance]]
                .filter(([, text]) => text !== "")
                .map(([title, text]) => element("details", {}, element("summary", {}, of + title), element("pre", {}, text)));
        }));
}

function draw() {
    drawHead();
    drawWarnings();
    drawSamples();
    drawCurves();
    drawMetrics();
}

draw();
drawOrigin();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawCurves);

if (page.live) {
    const events = new EventSource("events");
    events.addEventListener("run", event => {
        page = JSON.parse(event.data);
        draw();
    });
    events.addEventListener("end", () => events.close());
}
