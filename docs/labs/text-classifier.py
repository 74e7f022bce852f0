# ---
# description: A complete text classifier in numpy - bag of words, one hidden layer of sigmoids, squared error with the output's derivative, cross-entropy beside it - with a confusion table on held-out sentences and an answer for those it cannot read.
# asked: >
#   bag of words; CountVectorizer; intent classification, chatbot; NLP from scratch in numpy;
#   "Text Classification using Neural Networks"; synapse_0, ERROR_THRESHOLD; stemming,
#   LancasterStemmer, tokenize; multi-hot, one-hot encoding; out-of-vocabulary, unknown words;
#   "I don't know" answer, fallback; reject option, abstain, threshold; confusion_matrix;
#   train_test_split, hold-out set; generalization, generalisation, test error; multiclass
#   sigmoid outputs, one-vs-rest; np.argmax predicted category; MLPClassifier for sentences;
#   two-layer perceptron, full program; fair comparison of learning rates; predicts same class
#   for nonsense; sentence classifier; text categorization; BoW numpy; topic detection;
#   vocabulary vector; confusion table; document classes; how to turn sentences into numeric
#   vectors; can I classify text without sklearn; what to answer for unrecognised words; how to
#   count errors on unseen sentences; how to make model say not sure; why does empty sentence
#   get a class; when should a bot refuse to reply; bag.append(1) if w in pattern_words else
#   bag.append(0); nltk.word_tokenize(pattern['sentence']);
#   training_data.append({"class":"greeting", "sentence":"how are you?"}); train(X, y,
#   hidden_neurons=20, alpha=0.1, epochs=100000, dropout=False); withdraw wrong replies at the
#   price of eleven right ones
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
# # How does a small network sort sentences?
#
# It turns each sentence into a row of zeros and ones, with a place for each word it knows.
# A network of sigmoids learns from these rows which class a sentence belongs to.
# Training uses the slope of the sigmoid; to count how often the network errs, no slope is needed.
# A sentence of unknown words gives a row of zeros, and an honest program says so.
# { .answer }

# %% [markdown]
# This is a whole program, to show what the slope of the sigmoid does in it. It does not [measure the
# error](../questions/measure.md). Every output was printed by the code on this page.
#
# ## Sentences
#
# Four classes, twelve sentences each, written for this page.

# %%
import re

import numpy as np

sentences = {
    "weather": """
        will it rain this morning
        the wind is cold today
        there is snow on the hills
        a warm wind brings rain
        is it cold outside today
        the sun will shine this morning
        dark clouds bring rain and snow
        it is warm in the sun
        the storm came with wind and rain
        how warm will it be today
        clouds hide the sun
        a cold storm is coming""",
    "travel": """
        when does the train leave
        the bus is late again
        i need a ticket to the city
        is there a train to the city today
        the train stops at every station
        where is the bus station
        a ticket for the late train please
        the bus to the station leaves at noon
        we missed the last train
        how much is a bus ticket
        take the train at the next station
        the city bus leaves late""",
    "kitchen": """
        cut the onions and the carrots
        bake the bread until it is brown
        add salt to the soup
        the soup needs more pepper
        stir the soup and add onions
        how long does bread bake
        boil the carrots in salt water
        bake the cake this morning
        is there salt in the bread
        fry onions in a hot pan
        add pepper and salt to the pan
        the cake needs more sugar""",
    "music": """
        play that song again
        she sings in the choir
        the piano is out of tune
        he plays the guitar every morning
        sing the song once more
        the band plays a slow tune
        who wrote this song
        the choir sings a slow song
        play the piano and sing
        a loud band with two guitars
        the guitar and the piano play
        how does the tune go""",
}
classes = list(sentences)
texts = []  # pairs of text and number of its class
for number, name in enumerate(classes):
    for line in sentences[name].strip().splitlines():
        texts.append((line.strip(), number))
print(len(texts), "sentences, and this is the first:")
print(texts[0][0])

# %% [markdown]
# ## From a sentence to a row of numbers
#
# Cut the sentence into words. Drop a final s from words of four letters or more, so that "sings"
# and "sing" are one. That also makes "thi" of "this", which does no harm here.
#
# The *vocabulary* is the list of words in the sentences we train on. The *bag of words* of a
# sentence is a row with a place for each word of the vocabulary: 1 if the word stands in the
# sentence, else 0. The order of the words is lost. Here with a vocabulary of four words:


# %%
def words(text):
    """Return the words of text, as a list, without a final s."""
    found = re.findall("[a-z]+", text.lower())
    return [w.removesuffix("s") if len(w) > 3 else w for w in found]


def bag(text, vocabulary):
    """Return a 1 or 0 per word, shape (words in vocabulary,)."""
    return np.isin(vocabulary, words(text)).astype(float)


small = ["rain", "sing", "song", "train"]
print(small)
print(bag("She sings a song", small), "She sings a song")
print(bag("They hum a waltz", small), "They hum a waltz")

# %% [markdown]
# The last row is all zeros: the vocabulary has none of its words. We come back to that.
#
# ## The network
#
# One hidden layer of eight sigmoids, then a sigmoid for each class. Each sigmoid multiplies its
# inputs by weights and adds these up, with a number of its own, its *bias*. Call the sum $z$. What
# the sigmoid makes of it, between 0 and 1, is its output $a$. The *target* of the right class is 1,
# that of the others 0. A sentence gets the class whose output is largest.


# %%
def sigmoid(z):
    """Return the activations, elementwise, shape of z."""
    return 1 / (1 + np.exp(-z))


def slope(a):
    """Return the slope of the sigmoid where its OUTPUT is a."""
    return a * (1 - a)


def fresh(inputs, rng, hidden=8):
    """Return random weights and zero biases of both layers."""
    W1 = rng.normal(0, 0.5, (inputs, hidden))
    W2 = rng.normal(0, 0.5, (hidden, len(classes)))
    return [W1, np.zeros(hidden), W2, np.zeros(len(classes))]


def forward(net, X):
    """Return the activations of both layers, a row a sentence."""
    W1, b1, W2, b2 = net
    a1 = sigmoid(X @ W1 + b1)
    return a1, sigmoid(a1 @ W2 + b2)


# %% [markdown]
# The *error* of an output is output minus target. Training makes the *loss* small, here half the
# sum of the squared errors, averaged over the sentences. The *delta* of an output is the derivative
# of its sentence's loss by the output's $z$: error times slope. The hidden layer gets its deltas
# from those of the outputs, sent back through the weights, times its own slope. This is
# *backpropagation*.
#
# The *gradient* says how the loss moves with each weight: the delta at the weight's end times the
# input at its start, averaged over the sentences. A step moves each weight against its gradient.


# %%
def squared_error(a, y):
    """Return the loss, a number, and the deltas of the outputs."""
    return np.sum((a - y) ** 2) / 2, (a - y) * slope(a)


def gradient(net, X, y, loss):
    """Return the gradients of the mean loss, shapes as in net."""
    a1, a2 = forward(net, X)
    W2 = net[2]
    delta2 = loss(a2, y)[1] / len(X)
    delta1 = (delta2 @ W2.T) * slope(a1)
    return [X.T @ delta1, delta1.sum(0), a1.T @ delta2, delta2.sum(0)]


# %% [markdown]
# `slope` takes the *output* of the sigmoid; [to hand it the sum is a well-known
# trap](../derivation/slope.md#the-trap-it-takes-the-output).
#
# ## Train on nine, hold back three
#
# Of each class, three sentences are *held out*: training does not use them. Each *pass* computes the
# outputs for all the other sentences, then takes one step. The step is minus the *learning rate*
# times the gradient. One split could be luck, so make ten, each with start weights of its own. Look
# at the first.


# %%
def split(seed):
    """Return a generator, 36 sentences to train on, 12 to test."""
    rng = np.random.default_rng(seed)
    rows = np.arange(48).reshape(4, 12)[:, rng.permutation(12)]
    train, test = rows[:, 3:].ravel(), rows[:, :3].ravel()
    return rng, [texts[i] for i in train], [texts[i] for i in test]


def encode(some, vocabulary):
    """Return bags, a row a sentence, and targets, 1 for its class."""
    X = np.array([bag(text, vocabulary) for text, _ in some])
    y = np.array([np.arange(4) == number for _, number in some])
    return X, y.astype(float)


def learn(seed, loss, passes=500, rate=2.0, bias=0.0, goal=0.0):
    """Return vocabulary, network, and outputs before each step.

    End early if every output is less than goal off its target.
    """
    rng, known, _ = split(seed)
    vocabulary = sorted({w for text, _ in known for w in words(text)})
    X, y = encode(known, vocabulary)
    net, seen = fresh(len(vocabulary), rng), []
    net[3] += bias  # of the outputs
    for _ in range(passes):
        seen.append(forward(net, X)[1])
        if abs(seen[-1] - y).max() < goal:
            break
        steps = gradient(net, X, y, loss)
        net = [p - rate * g for p, g in zip(net, steps)]
    return vocabulary, net, np.array(seen)


trained = [learn(seed, squared_error) for seed in range(10)]
vocabulary, net, seen = trained[0]
X, y = encode(split(0)[1], vocabulary)
print(len(X), "sentences to learn,", len(vocabulary), "words")
for n in (1, 10, 30, 100, 200, 500):
    right = (seen[n - 1].argmax(1) == y.argmax(1)).sum()
    mean = squared_error(seen[n - 1], y)[0] / len(y)
    print(f"pass {n:3}: mean loss {mean:.3f}, {right:2} of 36 right")

# %% [markdown]
# Is `gradient` right? Nudge each weight and bias, one at a time, and measure how the loss moves. A
# cell with the head "check" prints nothing; this page is not built if something it asserts fails.


# %% check
def measured(net, X, y, loss, h=1e-6):
    """Return the gradient of the mean loss by nudges, as in net."""
    result = [np.zeros_like(part) for part in net]
    for part, into in zip(net, result):
        for place in np.ndindex(part.shape):
            kept = part[place]
            part[place] = kept + h
            above = loss(forward(net, X)[1], y)[0]
            part[place] = kept - h
            below = loss(forward(net, X)[1], y)[0]
            part[place] = kept
            into[place] = (above - below) / (2 * h) / len(X)
    return result


begin = fresh(len(vocabulary), np.random.default_rng(1))
pairs = zip(
    gradient(begin, X, y, squared_error),
    measured(begin, X, y, squared_error),
)
for ours, theirs in pairs:
    assert abs(ours - theirs).max() < 1e-9

# %% [markdown]
# ## How often does it err?
#
# Ask each of the ten networks about its held-out sentences, and count. In this *confusion table* a
# row is the true class, a column the answer.


# %%
def confusion(seed, vocabulary, net):
    """Return counts, shape (true class, answer), on 12 sentences."""
    X, y = encode(split(seed)[2], vocabulary)
    counts = np.zeros((4, 4), int)
    answers = forward(net, X)[1].argmax(1)
    for true, answer in zip(y.argmax(1), answers):
        counts[true, answer] += 1
    return counts


tables = [confusion(n, *trained[n][:2]) for n in range(10)]
counts = sum(tables)
print("true class", *(f"{name:>8}" for name in classes))
for name, row in zip(classes, counts):
    print(f"{name:10}", *(f"{n:8}" for n in row))
errs = counts.sum() - counts.trace()
print(f"wrong: {errs} of {counts.sum()}, {errs / counts.sum():.0%}")
print("in each split:", *(12 - table.trace() for table in tables))

# %% [markdown]
# This is the error rate. It took outputs and targets, and no derivative: [the slope does not
# measure the error](../questions/measure.md). Chance would be wrong three times in four.
#
# Read it with care: all sentences were written by one hand out of few words. Those of other people
# may fare much worse.
#
# ## The same with cross-entropy
#
# *Cross-entropy* is another loss: the sum of $-\ln(a)$ for the output of the right class and
# $-\ln(1 - a)$ for each of the others. In its delta [the slope
# cancels](../questions/cross-entropy.md), and the error is left. The hidden layer keeps its
# slope.


# %%
def cross_entropy(a, y):
    """Return the loss, a number, and the deltas of the outputs."""
    return -np.sum(np.log(np.where(y == 1, a, 1 - a))), a - y


others = [learn(seed, cross_entropy) for seed in range(10)]
tables = [confusion(n, *others[n][:2]) for n in range(10)]
print("wrong:", 120 - sum(tables).trace(), "of 120")

# %% check
pairs = zip(
    gradient(begin, X, y, cross_entropy),
    measured(begin, X, y, cross_entropy),
)
for ours, theirs in pairs:
    assert abs(ours - theirs).max() < 1e-8
assert (errs, 120 - sum(tables).trace()) == (12, 10)

# %% [markdown]
# Twelve and ten: the difference could be luck. How long do the two take? Look at the first split. Find
# the first pass in which every output for the training sentences is less than one quarter off.

# %%
both = {"squared error": squared_error, "cross-entropy": cross_entropy}
needed = {}
for rate in (1, 2, 4, 8, 16):
    print(f"rate {rate:2}", end="")
    for name, loss in both.items():
        _, _, seen = learn(0, loss, passes=3000, rate=rate, goal=0.25)
        needed[rate, name] = len(seen)
        print(f", {name} {len(seen):3}", end="")
    print()

# %% check
squared, crossed = (
    [needed[rate, name] for rate in (1, 2, 4, 8, 16)] for name in both
)
for sooner, later in zip(crossed[:4], squared):
    assert sooner < later
assert squared[4] < squared[3] < crossed[4]
assert (min(squared), min(crossed)) == (24, 16)

# %% [markdown]
# Up to the learning rate 8, cross-entropy needs fewer passes. At 16 its steps have become too long, but
# the squared error is quicker than before. So equal learning rates make no fair comparison. With the
# best one in the table for each, it is 24 passes against 16.
#
# ## What did the slope do?
#
# Back to the learning rate 2, in the first split. The table shows for the training sentences:
#
# - of the output of the right class, on average: how *wrong* it is, its *slope*, and its *push*, the
#   size of its delta;
# - *others*: how wrong the outputs of the other classes are, on average;
# - *sure and wrong*: how many of all these outputs are off by more than three quarters.

# %%
own = y == 1
runs = {"squared error": trained[0][2], "cross-entropy": others[0][2]}
print(own.size, "outputs,", own.sum(), "of them for the right class")
for name, loss in both.items():
    print(f"{name}\npass  wrong  slope   push others sure and wrong")
    for n in (1, 5, 10, 20, 50, 100, 500):
        a = runs[name][n - 1]
        off, push = abs(a - y), abs(loss(a, y)[1])
        row = (off[own], slope(a[own]), push[own], off[~own])
        print(f"{n:4}", *(f"{v.mean():6.3f}" for v in row), end="")
        print(f"{(off > 0.75).sum():8}")

# %% check
early, later = (runs["squared error"][n - 1][own] for n in (10, 50))
assert (1 - early).mean() > (1 - later).mean()
assert slope(early).mean() < slope(later).mean()
pushes = abs(squared_error(trained[0][2], y)[1])
assert (pushes <= abs(trained[0][2] - y) / 4).all()

# %% [markdown]
# - At first the output of the right class gets *more* wrong, and the others less. Three of four
#   targets are 0, so lowering all outputs gains most at first.
# - The slope does not follow the error. With the squared error, from pass 10 to pass 50 the error
#   falls and the slope grows. Late, near the targets, both shrink together.
# - With cross-entropy the push equals the error. With the squared error it is at most one quarter
#   of it, because the slope is.
#
# ## Start sure and wrong
#
# Now give every output a bias of −6. The network starts sure that no class fits. So for each sentence
# one of the four outputs is wrong, with a tiny slope. Look for the same pass as above, at the learning
# rate 2, in five splits:

# %%
a = sigmoid(-6)
print(f"at z = −6: output {a:.4f}, slope {slope(a):.4f}")
print("split            ", *(f"{seed:4}" for seed in range(5)))
needed = {}
for name, loss in both.items():
    for bias in (0, -6):
        print(f"{name}, {bias:2}".replace("-6", "−6"), end="")
        for seed in range(5):
            _, _, seen = learn(seed, loss, 3000, bias=bias, goal=0.25)
            needed[name, bias, seed] = len(seen)
            print(f"{len(seen):5}", end="")
        print()

# %% check
for name, low, high in (
    ("squared error", 2, 11.1),
    ("cross-entropy", 0.9, 1.25),
):
    for n in range(5):
        times = needed[name, -6, n] / needed[name, 0, n]
        assert low < times < high

# %% [markdown]
# In these splits the squared error needs two to eleven times as many passes as from biases of 0.
# Cross-entropy needs about as many as before. Both have the slope in the hidden layer. The
# difference is the slope at the output.

# %%
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(5, 3.2))
looks = {"squared error": "#000000", "cross-entropy": "#b84a00"}
ends = []
for name, loss in both.items():
    for bias, style in ((0, "-"), (-6, "--")):
        seen = learn(0, loss, passes=3000, bias=bias)[2]
        curve = (1 - seen[:, own]).mean(1)
        ax.plot(np.arange(1, 3001), curve, style, color=looks[name])
        ends.append(
            f"{curve[99]:.2f} ({name}, {bias})".replace("-6", "−6")
        )
ax.text(9, 0.74, "squared error", color=looks["squared error"])
ax.text(1.1, 0.3, "cross-entropy", color=looks["cross-entropy"])
ax.text(3000, 0.95, "dashed: from biases of −6", ha="right")
ax.set(xscale="log", xlabel="pass", ylabel="wrong, mean")
ax.minorticks_off()
plt.show()
print(
    "How wrong the output of the right class is, on average over the "
    "training sentences of the first split; each mark on the axis of "
    "passes is ten times the one before. Dashed lines start from "
    "biases of −6; the black one falls in steps. "
    f"In pass 100: {', '.join(ends)}."
)

# %% [markdown]
# The steps are the classes, one after the other:

# %%
seen = learn(0, squared_error, passes=3000, bias=-6)[2]
for number, name in enumerate(classes):
    rows = own[:, number]
    wrong = (1 - seen[:, rows, number]).mean(1)
    print(f"{name:8} half wrong in pass {(wrong < 0.5).argmax() + 1:4}")

# %% [markdown]
# ## New sentences
#
# If no output reaches one half, no class fits well enough. If the vocabulary has none of the words,
# the network knows nothing of the sentence, and we do not ask it.


# %%
def classify(text, vocabulary, net):
    """Return an answer, and the words of text that are known."""
    familiar = [w for w in words(text) if w in vocabulary]
    if not familiar:
        return "don't know", familiar
    a = forward(net, bag(text, vocabulary))[1]
    if a.max() < 0.5:
        return "not sure", familiar
    return classes[a.argmax()], familiar


vocabulary, net, _ = trained[0]
for text in (
    "Which bus goes to the station?",
    "Sing me a song about rain",
    "Please pass the salt",
    "Pass the salt",
    "Is snow coming to the city?",
    "Is snow coming?",
    "Who are you?",
    "Quarks decay quickly",
    "",
):
    answer, familiar = classify(text, vocabulary, net)
    print(f"{text!r}: {answer.upper()}")
    print("   known:", ", ".join(familiar) or "nothing")

# %% [markdown]
# A word or two can decide. "Please" comes from a sentence about travel, and with it the network is not
# sure of the salt. With "to the city" it takes the snow for travel; without, it is not sure. "Who are
# you?" shows a limit: one known word, from one line about a song, is enough for a class.
#
# And the quarks? Their bag is all zeros. The network would give the same answer to every sentence
# that it cannot read. In the ten splits that is:

# %%
for vocabulary, net, _ in trained:
    a = forward(net, np.zeros(len(vocabulary)))[1]
    print(f"{a.max():.3f} for {classes[a.argmax()]}")

# %% [markdown]
# Eight of ten favour the weather. That comes from the training and the random start, and says
# nothing of the new sentence. Here no output reaches one half, but nothing in the training asks for
# that.
#
# With these answers the ten times twelve held-out sentences fare like this:

# %%
tally = {}
for seed, (vocabulary, net, _) in enumerate(trained):
    for text, number in split(seed)[2]:
        a = forward(net, bag(text, vocabulary))[1]
        before = "right" if a.argmax() == number else "wrong"
        answer = classify(text, vocabulary, net)[0]
        now = before if answer in classes else answer
        tally[before, now] = tally.get((before, now), 0) + 1
for (before, now), count in sorted(tally.items()):
    print(f"{before} before, {now} now: {count:3}")

# %% [markdown]
# Nine of twelve wrong answers are withdrawn, and with them eleven right ones. Whether that is a
# good trade depends on what a wrong answer costs you.

# %% check
assert tally["wrong", "not sure"] == 9
assert tally["right", "not sure"] == 11

# %% [markdown]
# ## Now you
#
# - Add a class of your own, with twelve sentences. Several places count on four classes: `split`,
#   `encode`, `confusion`, and the checks.
# - Let `words` drop "the", "a", "is" and "to". Does the error rate change by more than luck
#   would?
# - Leave `slope(a1)` out of `gradient`, or `slope(a)` out of `squared_error`. Which check fails
#   first?
#
# ## Read next
#
# - [Does the derivative measure the error?](../questions/measure.md) answers the question that
#   such a program raised.
# - [What about hidden layers?](../deeper/hidden-layers.md) explains why the slope stays there.
# - [What do the eleven lines do while they learn?](eleven-lines.py) is the first lab.
