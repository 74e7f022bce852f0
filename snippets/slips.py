"""Name the slip in a sigmoid network from one of its steps."""

from collections import namedtuple
from functools import partial
from itertools import combinations

import numpy as np

SLIPS = """
absolute_error: |a - y| stands where a - y belongs
error_cubed: the error is cubed
targets_broadcast: every target is subtracted from every output
no_output_slope: the slope of the output is missing
output_slope_kept: the slope of the output is kept, but it cancels
output_slope_again: the slope of the output is that of sigmoid(a)
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
bias_averaged: the biases get means, the weights sums over samples
bias_summed_twice: the biases get m sums, the weights one
first_layer_never_updated: the first layer is not updated
last_layer_never_updated: the last layer is not updated
sign: the step goes uphill: += for -=, or y - a for a - y
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
HOW = """
To tell them apart, take one step from random weights, with five
samples of random inputs and targets, and a learning rate of 0.7."""


# last: the last weights as they are after the step.
Network = namedtuple("Network", "X y W b last squared softmax")
# What fits: sets of slips; what would not show beside a right step.
Verdict = namedtuple("Verdict", "kind readings unseen text")


def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


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
        "softmax_elementwise": net.softmax,
        "slope_at_inputs": not two and not biased,
        "error_sent_back": net.squared,
        "hidden_for_inputs": two,
        "first_layer_never_updated": two,
        "last_layer_never_updated": two,
        "hidden_bias_never_updated": len(biased) == 2,
        "output_bias_never_updated": len(biased) == 2,
        "bias_sum_of_all": any(W.shape[1] > 1 for W in biased),
    }.get(key, True)


def choose(made, seen, right, **slips):
    """Compute one line, or the slip that stands in its place."""
    seen.update(slips)
    taken = [slips[key] for key in slips if key in made] or [right]
    if len(taken) > 1:
        raise ValueError("two slips in one line")
    return taken[0]()


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


def gradient(net, made=frozenset()):
    """Return the gradient of each W and b, with the slips made."""
    X, y, W, b, last, squared, softmax = net
    two, seen = len(W) == 2, set()
    line = partial(choose, made, seen)
    z1 = z = X @ W[0] + (0 if b[0] is None else b[0])
    a1 = sigmoid(z1)
    if two:
        z = a1 @ W[1] + (0 if b[1] is None else b[1])
    a = sigmoid(z)
    if softmax:
        a = np.exp(z - z.max(axis=1, keepdims=True))
        a /= a.sum(axis=1, keepdims=True)
    error = line(
        lambda: a - y,
        absolute_error=lambda: abs(a - y),
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
    )
    found, shapes = [], []
    for n, delta_n in enumerate(deltas):
        found.append(moves[n] * by_weights[n])
        shapes.append(W[n].shape)
        if b[n] is not None:
            found.append(moves[n] * by_bias(line, n, delta_n))
            shapes.append(b[n].shape)
    if not made <= seen or [g.shape for g in found] != shapes:
        raise ValueError(
            "no such line, or not the shape of the weights"
        )
    return found


def lengths(net, rate):
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
    halves = {f"half {k}": v for k, v in spread.items()}
    wholes = {k: 2 * v for k, v in spread.items()}
    usual = halves | wholes if net.squared else spread
    known = [(k, set(), words) for words, k in usual.items()]
    for words, k in usual.items():
        known.append((k * rate, {"rate_twice"}, words))
        known.append((k / rate, {"rate_left_out"}, words))
    for words, k in (halves if net.squared else spread).items():
        known.append((k / 2, {"half_twice"}, words))
    if not net.squared:
        known += [(2 * k, {"doubled"}, w) for w, k in usual.items()]
    for words, k in usual.items():
        if k in (1, 2) and "averaged" not in words:
            known.append((k * m, {"times_samples"}, words))
            known.append((k / m**2, {"mean_twice"}, words))
    return known + [(-k, made | {"sign"}, w) for k, made, w in known]


def need(holds, sentence):
    if not holds:
        raise ValueError(sentence)


def read(X, y, before, after, rate, loss, output):
    """Return the network, the step, what it may be off, and names."""
    need(loss in LOSSES, f"loss is {loss!r}: write one of {LOSSES}")
    need(
        output in OUTPUTS,
        f"output is {output!r}: write one of {OUTPUTS}",
    )
    need(
        np.ndim(rate) == 0 and np.isfinite(rate) and rate > 0,
        f"the learning rate is {rate}: it has to be a number above 0",
    )
    need(
        isinstance(before, (list, tuple))
        and isinstance(after, (list, tuple)),
        "give the weights as a list of arrays: W1, b1, W2, b2",
    )
    kinds = [np.asarray(v).dtype for v in (*before, *after)]
    X, y, *both = (
        np.asarray(v, float) for v in (X, y, *before, *after)
    )
    need(
        all(np.isfinite(v).all() for v in (X, y, *both)),
        "a number is NaN or infinite: give an earlier step",
    )
    need(
        X.ndim == 2,
        f"X has the shape {X.shape}: it needs a row for each sample",
    )
    need(
        y.ndim == 2,
        f"the targets are flat, {y.shape}: write y.reshape(-1, 1), also"
        " in your program: numpy subtracts each from every output",
    )
    need(
        len(X) == len(y),
        f"X has {len(X)} rows, y {len(y)}: each sample needs both",
    )
    was, now = both[: len(before)], both[len(before) :]
    need(
        [v.shape for v in was] == [v.shape for v in now],
        "before and after differ in their shapes: give the same arrays"
        " in the same order",
    )
    W, b, names, width = [], [], [], X.shape[1]
    for v in was:
        if v.ndim == 1 and W and b[-1] is None and v.shape == (width,):
            b[-1] = v
            names.append(f"b{len(W)}")
            continue
        need(
            v.ndim == 2 and len(v) == width,
            f"an array of the shape {v.shape} follows {width} "
            f"{'units' if W else 'inputs'}: give W1, b1, W2, b2 in this"
            " order, weights with a row for each input (else .T),"
            " biases flat (.ravel()) or not at all",
        )
        W, b, width = [*W, v], [*b, None], v.shape[1]
        names.append(f"W{len(W)}")
    need(
        1 <= len(W) <= 2,
        f"{len(W)} layers of weights: only 1 or 2 are known",
    )
    need(
        width == y.shape[1],
        f"the last layer has {width} outputs, y has {y.shape[1]}"
        " columns: they have to be equal",
    )
    if output == "softmax":
        need(
            width > 1,
            "softmax needs two outputs or more: use sigmoid for one",
        )
    if loss == "cross-entropy":
        need(
            y.min() >= 0 and y.max() <= 1,
            "cross-entropy needs targets from 0 to 1: scale them",
        )
        need(
            output == "sigmoid" or np.allclose(y.sum(axis=1), 1),
            "softmax's targets have to add up to 1 in each row: write"
            " one 1 and zeros",
        )
    need(
        any((v != w).any() for v, w in zip(was, now, strict=True)),
        "the weights did not move: copy them before the step"
        " (W1.copy()), and give the copies",
    )
    coarse = [np.finfo(k).eps for k in kinds if k.kind == "f"]
    eps = max(coarse, default=np.finfo(float).eps)
    digits = 1e-8 if eps < 1e-12 else 1e3 * eps
    step, off = [], []
    for v, w in zip(was, now, strict=True):
        moved = (v - w).ravel() / rate
        step.append(moved)
        large = max(abs(v).max(), abs(w).max())
        off.append(
            0 * moved
            + digits * abs(moved).max()
            + 4 * eps * large / rate
        )
    last = now[names.index(f"W{len(W)}")]
    net = Network(
        X, y, W, b, last, loss == "squared error", output == "softmax"
    )
    places = [
        f"{'row' if v.ndim == 2 else 'entry'} {row + 1} of {name}"
        for name, v in zip(names, was, strict=True)
        for row in np.indices(v.shape)[0].ravel()
    ]
    return net, np.concatenate(step), np.concatenate(off), places


def directions(net, sets):
    """Return one flat gradient for each set that can be made."""
    found = {}
    for made in map(frozenset, sets):
        try:
            parts = gradient(net, made)
        except ValueError:
            continue
        found[made] = np.concatenate([g.ravel() for g in parts])
    return found


def fitting(found, known, step, off):
    """Return the sets of up to two slips that give the step."""
    fits = {}
    for made, g in found.items():
        near = (step @ g) / (g @ g)
        for k, length, words in known:
            slips = made | length
            if len(slips) > 2 or not abs(near - k) <= 1e-2 * abs(k):
                continue
            if (abs(step - k * g) <= off).all():
                fits.setdefault(slips, []).append(words)
    return fits


def parallel(found, step, off):
    """Return the factor for each set that the step is a multiple of."""
    fits = {}
    for made, g in found.items():
        k = (step @ g) / (g @ g)
        if len(step) > 1 and (abs(step - k * g) <= off).all():
            fits[made] = k
    return fits


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
    net, step, off, places = read(
        X, y, before, after, learning_rate, loss, output
    )
    with np.errstate(all="ignore"):
        known = lengths(net, learning_rate)
        keys = [key for key in SLIPS if possible(net, key)]
        singles = directions(net, [(), *([key] for key in keys)])
        fits = fitting(singles, known, step, off)
        if min(map(len, fits), default=2) > 1:
            keys = [key for made in singles for key in made]
            pairs = directions(net, combinations(keys, 2))
            fits |= fitting(pairs, known, step, off)
        if not fits:
            return no_length(parallel(singles, step, off)) or none(
                singles[frozenset()], step, places
            )
    least = min(map(len, fits))
    readings = [made for made in fits if len(made) == least]
    unseen = [made for made in fits if least == 0 and len(made) == 1]
    if least == 0:
        text = f"Right: the step is {spell(fits[readings[0]])}."
        if unseen:
            text += "\nIn these numbers, this would look the same:"
            text += "".join(listed(made) for made in unseen) + HOW
        return Verdict("right", readings, unseen, text)
    if len(readings) == 1:
        text = "One slip:" if least == 1 else "Two slips:"
        text += listed(readings[0])
        text += f"\nElse it is {spell(fits[readings[0]])}."
        return Verdict("slip", readings, [], text)
    return cannot_tell(readings)


def cannot_tell(readings, more=""):
    """Return the verdict on a step that several sets of slips give."""
    text = f"Cannot tell these apart in your numbers{more}:"
    for n, made in enumerate(readings, 1):
        text += f"\n{n}." + (listed(made) or " no slip")
    return Verdict("cannot tell", readings, [], text + HOW)


def no_length(fits):
    """Return the verdict on a step whose length nothing explains."""
    if len(fits) > 1:
        return cannot_tell(list(fits), ", and the length fits none")
    for made, k in fits.items():
        text = f"{'One slip:' + listed(made) if made else 'Right'}"
        text += (
            f"\nBut the step is {k:.6g} times that of half the sum, and"
            " no slip here makes that length. Is the learning rate the"
            " one of your program? Does it clip the gradient?"
        )
        return Verdict("length", [made], [], text)
    return None


def none(right, step, places):
    """Return the verdict on a step that nothing here gives."""
    usable = right != 0
    k = np.median(step[usable] / right[usable]) if usable.any() else 1
    row = places[np.argmax(abs(step - k * right))]
    text = (
        f"None of the {len(SLIPS)} slips known here, alone or in pairs."
        f" Beside the right step, {row} differs most. Did you give all"
        " digits of the weights, and exactly one step of plain gradient"
        " descent on all samples?"
    )
    return Verdict("none", [], [], text)


def spell(words):
    """Return what is differentiated, in all words that fit."""
    return "the gradient of " + ", or of ".join(dict.fromkeys(words))


def listed(made):
    """Return a line for each slip, with where to read on."""
    return "".join(
        f"\n- {SLIPS[key]}: deeper/slips/#{key}"
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
