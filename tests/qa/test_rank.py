"""The ranking over a small real index: each stage alone, all of them against loops, and what always holds."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import UsageError
from index.likeness import ALIKE
from index.plan import seen_text
from index.types import Hit
from index.words import sound, term, terms, words
from qa.rank import Ranked, Search, query, rank
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.stages import STAGES, weights
from qa.when import share, window

FILES = {
    "apples.txt": """Late frost destroys half of the apple blossom

Growers in the valley lost half of their apple blossom in one night of frost. Insurers expect many claims.

The frost came after a warm week in the valley, and no grower had lit a fire among the trees that night.

The insurers met the growers in Kiev. They will buy new trees for those who lost the most of them.
""",
    "ferry.txt": """LISBON, January 9, 2022 /Reuters/ - The ferry to Setubal sank in a storm on Sunday night. \
Divers brought all forty passengers ashore.

The captain blamed a broken pump for the loss of his ferry. The owner bought the vessel at an auction in Kyiv.
""",
    "library.txt": """PARIS, March 3, 2023. /AFP/. The library of the harbour purchased nine hundred novels in one day.

A sailor gave the town its first atlas, and the captain of a tugboat read to the children.
""",
    "storm.txt": """BERLIN, June 12, 2021 /AFP/ - A storm broke two bridges in the valley. The town asked for help.

The storm of the century, said the mayor, and asked the town to rebuild both bridges before the winter storm.
""",
    "tram.txt": """A tram line to the harbour opened after eleven years of work by the city.

The tram stops at the library, at the auction hall and at the ferry, and no ticket costs more than a loaf.
""",
}
QUESTIONS = {
    "Which ferry did the storm sink?": ["ferry", "storm", "sink"],
    "Who purchased the ship at an auction, the captain or the owner?": [
        "purchased", "ship", "auction", "captain", "owner",
    ],
    "What did the insurers of Kyiv buy, and what did the growers buy?": ["insurers", "Kyiv", "buy", "growers", "buy"],
    "What did the storm break in January 2022?": ["storm", "break", "January", "2022"],
    "Did a snowstorm wreck the tram before March 2022?": ["snowstorm", "wreck", "tram", "before", "March", "2022"],
    "Who is it?": ["Who"],
    "Xylophone": ["Xylophone"],
}  # fmt: skip
"""Questions, and the words of each that count."""
ALL = Settings().ranking
NO_VECTOR = np.zeros(3, np.float32)
FINDING = ("words", "document", "meaning")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """A retriever over FILES with the shipped model, short passages and exact search."""
    return over(FILES, tmp_path_factory.mktemp("rank"), store="exact")


def over(files: dict[str, str], folder: Path, **settings: Any) -> Retriever:
    (folder / "articles").mkdir()
    for name, text in files.items():
        (folder / "articles" / name).write_text(text)
    return Retriever.open(folder / "articles", Settings(home=str(folder / "home"), words=20, **settings))


def ranked(retriever: Retriever, question: str, spec: str, **search: Any) -> list[Ranked]:
    asked = query(retriever.index, retriever.word_model, question, retriever.embedder.query(question))
    return rank(retriever.index, retriever.word_model, asked, Search(weights(spec), **{"k": 99, "pool": 99, **search}))


def found(retriever: Retriever, question: str, spec: str) -> list[Hit]:
    """All that a search finds with these weights, time included."""
    weighted = replace(retriever, settings=replace(retriever.settings, ranking=spec))
    return weighted.search(question, k=99)


def numbers(hits: list[Ranked]) -> list[int]:
    return [one.number for one in hits]


def texts(hits: list[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


def scores_of(hits: list[Hit], stage: str) -> dict[int, float]:
    """The raw scores of a stage, by number of passage."""
    return {hit.passage.number: one.score for hit in hits for one in hit.ranks if one.stage == stage}


def owners_of(retriever: Retriever) -> NDArray[np.int64]:
    """The number of each passage's document."""
    return retriever.index.owners(np.arange(retriever.index.about.passages))


@dataclass(frozen=True)
class Naive:
    """The whole ranking once more, in loops over the texts of the passages and in double precision."""

    retriever: Retriever

    @property
    def seen(self) -> list[str]:
        every = map(self.retriever.index.passage, range(self.retriever.index.about.passages))
        return [seen_text(one.document, one.sentences) for one in every]

    @property
    def owners(self) -> list[str]:
        every = map(self.retriever.index.passage, range(self.retriever.index.about.passages))
        return [one.document.id for one in every]

    def cosine(self, one: str, other: str) -> float:
        model = self.retriever.word_model
        vectors = [model.rows[model.row(term(word))].astype(np.float64) for word in (one, other)]
        lengths = [max(float(np.linalg.norm(vector)), 1e-12) for vector in vectors]
        return max(0.0, float(vectors[0] @ vectors[1]) / lengths[0] / lengths[1])

    def likeness(self, asked: str, text: str) -> float:
        """How near the nearest word of a text comes to a word."""
        everywhere = {word for one in self.seen for word in words(one)}
        best = 0.0
        for stem in set(terms(text)):
            written = sorted((word for word in everywhere if term(word) == stem), key=lambda word: (len(word), word))
            near = self.cosine(asked, written[0])
            name = asked[0].isupper() and all(word[0].isupper() for word in written)
            if name and sound(stem) and sound(stem) == sound(term(asked)):
                near = max(near, ALIKE)
            best = max(best, 1.0 if stem == term(asked) else near)
        return best

    def scores(self, question: str, asked: list[str]) -> dict[str, list[float]]:
        """What each stage that looks at a passage alone says of all passages."""
        seen, owners, model = self.seen, self.owners, self.retriever.embedder
        together = {
            owner: " ".join(text for text, one in zip(seen, owners, strict=True) if one == owner) for owner in owners
        }
        stems = [term(word) for word in asked]
        idf = {stem: idf_of(stem, [terms(text) for text in seen]) for stem in stems}
        whole = bm25([terms(text) for text in together.values()], stems)
        vector = model.query(question).astype(np.float64)
        named = window(question, date.fromisoformat("2023-03-03"))
        different = {term(word): word for word in reversed(asked)}
        made = {
            "words": bm25([terms(text) for text in seen], stems),
            "document": [whole[list(together).index(owner)] for owner in owners],
            "meaning": [float(vector @ row) for row in model.documents(seen).astype(np.float64)],
            "likeness": [
                sum(stems.count(stem) * idf[stem] * self.likeness(word, text) for stem, word in different.items())
                / sum(idf[stem] for stem in stems)
                for text in seen
            ],
            "lead": [1 / (1 + row - owners.index(owner)) for row, owner in enumerate(owners)],
        }
        if named:
            every = map(self.retriever.index.passage, range(len(seen)))
            made["time"] = [share(named, one.document.date, one.text) for one in every]
        return made

    def ranking(self, question: str, asked: list[str], weight: dict[str, float]) -> dict[int, float]:
        """The score of each passage that is found, by number."""
        scores = self.scores(question, asked)
        words_of = scores["words"]
        order = sorted(range(len(self.owners)), key=lambda row: (words_of[row], -row))
        heads = {self.owners[row]: row for row in order}.values()
        rows = [
            row for row in range(len(self.owners))
            if words_of[row] > 0 or scores["meaning"][row] > 0 or (row in heads and scores["document"][row] > 0)
        ]  # fmt: skip
        here = {stage: np.array([found[row] for row in rows]) for stage, found in scores.items()}
        if rows:
            here["feedback"] = feedback(
                self.retriever.index.vectors(np.array(rows)).astype(np.float64), total(here, weight)
            )
        return dict(zip(rows, total(here, weight).tolist(), strict=True))


def idf_of(stem: str, passages: list[list[str]]) -> float:
    n = sum(stem in passage for passage in passages)
    return log(1 + (len(passages) - n + 0.5) / (n + 0.5))


def bm25(passages: list[list[str]], stems: list[str]) -> list[float]:
    average = sum(map(len, passages)) / len(passages)
    made = []
    for passage in passages:
        norm = 1.2 * (1 - 0.75 + 0.75 * len(passage) / average)
        made.append(sum(idf_of(stem, passages) * passage.count(stem) / (passage.count(stem) + norm) for stem in stems))
    return made


def total(scores: dict[str, NDArray[np.float64]], weight: dict[str, float]) -> NDArray[np.float64]:
    whole = sum(weight[stage] for stage in scores)
    summed: NDArray[np.float64] = sum(
        (
            weight[stage] / whole * np.maximum(found, 0) / max(found.max(initial=0), 1e-9)
            for stage, found in scores.items()
        ),
        np.zeros(len(scores["words"])),
    )
    return summed


def feedback(vectors: NDArray[np.float64], so_far: NDArray[np.float64]) -> NDArray[np.float64]:
    best = sorted(range(len(so_far)), key=lambda row: -so_far[row])[:5]
    mean = sum((exp(10 * (so_far[row] - so_far[best[0]])) * vectors[row] for row in best), np.zeros(vectors.shape[1]))
    cosines: NDArray[np.float64] = vectors @ mean / np.linalg.norm(mean)
    return cosines


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_whole_ranking_is_what_loops_over_the_texts_make_of_it(opened: Retriever, question: str) -> None:
    expected = Naive(opened).ranking(question, QUESTIONS[question], dict(weights(ALL)))
    hits = found(opened, question, ALL)
    assert {hit.passage.number: hit.score for hit in hits} == {
        number: pytest.approx(score, abs=1e-5) for number, score in expected.items()
    }
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_raw_scores_of_each_stage_are_those_of_loops(opened: Retriever, question: str) -> None:
    expected = Naive(opened).scores(question, QUESTIONS[question])
    hits = found(opened, question, ALL)
    for stage, scores in expected.items():
        assert scores_of(hits, stage) == {
            hit.passage.number: pytest.approx(scores[hit.passage.number], abs=1e-5)
            for hit in hits if scores[hit.passage.number] > 1e-7
        }  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_matches_of_a_hit_are_the_likeness_that_it_has(opened: Retriever, question: str) -> None:
    asked = list({term(word): word for word in reversed(QUESTIONS[question])}.values())
    for hit in found(opened, question, ALL):
        assert sorted(one.asked for one in hit.matches) == sorted(asked)
        assert sum(one.weight for one in hit.matches) == pytest.approx(1)
        assert {one.found for one in hit.matches} <= set(terms(seen_text(hit.passage.document, hit.passage.sentences)))
        summed = sum(one.weight * one.likeness for one in hit.matches)
        assert summed == pytest.approx(next((one.score for one in hit.ranks if one.stage == "likeness"), 0), abs=1e-5)


def test_words_alone_rank_as_bm25_of_the_passages_does(opened: Retriever) -> None:
    question = "Which ferry did the storm sink?"
    hits = ranked(opened, question, "words=1")
    assert [(one.number, one.ranks[0].score) for one in hits] == opened.index.matching(["ferri", "storm", "sink"], 99)
    assert opened.index.passage(hits[0].number).text.startswith("The ferry to Setubal sank in a storm")
    assert hits[0].score == 1


def test_documents_alone_give_the_best_passage_of_each_in_the_order_of_the_documents(opened: Retriever) -> None:
    hits = ranked(opened, "What did the storm and the captain break?", "document=1")
    documents = opened.index.documents.search(["storm", "captain", "break"], 99)
    owners = owners_of(opened)
    assert [(int(owners[one.number]), one.ranks[0].score) for one in hits] == documents
    best = dict(opened.index.matching(["storm", "captain", "break"], 99))
    for one in hits:
        assert best.get(one.number, 0) == max(
            best.get(row, 0) for row in np.flatnonzero(owners == owners[one.number]).tolist()
        )


def test_meaning_alone_ranks_as_the_vectors_do(opened: Retriever) -> None:
    question = "Who purchased the ship?"
    near = opened.index.near(opened.embedder.query(question), 99)
    hits = ranked(opened, question, "meaning=1")
    assert numbers(hits) == [number for number, cosine in near if cosine > 0]
    assert [one.ranks[0].score for one in hits] == pytest.approx([cosine for _, cosine in near if cosine > 0], abs=1e-6)


def test_likeness_finds_another_word_for_the_same_thing(opened: Retriever) -> None:
    spec = "meaning=1e-9 likeness=1"
    best = found(opened, "Which proprietor was it?", spec)[0]
    assert "bought the vessel" in best.passage.text
    assert [(one.asked, one.found) for one in best.matches] == [("proprietor", "owner")]
    assert best.matches[0].likeness == pytest.approx(Naive(opened).cosine("proprietor", "owner"), abs=1e-6)


def test_likeness_finds_another_spelling_of_a_name_after_the_name_itself(opened: Retriever) -> None:
    spec = "meaning=1e-9 likeness=1"
    hits = found(opened, "Who was in Kyiv?", spec)
    assert [hit.passage.text.split()[-1] for hit in hits[:2]] == ["Kyiv.", "them."]
    assert [(hit.matches[0].found, hit.matches[0].likeness) for hit in hits[:2]] == [
        ("kyiv", 1),
        ("kiev", pytest.approx(0.8)),
    ]


def test_feedback_brings_what_is_like_the_best_ones(opened: Retriever) -> None:
    hits = ranked(opened, "Which growers lost their blossom?", "words=1e-9 meaning=1e-9 feedback=1")
    vectors = opened.index.vectors(np.array(numbers(hits), np.int64))
    cosines = [one.ranks[-1].score for one in hits]
    assert hits[0].ranks[-1].stage == "feedback"
    assert cosines == sorted(cosines, reverse=True)
    assert opened.index.passage(hits[0].number).document.id == "apples.txt"
    assert cosines[0] > float(vectors[0] @ opened.embedder.query("Which growers lost their blossom?"))


def test_lead_puts_first_what_stands_early_in_its_document(opened: Retriever) -> None:
    hits = ranked(opened, "the storm, the tram, the ferry and the harbour", "meaning=1e-9 lead=1")
    owners = owners_of(opened).tolist()
    places = [one.number - owners.index(owners[one.number]) for one in hits]
    assert len(places) > 5
    assert places == sorted(places)
    assert [one.ranks[-1].score for one in hits] == pytest.approx([1 / (1 + place) for place in places])


@pytest.fixture
def dated(tmp_path: Path) -> Retriever:
    """The same sentence in articles of several days; the newest of another is of February 2022."""
    days = {"june": "date 2021-06-12 ", "january": "date 2022-01-12 ", "never": "", "newest": "date 2022-02-20 "}
    text = "The storm broke a bridge and tore down the roof of a tram stop."
    return over({f"{name}.txt": f"{day}{text}" for name, day in days.items()}, tmp_path)


@pytest.mark.parametrize("when", ["in January 2022", "last month"])
def test_what_fits_the_time_comes_first_and_what_has_no_date_is_found_before_what_does_not_fit(
    dated: Retriever, when: str
) -> None:
    question = f"What did the storm break {when}?"
    hits = found(dated, question, "words=1e-9 meaning=1e-9 time=1")
    assert [hit.passage.document.id for hit in hits][:2] == ["january.txt", "never.txt"]
    assert sorted(hit.passage.document.id for hit in hits) == ["january.txt", "june.txt", "never.txt", "newest.txt"]
    assert [scores_of(hits, "time").get(hit.passage.number) for hit in hits] == [1, 0.5, None, None]


@pytest.mark.parametrize("question", ["What did the storm break?", "What did the storm break recently?"])
def test_a_question_that_names_no_time_has_no_stage_of_time(dated: Retriever, question: str) -> None:
    hits = found(dated, question, ALL)
    assert scores_of(hits, "time") == {}
    assert [(hit.passage.number, hit.score) for hit in hits] == [
        (hit.passage.number, hit.score) for hit in found(dated, question, ALL.replace(" time=0.1", ""))
    ]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("spec", [ALL, "words=1 lead=3", "meaning=2, feedback=1", "document=0.1 likeness=5 time=1"])
def test_the_shares_of_a_hit_sum_to_its_score_from_0_to_1(opened: Retriever, question: str, spec: str) -> None:
    for hit in found(opened, question, spec):
        assert sum(one.share for one in hit.ranks) == pytest.approx(hit.score, abs=1e-6)
        assert 0 <= hit.score <= 1
        assert all(one.share > 0 and one.score > 0 for one in hit.ranks)
        stages = [one.stage for one in hit.ranks]
        assert stages == [stage for stage in STAGES if stage in stages and stage in weights(spec)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_rank_is_one_more_than_the_number_of_better_candidates(opened: Retriever, question: str) -> None:
    hits = found(opened, question, ALL)
    for stage in STAGES:
        scores = list(scores_of(hits, stage).values())
        ranks = [one for hit in hits for one in hit.ranks if one.stage == stage]
        assert [one.rank for one in ranks] == [1 + sum(other > one.score for other in scores) for one in ranks]


@pytest.mark.parametrize("spec", [ALL, *(f"{stage}=1" for stage in FINDING), "meaning=0.1 likeness=1 feedback=1"])
def test_only_allowed_passages_are_found_by_any_stage(opened: Retriever, spec: str) -> None:
    count = opened.index.about.passages
    for seed, question in enumerate(QUESTIONS):
        allowed = np.random.default_rng(seed).random(count) < 0.5
        hits = ranked(opened, question, spec, allowed=allowed)
        assert all(allowed[number] for number in numbers(hits))
        assert len(set(numbers(hits))) == len(hits)
        assert ranked(opened, question, spec, allowed=np.ones(count, np.bool_)) == ranked(opened, question, spec)
    assert ranked(opened, question, spec, allowed=np.zeros(count, np.bool_)) == []


def test_a_passage_that_alone_is_allowed_alone_is_found(opened: Retriever) -> None:
    count = opened.index.about.passages
    alone = np.eye(count, dtype=np.bool_)
    for spec in ("words=1", "document=1", "meaning=1", ALL):
        for question in QUESTIONS:
            every = [numbers(ranked(opened, question, spec, allowed=alone[number])) for number in range(count)]
            assert all(one in ([number], []) for number, one in enumerate(every))
            assert {number for one in every for number in one} >= set(numbers(ranked(opened, question, spec)))


@pytest.mark.parametrize("stage", ["words", "meaning"])
def test_a_filter_changes_neither_the_scores_nor_the_order_of_what_it_allows(opened: Retriever, stage: str) -> None:
    allowed = np.arange(opened.index.about.passages) % 2 == 0
    for question in QUESTIONS:
        whole, some = (
            [(one.number, one.ranks[0].score) for one in ranked(opened, question, f"{stage}=1", allowed=mask)]
            for mask in (None, allowed)
        )
        assert some == [(number, score) for number, score in whole if allowed[number]]


def test_a_document_is_found_by_its_best_passage_that_is_allowed(opened: Retriever) -> None:
    best = ranked(opened, "storm", "document=1")[0].number
    allowed = np.arange(opened.index.about.passages) != best
    other = ranked(opened, "storm", "document=1", allowed=allowed)[0].number
    owners = owners_of(opened)
    assert (other != best, owners[other]) == (True, owners[best])


@pytest.mark.parametrize("spec", [ALL, *(f"{stage}=1" for stage in FINDING), "words=1 likeness=1 feedback=1 lead=1"])
@pytest.mark.parametrize(("k", "pool"), [(99, 99), (4, 4), (2, 3), (3, 1), (1, 1)])
def test_equal_passages_stand_in_order_of_number_even_where_k_or_the_pool_cuts_them(
    tmp_path: Path, spec: str, k: int, pool: int
) -> None:
    retriever = over({f"{name}.txt": "The storm broke two bridges in the valley." for name in "fcadbe"}, tmp_path)
    hits = ranked(retriever, "Which bridges did the storm break?", spec, k=k, pool=pool)
    assert numbers(hits) == list(range(min(k, 6)))
    assert len({one.score for one in hits}) == 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer_and_fewer_hits_are_the_head_of_more(
    opened: Retriever, question: str
) -> None:
    for pool in (6, 99):
        whole = ranked(opened, question, ALL, k=pool, pool=pool)
        assert ranked(opened, question, ALL, k=pool, pool=pool) == whole
        assert [ranked(opened, question, ALL, k=k, pool=pool) for k in range(pool + 1)] == [
            whole[:k] for k in range(pool + 1)
        ]


def test_a_small_pool_keeps_the_best_by_what_the_finding_stages_say(opened: Retriever) -> None:
    question, spec = "Which ferry did the storm sink near the harbour?", "words=1 document=1 meaning=1"
    whole = ranked(opened, question, spec)
    assert len(whole) > 4
    assert (
        sorted(numbers(ranked(opened, question, f"{spec} lead=9 likeness=9", k=1, pool=4)))
        == numbers(ranked(opened, question, f"{spec} lead=9 likeness=9", k=4, pool=4))[:1]
    )
    kept = ranked(opened, question, f"{spec} lead=9 likeness=9", k=4, pool=4)
    assert sorted(numbers(kept)) == sorted(numbers(whole)[:4])


def test_a_word_that_is_asked_for_twice_weighs_twice_and_words_that_only_ask_do_not_count(opened: Retriever) -> None:
    asked = query(opened.index, opened.word_model, "What did the Storm do, and which storms and trams?", NO_VECTOR)
    assert asked.words == ("Storm", "trams")
    lexical = opened.index.lexical
    idf = [lexical.idf(stem) for stem in ("storm", "tram")]
    parts = np.array([2 * idf[0], idf[1]])
    assert asked.weights.tolist() == pytest.approx((parts / parts.sum()).tolist())
    assert asked.times == {"storm": 2, "tram": 1}
    assert asked.asked.terms == ("storm", "tram")


def test_a_question_of_words_that_only_ask_is_searched_for_with_them(opened: Retriever) -> None:
    assert query(opened.index, opened.word_model, "Who is it?", NO_VECTOR).words == ("Who",)
    nothing = query(opened.index, opened.word_model, "of the", NO_VECTOR)
    assert (nothing.words, nothing.weights.tolist(), nothing.times) == ((), [], {})


@pytest.mark.parametrize("spec", [ALL, "words=1", "document=1", "meaning=1", "meaning=1 feedback=1 time=1 likeness=1"])
def test_a_question_that_nothing_answers_finds_nothing(opened: Retriever, spec: str) -> None:
    assert ranked(opened, "ᚠ", spec) == []


def test_many_equal_passages_have_equal_scores_in_every_stage(tmp_path: Path) -> None:
    text = "The storm broke two bridges in the valley."
    retriever = over({f"{number:03}.txt": text for number in range(61)}, tmp_path)
    hits = ranked(retriever, "Which bridges and valleys did the gale of Sunday wreck?", ALL)
    assert numbers(hits) == list(range(61))
    assert {one.ranks for one in hits} == {hits[0].ranks}
    assert [one.rank for one in hits[0].ranks] == [1] * 6


def test_weights_are_read_with_spaces_or_commas() -> None:
    expected = {"words": 0.2, "meaning": 0.8, "time": 0.0}
    assert [dict(weights(spec)) for spec in ("words=0.2 meaning=.8 time=0", " words=2e-1,meaning=0.8,\ntime=0 ")] == [
        expected, expected,
    ]  # fmt: skip
    assert set(weights(ALL)) == set(STAGES)
    assert Counter(weights("words=1 words=2")) == {"words": 2}


@pytest.mark.parametrize(
    "part",
    ["bm25=1", "words", "words=", "words=much", "words=-1", "words=nan", "words=inf", "=1", "Words=1", "words=1=2"],
)
def test_a_stage_or_weight_that_is_none_is_refused(part: str) -> None:
    with pytest.raises(UsageError) as caught:
        weights(f"meaning=1 {part}")
    assert str(caught.value) == (
        f"“{part}” is no stage of the ranking with its weight: write words=0.5 or the like, for some of "
        "words, document, meaning, likeness, feedback, lead, time, source"
    )


@pytest.mark.parametrize("spec", ["", " , ", "words=0", "likeness=1", "lead=1 time=1 feedback=1 likeness=1 meaning=0"])
def test_a_ranking_that_finds_nothing_is_refused(spec: str, tmp_path: Path) -> None:
    message = "the ranking has no stage that finds passages: give words, document or meaning a weight"
    with pytest.raises(UsageError) as caught:
        weights(spec)
    assert str(caught.value) == message
    with pytest.raises(UsageError, match=message):
        over(FILES, tmp_path, ranking=spec)


def test_a_stage_without_weight_is_not_among_the_ranks(opened: Retriever) -> None:
    hits = found(opened, "Which ferry did the storm sink?", "words=0 meaning=1 lead=0")
    assert {one.stage for hit in hits for one in hit.ranks} == {"meaning"}
    assert all(first.score >= second.score for first, second in pairwise(hits))
