import pickle

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, cross_val_score
from tests.estimators.of_numbers import QUICK
from tests.support.text_runs import fit_reader, tagger
from tests.tasks.text.grammar import tagged_sentences

import glassformer as gf
from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import Column, Scheme, from_iob2
from glassformer.tasks.text.schemes import flaws

SENTENCES, TAGS = (list(each) for each in zip(*tagged_sentences(60), strict=True))
NEW, RIGHT = (list(each) for each in zip(*tagged_sentences(40, seed=1), strict=True))


@pytest.fixture(scope="module")
def model():
    return gf.ProgramTagger(**QUICK).fit(SENTENCES, TAGS)


def test_the_rules_of_a_grammar_are_learned(model):
    assert model.predict(NEW) == RIGHT
    assert model.score(NEW, RIGHT) == 1.0
    assert model.classes_.tolist() == ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
    assert model.program_.signature.labels == ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")
    assert model.scheme_ is Scheme.IOB2


def test_the_score_of_entities_is_strict_f1(model):
    sentence = ["Mr", "Ash", "Bell", "went", "to", "Rome", "."]
    tags = ["O", "B-PER", "I-PER", "O", "O", "B-LOC", "O"]
    assert model.predict([sentence]) == [tags]
    assert model.score([sentence], [tags]) == 1.0
    assert model.score([sentence], [["O", "B-PER", "O", "O", "O", "B-LOC", "O"]]) == 0.5  # 1 of 2, and 1 of 2
    assert model.score([sentence], [["O"] * 7]) == 0.0
    assert model.score([["to"]], [["O"]]) == 0.0  # nothing to find, and nothing found


def test_predicted_entities_are_well_formed():
    """The program by itself puts an I- where nothing begins."""
    reader = fit_reader()
    model = gf.ProgramTagger(**QUICK).fit(SENTENCES, TAGS)
    model.program_, model.reader_ = tagger(reader), reader
    sentences = [["It", "Ash", "Cole", "in", "Rome", "York"], ["Ash", "Bell"], ["Mr", "Ash"]]
    raw = model.program_.run_batch([reader.read(words) for words in sentences])
    assert any(flaws(tags, Scheme.IOB2) for tags in raw)
    assert not any(flaws(tags, Scheme.IOB2) for tags in model.predict(sentences))


@pytest.mark.parametrize("scheme", [Scheme.IOB1, Scheme.BIOES, Scheme.BILOU])
def test_tags_come_back_in_the_scheme_that_was_learned_from(scheme):
    tags = [list(from_iob2(each, scheme)) for each in TAGS]
    right = [list(from_iob2(each, scheme)) for each in RIGHT]
    model = gf.ProgramTagger(**QUICK).fit(SENTENCES, tags)
    assert model.scheme_ is scheme
    assert model.predict(NEW) == right
    assert model.score(NEW, right) == 1.0
    assert model.program_.signature.labels == ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")
    assert model.classes_.tolist() == sorted({tag for each in tags for tag in each})


def test_ill_formed_tags_are_an_error_or_mended():
    tags = [["I-PER" if tag == "B-PER" and number < 2 else tag for tag in each] for number, each in enumerate(TAGS)]
    with pytest.raises(
        InputError, match=r"text 1, word 2: tag 'I-PER' where IOB2 has 'B-PER' \(ill-formed tags in all"
    ):
        gf.ProgramTagger(**QUICK).fit(SENTENCES, tags)
    model = gf.ProgramTagger(**QUICK, repair=True).fit(SENTENCES, tags)
    assert model.predict(NEW) == RIGHT
    assert model.score(SENTENCES, tags) == 1.0  # mended there too
    with pytest.raises(ConfigurationError, match="scheme 'iob' is unknown; did you mean 'iob"):
        gf.ProgramTagger(**QUICK, scheme="iob").fit(SENTENCES, TAGS)


def test_tags_that_mark_no_entities_are_scored_by_words():
    sentences = [["the", "cat", "sat"], ["a", "dog", "ran"], ["the", "dog", "sat"], ["a", "cat", "ran"]] * 3
    numbers = [[7, 8, 9]] * 12
    model = gf.ProgramTagger(**QUICK).fit(sentences, [np.array(each) for each in numbers])
    assert model.scheme_ is Scheme.PLAIN
    assert model.classes_.tolist() == [7, 8, 9]
    assert model.predict(sentences[:2]) == [[7, 8, 9]] * 2
    assert model.score(sentences[:2], [[7, 8, 9], [7.0, 7.0, 9.0]]) == 5 / 6


def test_words_beyond_the_limit_are_outside_or_without_a_tag():
    with pytest.warns(UserWarning, match="60 of 60 texts are longer than 2 words"):
        model = gf.ProgramTagger(**QUICK, max_length=2).fit(SENTENCES, TAGS)
    with pytest.warns(UserWarning, match="1 of 1 texts"):
        assert model.predict([["Mr", "Ash", "went"]]) == [["O", "B-PER", "O"]]
    plain = [["x" if tag == "O" else "y" for tag in each] for each in TAGS]
    with pytest.warns(UserWarning, match="60 of 60 texts"):
        model.fit(SENTENCES, plain)
    with pytest.warns(UserWarning, match="1 of 1 texts"):
        assert model.predict([["Mr", "Ash", "went"]]) == [["x", "y", None]]


def test_columns_are_read_beside_words():
    """The same word is a noun or a verb, and only the column says which."""
    sentences = [[("saw", "V"), ("saw", "N")], [("saw", "N"), ("saw", "V")], [("saw", "N"), ("saw", "N")]] * 4
    tags = [["verb" if value == "V" else "noun" for _, value in sentence] for sentence in sentences]
    valid = {"X_valid": sentences, "y_valid": tags}
    model = gf.ProgramTagger(**QUICK, columns=("pos",), features=(Column("pos"),)).fit(sentences, tags, **valid)
    assert model.reader_.wanted_columns == ("pos",)
    unseen = [[("saw", "V"), ("saw", "V"), ("saw", "N")]]
    assert model.predict(unseen) == [["verb", "verb", "noun"]]
    assert model.score(unseen, [["verb", "verb", "noun"]]) == 1.0
    assert model.explain(unseen[0], position=2).output == ("verb", "verb", "noun")


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ([("saw",)], r"X, sentence 2, word 1: \('saw',\) is not \(word, pos\), strings that are not empty"),
        ([("saw", "V"), "it"], r"word 2: 'it' is not \(word, pos\)"),
        ([("saw", 3)], r"word 1: \('saw', 3\) is not \(word, pos\)"),
        ([("", "V")], r"word 1: \('', 'V'\) is not \(word, pos\)"),
    ],
)
def test_words_without_their_columns_are_an_error(sentence, message):
    with pytest.raises(InputError, match=message):
        gf.ProgramTagger(columns=("pos",)).fit([[("it", "N")], sentence], [["a"], ["b"]])


@pytest.mark.parametrize("columns", ["pos", ("pos", "pos")])
def test_columns_are_named_each_once(columns):
    with pytest.raises(ConfigurationError, match="write a tuple of names, each once, as in"):
        gf.ProgramTagger(columns=columns).fit([[("it", "N", "N", "N")]] * 2, [["a"], ["b"]])


def test_columns_that_are_not_named_are_an_error():
    with pytest.raises(InputError, match=r"word 1: \('it', 'N'\) is no word; name what stands beside words: columns="):
        gf.ProgramTagger().fit([[("it", "N"), ("is", "V")]], [["a", "b"]])


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        (TAGS[:-1], "59 labels for 60 texts"),
        ([TAGS[0][:-1], *TAGS[1:]], "text 1: 6 tags for 7 words|text 1: 5 tags for 6 words|text 1: 7 tags for 8 words"),
        ([tags[0] for tags in TAGS], "y, sentence 1 is one string; expected tags, in a list"),
        ([], "y has 0 samples"),
        ([[]] * 60, "y has no labels; at least two classes are needed"),
    ],
)
def test_tags_that_do_not_fit_are_an_error(tags, message):
    with pytest.raises(InputError, match=message):
        gf.ProgramTagger(**QUICK).fit(SENTENCES, tags)


def test_sentences_to_choose_by_may_be_given():
    model = gf.ProgramTagger(**QUICK)
    model.fit([*SENTENCES, ["Xylo", "."]], [*TAGS, ["O", "O"]], X_valid=NEW, y_valid=RIGHT)
    assert "xylo" in model.program_.signature.alphabet  # nothing was split off
    assert model.score(NEW, RIGHT) == 1.0
    with pytest.raises(InputError, match="y_valid, sentence 1 is one string; expected tags"):
        model.fit(SENTENCES, TAGS, X_valid=[["It"]], y_valid=["O"])


def test_sentences_that_are_strings_are_an_error(model):
    with pytest.raises(InputError, match="X, sentence 1 is one string; expected words, in a list: 'Mr Ash'"):
        model.predict(["Mr Ash"])


def test_it_is_cross_validated_and_searched():
    model = gf.ProgramTagger(**QUICK)
    assert cross_val_score(model, SENTENCES, TAGS, cv=2, error_score="raise").tolist() == [1.0, 1.0]
    search = GridSearchCV(model, {"reach": [0, 1]}, cv=2, error_score="raise").fit(SENTENCES, TAGS)
    assert search.best_score_ == 1.0
    assert search.predict(NEW) == RIGHT


def test_a_seed_makes_it_repeatable(model):
    assert gf.ProgramTagger(**QUICK, random_state=0).fit(SENTENCES, TAGS).program_ == model.program_
    assert gf.ProgramTagger(**QUICK, random_state=5).fit(SENTENCES, TAGS).program_ != model.program_


def test_an_explanation_is_of_the_tags_that_are_predicted(model):
    found = model.explain(NEW[0])
    assert list(found.output) == model.predict(NEW[:1])[0]
    assert [decision.label for decision in found.decisions] == [tag for tag in found.output if tag != "O"]
    assert [decision.position for decision in model.explain(NEW[0], position=1, with_flips=False).decisions] == [1]


def test_a_pickled_model_is_the_same(model):
    again = pickle.loads(pickle.dumps(model))
    assert again.program_ == model.program_
    assert again.predict(NEW) == RIGHT
