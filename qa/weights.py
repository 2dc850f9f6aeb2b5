"""How much each feature of a sentence counts, in the order of `qa.evidence.FEATURES`.

Learned on development questions: `python -m training.selection` prints them. Those questions hardly ever ask what
somebody said, and their documents have no headings, so the weights of `speaker` and, for choosing, of `prose` are set
by hand.
"""

import numpy as np

SELECTION = np.array([7.979, 4.076, 3.265, 4.601, 0.0, 0.0, 0.405, 1.133, -1.133, 2.0, 5.158, 1.0, 0.084])
"""For choosing among the sentences of one question."""

CONFIDENCE = np.array([2.762, 0.571, 1.242, 1.384, -0.929, -1.847, 1.103, 0.57, -0.116, 0.8, 3.989, -0.671, 0.239])
"""For the log-odds that the chosen sentence answers, with BIAS."""

BIAS = -7.103
