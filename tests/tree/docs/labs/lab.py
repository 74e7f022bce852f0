# ---
# description: A lab that prints a number, draws a line that climbs, and checks itself at its end.
# ---

# %% [markdown]
# # What do the cells give?
#
# A number, a figure, and nothing if the check holds. See [the line](../deep/page.md).
# { .answer }

# %%
import matplotlib.pyplot as plt

print(1 + 1)

# %%
fig, ax = plt.subplots()
ax.plot([0, 1], color="#000000")
plt.show()
print("A line that climbs.")

# %% [markdown]
# ## The check
#
# Two is $1 + 1$.

# %% check
assert 1 + 1 == 2
