"""The cross-encoder gives the scores of sentence-transformers, quietly, and refuses what cannot rerank; a retriever
puts the best passages in its order."""

import logging
import shutil
import socket
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import CrossEncoder, SentenceTransformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast
from transformers.utils import logging as bars

from index.errors import PartMissing, UsageError
from index.parts import names, part
from index.plan import seen_text
from index.types import Hit
from qa.rerankers import Reranker
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.types import Filters

QUESTION = "When did the harbour open again?"
TEXTS = [
    "The harbour opened again after the storm.",
    "Frost in the night, and the apple blossom froze.",
    "Night train",
    "",
    "storm " * 500,
]
WRITE = "write cross:FOLDER, or cross:NAME for a model of the hub"
CHOOSE = "choose a cross-encoder with one score, such as cross-encoder/ms-marco-MiniLM-L6-v2"


def save_tokenizer(folder: Path) -> int:
    """Save a tokenizer of a few words, which reads 32 tokens; gives their number."""
    words = "the harbour opened again after storm frost in night and apple blossom train when did open . , ?"
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words.split()]
    tokenizer = Tokenizer(models.WordPiece({token: place for place, token in enumerate(tokens)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]", model_max_length=32,
    ).save_pretrained(folder)  # fmt: skip
    return len(tokens)


def save(folder: Path, labels: int = 1, head: bool = True) -> Path:
    """A BERT of one layer with random weights and so many outputs, or none, saved as people save models."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=save_tokenizer(folder), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32, initializer_range=1.0,
    )  # fmt: skip
    config.num_labels = labels
    kind = BertForSequenceClassification if head else BertModel
    kind(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def reranker(tiny: Path) -> Reranker:
    loaded: Reranker = part("qa.rerankers", "cross").load(str(tiny))
    return loaded


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address is reached, and nobody waits before trying again."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError("there is no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


def refusal(kind: type[Exception], argument: str) -> str:
    """What loading with this argument is refused with."""
    with pytest.raises(kind) as caught:
        part("qa.rerankers", "cross").load(argument)
    return str(caught.value)


def test_the_folder_offers_the_part_that_ships() -> None:
    assert names("qa.rerankers") == ["cross"]


def test_scores_are_those_of_sentence_transformers(reranker: Reranker, tiny: Path) -> None:
    theirs = CrossEncoder(str(tiny), device="cpu").predict([(QUESTION, text) for text in TEXTS])
    scores = reranker.scores(QUESTION, TEXTS)
    assert (scores.dtype.name, scores.shape) == ("float32", (len(TEXTS),))
    np.testing.assert_allclose(scores, theirs, rtol=0, atol=1e-6)


def test_scores_are_the_output_through_a_sigmoid_in_the_order_of_the_texts(reranker: Reranker, tiny: Path) -> None:
    outputs = CrossEncoder(str(tiny), device="cpu").predict(
        [(QUESTION, text) for text in TEXTS], activation_fn=torch.nn.Identity()
    )
    scores = reranker.scores(QUESTION, TEXTS)
    np.testing.assert_allclose(scores, 1 / (1 + np.exp(-outputs)), rtol=0, atol=1e-6)
    assert np.ptp(scores) > 0.05
    assert np.argsort(scores).tolist() == np.argsort(outputs).tolist()
    np.testing.assert_allclose(reranker.scores(QUESTION, TEXTS[::-1]), scores[::-1], rtol=0, atol=1e-6)


def test_the_function_that_a_model_names_is_used_instead(reranker: Reranker, copy: Path) -> None:
    CrossEncoder(str(copy), device="cpu", activation_fn=torch.nn.Identity()).save_pretrained(str(copy))
    outputs = part("qa.rerankers", "cross").load(str(copy)).scores(QUESTION, TEXTS)
    np.testing.assert_allclose(1 / (1 + np.exp(-outputs)), reranker.scores(QUESTION, TEXTS), rtol=0, atol=1e-6)
    assert outputs.min() < 0 or outputs.max() > 1


def test_a_score_is_that_of_its_text_whatever_stands_around_it(reranker: Reranker) -> None:
    alone = np.concatenate([reranker.scores(QUESTION, [text]) for text in TEXTS])
    np.testing.assert_allclose(reranker.scores(QUESTION, TEXTS * 20)[-len(TEXTS) :], alone, rtol=0, atol=1e-6)


def test_the_question_counts(reranker: Reranker) -> None:
    assert abs(reranker.scores(QUESTION, TEXTS) - reranker.scores("frost, apple", TEXTS)).max() > 0.01


def test_no_texts_have_no_scores(reranker: Reranker) -> None:
    scores = reranker.scores(QUESTION, [])
    assert (scores.dtype.name, scores.shape) == ("float32", (0,))


def test_what_is_too_long_is_cut_at_its_end(reranker: Reranker) -> None:
    cut, longer, other = reranker.scores("frost", ["apple " * 100, "apple " * 100 + "storm", "storm " * 100])
    assert cut == pytest.approx(longer, abs=1e-6)
    assert cut != pytest.approx(other, abs=1e-3)


def test_several_threads_get_the_same_scores(reranker: Reranker, tiny: Path) -> None:
    fresh = part("qa.rerankers", "cross").load(str(tiny))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: fresh.scores(QUESTION, TEXTS), range(8)))
    np.testing.assert_allclose(found, [reranker.scores(QUESTION, TEXTS)] * 8, rtol=0, atol=1e-6)


def test_nothing_is_printed_and_the_switches_of_the_process_stay(tiny: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = (logging.root.manager.disable, list(warnings.filters), bars.is_progress_bar_enabled())
    part("qa.rerankers", "cross").load(str(tiny)).scores(QUESTION, TEXTS * 20)
    assert capfd.readouterr() == ("", "")
    assert (logging.root.manager.disable, list(warnings.filters), bars.is_progress_bar_enabled()) == before
    CrossEncoder(str(tiny), device="cpu")
    assert "Loading weights" in capfd.readouterr().err


def test_a_model_is_named_by_its_folder_and_what_is_in_it(reranker: Reranker, tiny: Path, copy: Path) -> None:
    cross = part("qa.rerankers", "cross")
    folder, _, content = reranker.name.partition("@")
    assert (folder, len(content)) == (f"cross:{tiny}", 16)
    assert cross.load(str(copy)).name == f"cross:{copy}@{content}"
    config = copy / "tokenizer_config.json"
    config.write_text(config.read_text().replace("32", "31"))
    assert cross.load(str(copy)).name != f"cross:{copy}@{content}"


def test_scores_that_are_no_numbers_are_refused_with_the_name_of_the_model(copy: Path) -> None:
    broken = BertForSequenceClassification.from_pretrained(copy)
    torch.nn.init.constant_(broken.classifier.weight, float("nan"))
    broken.save_pretrained(copy)
    loaded = part("qa.rerankers", "cross").load(str(copy))
    with pytest.raises(UsageError) as caught:
        loaded.scores(QUESTION, TEXTS)
    assert str(caught.value) == (f"the reranker {loaded.name} gives scores that are no numbers: choose another model")


def test_a_model_of_several_outputs_is_refused(tmp_path: Path) -> None:
    folder = save(tmp_path / "three", labels=3)
    assert refusal(UsageError, str(folder)) == (
        f"the model “{folder}” gives 3 scores for each text, as classifiers do: {CHOOSE}"
    )


def test_an_encoder_without_a_trained_output_is_refused_quietly(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bert = save(tmp_path / "bert", head=False)
    SentenceTransformer(str(bert), device="cpu").save_pretrained(str(tmp_path / "embedder"))
    capfd.readouterr()
    for folder in (bert, tmp_path / "embedder"):
        assert refusal(UsageError, str(folder)) == (f"the model “{folder}” was not trained to score texts: {CHOOSE}")
    assert capfd.readouterr() == ("", "")


def test_a_reranker_without_a_model_is_refused() -> None:
    assert refusal(UsageError, "") == f"the reranker cross needs a model: {WRITE}"


@pytest.mark.parametrize(
    "argument",
    ["/no/such/folder", "./nowhere", "../nowhere", "~/nowhere", "~nobody/nowhere", "a" * 5000, "/" + "a" * 5000],
)
def test_a_folder_that_is_not_there_is_a_usage_error(argument: str) -> None:
    assert refusal(UsageError, argument) == f"there is no folder “{argument}”: {WRITE}"


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("argument", ["nobody/has-this-model", "no-such-model"])
def test_a_model_that_cannot_be_reached_is_refused_in_one_line(
    argument: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert refusal(PartMissing, argument) == (
        f"the model “{argument}” cannot be loaded: it is not on this machine, "
        "and the hub does not give it (there is no network in tests)"
    )
    assert capfd.readouterr() == ("", "")


def test_a_model_that_might_run_code_is_refused_before_it_is_loaded(copy: Path) -> None:
    (copy / "modeling.py").write_text("raise SystemExit('this ran')")
    assert refusal(PartMissing, str(copy)) == (
        f"the model {copy} is refused because of modeling.py: "
        "use a model that has its weights as safetensors and no code of its own"
    )


def test_a_folder_without_weights_is_refused_in_one_line(copy: Path) -> None:
    (copy / "model.safetensors").unlink()
    message = refusal(PartMissing, str(copy))
    assert message.startswith(f"the model “{copy}” cannot be loaded: ")
    assert "\n" not in message
    assert "hub" not in message


def test_a_folder_without_a_model_is_named_and_not_looked_for_on_the_hub(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / "config.json").unlink()
    monkeypatch.chdir(copy.parent)
    assert refusal(PartMissing, "copy") == (
        f"the folder {copy} holds no model: it has neither modules.json nor config.json"
    )


TOWNS = (
    "The harbour opened again after the storm.",
    "The storm and the frost in the night did the harbour in.",
    "When did the train in the harbour open?",
    "The apple blossom at the harbour froze in the night.",
    "A night train left the harbour after the frost.",
    "The harbour and the storm, the harbour and the train.",
)


def towns(folder: Path, reranker: str = "", rerank: int = 20) -> Retriever:
    """A retriever over TOWNS, each an article of its own."""
    (folder / "towns").mkdir(exist_ok=True)
    for number, text in enumerate(TOWNS):
        (folder / "towns" / f"{number}.txt").write_text(text)
    return Retriever.open(folder / "towns", Settings(embedder="hashing", reranker=reranker, rerank=rerank))


def summary(hits: list[Hit]) -> list[tuple[str, float, tuple[object, ...]]]:
    """What a hit was before it was reranked."""
    return [
        (hit.passage.document.id, hit.score, tuple(rank for rank in hit.ranks if rank.stage != "reranker"))
        for hit in hits
    ]


@pytest.mark.parametrize("first", [1, 3, 4, 6, 50])
def test_a_reranker_puts_the_first_ones_in_its_own_order_and_keeps_the_rest(
    tmp_path: Path, tiny: Path, reranker: Reranker, first: int
) -> None:
    plain = towns(tmp_path).search(QUESTION)
    assert len(plain) == 6
    hits = towns(tmp_path, f"cross:{tiny}", first).search(QUESTION)
    texts = [seen_text(hit.passage.document, hit.passage.sentences) for hit in plain[:first]]
    scores = reranker.scores(QUESTION, texts).tolist()
    order = sorted(range(len(texts)), key=lambda place: (-scores[place], plain[place].passage.number))
    assert summary(hits) == summary([*(plain[place] for place in order), *plain[first:]])
    own = [hit.ranks[-1] for hit in hits[:first]]
    assert [(one.stage, one.rank, one.share) for one in own] == [
        ("reranker", new, 0) for new in range(1, len(order) + 1)
    ]
    assert [one.score for one in own] == pytest.approx([scores[place] for place in order], abs=1e-6)
    assert all(rank.stage != "reranker" for hit in hits[first:] for rank in hit.ranks)


def test_a_reranker_changes_the_order_and_sees_more_than_are_given(tmp_path: Path, tiny: Path) -> None:
    plain, reranked = towns(tmp_path).search(QUESTION), towns(tmp_path, f"cross:{tiny}", 6)
    whole = reranked.search(QUESTION)
    assert [hit.passage.number for hit in whole] != [hit.passage.number for hit in plain]
    assert [reranked.search(QUESTION, k=k) for k in (1, 2, 5)] == [whole[:k] for k in (1, 2, 5)]
    assert reranked.find(QUESTION, 9, Filters(source="nowhere")).hits == ()
