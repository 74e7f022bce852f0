"""Which slip a step contains, against a network written out weight by weight."""

import copy
import functools
import itertools

import numpy as np
import pytest

from snippets.slips import which_slip
from tests import oracle
from tests.snippets import by_hand

RIGHT = frozenset()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


class Case:
    """A network, its samples and its rate, for the snippet and for the oracle."""

    def __init__(self, X, y, before, rate=0.3, loss="squared error", output="sigmoid"):
        self.X, self.y, self.before = X, y, before
        self.rate, self.loss, self.output = rate, loss, output
        lists = [w.tolist() for w in before]
        self.hand = by_hand.Network(X.tolist(), y.tolist(), lists, rate, loss, output)

    def after(self, slips=RIGHT, convention=1):
        flat = self.hand.step(slips, convention)
        return [np.reshape(f, w.shape) for f, w in zip(flat, self.before, strict=True)]

    def moves(self, after):
        return max(abs(b - a).max() for b, a in zip(self.before, after, strict=True)) > 1e-12

    def told(self, after):
        return which_slip(
            self.X, self.y, self.before, after, self.rate, loss=self.loss, output=self.output
        )

    def wanted(self, after):
        """Return what the oracle says, in a form that can be compared: in no order."""
        kind, readings, unseen = by_hand.verdict(self.hand, [w.tolist() for w in after])
        return kind, names(readings), names(unseen)


def names(sets):
    return sorted(sorted(slips) for slips in sets)


def compared(verdict):
    unseen = verdict.unseen if verdict.kind == "right" else []
    return verdict.kind, names(verdict.readings), names(unseen)


def draw(seed, i, h, o, m, loss="squared error", output="sigmoid", biases=(1, 1), rate=0.3):
    """Draw a network whose numbers have nothing in common; it has one layer where h is 0."""
    rng = np.random.default_rng(seed)
    y = rng.uniform(0.05, 0.95, (m, o))
    if output == "softmax":
        y /= y.sum(axis=1, keepdims=True)
    before = []
    sizes = [i, h, o] if h else [i, o]
    for layer, shape in enumerate(itertools.pairwise(sizes)):
        before.append(rng.normal(size=shape))
        before += [rng.normal(size=shape[1])] * biases[layer]
    return Case(rng.uniform(-2, 2, (m, i)), y, before, rate, loss, output)


ENTROPY = {"loss": "cross-entropy"}
SOFTMAX = {"output": "softmax"}
# Together they have every slip, and every pair that can be made. Where m or o is even, or they are
# equal, some slips of length are conventions: the first has none of these.
NETWORKS = {
    "generic": dict(i=2, h=4, o=3, m=5),
    "generic, cross-entropy": dict(i=2, h=4, o=3, m=5, **ENTROPY),
    "square": dict(i=3, h=3, o=3, m=3),
    "square, cross-entropy": dict(i=3, h=3, o=3, m=3, **ENTROPY),
    "one output": dict(i=2, h=3, o=1, m=4, **ENTROPY),
    "one output, squares": dict(i=3, h=3, o=1, m=3),
    "two outputs": dict(i=3, h=4, o=2, m=5),
    "softmax": dict(i=2, h=4, o=3, m=5, **SOFTMAX),
    "softmax, cross-entropy": dict(i=2, h=4, o=3, m=5, **SOFTMAX, **ENTROPY),
    "square softmax": dict(i=3, h=3, o=3, m=3, **SOFTMAX, **ENTROPY),
    "hidden bias": dict(i=2, h=4, o=3, m=5, biases=(1, 0)),
    "output bias": dict(i=2, h=4, o=3, m=3, biases=(0, 1)),
    "no bias": dict(i=4, h=5, o=3, m=6, biases=(0, 0)),
    "one layer": dict(i=3, h=0, o=2, m=5),
    "one layer, cross-entropy": dict(i=3, h=0, o=4, m=4, **ENTROPY),
    "one layer, softmax": dict(i=3, h=0, o=4, m=5, **SOFTMAX, **ENTROPY),
    "neuron": dict(i=4, h=0, o=1, m=4),
    "neuron, no bias": dict(i=3, h=0, o=1, m=3, biases=(0,)),
    "neuron, no bias, cross-entropy": dict(i=3, h=0, o=1, m=5, biases=(0,), **ENTROPY),
}


@functools.cache
def case(name):
    """Return a network of the table, with what the oracle has worked out in it so far."""
    return draw(3 + list(NETWORKS).index(name), **NETWORKS[name])


every_network = pytest.mark.parametrize("name", NETWORKS)


# --- the oracle ---------------------------------------------------------------------------------


def loss(c, weights):
    """The loss of a network, in matrices."""
    a = c.X
    for n, W in enumerate(weights):
        if W.ndim == 1:
            continue
        bias = weights[n + 1] if n + 1 < len(weights) and weights[n + 1].ndim == 1 else 0
        last = all(later.ndim == 1 for later in weights[n + 1 :])
        a = (softmax if last and c.output == "softmax" else sigmoid)(a @ W + bias)
    if c.loss == "squared error":
        return ((a - c.y) ** 2).sum() / 2
    if c.output == "softmax":
        return -(c.y * np.log(a)).sum()
    return -(c.y * np.log(a) + (1 - c.y) * np.log(1 - a)).sum()


@every_network
def test_right_gradient_of_the_oracle_is_that_of_the_loss(name):
    c = case(name)
    for n, g in enumerate(c.hand.gradient()):
        for at, index in enumerate(np.ndindex(c.before[n].shape)):

            def moved(w, n=n, index=index):
                weights = [W.copy() for W in c.before]
                weights[n][index] = w
                return loss(c, weights)

            measured = oracle.central_difference(moved, c.before[n][index])
            assert g[at] == pytest.approx(measured, rel=1e-7, abs=1e-9)


@every_network
def test_every_slip_of_the_oracle_changes_something(name):
    hand = case(name).hand
    (right,) = hand.sets(0)
    for slips in hand.sets(1):
        changed = hand.factor(slips) != 1
        for g, other in zip(hand.gradient(right), hand.gradient(slips, NEW), strict=True):
            changed |= other != pytest.approx(g, rel=1e-3)
        assert changed, slips


NEW = np.random.default_rng(0).normal(size=(5, 5)).tolist()  # some weights after a step


def test_networks_have_every_slip():
    h = by_hand
    tables = (*h.OUTPUT.values(), h.ERROR, h.BACK, h.HIDDEN, h.LAST, h.FIRST, h.BIAS, h.ONE_BIAS,
              h.LAYER, h.LENGTH)  # fmt: skip
    known = {key for table in tables for key in table} - {h.RIGHT} | {h.LAST_ONE}
    assert set().union(*(case(name).hand.keys() for name in NETWORKS)) == known
    assert by_hand.NEEDS.keys() < known


# --- right steps --------------------------------------------------------------------------------


def random_case(rng):
    """Draw a network of any kind, with weights that may be zero or equal."""
    output = rng.choice(["sigmoid", "sigmoid", "softmax"])
    loss = rng.choice(["squared error", "cross-entropy"])
    least = 2 if output == "softmax" else 1
    i, h, m = rng.integers(1, 5), rng.integers(1, 5), rng.integers(1, 7)
    o = rng.integers(least, 4)
    if rng.random() < 0.2:
        i = h = m = o
    y = rng.uniform(size=(m, o)) if rng.random() < 0.5 else rng.integers(0, 2, (m, o))
    if output == "softmax" and loss == "cross-entropy":
        y = np.eye(o)[rng.integers(o, size=m)]
    X = rng.normal(size=(m, i)) if rng.random() < 0.7 else rng.integers(0, 2, (m, i))
    sizes = [i, h, o] if rng.random() < 0.7 else [i, o]
    before = []
    for shape in itertools.pairwise(sizes):
        for size in [shape, shape[1:]][: rng.integers(1, 3)]:
            drawn = rng.normal(size=size) * rng.choice([0.1, 1, 3])
            before.append(rng.choice([1, 1, 1, 1, 0]) * drawn)
            if rng.random() < 0.1:
                before[-1] = np.full(size, 0.5)
    return Case(X, y, before, rng.choice([1, 0.5, 0.3, 0.01, 7, 1 / m]), str(loss), str(output))


def test_right_step_is_right_in_every_network_by_every_convention():
    rng, wrong, seen = np.random.default_rng(1), [], 0
    while seen < 1000:
        c = random_case(rng)
        conventions = sorted(c.hand.conventions())
        after = c.after(convention=conventions[seen % len(conventions)])
        if c.moves(after):
            seen += 1
            wanted, told = c.wanted(after), compared(c.told(after))
            assert wanted[0] == "right"
            if told != wanted:
                wrong.append((vars(c), told, wanted))
    assert not wrong, wrong[0]


def test_outputs_that_have_rounded_to_zero_or_one_hide_nothing():
    for output in ("sigmoid", "softmax"):
        for loss in ("squared error", "cross-entropy"):
            X, y = np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([[1.0, 0], [1, 0], [0, 1]])
            c = Case(X, y, [np.array([[40.0, -40], [0.3, 0.1]])], 0.3, loss, output)
            assert c.told(c.after()).kind == "right"


# --- planted slips ------------------------------------------------------------------------------


def planted(c, sets):
    """Return of which sets the snippet says something else than the oracle, and what."""
    wrong, conventions = {}, itertools.count()
    for slips in sets:
        allowed = sorted(c.hand.conventions(slips))
        after = c.after(slips, allowed[next(conventions) % len(allowed)])
        wanted, told = c.wanted(after), compared(c.told(after))
        assert wanted[0] in ("right", "slip", "cannot tell")
        if told != wanted:
            wrong[slips] = told, wanted
    return wrong


@every_network
def test_every_single_slip(name):
    c = case(name)
    assert not planted(c, c.hand.sets(1))


@functools.cache
def shares():
    """Give each pair to one of the networks that have it, by turns."""
    having, given, turns = {}, {name: [] for name in NETWORKS}, itertools.count()
    for name in NETWORKS:
        for pair in case(name).hand.sets(2):
            having.setdefault(pair, []).append(name)
    for pair, names in having.items():
        given[names[next(turns) % len(names)]].append(pair)
    return given


@every_network
def test_every_pair_of_slips(name):
    assert not planted(case(name), shares()[name])


@pytest.mark.parametrize("name", ["generic", "generic, cross-entropy", "softmax", "one layer"])
def test_slips_in_single_precision(name):
    c = case(name)
    single = [v.astype(np.float32) for v in (c.X, c.y, *c.before)]
    low = copy.copy(c)
    low.X, low.y, *low.before = single
    for slips in c.hand.sets(0) + c.hand.sets(1):
        after = c.after(slips)
        told = low.told([w.astype(np.float32) for w in after])
        assert compared(told) == c.wanted(after)


# --- what cannot be told ------------------------------------------------------------------------


def changed(c, **to):
    """Return the network with other samples, weights or rate."""
    return Case(**{k: v for k, v in vars(c).items() if k != "hand"} | to)


def degenerate():
    two, one, ce = (case(n) for n in ("two outputs", "one layer", "one layer, cross-entropy"))
    zero = [0 * w for w in one.before]
    yield "zero weights, one layer", changed(one, before=zero)
    yield "zero weights, four samples", changed(one, X=one.X[:4], y=one.y[:4], before=zero)
    yield "zero weights, two layers", changed(two, before=[0 * w for w in two.before])
    no_way_back = [*two.before[:2], *(0 * w for w in two.before[2:])]
    yield "zero weights of the outputs", changed(two, before=no_way_back)
    for n, c in (("two layers", two), ("one layer", one), ("cross-entropy", ce)):
        yield f"one sample, {n}", changed(c, X=c.X[:1], y=c.y[:1])
        yield f"two samples, {n}", changed(c, X=c.X[:2], y=c.y[:2])
        yield f"equal columns, {n}", changed(c, X=c.X[:, [0, 0, 0]])
        yield f"equal samples, {n}", changed(c, X=c.X[[0] * 4], y=c.y[[0] * 4])
        for rate in (1, 1 / len(c.X), 0.5, 2):
            yield f"rate of {rate}, {n}", changed(c, rate=rate)
    yield "two of all", draw(1, i=2, h=2, o=2, m=2)
    yield "one of all", draw(1, i=1, h=1, o=1, m=1)
    yield "one weight", draw(1, i=1, h=0, o=1, m=1, biases=(0,))


DEGENERATE = dict(degenerate())


@pytest.mark.parametrize("c", DEGENERATE.values(), ids=DEGENERATE)
def test_where_slips_look_alike_all_are_told(c):
    sets = [slips for slips in c.hand.sets(0) + c.hand.sets(1) if c.moves(c.after(slips))]
    assert not planted(c, sets)
    told = [c.told(c.after(slips)) for slips in sets]
    assert any(v.kind == "cannot tell" or (v.kind == "right" and v.unseen) for v in told)


def test_of_zero_weights_a_missing_slope_looks_like_a_sum_over_four_samples():
    """The slope of the sigmoid is a quarter everywhere."""
    c = DEGENERATE["zero weights, four samples"]
    verdict = c.told(c.after(frozenset({"no_output_slope"})))
    assert verdict.kind == "cannot tell"
    assert frozenset({"no_output_slope"}) in verdict.readings
    assert frozenset({"times_samples"}) in verdict.readings


def test_right_step_with_a_rate_of_one_hides_the_slips_of_the_rate():
    c = DEGENERATE["rate of 1, two layers"]
    assert {frozenset({"rate_twice"}), frozenset({"rate_left_out"})} <= set(
        c.told(c.after()).unseen
    )


@pytest.mark.parametrize("name", ["generic", "square, cross-entropy", "softmax", "one layer"])
def test_length_that_nothing_explains(name):
    c = case(name)
    structural = [s for s in c.hand.sets(0) + c.hand.sets(1) if not s & by_hand.LENGTH.keys()]
    for slips in structural:
        after = c.after(slips, 0.37)
        wanted, told = c.wanted(after), compared(c.told(after))
        assert told == wanted
        assert wanted[0] in ("length", "cannot tell")
        assert sorted(slips) in wanted[1]
    assert compared(c.told(c.after(RIGHT, 0.37))) == ("length", [[]], [])
    assert compared(c.told(c.after(RIGHT, -0.37))) == ("length", [["sign"]], [])


def test_length_that_nothing_explains_of_slips_that_look_alike():
    """With weights of zero and one target for all, all deltas are equal."""
    c = changed(case("one layer"), before=[np.zeros((3, 2)), np.zeros(2)], y=np.ones((5, 2)))
    told = compared(c.told(c.after(frozenset({"bias_averaged"}), 0.37)))
    alike = [["bias_averaged"], ["bias_from_first_sample"], ["bias_from_last_sample"]]
    assert told == ("cannot tell", alike, [])


def test_one_weight_has_no_direction():
    c = DEGENERATE["one weight"]
    assert compared(c.told(c.after(RIGHT, 0.37))) == ("none", [], [])


# --- what is no slip ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["generic", "square", "one output", "softmax", "neuron"])
@pytest.mark.parametrize("level", [1e-6, 1e-3, 1])
@pytest.mark.parametrize("where", ["everywhere", "one entry"])
def test_noise_gets_no_name(name, level, where):
    """Of the largest number that moves in the array, so that none of it is lost in rounding."""
    c, rng, found = case(name), np.random.default_rng(5), []
    singles = c.hand.sets(1)
    for slips in [RIGHT, *(singles[n] for n in rng.choice(len(singles), 5, replace=False))]:
        after = c.after(slips)
        noisy = [w.copy() for w in after]
        for old, w in zip(c.before, noisy, strict=True):
            size = level * max(abs(old - w).max(), 1e-3)
            w += size * rng.uniform(0.5, 1, w.shape) * rng.choice([-1, 1], w.shape)
        if where == "one entry":
            n = rng.integers(len(after))
            entry = noisy[n].flat[-1]
            noisy = [w.copy() for w in after]
            noisy[n].flat[-1] = entry
        assert compared(c.told(noisy)) == c.wanted(noisy)
        found.append(c.wanted(noisy)[0])
    assert found.count("none") >= 5


@pytest.mark.parametrize("name", ["two outputs", "square softmax"])
@pytest.mark.parametrize("which", ["sum", "mean"])
def test_row_that_differs_is_named(name, which):
    """It is another one if the mean is taken for a sum."""
    c = case(name)
    for array, row, words in ((0, 1, ("W1", "row 2")), (2, 2, ("W2", "row 3"))):
        after = c.after(convention=1 if which == "sum" else 1 / len(c.X))
        after[array][row, 1] += 0.4 * abs(after[array] - c.before[array]).max()
        verdict = c.told(after)
        assert (verdict.kind, verdict.readings) == ("none", [])
        assert all(word in verdict.text for word in words), verdict.text


# --- bad input ----------------------------------------------------------------------------------

GOOD = dict(
    X=np.array([[1.0, 0, 2], [0, 1, 1]]),
    y=np.array([[0.0, 1], [1, 0]]),
    before=[np.ones((3, 2)), np.ones(2)],
    after=[np.full((3, 2), 0.9), np.full(2, 0.8)],
    learning_rate=0.1,
)


def moved(*shapes):
    """Return weights of these shapes before and after a step."""
    return {"before": [np.ones(s) for s in shapes], "after": [np.full(s, 0.9) for s in shapes]}


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (moved((2, 3), 2), "shape|transpos"),
        (moved((3, 2), 3), "shape|bias|b"),
        (moved((3, 2), 2, (3, 2)), "shape|transpos|W2"),
        (moved((3, 2), 2, (2, 3)), "shape|columns|outputs"),
        (moved(), "arrays|weights"),
        (moved(2), "W1|weights"),
        (moved(2, (3, 2)), "W1|order"),
        (moved((3, 2), 2, 2), "W1|arrays|order"),
        (moved((3, 3), (3, 3), (3, 2)), "two|most"),
        (moved((3, 2), (2, 2, 1)), "arrays|shape|dimension"),
        ({"X": np.ones((3, 3))}, "shape|rows|samples"),
        ({"y": np.ones((2, 3))}, "shape|columns|outputs"),
        ({"after": [np.zeros((3, 2))]}, "arrays|as many"),
        ({"after": [np.zeros((3, 2)), np.zeros(3)]}, "shape"),
        ({"after": [np.zeros((2, 3)), np.zeros(2)]}, "shape"),
        ({"after": GOOD["before"]}, "move|same|equal|cop"),
        ({"after": [np.zeros((3, 2)), np.array([0, np.nan])]}, "nan|finite"),
        ({"before": [np.zeros((3, 2)), np.array([0, np.nan])]}, "nan|finite"),
        ({"X": np.full((2, 3), np.inf)}, "nan|finite"),
        ({"y": np.full((2, 2), np.nan)}, "nan|finite"),
        ({"learning_rate": 0}, "rate"),
        ({"learning_rate": -0.1}, "rate"),
        ({"learning_rate": np.nan}, "rate|nan|finite"),
        ({"y": np.array([0, 1])}, "reshape|two dimensions|two-dimensional|column"),
        ({"X": np.array([1, 0, 2])}, "reshape|two dimensions|two-dimensional|row"),
        ({"loss": "mse"}, "squared error"),
        ({"output": "tanh"}, "softmax"),
        ({"loss": "cross-entropy", "y": 2 * GOOD["y"]}, "target|between|0 to 1"),
        ({"loss": "cross-entropy", "y": GOOD["y"] - 0.5}, "target|between|0 to 1"),
        ({"output": "softmax", "y": np.ones((2, 1)), **moved((3, 1))}, "softmax|sigmoid"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_a_sentence(bad, word):
    which_slip(**GOOD)
    with pytest.raises(ValueError, match=f"(?i){word}") as refusal:
        which_slip(**GOOD | bad)
    sentence = str(refusal.value)
    assert len(sentence.split()) > 3
    assert "\n" not in sentence
    assert ". " not in sentence


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ({"before": [], "after": []}, "list of arrays"),
        ({"before": [np.ones((3, 2)), None]}, "not an array of numbers"),
        ({"X": np.ones((2, 3)) * 1j}, "not an array of numbers"),
        ({"X": np.ones((2, 0))}, "empty"),
        ({"y": np.ones((2, 2, 1))}, "y has the shape"),
        ({"y": np.array([0, 1]), "output": "softmax"}, r"np\.eye"),
        ({"learning_rate": True}, "rate"),
        ({"learning_rate": "0.1"}, "rate"),
        ({"after": [np.full((3, 2), 0.9, np.float16), np.zeros(2)]}, "16 bits"),
    ],
)
def test_what_newcomers_gave_is_refused_with_the_mend(bad, word):
    with pytest.raises(ValueError, match=word):
        which_slip(**GOOD | bad)


@pytest.mark.parametrize("shape", [(1, -1), (-1, 1), (-1,)])
def test_bias_may_be_a_row_or_a_column(shape):
    for name in ("one output", "neuron"):
        c = case(name)
        before, after = (
            [w if w.ndim == 2 else w.reshape(shape) for w in v] for v in (c.before, c.after())
        )
        verdict = which_slip(c.X, c.y, before, after, c.rate, loss=c.loss)
        assert verdict.kind == "right"


@pytest.mark.filterwarnings("error")
def test_where_no_slip_fits_each_array_is_judged_for_itself():
    c = case("one output, squares")  # its last bias is a single number
    after = c.after(convention=1 / 3)
    after[0] = 2 * c.before[0] - after[0]
    after[1] = c.before[1] + 0.01
    lines = c.told(after).text.splitlines()
    assert "- W1: -0.333333 times it" in lines
    assert "- b1: different" in lines
    assert "- W2: right, for half the squared error, averaged over 3 samples" in lines
    assert "- b2: right, for half the squared error, averaged over 3 samples" in lines
    still = changed(c, before=[0 * w for w in c.before])
    assert still.told([w + 0.1 * (n + 1) for n, w in enumerate(still.before)]).kind == "none"


def test_step_that_is_right_for_another_loss_says_so():
    c = case("softmax, cross-entropy")
    verdict = which_slip(c.X, c.y, c.before, c.after(), c.rate)
    assert verdict.kind == "none"
    assert "right for loss='cross-entropy', output='softmax'" in verdict.text


@pytest.mark.parametrize(("seed", "size"), [(58, 0.001), (6, 0.01), (36, 0.01)])
def test_small_weights_in_single_precision_are_right_though_gradients_cancel(seed, size):
    rng = np.random.default_rng(seed)
    shapes = [(2, 4), 4, (4, 1), 1]
    before = [np.asarray(size * rng.normal(size=s) if n % 2 == 0 else np.zeros(s), np.float32)
              for n, s in enumerate(shapes)]  # fmt: skip
    V, b, W, c = before
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    a1 = sigmoid(x.astype(np.float32) @ V + b)
    a2 = sigmoid(a1 @ W + c)
    last = (a2 - y.astype(np.float32)) * a2 * (1 - a2)
    hidden = last @ W.T * a1 * (1 - a1)
    after = [V - x.T.astype(np.float32) @ hidden, b - hidden.sum(axis=0), W - a1.T @ last,
             c - last.sum(axis=0)]  # fmt: skip
    assert {w.dtype for w in after} == {np.dtype(np.float32)}
    assert which_slip(x, y, before, after, 1).kind == "right"


def test_layer_that_is_lost_in_rounding_is_refused():
    rng, refused = np.random.default_rng(4), 0
    for _ in range(20):
        x, y = rng.normal(size=(10, 3)), rng.integers(0, 2, (10, 1))
        V, W = rng.normal(size=(3, 4)), 0.03 * rng.normal(size=(4, 1))
        a1 = sigmoid(x @ V)
        last = sigmoid(a1 @ W) - y
        wrong = V - 1e-4 * 0.01 * rng.normal(size=V.shape), W - 1e-4 * a1.T @ last
        single = [[np.float32(w) for w in v] for v in ((V, W), wrong)]
        try:
            kind = which_slip(x, y, *single, 1e-4, loss="cross-entropy").kind
        except ValueError:
            refused += 1
        else:
            assert kind == "none"
    assert refused


# --- programs with slips that people have made --------------------------------------------------

X = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 1], [2, -1, 1], [0.5, 0.3, 1]])
Y = np.array([[0, 1], [1, 1], [1, 0], [0, 0], [0, 1]])
RATE = 0.2


def start(*shapes):
    return [np.round(1.5 * np.sin(2.7 * np.arange(1, 1 + np.prod(s)) + len(shapes)), 2).reshape(s)
            for s in shapes]  # fmt: skip


def slope_of_what_it_gets(V, W):
    """Its caller passes sums."""
    z1 = X @ V
    z2 = sigmoid(z1) @ W
    last = (Y - sigmoid(z2)) * z2 * (1 - z2)
    hidden = last @ W.T * z1 * (1 - z1)
    return V + RATE * X.T @ hidden, W + RATE * sigmoid(z1).T @ last


def squeezed_again(V, W):
    def derivative(x):
        return sigmoid(x) * (1 - sigmoid(x))

    a1 = sigmoid(X @ V)
    a2 = sigmoid(a1 @ W)
    last = (Y - a2) * derivative(a2)
    hidden = last @ W.T * derivative(a1)
    return V + RATE * X.T @ hidden, W + RATE * a1.T @ last


def no_slope_and_too_early(V, W):
    a1 = sigmoid(X @ V)
    error = sigmoid(a1 @ W) - Y
    W = W - RATE * a1.T @ error
    hidden = error @ W.T * a1 * (1 - a1)
    return V - RATE * X.T @ hidden, W


def no_slopes(V, b, W, c):
    a1 = sigmoid(X @ V + b)
    last = 2 / Y.size * (sigmoid(a1 @ W + c) - Y)
    hidden = last @ W.T
    return (V - RATE * X.T @ hidden, b - RATE * hidden.sum(axis=0),
            W - RATE * a1.T @ last, c - RATE * last.sum(axis=0))  # fmt: skip


def slope_kept(V, b, W, c):
    a1 = sigmoid(X @ V + b)
    a2 = sigmoid(a1 @ W + c)
    last = (a2 - Y) / len(X) * a2 * (1 - a2)
    hidden = last @ W.T * a1 * (1 - a1)
    return (V - RATE * X.T @ hidden, b - RATE * hidden.sum(axis=0),
            W - RATE * a1.T @ last, c - RATE * last.sum(axis=0))  # fmt: skip


def slope_at_the_inputs(W):
    W = W.copy()
    errors = sigmoid(X @ W) - Y
    for x, error in zip(X, errors, strict=True):
        for k in range(2):
            W[:, k] -= RATE * error[k] * x * sigmoid(x) * (1 - sigmoid(x))
    return (W,)


def too_early(V, b, W, c):
    a1 = sigmoid(X @ V + b)
    a2 = sigmoid(a1 @ W + c)
    last = (a2 - Y) * a2 * (1 - a2) / len(X)
    W -= RATE * a1.T @ last
    c -= RATE * last.sum(axis=0)
    hidden = last @ W.T * a1 * (1 - a1)
    V -= RATE * X.T @ hidden
    b -= RATE * hidden.sum(axis=0)
    return V, b, W, c


def flat_targets(W):
    a = sigmoid(X @ W)
    errors = 2 * (a - Y[:, 0]) / len(X) ** 2  # the mean of a table of five by five
    return (W - RATE * (X.T @ (errors * a * (1 - a))).sum(axis=1, keepdims=True),)


def softmax_like_sigmoid(V, W):
    a1 = sigmoid(X @ V)
    a2 = softmax(a1 @ W)
    last = (a2 - ONE_HOT) * a2 * (1 - a2)
    hidden = last @ W.T * a1 * (1 - a1)
    return V - RATE * X.T @ hidden, W - RATE * a1.T @ last


def softmax_like_sigmoid_under_cross_entropy(V, W):
    a1 = sigmoid(X @ V)
    a2 = softmax(a1 @ W)
    last = -ONE_HOT / a2 * a2 * (1 - a2)
    hidden = last @ W.T * a1 * (1 - a1)
    return V - RATE * X.T @ hidden, W - RATE * a1.T @ last


def bias_forgotten(V, b, W, c):
    a1 = sigmoid(X @ V + b)
    a2 = sigmoid(a1 @ W + c)
    last = 2 * (a2 - Y) * a2 * (1 - a2)
    hidden = last @ W.T * a1 * (1 - a1)
    return V - RATE * X.T @ hidden, b, W - RATE * a1.T @ last, c


ONE_HOT = np.eye(3)[[0, 2, 1, 1, 0]]
LAYERS, WITH_BIASES, THREE = [(3, 4), (4, 2)], [(3, 4), 4, (4, 2), 2], [(3, 4), (4, 3)]


@pytest.mark.parametrize(
    ("program", "shapes", "settings", "slips"),
    [
        (slope_of_what_it_gets, LAYERS, {}, {"output_slope_of_sum", "hidden_slope_of_sum"}),
        (squeezed_again, LAYERS, {}, {"output_slope_again", "hidden_slope_again"}),
        (no_slope_and_too_early, LAYERS, {}, {"no_output_slope", "updated_weights"}),
        (no_slopes, WITH_BIASES, {}, {"no_output_slope", "no_hidden_slope"}),
        (slope_kept, WITH_BIASES, ENTROPY, {"output_slope_kept"}),
        (slope_at_the_inputs, [(3, 2)], ENTROPY, {"slope_at_inputs"}),
        (too_early, WITH_BIASES, {}, {"updated_weights"}),
        (flat_targets, [(3, 1)], {"y": Y[:, :1]}, {"targets_broadcast"}),
        (softmax_like_sigmoid, THREE, {"y": ONE_HOT} | SOFTMAX, {"softmax_elementwise"}),
        (softmax_like_sigmoid_under_cross_entropy, THREE, {"y": ONE_HOT} | SOFTMAX | ENTROPY,
         {"softmax_elementwise"}),
        (bias_forgotten, WITH_BIASES, {}, {"bias_never_updated"}),
    ],
)  # fmt: skip
def test_slips_of_real_programs(program, shapes, settings, slips):
    before = start(*shapes)
    after = program(*(w.copy() for w in before))
    verdict = which_slip(
        **{"X": X, "y": Y} | settings, before=before, after=after, learning_rate=RATE
    )
    assert (verdict.kind, verdict.readings) == ("slip", [frozenset(slips)])
    assert verdict.text
