import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib import cm
from matplotlib.colors import LogNorm
from mpl_toolkits.mplot3d import Axes3D  # noqa: F401 - as the manual of matplotlib asks

mpl.rcParams["figure.figsize"] = (4, 4)
sns.set_theme()
fig, ax = plt.subplots()
ax.imshow(np.eye(2), cmap=cm.viridis, norm=LogNorm())
(line,) = ax.plot([1, 2])
line.set_label("a")
fig, (left, middle, right) = plt.subplots(1, 3, figsize=(9, 3))
for axis in (left, middle, right):
    axis.set_title("a")
fig, axes = plt.subplots(2, 3)
axes[1, 2].plot([1])
fig, axes = plt.subplots(1, 2, squeeze=False)
axes[0, 1].plot([1])
with plt.style.context("ggplot"):
    plt.figure(figsize=(3, 3)).add_subplot(111, projection="3d").plot([1])
fig.savefig("map.png")
plt.show()


def double(x):
    plt.plot(x)
    return 2 * x
