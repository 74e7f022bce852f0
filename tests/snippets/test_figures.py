"""What figures draw: every curve and point is where another formula puts it.

Where words, ticks and margins stand is judged by eye, and not here.
"""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from snippets.descent import path
from snippets.figures import (
    _card,
    _palette,
    autograd,
    batch,
    chain,
    confidence,
    cross_entropy,
    cube_escape,
    cube_late,
    cube_rules,
    delta,
    descent,
    descent_minimum,
    divide,
    eleven_lines,
    gradient_bugs,
    gradient_step,
    hidden_net,
    nudge,
    slope,
    two_layers,
    wrongness,
)
from weave.figure import STYLE

PALETTE = {value for name, value in vars(_palette).items() if name.isupper()}
HUNDREDTHS = np.arange(101) / 100
U = np.arange(201) / 200  # the wrongness, from 0 to 1
THIN, FAIR, THICK = 1, 2, 3  # points; the middle one is that of the style


def s(z):
    """The sigmoid, by another formula than the snippets."""
    return (1 + np.tanh(np.asarray(z) / 2)) / 2


def neuron(w):
    """The loss of the neuron of the page on the nudge."""
    return (s(2 * w - 0.5) - 1) ** 2 / 2


@pytest.fixture
def drawn():
    """Draw a figure; every line has to be in the colours that follow the scheme."""

    def draw(module):
        axes = module.draw().axes
        for line in (line for ax in axes for line in ax.lines):
            colours = [line.get_markerfacecolor(), line.get_markeredgecolor()]
            colours += [line.get_color()] if line.get_linewidth() else []
            assert {to_hex(colour) for colour in colours} <= PALETTE
        return axes[0] if len(axes) == 1 else axes

    with plt.rc_context(fname=STYLE):
        yield draw
    plt.close("all")


def is_curve(line, x, y, style="-", width=FAIR):
    assert np.asarray(line.get_xdata(), float) == pytest.approx(np.asarray(x), abs=1e-12)
    assert np.asarray(line.get_ydata(), float) == pytest.approx(np.asarray(y), rel=1e-9, abs=1e-12)
    assert (line.get_linestyle(), line.get_linewidth()) == (style, width)
    return line


def are_points(line, x, y, marker="o", size=6):
    assert line.get_xdata() == pytest.approx(np.atleast_1d(x))
    assert line.get_ydata() == pytest.approx(np.atleast_1d(y))
    assert (line.get_marker(), line.get_markersize()) == (marker, size)


def is_table(rows, head, *columns, digits):
    """A table as text: the first column as it is given, the others rounded."""
    assert rows[0] == head
    first, *others = columns
    assert [row[0] for row in rows[1:]] == first
    for row, *values in zip(rows[1:], *others, strict=True):
        assert row[1:] == [f"{value:.{digits}f}" for value in values]


def test_hidden_net(drawn):
    """Every number stands in or at its unit, or on its arrow, and is what loops over units give."""
    texts = [t for t in drawn(hidden_net).texts if t.get_text()]
    places = {t.get_gid(): (t.get_text(), t.get_position()) for t in texts if t.get_gid()}
    shown = {name: float(re.sub("[^-.0-9]", "", text.replace("−", "-")))
             for name, (text, _) in places.items()}  # fmt: skip
    hidden = [s(2 * 1 - 1 * 2), s(2 * 1 - 2 * 2)]
    above = [[1, 2], [-1, 1]]  # from A, from B
    z = [sum(hidden[i] * above[i][j] for i in (0, 1)) for j in (0, 1)]
    a = [*hidden, *s(z)]
    errors = [a[2] - 1, a[3]]
    slopes = [v * (1 - v) for v in a]
    deltas = [e * m for e, m in zip(errors, slopes[2:], strict=True)]
    terms = [deltas[j] * above[i][j] for i in (0, 1) for j in (0, 1)]
    sums = [terms[0] + terms[1], terms[2] + terms[3]]
    wanted = {"n-x": 1, "n-w": 1, "n-y": 0, "n-loss": sum(e**2 for e in errors) / 2}
    for letter, values in {
        "z": [0, -2, *z], "a": a, "e": errors, "f": errors, "s": slopes, "t": terms, "u": sums,
        "d": [sums[0] * slopes[0], sums[1] * slopes[1], *deltas],
    }.items():  # fmt: skip
        wanted |= {f"n-{letter}{i}": value for i, value in enumerate(values)}
    assert shown == pytest.approx(wanted, abs=5.1e-4)
    # Terms stand nearer to the unit that sends them, and higher if they come from or go to the top.
    x, y = zip(*(places[f"n-t{i}"][1] for i in range(4)), strict=True)
    assert min(x) > (hidden_net.MIDDLE + hidden_net.RIGHT) / 2
    assert y[0] < y[2] < y[1] < y[3]
    for i in range(4):
        for letter, low in (("a", 0), ("d", hidden_net.BACK)):
            column = (hidden_net.MIDDLE, hidden_net.RIGHT)[i // 2]
            assert places[f"n-{letter}{i}"][1] == (column, hidden_net.ROWS[i % 2] + low)


def test_two_layers(drawn):
    """A row for each hidden unit: what it gets, from the right to the left."""
    texts = [(t.get_text(), t.get_position()) for t in drawn(two_layers).texts if t.get_text()]
    places = dict(texts[::-1])
    for i, row in enumerate(two_layers.ROWS):
        cells = two_layers.DELTA1[i], two_layers.SLOPES[i], two_layers.SENT[i]
        for column, value in zip(two_layers.COLUMNS, cells, strict=True):
            assert (two_layers.say(value), (column, row)) in texts
        assert places[str(i + 1)] == (two_layers.UNIT, row)
    weights = [places[two_layers.say(w)][1] for w in two_layers.W2[:, 0]]
    assert weights == sorted(weights)  # as the units stand
    assert places[two_layers.say(two_layers.DELTA2)] == (two_layers.OUT, two_layers.MIDDLE)


def test_card(drawn):
    curve, peak = drawn(_card).lines
    is_curve(curve, U, U**2 * (1 - U), width=7)
    are_points(peak, 2 / 3, 4 / 27, size=20)


def test_batch(drawn):
    ax = drawn(batch)
    texts = [(t.get_text(), *t.get_position(), t.get_color()) for t in ax.texts]
    names = {text: x for text, x, *_ in texts}
    a = s(batch.X @ batch.W)
    d = ((a - batch.Y) * a * (1 - a))[:, 1]
    middles = []
    for (rows, columns), wide, name, colour, numbers in [
        ((3, 4), 1, "X.T", _palette.INPUT, {(0, i): f"{batch.X[i, 0]}" for i in range(4)}),
        ((4, 2), 1.6, "delta", _palette.ERROR, {(i, 1): f"{d[i]:.3f}" for i in range(4)}),
        ((3, 2), 1.6, "gradient", _palette.INK, {(0, 1): f"{d @ batch.X[:, 0]:.3f}"}),
    ]:
        left = names[name] - columns * wide / 2
        right = names[name] + columns * wide / 2
        cells = [p for p in ax.patches if left - 0.01 < p.get_x() < right - 0.01]
        shaded = {}
        for cell in cells:
            x, y = cell.get_x(), cell.get_y()
            assert (cell.get_width(), cell.get_height()) == (wide, 1)
            place = round(rows / 2 - 1 - y), round((x - left) / wide)
            if filled := cell.get_facecolor()[3] > 0:
                middle = pytest.approx((x + wide / 2, y + 0.5))
                (said,) = [t for t, *at, _ in texts if tuple(at) == middle]
                shaded[place] = said.replace("−", "-")
                assert to_hex(cell.get_facecolor()) == colour
            assert to_hex(cell.get_edgecolor()) == (_palette.PAPER if filled else colour)
        assert shaded == numbers
        assert len(cells) == rows * columns
        assert names[f"({rows}, {columns})"] == names[name]
        middles += [left, right]
    assert middles[1] + middles[2] == pytest.approx(2 * names["@"])
    assert middles[3] + middles[4] == pytest.approx(2 * names["="])


def test_chain(drawn):
    texts = drawn(chain).texts
    places = {t.get_text(): (t.get_position()[0], t.get_color()) for t in texts if t.get_text()}
    for x, names in zip(
        (0, 3, 6, 9), ["w +0.01 syn0", "z +0.02", "a +0.0047 l1", "L −0.0018"], strict=True
    ):
        assert [places[name][0] for name in names.split()] == [x] * len(names.split())
    for x, names, colour in [
        (1.5, ("input", "x", "l0", "× 2"), _palette.INPUT),
        (4.5, ("slope", "a(1 − a)", "nonlin(l1,True)", "× 0.235"), _palette.SLOPE),
        (7.5, ("error", "a − y", "−l1_error", "× −0.378"), _palette.ERROR),
    ]:
        assert [places[name] for name in names] == [(x, colour)] * 4


def test_training_behind_the_picture_of_confidence():
    rng = np.random.default_rng(3)
    x = [*rng.normal(-1.2, 1.3, 20), *rng.normal(1.2, 1.3, 20)]
    y = np.array([0] * 20 + [1] * 20)
    X, v = np.column_stack([x, np.ones(40)]), np.zeros(2)
    for _ in range(2000):
        a = s(X @ v)
        v = v - X.T @ ((a - y) * a * (1 - a)) / 2
    assert confidence.trained()[0] == pytest.approx(a, rel=1e-9)
    assert (confidence.trained()[1] == y).all()


def test_confidence(drawn):
    _, wrong, right, *outputs = drawn(confidence).lines
    u = (1 + HUNDREDTHS) / 2
    is_curve(wrong, HUNDREDTHS, u**2 * (1 - u))
    is_curve(right, HUNDREDTHS, (1 - u) ** 2 * u)
    assert (wrong.get_gid(), right.get_gid()) == ("wrong-squared", "right-squared")
    errors = abs(confidence.A - confidence.Y)
    for line, are, marker, face in [
        (outputs[0], errors < 0.5, "o", _palette.PAPER),
        (outputs[1], errors > 0.5, "X", _palette.INK),
    ]:
        u = errors[are]
        are_points(line, abs(1 - 2 * u), u**2 * (1 - u), marker)
        assert (line.get_markerfacecolor(), line.get_markeredgecolor()) == (face, _palette.INK)
        assert line.get_linewidth() == 0


def test_table_of_confidence():
    table = confidence.table()
    assert table[0] == ["confidence", "right", "wrong"]
    a, y = confidence.A, confidence.Y
    sure, right = (a < 0.25) | (a > 0.75), (a > 0.5) == (y == 1)
    for (kind, *counts), these in zip(table[1:], (sure, ~sure), strict=True):
        assert kind == ("sure" if these is sure else "unsure")
        assert counts == [(these & right).sum(), (these & ~right).sum()]


def test_autograd(drawn):
    said = [text.get_text() for text in drawn(autograd).texts]
    a = s(0.5)
    delta = (a - 1) * a * (1 - a)
    rows = {
        "w": (0.5, 2 * delta), "b": (-0.5, delta), "z": (0.5, delta), "a": (a, a - 1),
        "L": (neuron(0.5), 1),
    }  # fmt: skip
    shown = {name: [f"{n:.4f}".replace("-", "−") for n in row] for name, row in rows.items()}
    for name, (value, grad) in shown.items():
        at = said.index(name)
        assert said[at + 1 : at + 3] == [value, grad]
    assert autograd.table()[1:] == [[name, *row] for name, row in shown.items()]
    factors = [text for text in said if text.startswith("×")]
    error = f"{a - 1:.4f}".replace("-", "−")
    assert factors == ["× 2 input", "× 1", f"× {a * (1 - a):.3f} slope", f"× {error} error"]


def test_cross_entropy(drawn):
    entropy, squared, bend = drawn(cross_entropy).lines
    z = -4 + np.arange(201) / 20
    is_curve(entropy, z, np.logaddexp(0, z))
    is_curve(squared, z, s(z) ** 2 / 2)
    are_points(bend, np.log(2), 2 / 9)


def test_cube_escape(drawn, monkeypatch):
    monkeypatch.setattr(cube_escape, "LAST", 1000)
    ax = drawn(cube_escape)
    steps = sorted({int(1000 ** (k / 299) + 1e-9) for k in range(300)})
    for line, name in zip(ax.lines, cube_escape.LOOKS, strict=False):
        assert line.get_label() == name
        z, u = 5.0, []
        for _ in range(1001):
            u.append(s(z))
            z -= cube_escape.RULES[name](u[-1])
        is_curve(line, steps, np.array(u)[steps], cube_escape.LOOKS[name][1])
    assert set(ax.get_xticks()) == {1, 10, 100, 1000, 10_000}


def test_table_of_cube_escape():
    rules = ["cross-entropy", "e·slope", "e³·slope", "e³ alone"]
    wrong = [np.array(cube_escape.run(cube_escape.RULES[rule])) >= 0.5 for rule in rules]
    assert all(len(u) == 100_001 for u in wrong)
    rows = [[rule, u.sum()] for rule, u in zip(rules, wrong, strict=True)]
    assert cube_escape.table() == [["rule", "steps to u < 1/2"], *rows]


def test_cube_late(drawn):
    lines = iter(drawn(cube_late).lines)
    for name, power in zip(cube_late.LOOKS, (1, 2, 3, 4), strict=True):
        style = cube_late.LOOKS[name][1]
        is_curve(next(lines), cube_late.STEPS, cube_late.U[name], style)
        end = 1.3 * cube_late.U[name][-1]  # beside the curve, not on it
        is_curve(next(lines), [3e3, 1e5], [end * (100 / 3) ** (1 / power), end], width=0.8)


PUSHES = {
    "cross-entropy": lambda u: u,
    "e·slope": lambda u: u**2 - u**3,
    "e³·slope": lambda u: u**4 - u**5,
    "e³ alone": lambda u: u**3,
}


def test_cube_rules(drawn):
    for line, (name, push) in zip(drawn(cube_rules).lines, PUSHES.items(), strict=True):
        is_curve(line, U, push(U), cube_rules.LOOKS[name][1])
    u = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
    columns = (push(u) for push in PUSHES.values())
    is_table(cube_rules.table(), ["u", *PUSHES], [f"{v:.2f}" for v in u], *columns, digits=4)


def test_delta(drawn):
    error, bell, product, _ = drawn(delta).lines
    z = -6 + np.arange(241) / 20
    is_curve(error, z, s(z))
    is_curve(bell, z, s(z) * s(-z), "--")
    is_curve(product, z, s(z) ** 2 * s(-z), width=THICK)
    z = np.array([-4, -2, 0, np.log(2), 2, 4, 6])
    is_table(
        delta.table(), ["z", "error", "slope", "delta"], [f"{v:.2f}" for v in z],
        s(z), s(z) * s(-z), s(z) ** 2 * s(-z), digits=4,
    )  # fmt: skip


def test_descent(drawn, monkeypatch):
    contour, surface = plt.Axes.contour, []
    monkeypatch.setattr(
        plt.Axes, "contour", lambda *a, **k: surface.append(a[1:]) or contour(*a, **k)
    )
    lines = iter(drawn(descent).lines)
    ((w, b, L),) = surface
    assert w == pytest.approx(np.tile(-7 + 11 * np.arange(96) / 95, (96, 1)))
    assert b == pytest.approx(np.tile(-8 + 23 * np.arange(96) / 95, (96, 1)).T)
    exact = sum((s(w * x + b) - t) ** 2 / 2 for x, t in [(0, 0), (2, 1), (3, 0)])
    assert pytest.approx(exact, abs=1e-12) == L
    for start, rate, steps, style in [
        ((1.5, -4), 0.5, 1000, "-"), ((-4, 8), 0.5, 1000, "-"), ((1.5, -4), 8.0, 12, "--")
    ]:  # fmt: skip
        v = path(start, rate, steps)[:, :2]
        some = sorted({int((steps + 1) ** (k / 59) + 1e-9) - 1 for k in range(60)})
        is_curve(next(lines), *v[some].T, style, 1.6)
        are_points(next(lines), *start)
        are_points(next(lines), *v[-1], "X", 8)


def test_table_of_descent():
    head, *rows = descent.table()
    assert head == ["path", "start", "rate", "steps", "loss at the end"]
    for row, (name, *run) in zip(
        rows,
        [("A", (1.5, -4), 0.5, 1000), ("B", (-4, 8), 0.5, 1000), ("C", (1.5, -4), 8.0, 12)],
        strict=True,
    ):
        assert row == [name, *run, f"{path(*run)[-1, 2]:.4f}"]


def test_descent_minimum(drawn):
    curve, _, *points = drawn(descent_minimum).lines
    L = lambda w: 2 * (s(w) - 1) ** 2 + s(10 * w) ** 2 / 2  # noqa: E731
    w = np.concatenate([-2 + np.arange(121) / 40, 1.05 + 4.95 * np.arange(40) / 39])
    is_curve(curve, w, L(w))
    near = np.linspace(-0.101, -0.1, 1001)
    lowest, right = descent_minimum.ENDS.values()
    assert lowest == pytest.approx(near[L(near).argmin()], abs=1e-6)
    assert L(right) < L(lowest)
    starts_and_ends = zip(points, (0, lowest, 1, right), ("o", "X") * 2, (6, 8) * 2, strict=True)
    for line, at, mark, size in starts_and_ends:
        are_points(line, at, L(at), mark, size)


def test_divide(drawn):
    curve, tangent, *moves, start = drawn(divide).lines
    z = -22 + np.arange(313) / 8
    is_curve(curve, z, s(z))
    moved = (s(3) ** 2 * s(-3), s(3), 1 + np.exp(3))
    is_curve(tangent, [3, 3 - moved[2]], [s(3), 0], "--", THIN)
    assert tangent.get_gid() == "move-tangent"
    for n, (move, height) in enumerate(zip(moved, (1.4, 1.27, 1.14), strict=True)):
        step, end, place = moves[3 * n : 3 * n + 3]
        is_curve(step, [3, 3 - move], [height, height], width=THICK)
        are_points(end, 3 - move, height, "<")
        are_points(place, 3 - move, s(3 - move), size=5)
    are_points(start, 3, s(3), size=7)


def test_eleven_lines(drawn):
    """The first pass is written down sample by sample, and weight by weight."""
    texts = drawn(eleven_lines).texts
    written = {}
    for text in texts:  # row by row, each from left to right
        x, height = text.get_position()
        written.setdefault(height, []).append((x, text.get_text().replace("−", "-")))
    rows = [[t for _, t in sorted(row)] for _, row in sorted(written.items(), reverse=True)]
    np.random.seed(1)
    w = [2 * np.random.random() - 1 for _ in range(3)]
    samples = {(0, 0, 1): 0, (0, 1, 1): 0, (1, 0, 1): 1, (1, 1, 1): 1}
    deltas, table = [], eleven_lines.table()
    assert table[0] == ["sample", "sum z", "activation", "error", "slope", "delta"]
    for n, (x, target) in enumerate(samples.items()):
        z = sum(v * i for v, i in zip(w, x, strict=True))
        nudged = [(s(z + h) - target) ** 2 / 2 for h in (1e-5, -1e-5)]
        deltas.append((nudged[0] - nudged[1]) / 2e-5)
        slope = (s(z + 1e-5) - s(z - 1e-5)) / 2e-5
        numbers = [f"{v:.3f}" for v in (z, s(z), s(z) - target, slope, deltas[-1])]
        sum_, a, error, slope, delta = numbers
        shown = [f"{n + 1}", *map(str, x), sum_, a, str(target), error, "·", slope, "=", delta]
        assert rows[2 + n] == shown
        assert table[n + 1] == [f"{n + 1}", *(v.replace("-", "−") for v in numbers)]
    for j, name in enumerate("₁₂₃"):
        shares = [d * x[j] for d, x in zip(deltas, samples, strict=True)]
        shown = [f"{v:.3f}" if v else "0" for v in shares]
        ends = [f"{v:.3f}" for v in (sum(shares), w[j] - sum(shares))]
        assert rows[-3 + j] == [f"w{name}", f"{w[j]:.3f}", *shown, *ends]
        assert all(v.replace("-", "−") in eleven_lines.ALT for v in (f"{w[j]:.3f}", *ends))


def test_gradient_bugs(drawn):
    *panels, empty = drawn(gradient_bugs)
    assert not empty.lines
    found = {}
    for ax in panels:
        curve, *cross = ax.lines
        bug, verdict = ax.get_title(loc="left"), ax.get_title(loc="right")
        with np.errstate(all="ignore"):
            losses = np.array(gradient_bugs.train(bug))
        assert curve.get_ydata() == pytest.approx(losses, nan_ok=True)
        assert curve.get_xdata().tolist() == list(range(301))
        found[bug] = verdict
        if cross:  # where the numbers end
            last = int(np.argmin(np.isfinite(losses))) - 1
            are_points(cross[0], last, losses[last], "X")
        assert bool(cross) == (not np.isfinite(losses).all())
    right = {"no bug", "order of steps"}
    assert found == {b: "✓ agrees" if b in right else "✗ differs" for b in gradient_bugs.BUGS}
    table = gradient_bugs.table()
    assert [row[0] for row in table[1:]] == gradient_bugs.BUGS
    for bug, after, gap in table[1:]:
        last = gradient_bugs.LOSSES[bug][-1]
        assert after == (f"{last:.3f}" if last < 2 else "nan")
        assert (gap == "< 1e-7") == (bug in right)
        assert bug in right or gap == f"{gradient_bugs.CHECKS[bug]:.2f}"


def test_gradient_step(drawn):
    fine, alarm, single, one, both = drawn(gradient_step).lines
    assert [set(line.get_ydata()) for line in (fine, alarm)] == [{1e-7}, {1e-2}]
    h, z = 10.0 ** np.linspace(-12, -1, 45), np.linspace(-2, 2, 200)
    assert all(line.get_xdata() == pytest.approx(h) for line in (single, one, both))
    exact = s(z) * s(-z)
    for line, low in ((one, 0), (both, 1)):
        for at in (32, 36, 40, 44):  # from 1e-4 on, where no digits cancel
            found = (s(z + h[at]) - s(z - low * h[at])) / ((1 + low) * h[at])
            gap = np.linalg.norm(found - exact)
            gap /= np.linalg.norm(found) + np.linalg.norm(exact)
            assert line.get_ydata()[at] == pytest.approx(gap, rel=0.01)
            row = gradient_step.table()[1 + (44 - at) // 4]
            assert row[1 + low] == f"{gap:.0e}"
            assert float(row[0]) == pytest.approx(h[at])
    assert both.get_ydata()[28] < 1e-10  # h = 1e-5
    assert one.get_ydata().min() > 1e-9
    assert single.get_ydata().min() > 1e-7
    assert single.get_ydata()[0] > 1e-2
    assert single.get_ydata()[-1] == pytest.approx(both.get_ydata()[-1], rel=0.05)


def test_nudge(drawn):
    curve, *chords, tangent, point = drawn(nudge).lines
    w = -1.1 + 3.5 * np.arange(200) / 199
    is_curve(curve, w, neuron(w))
    for chord, h in zip(chords, (1.5, 0.7, 0.25), strict=True):
        is_curve(chord, [0.5, 0.5 + h], neuron(np.array([0.5, 0.5 + h])), width=THIN)
        assert (chord.get_marker(), chord.get_markersize()) == ("o", 4)
        assert chord.get_gid() == f"chord-{h}"
    a = s(0.5)
    ends = np.array([-0.3, 0.95])
    assert tangent.get_xdata() == pytest.approx(ends)
    exact = neuron(0.5) + 2 * (a - 1) * a * (1 - a) * (ends - 0.5)
    assert tangent.get_ydata() == pytest.approx(exact, abs=1e-6)
    assert tangent.get_linewidth() == 1.5
    are_points(point, 0.5, neuron(0.5))


def test_slope(drawn):
    top, low = drawn(slope)
    z = -6 + np.arange(241) / 20
    curve, *tangents = top.lines
    bell, *stems = low.lines
    is_curve(curve, z, s(z))
    is_curve(bell, z, s(z) * s(-z))
    for at, tangent, point, stem, foot in zip(
        (-1, 0, 2), tangents[::2], tangents[1::2], stems[::2], stems[1::2], strict=True
    ):
        height, steep, reach = s(at), s(at) * s(-at), np.array([-1.8, 1.8])
        is_curve(tangent, at + reach, height + steep * reach)
        are_points(point, at, height)
        is_curve(stem, [at, at], [0, steep], ":", THIN)
        are_points(foot, at, steep)
    z = np.array([-5, -2, -1, 0, 1, 2, 5])
    columns = [f"{v}" for v in z], s(z), s(z) * s(-z)
    is_table(slope.table(), ["z", "a", "slope a(1 − a)"], *columns, digits=4)


def test_wrongness(drawn):
    alone, cubed, squared, peak, tenth, last = drawn(wrongness).lines
    push, cube = (lambda u: u**2 - u**3), (lambda u: u**4 - u**5)
    assert is_curve(alone, U, U).get_gid() == "cross-entropy"
    assert is_curve(cubed, U, cube(U), "--").get_gid() == "cubed-slope"
    assert is_curve(squared, U, push(U), width=THICK).get_gid() == "squared"
    are_points(peak, 2 / 3, 4 / 27)
    are_points(tenth, 0.1, push(0.1), size=5)
    are_points(last, 0.99, push(0.99), size=5)
    u = np.array([0.1, 0.25, 0.5, 2 / 3, 0.75, 0.9, 0.99])
    is_table(
        wrongness.table(), ["u", "error × slope", "error alone", "error³ × slope"],
        [f"{v:.2f}" for v in u], push(u), u, cube(u), digits=4,
    )  # fmt: skip
