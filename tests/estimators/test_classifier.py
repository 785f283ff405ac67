import pickle

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from tests.estimators.of_numbers import QUICK
from tests.tasks.text.grammar import questions

import glassformer as gf
from glassformer.errors import InputError, ProgramError
from glassformer.program import Clip, LookupTable, Program
from glassformer.tasks.text import Suffix, tokenize

TEXTS, LABELS = (list(each) for each in zip(*questions(90), strict=True))
NEW, RIGHT = (list(each) for each in zip(*questions(60, seed=1), strict=True))


@pytest.fixture(scope="module")
def model():
    return gf.ProgramClassifier(**QUICK).fit(TEXTS, LABELS)


def test_the_rules_of_a_grammar_are_learned(model):
    assert model.predict(NEW).tolist() == RIGHT
    assert model.score(NEW, RIGHT) == 1.0
    assert model.score(NEW, ["HUM"] * len(NEW)) == RIGHT.count("HUM") / len(NEW)
    assert model.classes_.tolist() == ["HUM", "LOC", "NUM"]
    assert model.program_.signature.labels == ("HUM", "LOC", "NUM")
    words = [model.reader_.read(tokenize(text)) for text in NEW]
    assert model.program_.run_batch(words) == RIGHT


class Column:
    """What is relied on of a column of a table of pandas."""

    ndim = 1

    def __init__(self, values):
        self.values = values

    def __iter__(self):
        return iter(self.values)

    def __len__(self):
        return len(self.values)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


@pytest.mark.parametrize("make", [tuple, np.array, lambda texts: np.array(texts, dtype=object), Column])
def test_texts_and_labels_may_be_arrays_and_columns(model, make):
    same = gf.ProgramClassifier(**QUICK).fit(make(TEXTS), make(LABELS))
    assert same.program_ == model.program_
    assert same.predict(make(NEW)).tolist() == RIGHT


def test_texts_may_be_words(model):
    words = [list(tokenize(text)) for text in NEW]
    assert model.predict(words).tolist() == RIGHT
    assert model.predict([np.array(each) for each in words]).tolist() == RIGHT


def test_the_tokenizer_cuts_later_texts_too():
    texts, labels = ["I can't", "I can"], ["no", "yes"]
    model = gf.ProgramClassifier(**QUICK, tokenizer="spaces", features=())
    model.fit(texts, labels, X_valid=texts, y_valid=labels)
    assert "can't" in model.program_.signature.alphabet
    assert model.predict(["You can't ?", "You can ?"]).tolist() == labels


@pytest.mark.parametrize(
    "given",
    [
        np.array(["a", "b", "c"]),
        np.array(["a", "b", "c"], dtype=object),
        np.array([10, 9, -1]),
        np.array([0.0, 1.0, 2.0], dtype=np.float32),
        np.array([True, False, False]),
    ],
)
def test_labels_come_back_as_they_were_given(given):
    labels = given[[["HUM", "LOC", "NUM"].index(label) for label in LABELS]]
    model = gf.ProgramClassifier(**QUICK).fit(TEXTS, labels)
    assert model.classes_.dtype == given.dtype
    assert model.classes_.tolist() == np.unique(given).tolist()
    found = model.predict(TEXTS)
    assert found.dtype == given.dtype
    assert found.tolist() == labels.tolist()
    assert model.program_.signature.labels == tuple(map(str, np.unique(given).tolist()))


def test_labels_that_name_no_classes_are_an_error():
    for labels in ([0.5 * number for number in range(len(TEXTS))], [*LABELS[:-1], np.nan], [[1, 2]] * len(TEXTS)):
        with pytest.raises(ValueError, match=r"Unknown label type|NaN|1d array"):
            gf.ProgramClassifier(**QUICK).fit(TEXTS, np.array(labels, dtype=object if "HUM" in labels else None))


def test_probabilities_are_the_softmax_of_the_scores(model):
    scores, shares = model.decision_function(NEW), model.predict_proba(NEW)
    assert scores.shape == shares.shape == (len(NEW), 3)
    np.testing.assert_allclose(shares.sum(1), 1)
    expected = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    np.testing.assert_allclose(shares, expected)
    for found in (scores, shares):
        assert model.classes_[found.argmax(1)].tolist() == model.predict(NEW).tolist()


def test_scores_are_exactly_those_of_the_program(model):
    decision = model.explain(NEW[0]).decisions[0]
    by_label = dict(zip(model.classes_, model.decision_function(NEW[:1])[0], strict=True))
    assert {label: by_label[label] * 2**20 for label in decision.labels} == dict(
        zip(decision.labels, decision.totals, strict=True)
    )


def test_of_two_classes_the_score_is_the_lead_of_the_second():
    labels = [label == "NUM" for label in LABELS]
    model = gf.ProgramClassifier(**QUICK).fit(TEXTS, labels)
    leads, shares = model.decision_function(NEW), model.predict_proba(NEW)
    assert leads.shape == (len(NEW),)
    assert (leads > 0).tolist() == [label == "NUM" for label in RIGHT] == model.predict(NEW).tolist()
    np.testing.assert_allclose(np.log(shares[:, 1] / shares[:, 0]), leads)


def test_a_program_that_returns_no_scores_predicts_and_has_no_probabilities(model):
    edited = gf.ProgramClassifier(**QUICK).fit(TEXTS, LABELS)
    count = LookupTable(
        name="answer", inputs=(Clip(variable="ones", low=0, high=1),), values=("LOC", "NUM"), table=(0, 1)
    )
    edited.program_ = Program(signature=model.program_.signature, operations=(count,), returns="answer")
    assert edited.predict(NEW[:2]).tolist() == ["NUM", "NUM"]
    with pytest.raises(ProgramError, match="returns answer, a variable"):
        edited.predict_proba(NEW)


def test_a_seed_makes_it_repeatable(model):
    again = gf.ProgramClassifier(**QUICK, random_state=0).fit(TEXTS, LABELS)
    assert again.program_ == model.program_
    others = [
        gf.ProgramClassifier(**QUICK, random_state=state).fit(TEXTS, LABELS)
        for state in (5, np.int64(5), np.random.RandomState(1), np.random.RandomState(1))
    ]
    assert others[0].program_ == others[1].program_ != model.program_  # it learns from other texts
    assert others[2].program_ == others[3].program_


def test_texts_to_choose_by_may_be_given():
    texts, labels = TEXTS[:60], LABELS[:60]
    model = gf.ProgramClassifier(**QUICK, vocabulary_size=1000)
    model.fit([*texts, "Xylo ?"], [*labels, "HUM"], X_valid=TEXTS[60:], y_valid=LABELS[60:])
    assert "xylo" in model.program_.signature.alphabet  # nothing was split off
    with pytest.raises(InputError, match="X_valid, text 2 is of type int"):
        model.fit(texts, labels, X_valid=["Who ?", 3], y_valid=["HUM", "NUM"])
    with pytest.raises(InputError, match="3 labels for 2 texts"):
        model.fit(texts, labels, X_valid=TEXTS[:2], y_valid=LABELS[:3])


def test_it_works_in_a_pipeline_that_is_cross_validated():
    def without_markup(texts):
        return [text.replace("<b>", "").replace("</b>", "") for text in texts]

    marked = [f"<b>{text}</b>" for text in TEXTS]
    pipeline = make_pipeline(FunctionTransformer(without_markup), gf.ProgramClassifier(**QUICK))
    scores = cross_val_score(pipeline, marked, LABELS, cv=3)
    assert scores.tolist() == [1.0, 1.0, 1.0]
    assert pipeline.fit(marked, LABELS).predict(["<b>Who</b> is Ms Ash ?"]).tolist() == ["HUM"]


def test_a_setting_is_chosen_by_grid_search():
    model = gf.ProgramClassifier(**QUICK, features=())
    search = GridSearchCV(model, {"vocabulary_size": np.array([2, 50])}, cv=2, error_score="raise")
    search.fit(TEXTS, LABELS)
    assert search.best_params_ == {"vocabulary_size": 50}
    assert search.best_score_ == 1.0 > min(search.cv_results_["mean_test_score"])
    assert search.predict(NEW).tolist() == RIGHT


def test_features_may_be_chosen():
    texts, labels = ["running", "walked", "singing", "talked", "going", "jumped"] * 3, [1, 0] * 9
    model = gf.ProgramClassifier(**QUICK, features=(Suffix(3),)).fit(texts, labels)
    assert [column.name for column in model.program_.signature.columns] == ["suffix3"]
    assert model.predict(["sleeping"]).tolist() == [1]
    words_only = gf.ProgramClassifier(**QUICK, features=()).fit(texts, labels)
    assert words_only.program_.signature.columns == ()


@pytest.mark.parametrize("as_path", [str, lambda path: path])
def test_word_vectors_may_come_from_a_file(tmp_path, as_path):
    path = tmp_path / "vectors.txt"
    good, bad = ("good", "great", "splendid"), ("bad", "poor", "dismal")
    rows = [*(f"{word} 1 0.1 0" for word in good), *(f"{word} 0 0.1 1" for word in bad), "film 0 1 0"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    texts = [f"{word} film" for word in (*good[:2], *bad[:2])] * 5
    model = gf.ProgramClassifier(**QUICK, vectors=as_path(path), features=()).fit(texts, ["+", "+", "-", "-"] * 5)
    assert model.predict(["splendid film", "dismal film"]).tolist() == ["+", "-"]


def test_a_text_of_no_known_words_gets_a_label(model):
    assert (
        model.predict(["", "Zzz"]).tolist() == model.classes_[model.decision_function(["", "Zzz"]).argmax(1)].tolist()
    )


def test_an_explanation_is_of_the_label_that_is_predicted(model):
    found = model.explain("Who is Mr Bell?")
    assert found.output == "HUM"
    assert found.words == ("Who", "is", "Mr", "Bell", "?")
    assert max(found.decisions[0].word_weights, key=found.decisions[0].word_weights.get) == 1
    assert found.decisions[0].flips
    assert model.explain(["Who", "?"], with_flips=False).n_runs is None
    with pytest.raises(InputError, match="x is of type int"):
        model.explain(3)


def test_a_pickled_model_is_the_same(model):
    again = pickle.loads(pickle.dumps(model))
    assert again.program_ == model.program_
    assert again.predict(NEW).tolist() == RIGHT
