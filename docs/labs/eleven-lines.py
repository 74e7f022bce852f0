# ---
# description: Build the eleven-line network, train it, and watch weights, error, slope and delta pass by pass. Then break it - drop the slope, cube the error, start it sure and wrong - and see what happens.
# asked: >
#   iamtrask code step by step; Jupyter notebook, Colab; np.random.seed(1); [-0.16595599
#   0.44064899 -0.99977125]; Output After Training: 0.00966449; for iter in range(10000); trace
#   weights over iterations; learning curve, loss plot, matplotlib; print intermediate values;
#   remove nonlin(l1, True); ablation without sigmoid derivative; why does the error rise at
#   first; how many iterations until it converges; bad initialization, initialisation; learning
#   rate 20, alpha; column of ones, bias trick; single neuron XOR stays at 0.5; irrelevant input
#   gets small weight; cubed error converges faster?; experiment, playground, simulation;
#   weights over time; training log; numpy experiment; try it yourself; training dynamics;
#   sandbox one neuron; how do weights change during training; what happens in the first pass;
#   why do errors grow before they shrink; can I see backprop numbers change; why does progress
#   crawl late; how long does escape from saturation take; with vs without slope, count of
#   steps; errors.append(np.mean(np.abs(l1_error))); [[0.00966449] [0.00786506] [0.99358898]
#   [0.99211957]]; ax.set(xscale="log", yscale="log"), plt.plot(error_history); bias driven up
#   from 5 to 9, pushed further out on the flat part; late error and slope fall together, delta
#   twice as steeply; simple neural network interactive notebook
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What do the eleven lines do while they learn?
#
# Each sample pushes the weights it uses, and its push is error times slope. At first both
# factors are large and the outputs move fast; near the targets both are small, and the outputs
# crawl. Started sure and wrong, two of the four stay wrong for thousands of passes, because their
# slopes are tiny.
# { .answer }

# %% [markdown]
# The network is the first one of [a well-known tutorial](../derivation/eleven-lines.md): one
# neuron with three weights. (The eleven lines of its headline add a hidden layer.) Here you build
# it, watch its numbers, and change it in three ways. Every output was printed by the code on this
# page; under a figure, the code is folded away.
#
# ## Four samples, three weights
#
# Each row of `X` is a sample with three inputs. The last input is always 1, so its weight is a
# *bias*: it adds the same amount for every sample. The *target* is the first input, but the
# network does not know that. It has to find out.

# %%
import re

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], float)
y = np.array([[0], [0], [1], [1]], float)


def forward(W):
    """Return activation, error and slope, each of shape (4, 1)."""
    z = X @ W
    a = 1 / (1 + np.exp(-z))
    return a, a - y, a * (1 - a)


def tell(*words):
    """Print words, with the minus sign of mathematics."""
    print(re.sub(r"-(?=[\d.])", "−", " ".join(map(str, words))))


# %% [markdown]
# The neuron multiplies each input by its weight; the sum of these is $z$. (The `@` does so for all
# samples at once.) The *sigmoid* squeezes $z$ between 0 and 1. The result is the *activation*
# $a$, the neuron's output. The *error* is $a - y$. (The tutorial takes $y - a$ and adds where we
# subtract; [the two signs cancel](../derivation/conventions.md).) The *slope* $a (1 - a)$ is the
# derivative of $a$ by $z$. The *loss*, which training is to make small, is half the sum of the
# squared errors.
#
# The weights start at random. NumPy's old generator with seed 1 gives those of the tutorial.

# %%
np.random.seed(1)
start = 2 * np.random.random((3, 1)) - 1
tell("weights", start.ravel().round(5))

# %% [markdown]
# ## One pass, slowly
#
# A *pass* looks at all four samples and takes one step. It needs the *delta* of each sample: the
# derivative of the loss by the sample's $z$. The loss moves with $a$ at the rate of the error, and
# $a$ moves with $z$ at the rate of the slope, so delta is [error times
# slope](../derivation/delta.md).


# %%
def report(W):
    """Print what the network of weights W makes of each sample."""
    a, error, slope = forward(W)
    table = np.hstack([y, a, error, slope, error * slope])
    print("sample y        a    error    slope    delta")
    for n, (target, *row) in enumerate(table, start=1):
        tell(f"{n:6} {target:.0f}", *(f"{v:8.5f}" for v in row))


report(start)

# %% [markdown]
# The first two deltas are positive: these outputs are too high, and their samples *push* them
# down. The other two are negative: too low, and pushed up.
#
# A weight adds up, over the samples, delta times its input. The first input is 1 in samples 3
# and 4 only, so the first weight adds up their two deltas. The sums are the *gradient*, and the
# step goes against it.

# %%
_, error, slope = forward(start)
gradient = X.T @ (error * slope)
tell("gradient", gradient.ravel().round(5))
tell("weights ", (start - gradient).ravel().round(5), "after it")


# %% [markdown]
# Is that really the gradient of the loss? Nudge each weight a little, and measure. A cell with
# the head "check" prints nothing; this page is not built if something it asserts fails.


# %% check
def measured(loss, W, h=1e-6):
    """Return the gradient of loss at W, shape (3, 1), by nudges."""
    result = np.zeros((3, 1))
    for n in range(3):
        nudge = np.zeros((3, 1))
        nudge[n] = h
        result[n] = (loss(W + nudge) - loss(W - nudge)) / (2 * h)
    return result


def squared_error(W):
    """Return half the sum of the squared errors, a number."""
    _, error, _ = forward(W)
    return np.sum(error**2) / 2


assert abs(measured(squared_error, start) - gradient).max() < 1e-9

# %% [markdown]
# ## Ten thousand passes
#
# Now the loop. It takes a *rule*, which turns errors and slopes into deltas, so that we can
# change the rule later, and a *learning rate*, by which the step is multiplied. It writes down
# what each pass sees before its step.


# %%
def train(W, rule, passes, rate=1):
    """Return weights, shape (passes, 3), and errors, (passes, 4)."""
    weights, errors = [], []
    for _ in range(passes):
        _, error, slope = forward(W)
        weights.append(W.ravel())
        errors.append(error.ravel())
        W = W - rate * X.T @ rule(error, slope)
    return np.array(weights), np.array(errors)


def with_slope(error, slope):
    """Return the deltas of the squared error, shape (4, 1)."""
    return error * slope


def watch(weights, errors, passes):
    """Print what some passes saw."""
    print("       weights           errors of samples")
    print(" pass     1     2     3     1     2     3     4")
    for n in passes:
        left = (f"{v:5.1f}" for v in weights[n - 1])
        right = (f"{v:5.2f}" for v in errors[n - 1])
        tell(f"{n:5}", *left, *right)


weights, errors = train(start, with_slope, 10_000)
watch(weights, errors, (1, 2, 3, 5, 10, 20, 100, 1000, 10_000))

# %% [markdown]
# In the first passes the first two errors *grow*. Their samples push their outputs down, but all
# four samples share the bias, and the other two push it up harder. (Samples 2 and 4 share the
# second weight, with the same effect on the second error.) The first weight serves samples 3 and
# 4 alone. Once it has grown they no longer need the bias, and it can sink.
#
# The second weight, whose input has nothing to do with the target, stays small.

# %%
import matplotlib.pyplot as plt

passes = np.arange(1, 10_001)
fig, ax = plt.subplots()
labels = ("first weight", "second weight", "third weight, the bias")
for label, line, style in zip(labels, weights.T, ("-", ":", "--")):
    ax.plot(passes, line, style, color="#00704f")
    ax.annotate(
        label,
        (1000, line[999]),
        (0, -20 if "bias" in label else 12),
        textcoords="offset points",
        ha="right",
        color="#00704f",
    )
ax.set(xscale="log", xlabel="pass", ylabel="weight")
ax.minorticks_off()
ax.set(ylim=(-6, 12), yticks=(-5, 0, 5, 10))
plt.show()
w1, w2, w3 = weights[-1]
tell(
    "The three weights, pass by pass; each mark on the axis of passes "
    f"is ten times the one before. The first climbs, to {w1:.2f}. The "
    f"second rises a little, turns back, and ends at {w2:.2f}. The "
    f"third rises, too, before it falls, to {w3:.2f}."
)

# %% [markdown]
# The first sample ends with the largest error. These are its error, slope and delta:

# %%
e = errors[:, 0]
s = e * (1 - e)  # its target is 0, so e is a
lines = {
    "error": (e, "-", "#b84a00", (30, 0.32)),
    "slope": (s, "--", "#0068a8", (110, 0.035)),
    "delta": (e * s, "-", "#000000", (110, 0.0022)),
}
fig, ax = plt.subplots()
for label, (line, style, color, place) in lines.items():
    ax.plot(passes, line, style, color=color)
    ax.text(*place, label, color=color)
ax.set(xscale="log", yscale="log", xlabel="pass", ylabel="size")
ax.minorticks_off()
plt.show()
print(
    "Error, slope and delta of the first sample; both axes are "
    "logarithmic. Late, error and slope fall as one line, to "
    f"{e[-1]:.4f} and {s[-1]:.4f}. The delta, their product, falls "
    f"twice as steeply, to {e[-1] * s[-1]:.6f}."
)

# %% [markdown]
# Near the target, $a (1 - a)$ is almost $|a - y|$. So the network crawls for two reasons at once:
# the error is small, and the slope has become as small as the error.

# %% check
assert (abs(errors) < 1).all()
late = abs(errors[1000:])
assert np.allclose(late * (1 - late), late, rtol=0.04)
assert abs(errors[-1]).argmax() == 0  # the first sample
assert round(abs(errors[-1]).max(), 5) == 0.00966  # the tutorial's

# %% [markdown]
# ## Drop the slope
#
# What if the error alone takes the place of delta? `show` counts the steps until the worst of the
# four errors is smaller in size than a goal, for some rules and learning rates.

# %%
rules = {
    "error · slope": with_slope,
    "error alone": lambda error, slope: error,
    "error³ · slope": lambda error, slope: error**3 * slope,
    "error³ alone": lambda error, slope: error**3,
}


def steps(W, rule, rate, goals, limit=100_000):
    """Return the steps to each goal; the largest goal comes first."""
    n, counts = 0, []
    for goal in goals:
        while n < limit:
            _, error, slope = forward(W)
            if abs(error).max() < goal:
                break
            W = W - rate * X.T @ rule(error, slope)
            n += 1
        counts.append(n)
    return counts


def show(W, names, rates, goals):
    """Print and return steps; 100,000 means that or more."""
    print("worst error <  rate", *(f"{goal:8}" for goal in goals))
    counts = {}
    for name in names:
        for rate in rates:
            row = steps(W, rules[name], rate, goals)
            print(f"{name:14} {rate:4}", *(f"{n:8,}" for n in row))
            counts[name, rate] = row
    return counts


plain_rules = ["error · slope", "error alone"]
counts = show(start, plain_rules, (1, 4, 20), (0.25, 0.05))

# %% [markdown]
# At each of these rates the error alone is faster. But the slope is at most one quarter, so
# dropping it makes each delta at least four times as large. At rate 4 the rule with the slope is as
# quick to the first goal as the error alone at rate 1, but not to the second. At rate 20 it needs
# 5 steps to either goal, and the error alone 4.
#
# Without the slope, the steps go down another loss, *cross-entropy*: the sum of $-\ln(a)$ where
# the target is 1 and $-\ln(1 - a)$ where it is 0. Measure it: the error alone is the gradient of
# this loss, and not of the squared error.


# %% check
def cross_entropy(W):
    """Return the sum of -ln of a or 1 - a, a number."""
    a, _, _ = forward(W)
    return -np.sum(np.log(np.where(y == 1, a, 1 - a)))


_, error, _ = forward(start)
alone = X.T @ error
assert abs(measured(cross_entropy, start) - alone).max() < 1e-8
assert abs(measured(squared_error, start) - alone).max() > 0.1
a = np.linspace(0, 1, 1001)
assert (a * (1 - a)).max() == 0.25  # the slope is at most one quarter

# %% [markdown]
# So the slope was no mistake: it belongs to the squared error. [Code that leaves it
# out](../questions/cross-entropy.md) descends another loss.
#
# ## Cube the error
#
# Would it help to cube the error, to give large errors more weight?

# %%
cubed_rules = ["error³ · slope", "error³ alone"]
counts |= show(start, cubed_rules, (1, 20), (0.25, 0.05))

# %% check
for plain, cubed in zip(plain_rules, cubed_rules):
    for n, n_cubed in zip(counts[plain, 1], counts[cubed, 1]):
        assert n_cubed > 2 * n
assert counts["error · slope", 20][-1] <= 5
assert counts["error³ · slope", 20][-1] > 2000

# %% [markdown]
# At rate 1 each cubed rule is slower from this start than the same rule without the cube. An error
# is smaller than 1 in size, so its cube is smaller still, and a small error hardly counts. Rate 20
# makes up for that where the slope is gone. Where it is kept, the first goal comes soon, too, but
# the last errors still take thousands of steps. [More on the cube](../questions/cube.md).
#
# ## Start sure and wrong
#
# These weights are *sure*, which means an output near 0 or 1, and wrong about every sample:

# %%
stuck = 5 * np.array([[-2.0], [0.0], [1.0]])
report(stuck)

# %% [markdown]
# The errors could hardly be larger, and yet the deltas are tiny, because the slopes are. Which
# rule gets out, and when? Below one half, an output is nearer to its target than to the other.

# %%
counts = show(stuck, rules, (1, 20), (0.5, 0.25, 0.05))

# %% check
for name in rules:
    at_1, at_20 = counts[name, 1][0], counts[name, 20][0]
    if "slope" in name:
        assert at_1 > 2000
        assert at_20 > 200
    else:
        assert at_20 <= at_1 < 20
for rate in (1, 20):  # cubing with the slope is quicker to two goals
    for goal in (0, 1):
        plain = counts["error · slope", rate][goal]
        assert counts["error³ · slope", rate][goal] < plain / 4

# %% [markdown]
# With the slope, a rule needs hundreds of steps or more to bring the worst error below one half
# even at rate 20, and thousands at rate 1. Without it fewer than twenty will do. [A small slope
# means sure, not right](../questions/confidence.md).
#
# From this start, cubing with the slope is *quicker* than the plain rule: at rate 1 it comes below
# one half after 4,077 steps, and the plain rule after 18,550. Why? Watch the plain rule:

# %%
plain = train(stuck, with_slope, 20_000)
watch(*plain, (1, 10, 30, 60, 100, 1000, 10_000, 20_000))

# %% [markdown]
# At first the four pushes on the bias cancel. But the first weight serves samples 3 and 4 alone,
# so these two are right within a hundred passes. On their way their slopes grow, their push wins,
# and they push the bias up: from 5 to about 9. (Sample 4 pushes up the second weight, too.) That
# drives the first two, which need it down, further out on the sigmoid. Out there it is flat: each
# further step of 1 in $z$ makes the slope smaller by a factor of about $e$. Now with the cube:

# %%
cubed = train(stuck, rules["error³ · slope"], 20_000)
watch(*cubed, (1, 10, 30, 60, 100, 1000, 10_000, 20_000))

# %% [markdown]
# The cube quiets samples 3 and 4 as soon as they are half right, so they push the bias less far
# up: compare the third weight at pass 1000. The first two are driven out less far, and where the
# sigmoid is flat a little saves many steps. At rate 1 [the price comes
# late](../questions/cube.md): the last errors fade slowly.

# %% check
_, _, bias_plain = plain[0][999]
_, _, bias_cubed = cubed[0][999]
assert plain[0][0][2] == 5
assert round(bias_plain) == 9
assert bias_plain - bias_cubed > 1
assert (abs(plain[1][100, 2:]) < 0.5).all()  # samples 3 and 4
assert (plain[1][100, :2] > plain[1][0, :2]).all()
a9, a10 = 1 / (1 + np.exp(-9)), 1 / (1 + np.exp(-10))
assert abs(a9 * (1 - a9) / (a10 * (1 - a10)) - np.e) < 0.001

# %%
looks = {
    "error · slope": ("#000000", "-", (22_000, 0.5), "left"),
    "error³ · slope": ("#808080", "--", (3000, 0.5), "right"),
    "error alone": ("#b84a00", "-", (6, 0.35), "right"),
    "error³ alone": ("#b84a00", "--", (70, 0.3), "left"),
}
shown = np.unique(np.geomspace(1, 30_000, 300).astype(int)) - 1
ends = []
fig, ax = plt.subplots(figsize=(5, 3.4))
for name, (color, style, place, side) in looks.items():
    worst = abs(train(stuck, rules[name], 30_000)[1]).max(axis=1)
    ax.plot(shown + 1, worst[shown], style, color=color)
    ax.text(*place, name, color=color, ha=side)
    ends.append(f"{worst[-1]:.5f} ({name})")
ax.set(xscale="log", xlabel="pass", ylabel="worst error")
ax.minorticks_off()
ax.set(xlim=(0.3, 6e5), xticks=10.0 ** np.arange(6))
plt.show()
print(
    "The worst of the four errors from the stuck start at rate 1. Both "
    "rules without the slope fall below one half within twenty passes. "
    "Those with it lie on one line for thousands, and then fall "
    "steeply, the cubed one first. "
    f"After 30,000 passes: {', '.join(ends)}."
)

# %% [markdown]
# ## Now you
#
# Take the notebook and change it. Leave `start` as it is, and the two checks that measure gradients
# should still hold. The other checks, and the words of the captions, belong to this very run.
#
# - Make the target the *second* input, `y = X[:, 1:2]`. Which weight climbs now?
# - Ask for what one neuron cannot do: `y = np.array([[0], [1], [1], [0]])`, exclusive or. At
#   rate 1 all four outputs settle at one half, and so does the loss.
#   [A hidden layer](../deeper/hidden-layers.md) mends it.
# - Change `stuck`, so that it holds the plain rule back for longer than ours.

# %% check
kept, y = y, np.array([[0], [1], [1], [0]], float)  # exclusive or
last = train(start, with_slope, 10_000)[0][-1:].T
assert abs(forward(last)[0] - 0.5).max() < 0.0005
assert abs(squared_error(last) - 0.5) < 0.0005
y = kept

# %% [markdown]
# ## Read next
#
# - [How does a small network sort sentences?](text-classifier.py) is the second lab.
# - [How does the squared error give (a − y)·a(1 − a)?](../derivation/delta.md) proves that delta is
#   error times slope.
# - [Is my gradient right?](../deeper/gradient-check.md) makes the nudges of the check a habit.
