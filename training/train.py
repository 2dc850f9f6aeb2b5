"""The training loop: in-batch softmax over cosines, in both directions, on the graphics card where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.embedders.static import Ids, damped
from index.types import Progress, Report
from index.vectors import Vectors
from training.pairs import Material, Pair, pairs
from training.tokens import rarity

DEVIATION = 0.1
"""The standard deviation of the first vector of a token of mean rarity."""

LEAST = 0.3
"""The rarity of the most frequent tokens, which would start at zero otherwise."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of a run. `size` counts tokens, `epochs` passes over the pairs; `scale` multiplies the cosines."""

    size: int = 15_000
    dimensions: int = 1024
    batch: int = 2048
    epochs: float = 1.8
    rate: float = 2e-2
    last_rate: float = 0.02
    scale: float = 30.0
    seed: int = 0


def train(material: Material, recipe: Recipe, report: Report) -> Vectors:
    """Learns one vector a token, shape (size, dimensions). That of the unknown token, number 0, is zero."""
    table = start(rarity(material.passages, recipe.size), recipe)
    table.to("cuda" if torch.cuda.is_available() else "cpu")
    optimizer = torch.optim.Adam(table.parameters(), lr=recipe.rate, fused=True)
    total = _steps(material, recipe)
    for step, batch in enumerate(islice(_batches(material, recipe), total)):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * max(recipe.last_rate, 1 - step / total)
        optimizer.zero_grad()
        queries, positives = (
            embed(table, [pair.query for pair in batch]),
            embed(table, [pair.positive for pair in batch]),
        )
        loss(queries, positives, recipe.scale).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        report(Progress("train", step + 1, total))
    return table.weight.detach().cpu().numpy()


def start(rarities: Vectors, recipe: Recipe) -> nn.EmbeddingBag:
    """Random vectors as long as their tokens are rare, whose sums are near to tf-idf from the first step on."""
    torch.manual_seed(recipe.seed)
    table = nn.EmbeddingBag(recipe.size, recipe.dimensions, mode="sum", padding_idx=0)
    nn.init.normal_(table.weight, std=DEVIATION)
    lengths = np.maximum(rarities, LEAST) / max(float(rarities.mean()), LEAST)
    with torch.no_grad():
        table.weight *= torch.from_numpy(lengths)[:, None]
        table.weight[0] = 0
    return table


def embed(table: nn.EmbeddingBag, bags: list[Ids]) -> Tensor:
    """Sums of token vectors as the runtime makes them, shape (len(bags), dimensions), but not of unit length."""
    counted = damped(bags)
    offsets = np.cumsum([0] + [len(ids) for ids, _ in counted[:-1]])
    place = table.weight.device
    summed: Tensor = table(
        torch.from_numpy(np.concatenate([ids for ids, _ in counted])).to(place),
        torch.from_numpy(offsets).int().to(place),
        per_sample_weights=torch.from_numpy(np.concatenate([weights for _, weights in counted])).to(place),
    )
    return summed


def loss(queries: Tensor, positives: Tensor, scale: float) -> Tensor:
    """The cross entropy of finding each query's own text in the batch, and each text's own query."""
    cosines = scale * functional.normalize(queries) @ functional.normalize(positives).T
    labels = torch.arange(len(cosines), device=cosines.device)
    return (functional.cross_entropy(cosines, labels) + functional.cross_entropy(cosines.T, labels)) / 2


def _steps(material: Material, recipe: Recipe) -> int:
    whole = np.count_nonzero(np.diff(material.passages.first) > 1) + len(material.queries)
    whole += np.count_nonzero(np.diff(material.passages.titles.offsets) > 0)
    return max(1, int(whole * recipe.epochs) // recipe.batch)


def _batches(material: Material, recipe: Recipe) -> Iterator[list[Pair]]:
    random = np.random.default_rng(recipe.seed)
    while True:
        epoch = pairs(material, random)
        while len(batch := list(islice(epoch, recipe.batch))) == recipe.batch:
            yield batch
