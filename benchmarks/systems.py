"""The systems that are compared: each makes of a question a ranking of documents."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from benchmarks.beir import Collection, unpack
from index import lexical
from index.vectors import Embedder
from index.words import terms
from qa.retrieve import Retriever, load_embedder
from qa.settings import Settings

DEPTH = 100
"""The most documents of a ranking."""

PASSAGES = 2 * DEPTH
"""Passages asked for, so that their documents are enough."""

Ranked = list[tuple[str, float]]
"""Ids of documents and their scores, best first."""

Rank = Callable[[str], Ranked]


def reference_bm25(over: Collection) -> Rank:
    """BM25 of whole documents by the library bm25s (Lù, 2024) in Lucene's form, with our search terms."""
    names = list(over.documents)
    model = bm25s.BM25(method="lucene", k1=lexical.K1, b=lexical.B)
    model.index([terms(text) for text in over.documents.values()], show_progress=False)

    def rank(question: str) -> Ranked:
        found = terms(question)
        return [one for one in _best(names, model.get_scores(found)) if one[1] > 0] if found else []

    return rank


def bm25(over: Collection) -> Rank:
    """BM25 of whole documents by our own lexical index."""
    names = list(over.documents)
    words = lexical.build(map(terms, over.documents.values()))
    return lambda question: [(names[row], score) for row, score in words.search(terms(question), DEPTH)]


def dense(over: Collection, embedder: Embedder) -> Rank:
    """The cosine of whole documents to the question; equal scores keep the documents' order."""
    names = list(over.documents)
    vectors = embedder.documents(list(over.documents.values()))
    return lambda question: _best(names, vectors @ embedder.query(question))


WHOLE: dict[str, Callable[[Collection], Rank]] = {
    "bm25s": reference_bm25,
    "bm25": bm25,
    "dense-whole": lambda over: dense(over, load_embedder(Settings())),
}
"""Rankings of whole documents, by name."""


def _only(*stages: str) -> Callable[[Settings], Settings]:
    """The default ranking with these of its stages alone."""
    return lambda base: replace(
        base, ranking=" ".join(one for one in base.ranking.split() if one.split("=")[0] in stages)
    )


PIPELINE: dict[str, Callable[[Settings], Settings]] = {
    "bm25-passages": lambda base: replace(base, ranking="words=1"),
    "dense": lambda base: replace(base, ranking="meaning=1"),
    "bm25+dense": _only("words", "document", "meaning"),
    "+likeness": _only("words", "document", "meaning", "likeness"),
    "-feedback": _only("words", "document", "meaning", "likeness", "lead", "time", "source"),
    "-source": _only("words", "document", "meaning", "likeness", "feedback", "lead", "time"),
    "dossier": lambda base: base,
}
"""Searches through the public API, by name: what each makes of the settings. A stage to be measured is one line."""


def settled(names: Sequence[str], models: Sequence[str], rerankers: Sequence[str]) -> dict[str, Settings]:
    """The settings of the searches of these names, and of those with the models and rerankers of these folders."""
    found = {name: PIPELINE[name](Settings()) for name in names if name in PIPELINE}
    for folder in models:
        base = Settings(embedder=f"transformer:{folder}")
        found |= {f"{name}:{Path(folder).name}": PIPELINE[name](base) for name in ("dense", "dossier")}
    for folder in rerankers:
        found[f"rerank:{Path(folder).name}"] = Settings(reranker=f"cross:{folder}")
    return found


def searches(over: Collection, folder: Path, settings: Mapping[str, Settings]) -> Iterator[tuple[str, Rank]]:
    """The searches of these names, one after the other. Indexes are made in `folder`, one for all that can share it."""
    places: dict[tuple[object, ...], Path] = {}
    for name, one in settings.items():
        place = places.setdefault((one.embedder, one.store, one.words), folder / f"index{len(places)}")
        yield name, _search(opened(over.corpus, folder, replace(one, index=str(place))))


def opened(corpus: Path, folder: Path, settings: Settings) -> Retriever:
    """A retriever over a corpus, which is unpacked below `folder` once; the index is there too where none is named."""
    docs = folder / "docs"
    if not docs.exists():
        docs.mkdir(parents=True)
        unpack(corpus, docs / "corpus.jsonl")
    return Retriever.open(docs, replace(settings, index=settings.index or str(folder / "index")))


def _search(retriever: Retriever) -> Rank:
    """The documents that a search finds, each where its best passage stands."""

    def rank(question: str) -> Ranked:
        best: dict[str, float] = {}
        for hit in retriever.search(question, k=PASSAGES):
            if any(rank.share for rank in hit.ranks):  # what only a side without weight found was not found
                best.setdefault(hit.passage.document.id, hit.score)
        return list(best.items())[:DEPTH]

    return rank


def _best(names: Sequence[str], scores: Any) -> Ranked:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return [(names[row], float(scores[row])) for row in order]
