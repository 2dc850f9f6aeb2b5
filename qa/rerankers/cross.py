"""Any cross-encoder of sentence-transformers, by its name on the hub or by its folder.

A cross-encoder reads the question and a passage as one text, so it weighs each word of one against those of the other:
Nogueira and Cho, Passage Re-ranking with BERT, 2019 (arXiv:1901.04085).
"""

from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from sentence_transformers import CrossEncoder
from transformers.utils import logging as bars

from index.errors import UsageError
from index.hub import load_model
from qa.rerankers import Scores

_BATCH = 32
"""Pairs that are judged at a time."""
_CHOOSE = "choose a cross-encoder with one score, such as cross-encoder/ms-marco-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Cross:
    """A loaded model with one output. Safe to use from several threads: a lock lets one of them in at a time."""

    name: str
    model: CrossEncoder
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def scores(self, question: str, texts: list[str]) -> Scores:
        """How well each text fits the question, shape (len(texts),); higher is better.

        They are what `CrossEncoder.predict` gives: the model's output through a sigmoid, so 0 to 1, unless the model's
        own configuration names another function. The MS MARCO models name the identity, and give numbers such as 8.4
        and -4.3: the order is the same, and only scores of one model can be compared. A question and a text that are
        together longer than the model reads (512 tokens for most) lose tokens at their ends, the longer of them first.

        Raises UsageError when a score is not a finite number, as after a training that went wrong.
        """
        with self.lock:
            found = self.model.predict([(question, text) for text in texts], batch_size=_BATCH, show_progress_bar=False)
        scores: Scores = np.asarray(found, dtype=np.float32).reshape(len(texts))
        if not np.isfinite(scores).all():
            raise UsageError(f"the reranker {self.name} gives scores that are no numbers: choose another model")
        return scores


def load(argument: str) -> Cross:
    """The model of this name or folder. Weights are read from safetensors only, and no code of the model's own is run.

    Raises UsageError without a name, for a folder that is not there and for a model that does not give one trained
    score; PartMissing when the model cannot be loaded.
    """
    identity, model = load_model(argument, "reranker cross", CrossEncoder, bars)
    _refuse_unfit(model, argument)
    return Cross(f"cross:{identity}", model)


def _refuse_unfit(model: CrossEncoder, argument: str) -> None:
    """Raise UsageError for a model of several outputs, and for one whose last layer was made up while loading.

    The library gives any encoder that has no such layer a random one, with a warning: its scores would be noise.
    """
    if model.num_labels != 1:
        raise UsageError(
            f"the model “{argument}” gives {model.num_labels} scores for each text, as classifiers do: {_CHOOSE}"
        )
    kinds = getattr(model.config, "architectures", None) or [""]
    classifies = getattr(model[0], "transformer_task", "") == "sequence-classification"
    if classifies and not kinds[0].endswith("ForSequenceClassification"):
        raise UsageError(f"the model “{argument}” was not trained to score texts: {_CHOOSE}")
