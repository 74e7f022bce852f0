"""Name the slip in a sigmoid network from one of its steps."""

from collections import namedtuple
from functools import partial
from itertools import combinations, product

import numpy as np

SLIPS = """
absolute_error: the error is |a - y|, without its sign
error_squared: the error is squared, without its sign
error_cubed: the error is cubed
targets_broadcast: every target is subtracted from every output
no_output_slope: the slope of the output is missing
output_slope_kept: the output's slope: cross-entropy leaves it out
output_slope_again: the slope of the output is that of sigmoid(a)
output_sigmoid_for_slope: the slope of the output is sigmoid(a)
output_activation_for_slope: the slope of the output is a itself
output_slope_of_tanh: the slope of the output is tanh's, 1 - a**2
output_slope_of_sum: the slope of the output is z(1 - z), not a(1 - a)
output_slope_squared: the slope of the output is there twice
softmax_elementwise: softmax is differentiated output by output
slope_at_inputs: the slope is taken at the inputs x, not at z
updated_weights: the delta goes back through weights already updated
untransposed_weights: the delta goes back through W2, not W2.T
first_layer_weights: the delta goes back through W1.T, not W2.T
first_layer_weights_untransposed: the delta goes back through W1
error_sent_back: the error goes back, not the delta
no_hidden_slope: the slope of the hidden layer is missing
hidden_slope_again: the slope of the hidden layer is that of sigmoid(a)
hidden_sigmoid_for_slope: the slope of the hidden layer is sigmoid(a)
hidden_activation_for_slope: the slope of the hidden layer is a itself
hidden_slope_of_tanh: the slope of the hidden layer is 1 - a**2
hidden_slope_of_sum: the slope of the hidden layer is z(1 - z)
hidden_slope_squared: the slope of the hidden layer is there twice
hidden_slope_of_output_layer: the hidden layer has the output's slope
inputs_untransposed: the first weights get X, not X.T
hidden_untransposed: the last weights get a1, not a1.T
inputs_for_hidden: the last weights get X, not a1
hidden_for_inputs: the first weights get a1, not X
sum_for_activation: the last weights get z1, not a1
bias_never_updated: no bias is updated
hidden_bias_never_updated: the hidden bias is not updated
output_bias_never_updated: the output bias is not updated
bias_from_first_sample: the biases get the first sample's delta
bias_from_last_sample: the biases get the last sample's delta
bias_sum_of_all: each bias gets the sum over all units
bias_wrong_axis: the biases get sums over units, not over samples
bias_averaged: the biases are divided by m once more than the weights
bias_summed_twice: the biases are divided by m once less
first_layer_never_updated: the first layer is not updated
last_layer_never_updated: the last layer is not updated
first_layer_uphill: the sign is wrong in the first layer
last_layer_uphill: the sign is wrong in the last layer
last_sample_only: only the last sample counts: = for +=
sign: the sign is wrong, uphill: += for -=, or y - a for a - y
times_samples: the step is multiplied by the number of samples
mean_twice: the mean over the samples is taken twice
rate_twice: the learning rate is there twice
rate_left_out: the learning rate is left out
half_twice: a factor 1/2 is there once too often
doubled: a factor 2 is there once too often
"""
SLIPS = dict(row.split(": ", 1) for row in SLIPS.strip().split("\n"))
LOSSES = ("squared error", "cross-entropy")
OUTPUTS = ("sigmoid", "softmax")
FEW = 6  # numbers; fewer may be parallel to a slip by chance
KINDS = ("right", "slip", "cannot tell", "length", "none")
WITHOUT_SIGN = {"absolute_error", "error_squared"}
LENGTHS = {
    "times_samples",
    "mean_twice",
    "rate_twice",
    "rate_left_out",
    "half_twice",
    "doubled",
}


# last: the last weights after the step; states: z and a of each layer.
Network = namedtuple(
    "Network", "X y W b last squared softmax states names"
)
# What fits: sets of slips; what would not show beside a right step.
Verdict = namedtuple("Verdict", "kind readings unseen text")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(a):
    return a * (1 - a)


def possible(net, key):
    """Return whether the network has the line that a slip changes."""
    m, o = net.y.shape
    two = len(net.W) == 2
    biased = [
        W for W, b in zip(net.W, net.b, strict=True) if b is not None
    ]
    return {
        "targets_broadcast": m > 1 and o == 1,
        "output_slope_kept": not net.squared,
        "output_slope_again": not net.softmax,
        "output_slope_of_sum": not net.softmax,
        "output_slope_squared": not net.softmax,
        "output_sigmoid_for_slope": not net.softmax,
        "output_activation_for_slope": not net.softmax,
        "output_slope_of_tanh": not net.softmax,
        "softmax_elementwise": net.softmax,
        "slope_at_inputs": not two and not biased,
        "error_sent_back": net.squared,
        "hidden_for_inputs": two,
        "first_layer_never_updated": two,
        "last_layer_never_updated": two,
        "first_layer_uphill": two,
        "last_layer_uphill": two,
        "last_sample_only": m > 1,
        "hidden_bias_never_updated": len(biased) == 2,
        "output_bias_never_updated": len(biased) == 2,
        "bias_sum_of_all": any(W.shape[1] > 1 for W in biased),
    }.get(key, True)


def choose(made, used, right, **slips):
    """Compute one line, or the slip that stands in its place."""
    taken = made.intersection(slips)
    used.update(taken)
    if len(taken) > 1:
        raise ValueError("two slips in one line")
    for key in taken:
        return slips[key]()
    return right()


def by_bias(line, n, delta):
    """Return the gradient of the bias of layer n from its delta."""
    total = delta.sum(axis=0)
    return line(
        lambda: total,
        bias_never_updated=lambda: 0 * total,
        hidden_bias_never_updated=lambda: n * total,
        output_bias_never_updated=lambda: (1 - n) * total,
        bias_from_first_sample=lambda: delta[0],
        bias_from_last_sample=lambda: delta[-1],
        bias_sum_of_all=lambda: 0 * total + delta.sum(),
        bias_wrong_axis=lambda: delta.sum(axis=1),
        bias_averaged=lambda: total / len(delta),
        bias_summed_twice=lambda: total * len(delta),
    )


def forward(X, W, b, softmax):
    """Return sums and activations of the first and the last layer."""
    z1 = z = X @ W[0] + (0 if b[0] is None else b[0])
    a1 = sigmoid(z1)
    if len(W) == 2:
        z = a1 @ W[1] + (0 if b[1] is None else b[1])
    if not softmax:
        return z1, a1, z, sigmoid(z)
    a = np.exp(z - z.max(axis=1, keepdims=True))
    return z1, a1, z, a / a.sum(axis=1, keepdims=True)


def gradient(net, made=frozenset()):
    """Return the gradient of each W and b, with the slips made."""
    X, y, W, b, last, squared, softmax, states, _ = net
    two, used = len(W) == 2, set()
    line = partial(choose, made, used)
    if "last_sample_only" in made:
        used.add("last_sample_only")
        if len(made) > 1:
            raise ValueError("with no other slip")
        X, y, *states = (v[-1:] for v in (X, y, *states))
    z1, a1, z, a = states
    error = line(
        lambda: a - y,
        absolute_error=lambda: abs(a - y),
        error_squared=lambda: (a - y) ** 2,
        error_cubed=lambda: (a - y) ** 3,
        targets_broadcast=lambda: (a - y.T).sum(axis=1, keepdims=True),
    )
    # The loss by a, and the delta: the loss by z.
    right, by_a, own = error, error, error * slope(a)
    if squared:
        right = own
        if softmax:
            right = a * (error - (error * a).sum(axis=1, keepdims=True))
    else:
        by_a = -y / a if softmax else error / slope(a)
        own = -y * (1 - a)
    delta = line(
        lambda: right,
        no_output_slope=lambda: by_a,
        output_slope_kept=lambda: error * slope(a),
        output_slope_again=lambda: error * slope(sigmoid(a)),
        output_slope_of_sum=lambda: error * slope(z),
        output_slope_squared=lambda: error * slope(a) ** 2,
        output_sigmoid_for_slope=lambda: error * sigmoid(a),
        output_activation_for_slope=lambda: error * a,
        output_slope_of_tanh=lambda: error * (1 - a**2),
        softmax_elementwise=lambda: own,
        slope_at_inputs=lambda: error,
    )
    deltas = [delta]
    if two:
        back = line(
            lambda: delta @ W[1].T,
            updated_weights=lambda: delta @ last.T,
            untransposed_weights=lambda: delta @ W[1],
            first_layer_weights=lambda: delta @ W[0].T,
            first_layer_weights_untransposed=lambda: delta @ W[0],
            error_sent_back=lambda: error @ W[1].T,
        )
        if back.shape != a1.shape:
            raise ValueError("not as many columns as hidden units")
        hidden = line(
            lambda: back * slope(a1),
            no_hidden_slope=lambda: back,
            hidden_slope_again=lambda: back * slope(sigmoid(a1)),
            hidden_slope_of_sum=lambda: back * slope(z1),
            hidden_slope_squared=lambda: back * slope(a1) ** 2,
            hidden_sigmoid_for_slope=lambda: back * sigmoid(a1),
            hidden_activation_for_slope=lambda: back * a1,
            hidden_slope_of_tanh=lambda: back * (1 - a1**2),
            hidden_slope_of_output_layer=lambda: back * slope(a),
        )
        deltas = [hidden, delta]
    by_weights = [
        line(
            lambda: X.T @ deltas[0],
            inputs_untransposed=lambda: X @ deltas[0],
            hidden_for_inputs=lambda: a1.T @ deltas[0],
            slope_at_inputs=lambda: (X * slope(sigmoid(X))).T @ error,
        )
    ]
    if two:
        last_weights = line(
            lambda: a1.T @ delta,
            hidden_untransposed=lambda: a1 @ delta,
            inputs_for_hidden=lambda: X.T @ delta,
            sum_for_activation=lambda: z1.T @ delta,
        )
        by_weights.append(last_weights)
    moves = line(
        lambda: (1, 1),
        first_layer_never_updated=lambda: (0, 1),
        last_layer_never_updated=lambda: (1, 0),
        first_layer_uphill=lambda: (-1, 1),
        last_layer_uphill=lambda: (1, -1),
    )
    found, shapes = [], []
    for n, delta_n in enumerate(deltas):
        found.append(moves[n] * by_weights[n])
        shapes.append(W[n].shape)
        if b[n] is not None:
            found.append(moves[n] * by_bias(line, n, delta_n))
            shapes.append(b[n].shape)
    if made != used or [g.shape for g in found] != shapes:
        raise ValueError(
            "no such line, or not the shape of the weights"
        )
    return found


def lengths(net, rate, flat_targets=False):
    """Return every known length: its factor, its slips, in words."""
    m, o = net.y.shape
    loss = "squared error" if net.squared else "cross-entropy"
    spread = {f"the summed {loss}": 1}
    if m > 1:
        spread[f"the {loss}, averaged over {m} samples"] = 1 / m
    if o > 1:
        spread[f"the {loss}, averaged over {o} outputs"] = 1 / o
    if m > 1 and o > 1:
        spread[f"the {loss}, averaged over everything"] = 1 / (m * o)
    if flat_targets:
        spread[f"the {loss}, averaged over {m} times {m}"] = 1 / m**2
    halves = {f"half {k}": v for k, v in spread.items()}
    wholes = {k: 2 * v for k, v in spread.items()}
    usual = halves | wholes if net.squared else spread
    known = [(k, set(), words) for words, k in usual.items()]
    for words, k in usual.items():
        known.append((k * rate, {"rate_twice"}, words))
        known.append((k / rate, {"rate_left_out"}, words))
    for words, k in (halves if net.squared else spread).items():
        known.append((k / 2, {"half_twice"}, words))
    for words, k in (wholes if net.squared else spread).items():
        known.append((2 * k, {"doubled"}, words))
    for words, k in usual.items():
        if "samples" not in words and "everything" not in words:
            known.append((k * m, {"times_samples"}, words))
            known.append((k / m**2, {"mean_twice"}, words))
    return known


def need(holds, sentence):
    if not holds:
        raise ValueError(sentence)


def numbers(name, values):
    """Return values as an array of floats, or say what is wrong."""
    try:
        array = np.asarray(values)
        need(array.dtype.kind in "bifu", "not real numbers")
        array = array.astype(float)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise ValueError(
            f"{name} is not an array of numbers (PyTorch:"
            " .detach().numpy())"
        ) from None
    need(np.isfinite(array).all(), f"{name} holds NaN or an infinity")
    need(array.size, f"{name} is empty")
    return array


def layers(arrays, width, outputs):
    """Return every way to name the arrays W1, b1, W2 and b2."""
    ways = [([], width)]
    for v in arrays:
        longer = []
        for names, units in ways:
            n = sum(name[0] == "W" for name in names)
            flat = v.size == units == max(v.shape, default=0)
            if v.ndim == 2 and len(v) == units and n < 2:
                longer.append(([*names, f"W{n + 1}"], v.shape[1]))
            if names and names[-1][0] == "W" and flat:
                longer.append(([*names, f"b{n}"], units))
        ways = longer
    return [names for names, units in ways if units == outputs]


def read_data(X, y, loss, output):
    """Return inputs and targets as arrays that fit loss and output."""
    need(str(loss) in LOSSES, f"loss is {loss!r}: not one of {LOSSES}")
    need(
        str(output) in OUTPUTS,
        f"output is {output!r}: not one of {OUTPUTS}",
    )
    X, y = numbers("X", X), numbers("y", y)
    need(X.ndim == 2, f"X has the shape {X.shape}: give a row a sample")
    one_hot = "one column a class, y = np.eye(classes)[labels]"
    column = (
        "y.reshape(-1, 1); in your program, y needs the shape of the"
        " output, or numpy subtracts each target from every output"
    )
    need(y.ndim < 3, f"y has the shape {y.shape}: give a row a sample")
    need(
        y.ndim == 2,
        f"the targets are flat, {y.shape}: write "
        + (one_hot if output == "softmax" else column),
    )
    need(
        len(X) == len(y) > 0,
        f"X has {len(X)} rows, y {len(y)}: give a row for each sample"
        " (X.T and y.T, if samples are columns)",
    )
    need(
        output == "sigmoid" or y.shape[1] > 1,
        f"softmax needs two outputs or more: write {one_hot}",
    )
    if loss == "cross-entropy":
        need(
            y.min() >= 0 and y.max() <= 1,
            "cross-entropy needs targets from 0 to 1: scale them",
        )
        need(
            output == "sigmoid" or np.allclose(y.sum(axis=1), 1),
            f"each row of targets has to add up to 1: write {one_hot}",
        )
    return X, y


def summed(net):
    """Return the right gradient of each array, if nothing cancelled."""
    _, a1, _, a = net.states
    delta = abs(a - net.y) * (slope(a) if net.squared else 1)
    deltas, inputs = [delta], [net.X]
    if len(net.W) == 2:
        hidden = delta @ abs(net.W[1].T) * slope(a1)
        deltas, inputs = [hidden, delta], [net.X, a1]
    terms = {}
    for n, (x, d) in enumerate(zip(inputs, deltas, strict=True), 1):
        terms |= {f"W{n}": abs(x).T @ d, f"b{n}": d.sum(axis=0)}
    return terms


def read(X, y, before, after, rate, loss, output):
    """Return the networks that fit, the step, what it may be off."""
    X, y = read_data(X, y, loss, output)
    need(
        isinstance(rate, (int, float, np.number))
        and rate is not True
        and 0 < rate < 1e300,
        f"the learning rate is {rate!r}: give a number above 0, and 1"
        " if your program has none",
    )
    need(
        all(
            isinstance(v, (list, tuple)) and v for v in (before, after)
        ),
        "give the weights as a list of arrays: [W1, b1, W2, b2]",
    )
    was = [numbers("before", v) for v in before]
    now = [numbers("after", v) for v in after]
    shapes = [v.shape for v in was]
    need(
        shapes == [v.shape for v in now],
        f"before has the shapes {shapes}, after"
        f" {[v.shape for v in now]}: give the same arrays (flat targets"
        " make larger ones)",
    )
    ways = layers(was, X.shape[1], y.shape[1])
    need(
        ways,
        f"arrays of the shapes {shapes} do not lead from {X.shape[1]}"
        f" inputs to {y.shape[1]} outputs: give W1, b1, W2, b2 in this"
        " order, two layers at most, a row of W for each input (else"
        " W.T), b flat (b.ravel(), or [b] if a number) or not at all",
    )
    nets = []
    for names in ways:
        given = dict(zip(names, was, strict=True))
        W = [given[name] for name in names if name[0] == "W"]
        b = [given.get(f"b{n + 1}") for n in range(len(W))]
        b = [None if v is None else v.ravel() for v in b]
        last = now[names.index(f"W{len(W)}")]
        states = forward(X, W, b, output == "softmax")
        kind = loss == "squared error", output == "softmax"
        nets.append(Network(X, y, W, b, last, *kind, states, names))
    need(
        any((v != w).any() for v, w in zip(was, now, strict=True)),
        "the weights did not move: copy them before the step,"
        " W1.copy(), and give the copies (or all outputs are so sure,"
        " or all weights so equal, that the gradient is 0)",
    )
    floats = [np.asarray(v).dtype for v in (*before, *after)]
    kinds = [k for k in floats if k.kind == "f"] + [np.dtype(float)]
    eps = max(np.finfo(k).eps for k in kinds)
    need(
        eps < 1e-6, "numbers of 16 bits have too few digits: take more"
    )
    digits = 1e-8 if eps < 1e-12 else 1e3 * eps
    step = [
        (v - w).ravel() / rate for v, w in zip(was, now, strict=True)
    ]
    off, terms = [], summed(nets[0])
    biggest = max(abs(moved).max() for moved in step)
    for name, moved, v, w in zip(
        nets[0].names, step, was, now, strict=True
    ):
        rounding = 4 * eps * np.maximum(abs(v), abs(w)).ravel() / rate
        large, most = abs(moved).max(), terms[name].max()
        need(
            large == 0 or rounding.max() < 0.01 * max(large, most),
            f"{name} moved so little that rounding hides how: take a"
            " larger learning rate, or numbers of type float64",
        )
        lost = 64 * eps * (most + biggest)
        off.append(digits * large + lost + rounding)
    return nets, step, off


def directions(net, sets):
    """Return the gradient for each set of slips that can be made."""
    found = {}
    for made in map(frozenset, sets):
        try:
            parts = gradient(net, made)
        except ValueError:
            continue
        found[made] = np.concatenate([g.ravel() for g in parts])
    return found


def fitting(net, rate, found, step, off):
    """Return the sets of up to two slips that give the step."""
    fits, at = {}, np.argmax(abs(step) / off)
    tables = lengths(net, rate), lengths(net, rate, flat_targets=True)
    for made, g in found.items():
        known = tables["targets_broadcast" in made]
        way = np.sign(step[at] * g[at])
        uphill = {"sign"} if way < 0 and not made & WITHOUT_SIGN else {}
        factors = np.array([k for k, _, _ in known])
        near = abs(step[at] - way * factors * g[at]) <= off[at]
        for n in np.flatnonzero(near):
            k, length, words = known[n]
            slips = made.union(length, uphill)
            fit = (abs(step - way * k * g) <= off).all()
            if fit and len(slips) <= 2:
                fits.setdefault(slips, []).append(words)
    return fits


def parallel(found, step, off):
    """Return the sets that explain the step but for its length."""
    fits, at = {}, np.argmax(abs(step) / off)
    for made, g in found.items():
        k = step[at] / g[at]
        uphill = {"sign"} if k < 0 and not made & WITHOUT_SIGN else {}
        allowed = off + abs(k * g) * off[at] / abs(step[at])
        if len(step) < (FEW if made else 2):
            continue
        if (abs(step - k * g) <= allowed).all():
            fits[made.union(uphill)] = abs(k)
    least = min(map(len, fits), default=0)
    return {s: k for s, k in fits.items() if len(s) == least}


def which_slip(
    X,
    y,
    before,
    after,
    learning_rate,
    loss="squared error",
    output="sigmoid",
):
    """Return the verdict on one step, or raise a clear ValueError."""
    given = (X, y, before, after, learning_rate)
    with np.errstate(all="ignore"):
        nets, step, off = read(*given, loss, output)
        told = [judge(net, step, off, learning_rate) for net in nets]
        best = min(told, key=lambda verdict: KINDS.index(verdict.kind))
        if best.kind != "none":
            return best
        text = best.text
        for other in product(LOSSES, OUTPUTS):
            if other != (loss, output) and right_for(given, *other):
                text += f"\nIt is right for loss={other[0]!r},"
                text += f" output={other[1]!r}: are these yours?"
    return Verdict("none", [], [], text)


def judge(net, step, off, rate):
    """Return the verdict on the step of one network."""
    parts, offs = step, off
    step, off = np.concatenate(step), np.concatenate(off)
    keys = [key for key in SLIPS if possible(net, key)]
    singles = directions(net, [(), *([key] for key in keys)])
    fits = fitting(net, rate, singles, step, off)
    if min(map(len, fits), default=2) > 1:
        made = [key for (key,) in filter(None, singles)]
        pairs = directions(net, combinations(made, 2))
        fits |= fitting(net, rate, pairs, step, off)
    if fits:
        return named(net, fits, rate)
    if fits := parallel(singles, step, off):
        return unexplained(net, fits, rate)
    return Verdict("none", [], [], arrays_apart(net, parts, offs))


def right_for(given, loss, output):
    """Return whether the step is right for another loss and output."""
    try:
        nets, step, off = read(*given, loss, output)
    except ValueError:
        return False
    step, off = np.concatenate(step), np.concatenate(off)
    return any(
        fitting(n, given[4], directions(n, [()]), step, off)
        for n in nets
    )


def named(net, fits, rate):
    """Return the verdict on a step that sets of slips explain."""
    least = min(map(len, fits))
    readings = [made for made in fits if len(made) == least]
    if least == 0:
        unseen = [made for made in fits if len(made) == 1]
        text = f"Right: the step is {spell(fits[readings[0]])}."
        rates = {"rate_twice", "rate_left_out"} if rate == 1 else set()
        if shown := [made for made in unseen if not made & rates]:
            text += "\nIn these numbers, this would look the same:"
            text += "".join(map(listed, shown)) + advice(net, shown)
        return Verdict("right", readings, unseen, text)
    if len(readings) > 1:
        text = "Cannot tell these apart in your numbers:"
        for n, made in enumerate(readings, 1):
            text += f"\n{n}." + listed(made)
        text += advice(net, readings)
        return Verdict("cannot tell", readings, [], text)
    text = "One slip:" if least == 1 else "Two slips:"
    text += listed(readings[0])
    text += f"\nApart from that, it is\n{spell(fits[readings[0]])}."
    if readings[0] & LENGTHS:
        text += f"\nOr is the learning rate of your program not {rate}?"
    return Verdict("slip", readings, [], text)


def unexplained(net, fits, rate):
    """Return the verdict on a step whose length nothing explains."""
    loss = "half the squared error" if net.squared else "cross-entropy"
    text = "The direction is known, the length is not."
    for made, k in fits.items():
        text += listed(made)
        text += f"\nThe step is {k:.6g} times that of {loss}, summed,"
        text += f" {k * len(net.y):.6g} times that of its mean."
    text += (
        f"\nIs the learning rate of your program {rate}? Does it divide"
        " by another number, or clip the gradient?"
    )
    kind = "length" if len(fits) == 1 else "cannot tell"
    return Verdict(kind, list(fits), [], text)


def arrays_apart(net, parts, offs):
    """Return how each array moved beside the right step, in words."""
    half = "half " if net.squared else ""
    text = (
        f"None of the {len(SLIPS)} slips known here, nor a pair that is"
        " tried."
        f"\nBeside the right step, for {half}the sum over the samples:"
    )
    right = [g.ravel() for g in gradient(net)]
    usual = {
        k: words for k, slips, words in lengths(net, 1) if not slips
    }
    known, odd = [], []
    for name, v, off, g in zip(
        net.names, parts, offs, right, strict=True
    ):
        k = (v @ g) / (g @ g)
        said = f"{k:.6g} times it"
        for factor, words in usual.items():
            if g.any() and (abs(v - factor * g) <= off).all():
                said = f"right, for {words}"
        if not v.any() and g.any():
            said = "did not move (is before a copy?)"
        elif not g.any() and not v.any():
            said = "right, as it should not move"
        elif (abs(v - k * g) <= off).all():
            known += [k] if len(v) > 1 else []
        else:
            said = "different"
            odd.append((name, v, g))
        text += f"\n- {name}: {said}"
    for name, v, g in odd:
        ratios = v[g != 0] / g[g != 0] if g.any() else np.ones(1)
        k = known[0] if known else np.median(ratios)
        at = np.argmax(abs(v - k * g))
        if name[0] == "W":
            at //= net.W[int(name[1]) - 1].shape[1]
        place = "row" if name[0] == "W" else "entry"
        text += f"\n{name} differs most in {place} {at + 1}."
    return text + (
        "\nWas it one step of plain gradient descent, on these samples:"
        " no momentum, Adam, weight decay? Are all units sigmoids? Are"
        " all digits and all biases given, and W as (inputs, units)?"
    )


def advice(net, sets):
    """Return what to change so that these sets can be told apart."""
    keys, (m, o) = frozenset().union(*sets), net.y.shape
    wanted = []
    if keys & {"rate_twice", "rate_left_out"}:
        wanted.append("a learning rate of 0.37")
    if "updated_weights" in keys:
        wanted.append("a larger learning rate")
    if m < 3 or keys & (LENGTHS - {"rate_twice", "rate_left_out"}):
        wanted.append(f"{m + 3} samples")
    if (
        keys & {"half_twice", "doubled", "softmax_elementwise"}
        and o > 1
    ):
        wanted.append("three outputs" if o != 3 else "five outputs")
    wanted.append("random weights and inputs")
    return "\nTo tell, take a step with " + ", ".join(wanted) + "."


def spell(words):
    """Return what is differentiated; others that are the same here."""
    first, *others = dict.fromkeys(words)
    same = f" (the same here: {', '.join(others)})" if others else ""
    return f"the gradient of {first}{same}"


def listed(made):
    """Return a line for each slip, with where to read on."""
    return "".join(
        f"\n- {SLIPS[key]}\n  deeper/slips/#{key}"
        for key in SLIPS
        if key in made
    )


if __name__ == "__main__":
    X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    y = np.array([[0], [1], [1], [0]])
    rng = np.random.default_rng(1)
    W1, W2 = rng.uniform(-1, 1, (3, 4)), rng.uniform(-1, 1, (4, 1))
    before = [W1.copy(), W2.copy()]
    # Somebody's program. In the line of delta1, the slope is missing.
    a1 = sigmoid(X @ W1)
    a2 = sigmoid(a1 @ W2)
    delta2 = (a2 - y) * slope(a2)
    delta1 = delta2 @ W2.T
    W2 -= 0.3 * a1.T @ delta2
    W1 -= 0.3 * X.T @ delta1
    print(which_slip(X, y, before, [W1, W2], learning_rate=0.3).text)
