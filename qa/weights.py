"""How much each feature of a sentence counts, in the order of `qa.evidence.FEATURES`.

Learned on development questions: `python -m training.selection` prints them. Those questions ask nothing of the form
“what did X say”, so the weight of `speaker` is set by hand.
"""

import numpy as np

SELECTION = np.array([7.572, 4.602, 3.871, 2.828, 0.0, 0.042, 1.086, -1.086, 2.0, 5.239, 0.053, 0.292])
"""For choosing among the sentences of one question."""

CONFIDENCE = np.array([2.128, 1.067, 2.008, 0.599, -1.774, 1.151, 0.404, -0.214, 0.8, 3.059, -0.273, 0.179])
"""For the log-odds that the chosen sentence answers, with BIAS."""

BIAS = -5.834
