import gzip
import json

import pytest
from tests.tasks.text.grammar import as_conll, questions, tagged_sentences

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import (
    Layout,
    Scheme,
    Split,
    entities,
    from_iob2,
    read_text_data,
    read_texts,
    split_at_spaces,
)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """A function that writes a file into the current folder and gives its name."""
    monkeypatch.chdir(tmp_path)

    def write(name, text):
        data = text.encode()
        (tmp_path / name).write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        return name

    return write


def as_tsv(pairs):
    return "".join(f"{label}\t{text}\n" for text, label in pairs)


def as_csv(pairs):
    return "text,label\n" + "".join(f'"{text}",{label}\n' for text, label in pairs)


def as_json_lines(pairs):
    return "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in pairs)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.tsv", as_tsv),
        ("a.csv", as_csv),
        ("a.jsonl", as_json_lines),
        ("a.csv.gz", as_csv),
        ("a.jsonl.gz", as_json_lines),
        ("a.txt", as_tsv),
    ],
)
def test_the_same_texts_in_every_format_are_the_same_data(write, name, make):
    made = questions(90)
    data = read_text_data(write(name, make(made)), split=Split(seed=1))
    in_order = sorted(
        (source.line, words, label)
        for part in (data.train, data.valid, data.test)
        for source, words, label in zip(part.sources, part.tokens, part.classes, strict=True)
    )
    assert [(words, label) for _, words, label in in_order] == [(tuple(text.split()), label) for text, label in made]
    assert (data.kind, data.label_names, data.task_name, data.scheme) == ("classify", ("HUM", "LOC", "NUM"), "a", None)


@pytest.mark.parametrize("scheme", [Scheme.IOB1, Scheme.IOB2, Scheme.BIOES, Scheme.BILOU])
def test_the_same_entities_in_every_scheme_are_the_same_data(write, scheme):
    made = tagged_sentences(80)
    text = as_conll([(words, from_iob2(tags, scheme)) for words, tags in made])
    data = read_text_data(write("train.conll", text), name="people")
    assert (data.kind, data.scheme, data.task_name) == ("tag", scheme, "people")
    assert data.label_names == ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")
    for part in (data.train, data.valid, data.test):
        for words, tags in zip(part.tokens, part.tags, strict=True):
            assert (list(words), list(tags)) in made
            before_place = words[tags.index("B-LOC") - 1]
            assert [words[span.start - 1] for span in entities(tags)] == [words[0], before_place]
            assert before_place in ("in", "to")


def test_parts_that_are_given_are_kept_and_the_others_split_off(write):
    train, test = questions(100, seed=1), questions(20, seed=2)
    files = write("train.tsv", as_tsv(train)), write("test.tsv", as_tsv(test))
    data = read_text_data(files[0], test=files[1])
    assert [" ".join(words) for words in data.test.tokens] == [text for text, _ in test]
    assert (len(data.train) + len(data.valid), data.train.sources[0].file) == (100, "train.tsv")
    assert 5 <= len(data.valid) <= 20
    whole = read_text_data(files[0], files[1], files[1])
    assert (len(whole.train), whole.valid) == (100, whole.test)


def test_the_seed_decides_the_split(write):
    name = write("a.tsv", as_tsv(questions(100)))
    assert read_text_data(name) == read_text_data(name)
    assert read_text_data(name).test != read_text_data(name, split=Split(seed=1)).test
    assert len(read_text_data(name, split=Split(valid=0.3, test=0.3)).valid) > 20


def test_label_names(write):
    texts = [(text, str(["NUM", "HUM", "LOC"].index(label))) for text, label in questions(60)]
    names = write("labels.txt", "0\tNUM\n1\tHUM\n2\tLOC\n3\tUNUSED\n")
    data = read_text_data(write("a.tsv", as_tsv(texts)), label_names=names)
    assert data.label_names == ("NUM", "HUM", "LOC")
    assert {"How": "NUM", "Who": "HUM", "Where": "LOC"}[data.train.tokens[0][0]] == data.train.classes[0]


def test_the_tokenizer_is_the_users(write):
    name = write("a.tsv", "a\tit's ok\nb\tno\na\tyes\n")
    assert read_texts(name).examples.tokens[0] == ("it", "'s", "ok")
    assert read_texts(name, tokenizer=split_at_spaces).examples.tokens[0] == ("it's", "ok")


def test_texts_with_tags_in_csv(write):
    name = write("a.csv", "tokens,tags\nit's Ann,O B-PER\nno,O\n")
    examples = read_texts(name).examples
    assert examples == read_texts(name, kind="tag").examples
    assert (examples.tokens, examples.tags) == ((("it's", "Ann"), ("no",)), (("O", "B-PER"), ("O",)))


def test_words_with_one_label_are_a_text_to_classify(write):
    examples = read_texts(write("a.jsonl", '{"tokens": ["it\'s", "ok"], "label": "O"}\n')).examples
    assert (examples.kind, examples.tokens, examples.classes) == ("classify", (("it's", "ok"),), ("O",))


def test_texts_without_words_are_dropped_and_counted(write):
    file = read_texts(write("a.jsonl", as_json_lines([("one", "a"), ("", "b"), (" ", "b"), ("two", "b")])))
    assert (len(file.examples), file.notes) == (2, ("a.jsonl: 2 texts without words dropped (the first at line 2)",))


def test_files_to_predict_on_keep_every_text(write):
    layout = Layout(is_labelled=False)
    lines = read_texts(write("a.txt", "One text.\n\nAnother, too.\n"), kind="classify", layout=layout).examples
    assert (lines.labels, lines.tokens) == (None, (("One", "text", "."), (), ("Another", ",", "too", ".")))
    rows = read_texts(write("a.csv", "text,label\none,x\n,y\n"), kind="classify", layout=layout).examples
    assert (rows.labels, rows.tokens) == (None, (("one",), ()))
    with pytest.raises(ConfigurationError, match=r"a\.txt: give the kind, 'tag' or 'classify'; without labels"):
        read_texts("a.txt", layout=layout)


def test_what_a_user_should_know_is_told(write):
    train = "a\tone\nb\ttwo\na\tone\nb\tthree\na\tfour\na\tfive\na\tsix\nb\tseven\nb\teight\nz\tnine\n"
    data = read_text_data(write("train.tsv", train), test=write("test.tsv", "a\tone\nc\tten\n"))
    assert data.warnings == (
        "1 class with fewer than 2 different texts is in train only: 'z'",
        "test: label 'c' (1 text) is in no training text, and cannot be learned",
        "train: 1 duplicate kept (a text before has the same words and label)",
        "test: 1 of 2 texts is also in train or valid, word by word",
    )


def test_ill_formed_tags_are_mended_only_where_asked(write):
    made = [*tagged_sentences(20), (["in", "Rome"], ["O", "I-LOC"])]
    name = write("a.conll", as_conll(made))
    with pytest.raises(InputError, match=r"a\.conll, line \d+: tag 'I-LOC' where IOB2 has 'B-LOC'"):
        read_text_data(name)
    assert read_text_data(name, repair=True).warnings[0].startswith("1 ill-formed tag mended; the first: a.conll, line")


@pytest.mark.parametrize(
    ("name", "text", "settings", "message"),
    [
        ("a.tsv", "x\tone\nx\ttwo\n", {}, r"a\.tsv: every text has the label 'x'"),
        ("a.jsonl", '{"text": " ", "label": 1}\n', {}, r"a\.jsonl: none of its 1 texts has words"),
        ("a.jsonl", '{"tokens": ["a"], "tags": ["O", "O"]}\n', {}, r"a\.jsonl, line 1: 2 tags for 1 words"),
        (
            "a.csv",
            "tokens,tags\na b,O\n",
            {"kind": "tag"},
            r"a\.csv, line 2: 1 tag for 2 words; there must be one for each",
        ),
        (
            "a.conll",
            "a\tO\n",
            {"kind": "classify"},
            r"a\.conll, line 1: a list of 1 labels where kind 'classify'",
        ),
        ("a.tsv", "a\tone\nb\ttwo\na\tsix\n", {}, "no class has 3 different texts, so that they cannot be split"),
    ],
)
def test_errors_say_what_is_wrong(write, name, text, settings, message):
    with pytest.raises(InputError, match=message):
        read_text_data(write(name, text), **settings)


def test_settings_that_cannot_be(write):
    name = write("a.tsv", as_tsv(questions(30)))
    with pytest.raises(ConfigurationError, match="kind 'label' is unknown"):
        read_text_data(name, kind="label")
    with pytest.raises(ConfigurationError, match=r"shares \(0\.5, 0\.5\) must each be above 0"):
        read_text_data(name, split=Split(valid=0.5, test=0.5))


@pytest.mark.parametrize(("path", "task"), [("news/train.tsv", "news"), ("news/reviews.tsv.gz", "reviews")])
def test_tasks_are_called_after_their_files(write, tmp_path, path, task):
    (tmp_path / "news").mkdir()
    assert read_text_data(write(path, as_tsv(questions(40)))).task_name == task
