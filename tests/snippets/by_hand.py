"""One step of a sigmoid network and every slip in it, weight by weight: the oracle of `slips.py`.

Rows are r, inputs p, hidden units j, outputs k; a list of floats stands for each array, no matrix.
"""

import math
from itertools import combinations

RIGHT = "right"
CLOSE = 1e-8  # of the largest number that moved in the same array
CLOSE_TO_NOTHING = 1e-14  # of the largest that moved anywhere: rounding, where all cancels
ROUNDED = 4e-16  # of the largest weight, which the step was taken from


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def slope(a):
    return a * (1 - a)


def again(t):
    return slope(sigmoid(t))


def over(t, s):
    """Return t / s, also where the slope s has rounded to zero."""
    return t / s if s else math.inf * t


# --- the formulas, site by site -----------------------------------------------------------------

ERROR = {  # of an output a and its target y; the targets of all samples stand in `column`
    RIGHT: lambda a, y, column: a - y,
    "absolute_error": lambda a, y, column: abs(a - y),
    "error_squared": lambda a, y, column: (a - y) ** 2,
    "error_cubed": lambda a, y, column: (a - y) ** 3,
    "targets_broadcast": lambda a, y, column: sum(a - other for other in column),
}
BOTH = {  # under either loss
    "output_slope_again": lambda e, a, z, y, mean: e * again(a),
    "output_slope_of_sum": lambda e, a, z, y, mean: e * z * (1 - z),
    "output_slope_squared": lambda e, a, z, y, mean: e * slope(a) ** 2,
    "output_sigmoid_for_slope": lambda e, a, z, y, mean: e * sigmoid(a),
    "output_activation_for_slope": lambda e, a, z, y, mean: e * a,
    "output_slope_of_tanh": lambda e, a, z, y, mean: e * (1 - a * a),
}
OUTPUT = {  # the delta; `mean` is the sum of e a over the outputs of the sample
    ("sigmoid", "squared error"): {
        RIGHT: lambda e, a, z, y, mean: e * slope(a),
        "no_output_slope": lambda e, a, z, y, mean: e,
        **BOTH,
    },
    ("sigmoid", "cross-entropy"): {
        RIGHT: lambda e, a, z, y, mean: e,
        "no_output_slope": lambda e, a, z, y, mean: over(e, slope(a)),
        "output_slope_kept": lambda e, a, z, y, mean: e * slope(a),
        **BOTH,
    },
    ("softmax", "squared error"): {
        RIGHT: lambda e, a, z, y, mean: a * (e - mean),
        "no_output_slope": lambda e, a, z, y, mean: e,
        "softmax_elementwise": lambda e, a, z, y, mean: e * slope(a),
    },
    ("softmax", "cross-entropy"): {
        RIGHT: lambda e, a, z, y, mean: e,
        "no_output_slope": lambda e, a, z, y, mean: over(-y, a),
        "output_slope_kept": lambda e, a, z, y, mean: e * slope(a),
        "softmax_elementwise": lambda e, a, z, y, mean: -y * (1 - a),
    },
}
BACK = {  # to hidden unit j, the term of output k; `new` is W2 after the step
    RIGHT: lambda d, e, j, k, W1, W2, new: d[k] * W2[j][k],
    "updated_weights": lambda d, e, j, k, W1, W2, new: d[k] * new[j][k],
    "untransposed_weights": lambda d, e, j, k, W1, W2, new: d[k] * W2[k][j],
    "first_layer_weights": lambda d, e, j, k, W1, W2, new: d[k] * W1[j][k],
    "first_layer_weights_untransposed": lambda d, e, j, k, W1, W2, new: d[k] * W1[k][j],
    "error_sent_back": lambda d, e, j, k, W1, W2, new: e[k] * W2[j][k],
}
HIDDEN = {  # the delta; s is the slope of output j, or of the only output
    RIGHT: lambda back, a1, z1, s: back * slope(a1),
    "no_hidden_slope": lambda back, a1, z1, s: back,
    "hidden_slope_again": lambda back, a1, z1, s: back * again(a1),
    "hidden_slope_of_sum": lambda back, a1, z1, s: back * z1 * (1 - z1),
    "hidden_slope_squared": lambda back, a1, z1, s: back * slope(a1) ** 2,
    "hidden_sigmoid_for_slope": lambda back, a1, z1, s: back * sigmoid(a1),
    "hidden_activation_for_slope": lambda back, a1, z1, s: back * a1,
    "hidden_slope_of_tanh": lambda back, a1, z1, s: back * (1 - a1 * a1),
    "hidden_slope_of_output_layer": lambda back, a1, z1, s: back * s,
}
LAST = {  # the gradient of the weight from hidden unit j to output k, the term of sample r
    RIGHT: lambda n, r, j, d, k, e: n.a1[r][j] * d[r][k],
    "hidden_untransposed": lambda n, r, j, d, k, e: n.a1[j][r] * d[r][k],
    "inputs_for_hidden": lambda n, r, j, d, k, e: n.X[r][j] * d[r][k],
    "sum_for_activation": lambda n, r, j, d, k, e: n.z1[r][j] * d[r][k],
}
FIRST = {  # the same from input p to unit j of the first layer; e are the errors
    RIGHT: lambda n, r, p, d, j, e: n.X[r][p] * d[r][j],
    "inputs_untransposed": lambda n, r, p, d, j, e: n.X[p][r] * d[r][j],
    "hidden_for_inputs": lambda n, r, p, d, j, e: n.a1[r][p] * d[r][j],
    "slope_at_inputs": lambda n, r, p, d, j, e: n.X[r][p] * again(n.X[r][p]) * e[r][j],
}
BIAS = {  # of unit j, from the deltas d of its layer
    RIGHT: lambda d, j: sum(row[j] for row in d),
    "bias_never_updated": lambda d, j: 0.0,
    "bias_from_first_sample": lambda d, j: d[0][j],
    "bias_from_last_sample": lambda d, j: d[-1][j],
    "bias_sum_of_all": lambda d, j: sum(sum(row) for row in d),
    "bias_wrong_axis": lambda d, j: sum(d[j]),
    "bias_averaged": lambda d, j: sum(row[j] for row in d) / len(d),
    "bias_summed_twice": lambda d, j: sum(row[j] for row in d) * len(d),
}
ONE_BIAS = ("hidden_bias_never_updated", "output_bias_never_updated")
LAYER = {  # what multiplies the step of the first layer, and of the last
    "first_layer_never_updated": (0, 1),
    "last_layer_never_updated": (1, 0),
    "first_layer_uphill": (-1, 1),
    "last_layer_uphill": (1, -1),
}
LAST_ONE = "last_sample_only"  # the whole gradient; with a slip of length or sign only
WITHOUT_SIGN = {"absolute_error", "error_squared"}  # a - y or y - a: the slip is the same
LENGTH = {  # the whole step times this
    "times_samples": lambda n: n.m,
    "mean_twice": lambda n: 1 / n.m**2,
    "rate_twice": lambda n: n.rate,
    "rate_left_out": lambda n: 1 / n.rate,
    "half_twice": lambda n: 1 / 2,
    "doubled": lambda n: 2,
    "sign": lambda n: -1,
}
NEEDS = {  # a key that is not here needs its site only
    "targets_broadcast": lambda n: n.o == 1 and n.m > 1,
    "untransposed_weights": lambda n: n.o == n.h,
    "first_layer_weights": lambda n: n.i == n.h == n.o,
    "first_layer_weights_untransposed": lambda n: n.o == n.i,
    "error_sent_back": lambda n: n.loss == "squared error",
    "hidden_slope_of_output_layer": lambda n: n.o in (n.h, 1),
    "hidden_untransposed": lambda n: n.m == n.h,
    "inputs_for_hidden": lambda n: n.i == n.h,
    "inputs_untransposed": lambda n: n.m == n.i,
    "hidden_for_inputs": lambda n: n.two and n.i == n.h,
    "slope_at_inputs": lambda n: not n.two and not any(n.biases),
    "bias_sum_of_all": lambda n: any(b and len(b) > 1 for b in n.biases),
    "bias_wrong_axis": lambda n: all(n.m == len(b) for b in n.biases if b),
}


class Network:
    """Samples, the weights before a step (a bias is a flat list), and what goes forward."""

    def __init__(self, X, y, before, rate, loss="squared error", output="sigmoid"):
        self.X, self.y, self.before, self.rate = X, y, before, rate
        self.loss, self.output = loss, output
        self.weights, self.biases = [], []
        for array in before:
            if isinstance(array[0], list):
                self.weights.append(array)
                self.biases.append(None)
            else:
                self.biases[-1] = array
        self.two = len(self.weights) == 2
        self.m, self.i, self.o = len(X), len(X[0]), len(y[0])
        last = X
        self.h = 0
        if self.two:
            self.h = len(self.weights[0][0])
            self.z1 = [self.sums(0, row) for row in X]
            self.a1 = last = [[sigmoid(t) for t in row] for row in self.z1]
        self.z = [self.sums(-1, row) for row in last]
        self.a = [[sigmoid(t) for t in row] for row in self.z]
        if output == "softmax":
            self.a = [[math.exp(t) / sum(map(math.exp, row)) for t in row] for row in self.z]
        self.known = {}

    def sums(self, layer, row):
        W, b = self.weights[layer], self.biases[layer]
        return [
            sum(row[p] * W[p][k] for p in range(len(row))) + (b[k] if b else 0)
            for k in range(len(W[0]))
        ]

    def keys(self):
        """Return each slip that can be made here, with its site."""
        sites = {"error": ERROR, "output": OUTPUT[self.output, self.loss], "first": FIRST}
        if self.two:
            sites |= {"back": BACK, "hidden": HIDDEN, "last": LAST, "layer": LAYER}
        if any(self.biases):
            sites["bias"] = (*BIAS, *(ONE_BIAS if self.two and all(self.biases) else ()))
        sites |= {"length": LENGTH, "samples": (LAST_ONE,) if self.m > 1 else ()}
        found = {k: site for site, keys in sites.items() for k in keys if k != RIGHT}
        found = {k: site for k, site in found.items() if NEEDS.get(k, lambda n: True)(self)}
        return found | {"sign": "sign"}

    def sets(self, size):
        """Return the sets of so many slips that can be made together."""
        keys = self.keys()
        return [
            slips
            for slips in map(frozenset, combinations(keys, size))
            if len({keys[k] for k in slips}) == size
            and not ("slope_at_inputs" in slips and "output" in {keys[k] for k in slips})
            and not (LAST_ONE in slips and any(k not in LENGTH for k in slips - {LAST_ONE}))
            and not ("sign" in slips and slips & WITHOUT_SIGN)
        ]

    def gradient(self, slips=frozenset(), new=None):
        """Return what the slips make of it, a flat list for each array; `new` is W2 after."""
        slips = slips.difference(LENGTH)
        if "updated_weights" in slips:
            return self.gradient_anew(slips, new)
        if slips not in self.known:
            self.known[slips] = self.gradient_anew(slips, new)
        return self.known[slips]

    def gradient_anew(self, slips, new):
        if LAST_ONE in slips:
            alone = Network(
                self.X[-1:], self.y[-1:], self.before, self.rate, self.loss, self.output
            )
            return alone.gradient()

        def pick(site):
            return next((site[k] for k in slips if k in site), site[RIGHT])

        rows, outputs = range(self.m), range(self.o)
        error, delta = pick(ERROR), pick(OUTPUT[self.output, self.loss])
        back, hidden, bias = pick(BACK), pick(HIDDEN), pick(BIAS)
        columns = [[row[k] for row in self.y] for k in outputs]
        e, d, d1 = [], [], []
        for r in rows:
            a, z, y = self.a[r], self.z[r], self.y[r]
            e.append([error(a[k], y[k], columns[k]) for k in outputs])
            mean = sum(e[r][k] * a[k] for k in outputs)
            d.append([delta(e[r][k], a[k], z[k], y[k], mean) for k in outputs])
            d1.append([])
            for j in range(self.h):
                reached = sum(back(d[r], e[r], j, k, *self.weights, new) for k in outputs)
                s = slope(a[j if self.o == self.h else 0])
                d1[r].append(hidden(reached, self.a1[r][j], self.z1[r][j], s))

        def gradients(term, d, incoming):
            return [sum(term(self, r, p, d, j, e) for r in rows)
                    for p in range(incoming) for j in range(len(d[0]))]  # fmt: skip

        if not self.two:
            return self.layer(0, gradients(pick(FIRST), d, self.i), d, slips, bias)
        first, last = gradients(pick(FIRST), d1, self.i), gradients(pick(LAST), d, self.h)
        return self.layer(0, first, d1, slips, bias) + self.layer(1, last, d, slips, bias)

    def layer(self, number, weights, d, slips, bias):
        """Return the gradients of the weights and the bias of a layer, if that moves at all."""
        arrays = [weights]
        if self.biases[number]:
            never = ONE_BIAS[number] in slips
            arrays.append([0.0 if never else bias(d, j) for j in range(len(d[0]))])
        times = next((LAYER[k][number] for k in slips if k in LAYER), 1)
        return [[times * v for v in g] for g in arrays]

    def conventions(self, slips=frozenset()):
        """Return what the step may be multiplied by without a slip, given the slips of length."""
        whole = {1, 1 / self.m, 1 / self.o, 1 / (self.m * self.o)}
        squared = self.loss == "squared error"
        if slips & {"times_samples", "mean_twice"}:
            return {k / n for k in (1, 2)[: 1 + squared] for n in (1, self.o)}
        if "targets_broadcast" in slips:  # the loss is that of m times m errors
            whole.add(1 / self.m**2)
        doubled = {2 * k for k in whole if squared and "half_twice" not in slips}
        return doubled if squared and "doubled" in slips else whole | doubled

    def factor(self, slips):
        return math.prod(LENGTH[k](self) for k in slips if k in LENGTH)

    def step(self, slips=frozenset(), convention=1):
        """Return the weights after a step with these slips, a flat list for each array."""
        length = convention * self.factor(slips) * self.rate
        old = [flat(array) for array in self.before]

        def moved(new=None):
            return [
                [w - length * v for w, v in zip(*both, strict=True)]
                for both in zip(old, self.gradient(slips, new), strict=True)
            ]

        if "updated_weights" not in slips:
            return moved()
        last = moved(new=self.weights[-1])[-2 if self.biases[-1] else -1]
        return moved([last[self.o * j : self.o * (j + 1)] for j in range(self.h)])


def flat(array):
    return [w for row in array for w in row] if isinstance(array[0], list) else array


# --- what a step may have been --------------------------------------------------------------------


def fits(network, after, size, any_length=False):
    """Return the sets of so many slips whose step leads to `after`, or in its direction."""
    old = [flat(array) for array in network.before]
    moved = [
        [v - w for v, w in zip(*both, strict=True)]
        for both in zip(old, map(flat, after), strict=True)
    ]
    new = [array for array in after if isinstance(array[0], list)][-1]
    biggest = [max(map(abs, array)) for array in moved]
    near = [
        CLOSE * most + CLOSE_TO_NOTHING * max(biggest) + ROUNDED * max(map(abs, array))
        for most, array in zip(biggest, old, strict=True)
    ]
    _, n, at = max((abs(v), n, at) for n, array in enumerate(moved) for at, v in enumerate(array))
    found = []
    for slips in network.sets(size):
        numbers = sum(map(len, moved))
        if any_length and slips - {"sign"} and (len(slips - {"sign"}) > 1 or numbers < 6):
            continue  # a few numbers are parallel by chance
        if any_length and slips & (LENGTH.keys() - {"sign"}):
            continue
        g, factor = network.gradient(slips, new), network.factor(slips) * network.rate
        lengths = [k * factor for k in network.conventions(slips)]
        if any_length:
            quotient = moved[n][at] / (g[n][at] or math.inf)
            lengths = [quotient] if quotient * factor > 0 or slips & WITHOUT_SIGN else []
        elif slips & WITHOUT_SIGN:
            lengths += [-k for k in lengths]
        if any(same(moved, g, length, near) for length in lengths):
            found.append(slips)
    return found


def same(moved, g, length, near):
    return all(
        abs(v - length * w) <= distance
        for array, slopes, distance in zip(moved, g, near, strict=True)
        for v, w in zip(array, slopes, strict=True)
    )


def verdict(network, after):
    """Return the kind, the smallest sets of slips, and the single slips that do not show."""
    for size in range(3):
        if found := fits(network, after, size):
            if size == 0:
                return "right", found, fits(network, after, 1)
            return ("slip" if len(found) == 1 else "cannot tell"), found, []
    several = sum(len(flat(array)) for array in after) > 1  # else every step is parallel
    for size in range(3 if several else 0):
        if found := fits(network, after, size, any_length=True):
            return ("length" if len(found) == 1 else "cannot tell"), found, []
    return "none", [], []
