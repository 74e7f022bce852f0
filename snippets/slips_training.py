"""Train one network with each slip: four inputs, four gates."""

import numpy as np

PASS = """
z1 = X @ W1 + b1
a1 = sigmoid(z1)
z2 = a1 @ W2 + b2
a2 = sigmoid(z2)
error = a2 - y
delta2 = error * slope(a2)
back = delta2 @ W2.T
delta1 = back * slope(a1)
dW2 = a1.T @ delta2
dW1 = X.T @ delta1
db1, db2 = delta1.sum(axis=0), delta2.sum(axis=0)
step = rate
W1, b1 = W1 - step * dW1, b1 - step * db1
W2, b2 = W2 - step * dW2, b2 - step * db2
""".strip().split("\n")
SLIPS = """
error = abs(a2 - y)
error = (a2 - y) ** 2
error = (a2 - y) ** 3
delta2 = error
delta2 = error * slope(sigmoid(a2))
delta2 = error * slope(z2)
delta2 = error * slope(a2) ** 2
delta2 = error * sigmoid(a2)
delta2 = error * a2
delta2 = error * (1 - a2**2)
back = delta2 @ (W2 - step * a1.T @ delta2).T
back = delta2 @ W2
back = delta2 @ W1.T
back = delta2 @ W1
back = error @ W2.T
delta1 = back
delta1 = back * slope(sigmoid(a1))
delta1 = back * slope(z1)
delta1 = back * slope(a1) ** 2
delta1 = back * sigmoid(a1)
delta1 = back * a1
delta1 = back * (1 - a1**2)
delta1 = back * slope(a2)
dW1 = X @ delta1
dW2 = a1 @ delta2
dW2 = X.T @ delta2
dW1 = a1.T @ delta1
dW2 = z1.T @ delta2
db1, db2 = 0, 0
db1, db2 = 0, delta2.sum(axis=0)
db1, db2 = delta1.sum(axis=0), 0
db1, db2 = delta1[0], delta2[0]
db1, db2 = delta1[-1], delta2[-1]
db1, db2 = delta1.sum(), delta2.sum()
db1, db2 = delta1.sum(axis=1), delta2.sum(axis=1)
db1, db2 = delta1.mean(axis=0), delta2.mean(axis=0)
db1, db2 = len(X) * delta1.sum(axis=0), len(X) * delta2.sum(axis=0)
W1, b1 = W1, b1
W2, b2 = W2, b2
W1, b1 = W1 + step * dW1, b1 + step * db1
W2, b2 = W2 + step * dW2, b2 + step * db2
step = -rate
step = rate * len(X)
step = rate / len(X) ** 2
step = rate * rate
step = 1
step = rate / 2
""".strip().split("\n")


def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


def slope(a):
    return a * (1 - a)


def passes(slip="", starts=5, most=1000, rate=2):
    """Return the passes of the starts that learn, and if one is NaN."""
    name = slip.split(" = ")[0] + " = "
    lines = [slip if slip and p.startswith(name) else p for p in PASS]
    run = compile("\n".join(lines), "pass", "exec")
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    X, (p, q) = np.hstack([x, 1 - x]), x.T
    y = np.column_stack([p ^ q, p & q, p | q, 1 - (p & q)])
    counts, broken = [], False
    for seed in range(starts):
        rng = np.random.default_rng(seed)
        W1, W2 = rng.uniform(-1, 1, (2, 4, 4))
        known = dict(X=X, y=y, rate=rate, step=rate, W1=W1, W2=W2)
        known |= dict(b1=0, b2=0, sigmoid=sigmoid, slope=slope)
        with np.errstate(all="ignore"):
            for count in range(most):
                exec(run, known)
                if (abs(known["a2"] - y) < 0.25).all():
                    counts.append(count)
                    break
        broken |= np.isnan(known["a2"]).any()
    return counts, broken


def effect(slip, usual):
    """Return in a word how training goes, beside the usual passes."""
    counts, broken = passes(slip)
    if not counts:
        return "NaN" if broken else "never"
    if len(counts) < 3:
        return "seldom"
    ratio = np.median(counts) / usual
    return (
        "faster" if ratio < 0.8 else "slower" if ratio > 1.2 else "same"
    )


if __name__ == "__main__":
    usual = np.median(passes()[0])
    for slip in SLIPS:
        print(f"{effect(slip, usual):6}  {slip}")
