import sys
from types import SimpleNamespace

import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import Layout, read_text_data
from glassformer.tasks.text.reading.hub import read_hub


class Part(list):
    """Records with features, as far as the reader looks at a data set."""

    def __init__(self, records, **features):
        super().__init__(records)
        self.features = features


def class_label(*names):
    return SimpleNamespace(names=list(names))


def list_of(feature):
    return SimpleNamespace(feature=feature)


TEXT = SimpleNamespace()
TAGS = {"id": TEXT, "tokens": list_of(TEXT), "pos_tags": list_of(class_label("N", "V"))}
TAGS["ner_tags"] = list_of(class_label("O", "B-PER", "I-PER"))


def tagged(*records):
    rows = [
        {"id": str(n), "tokens": words.split(), "pos_tags": pos, "ner_tags": tags}
        for n, (words, pos, tags) in enumerate(records)
    ]
    return Part(rows, **TAGS)


def classified(*labels):
    rows = [{"text": f"text {n}", "label": label} for n, label in enumerate(labels)]
    return Part(rows, text=TEXT, label=class_label("neg", "pos"))


@pytest.fixture
def serve(monkeypatch):
    """A function that lets the library have one data set, and gives the calls that reach it."""

    def serve(parts):
        calls = []

        def load_dataset(name, configuration):
            calls.append((name, configuration))
            if isinstance(parts, Exception):
                raise parts
            return parts

        monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load_dataset))
        return calls

    return serve


def test_tags_and_columns_get_their_names(serve):
    train = tagged(("Ann Lee runs", [0, 0, 1], [1, 2, 0]), ("it rains", [0, 1], [0, 0]), ("so what", [0, 1], [0, 0]))
    serve({"train": train, "validation": train[:1] and tagged(("Bo", [0], [1])), "test": tagged(("he", [0], [0]))})
    data = read_text_data("hub:conll")
    assert data.train.tokens[0] == ("Ann", "Lee", "runs")
    assert data.train.tags[0] == ("B-PER", "I-PER", "O")
    assert data.train.columns == {"pos_tags": (("N", "N", "V"), ("N", "V"), ("N", "V"))}
    assert (len(data.train), len(data.valid), len(data.test), data.task_name) == (3, 1, 1, "conll")
    assert str(data.test.sources[0]) == "conll[test], line 1"
    assert "conll[train]: 1 key not read: 'id'" in data.warnings


def test_a_configuration_is_named_after_a_colon(serve):
    calls = serve({"train": classified(0, 1, 0, 1, 0, 1)})
    data = read_text_data("hub:glue:sst2")
    assert calls == [("glue", "sst2")]
    assert data.label_names == ("neg", "pos")
    assert (len(data.train), len(data.valid), len(data.test)) == (2, 2, 2)


def test_a_test_whose_labels_are_withheld_is_not_read(serve):
    serve({"train": classified(0, 1), "validation": classified(1), "test": classified(-1, -1), "unsupervised": []})
    found = read_hub("glue", Layout())
    assert set(found.tables) == {"train", "valid"}
    assert found.notes == ("glue: parts not read: 'test', 'unsupervised'",)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"test": classified(0)}, "data set 'mine' has no labelled part 'train'; its parts: 'test'"),
        ({"train": classified()}, r"data set mine\[train\] has no rows"),
        ({"train": classified(0, 7)}, r"mine\[train\], line 2: 'label' is 7, which stands for none of its 2 names"),
        (ConnectionError("no network"), "data set 'mine' could not be loaded: ConnectionError: no network"),
    ],
)
def test_errors_say_what_is_wrong(serve, parts, message):
    serve(parts)
    with pytest.raises(InputError, match=message):
        read_hub("mine", Layout())


def test_parts_come_with_it(serve):
    serve({"train": classified(0, 1)})
    with pytest.raises(ConfigurationError, match="hub:mine has its own parts; leave out the files for valid and test"):
        read_text_data("hub:mine", test="test.csv")


def test_the_library_is_optional(monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)  # as if it were not there
    with pytest.raises(ConfigurationError, match="reading 'mine' by name needs Hugging Face datasets, which is not"):
        read_hub("mine", Layout())


def test_a_data_set_of_the_library_itself(tmp_path, monkeypatch):
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    features = datasets.Features(
        {
            "tokens": datasets.Sequence(datasets.Value("string")),
            "ner_tags": datasets.Sequence(datasets.ClassLabel(names=["O", "B-PER"])),
        }
    )
    rows = {"tokens": [["Ann", "runs"], ["it", "rains"], ["Bo"]], "ner_tags": [[1, 0], [0, 0], [1]]}
    (tmp_path / "mine").mkdir()
    datasets.Dataset.from_dict(rows, features=features).to_parquet(tmp_path / "mine" / "train.parquet")
    table = read_hub(str(tmp_path / "mine"), Layout()).tables["train"]
    assert [(row.text, row.label) for row in table.rows] == [
        (("Ann", "runs"), ("B-PER", "O")),
        (("it", "rains"), ("O", "O")),
        (("Bo",), ("B-PER",)),
    ]
