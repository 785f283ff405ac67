import pickle

import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import Source, TextExamples

TAGGED = TextExamples(
    kind="tag",
    tokens=(("Ann", "runs"), ("it", "rains", "here")),
    labels=(("B-PER", "O"), ("O", "O", "O")),
    columns={"pos": (("N", "V"), ("P", "V", "A"))},
    sources=(Source("a.conll", 1, range(1, 3)), Source("a.conll", 4, (4, 6, 7))),
)
CLASSES = TextExamples(kind="classify", tokens=(("a",), ("b", "c"), ("d",)), labels=("x", "y", "x"))


def test_parts_are_taken_with_everything_that_belongs_to_them():
    assert CLASSES[1:] == CLASSES.take([1, 2])
    assert CLASSES[1:].classes == ("y", "x")
    second = TAGGED.take([1])
    assert second.tokens == (("it", "rains", "here"),)
    assert second.tags == (("O", "O", "O"),)
    assert second.columns == {"pos": (("P", "V", "A"),)}
    assert second.sources[0].line == 4
    assert (len(TAGGED), TAGGED.n_tokens, len(TAGGED[:0])) == (2, 5, 0)


def test_texts_know_where_they_come_from():
    assert str(TAGGED.sources[1]) == "a.conll, line 4"
    assert TAGGED.sources[1].of_word(1) == "a.conll, line 6"  # a comment is between
    assert str(CLASSES.sources[2]) == "text 3"
    assert Source("a.jsonl", 3).of_word(1) == "a.jsonl, line 3, word 2"


def test_they_travel_to_workers():
    assert pickle.loads(pickle.dumps(TAGGED)) == TAGGED


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"labels": ("x",)}, "1 labels for 2 texts"),
        ({"labels": ("x", ("O",))}, r"text 2: kind 'classify' wants one label for the text, a string, not \('O',\)"),
        (
            {"kind": "tag", "labels": (("O",), "O")},
            "text 2: kind 'tag' wants a tuple with one tag for each word, not 'O'",
        ),
        ({"kind": "tag", "labels": (("O",), ("O",))}, "text 2: 1 tags for 2 words; there must be one for each word"),
        ({"columns": {"pos": (("N",),)}}, "1 entries of column 'pos' for 2 texts"),
        ({"columns": {"pos": (("N",), ("V",))}}, "text 2: 1 values of column 'pos' for 2 words"),
        ({"sources": (Source("a", 1),)}, "1 sources for 2 texts"),
        (
            {"tokens": ("so it is", ("a",))},
            "text 1: a text is its words, and not one string; tokenize it first: 'so it is'",
        ),
        ({"tokens": (("a",), ("b", ""))}, "text 2, word 2: '' is no word; expected a text that is not empty"),
        ({"tokens": (("a",), (3,))}, "text 2, word 1: 3 is no word"),
    ],
)
def test_what_does_not_belong_together_is_refused(fields, message):
    with pytest.raises(InputError, match=message):
        TextExamples(**{"kind": "classify", "tokens": (("a",), ("b", "c")), **fields})


def test_labels_of_the_other_kind_are_not_given():
    with pytest.raises(InputError, match="of kind 'tag', not 'classify'"):
        _ = TAGGED.classes
    with pytest.raises(InputError, match="of kind 'classify', not 'tag'"):
        _ = CLASSES.tags
    with pytest.raises(InputError, match="these texts are not labelled"):
        _ = TextExamples(kind="classify", tokens=(("a",),)).classes


def test_an_unknown_kind():
    with pytest.raises(ConfigurationError, match="kind 'tags' is unknown; write 'tag'"):
        TextExamples(kind="tags", tokens=())
