"""Where texts come from: kept as JSON, and read again."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from glassformer.errors import ConfigurationError, InputError, RunFolderError
from glassformer.learning.text.source import TextSource
from glassformer.tasks.text import Column, Layout, Phrase, Split, WordList

FULL = TextSource(
    train="a.tsv",
    valid="b.tsv",
    test="c.tsv",
    kind="tag",
    layout=Layout(format="tsv", text=0, label="ner", names=("word", "ner"), has_header=False, delimiter="\t"),
    tokenizer="spaces",
    scheme="iob1",
    repair=True,
    label_names="names.txt",
    split=Split(valid=0.2, test=0.3, seed=4),
    name="mine",
    vectors="glove.txt",
    lists=("towns.txt", "names.txt"),
)


@pytest.mark.parametrize("source", [TextSource(train="a.csv"), FULL])
def test_a_source_is_written_and_read(source: TextSource) -> None:
    assert TextSource.from_dict(json.loads(json.dumps(source.to_dict()))) == source


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("train",), None),
        (("kind",), "guess"),
        (("layout",), None),
        (("layout", "names"), 3),
        (("layout", "delimeter"), "\t"),
        (("split",), []),
        (("split", "seeds"), 3),
        (("split", "valid"), "some"),
        (("split", "seed"), True),
        (("layout", "format"), "xls"),
        (("layout", "text"), [1]),
        (("lists",), [1]),
        (("lists",), None),
        (("tokenizer",), "letters"),
        (("surprise",), 1),
        (("test",), 7),
    ],
)
def test_a_damaged_description(path: tuple[str, ...], value: Any) -> None:
    document = copy.deepcopy(FULL.to_dict())
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(RunFolderError, match=r"config\.json: the description of the texts is damaged"):
        TextSource.from_dict(document)


@pytest.mark.parametrize("missing", ["train", "layout", "split", "lists"])
def test_a_description_that_lacks_something(missing: str) -> None:
    document = {name: value for name, value in FULL.to_dict().items() if name != missing}
    with pytest.raises(RunFolderError, match=f"damaged: .*{missing}"):
        TextSource.from_dict(document)


def test_a_tokenizer_that_is_not_there() -> None:
    with pytest.raises(ConfigurationError, match="tokenizer 'letters' is unknown; write one of words, spaces"):
        TextSource(train="a.csv", tokenizer="letters")


def test_texts_are_read_as_the_source_says(tmp_path: Path) -> None:
    file = tmp_path / "opinions.csv"
    rows = [
        f"I can't {word} {number},{label}" for number in range(10) for word, label in (("go", "no"), ("see", "yes"))
    ]
    file.write_text("text,label\n" + "\n".join(rows) + "\n")
    data = TextSource(train=str(file), tokenizer="spaces", split=Split(seed=3)).read()
    assert data.task_name == "opinions"
    assert {"can't"} <= {word for words in data.train.tokens for word in words}
    assert (len(data.train), len(data.valid), len(data.test)) == (16, 2, 2)
    other = TextSource(train=str(file), split=Split(seed=4), name="mine").read()
    assert other.task_name == "mine"
    assert other.test.tokens != data.test.tokens
    assert TextSource(train=str(file)).read_vectors(10) is None


def test_features_are_the_plain_ones_phrases_and_lists(tmp_path: Path) -> None:
    (tmp_path / "towns.txt").write_text("Rome\nNew York\n")
    (tmp_path / "a.conll").write_text("".join(f"w{number} NN O\nx VB B-LOC\n\n" for number in range(12)))
    source = TextSource(
        train=str(tmp_path / "a.conll"),
        layout=Layout(names=("word", "pos", "ner")),
        lists=(str(tmp_path / "towns.txt"),),
    )
    found = source.features(source.read(), has_features=True, n_phrases=9)
    assert found[-2:] == (Phrase(9), WordList("towns", (("Rome",), ("New", "York"))))
    assert Column("pos") in found
    assert source.features(source.read(), has_features=False, n_phrases=0) == found[-1:]
    with pytest.raises(InputError, match=r"nowhere\.txt"):
        TextSource(train="a", lists=("nowhere.txt",)).features(source.read(), has_features=False, n_phrases=0)


def test_vectors_are_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "vectors.txt"
    file.write_text("".join(f"w{number} {number} 1\n" for number in range(5)))
    vectors = TextSource(train="a", vectors=str(file)).read_vectors(3)
    assert vectors is not None
    assert vectors.words == ("w0", "w1", "w2")
