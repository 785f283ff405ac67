"""Both estimators keep scikit-learn's conventions: its own checks, settings, and how texts and labels may be given."""

from dataclasses import fields

import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks
from tests.estimators.of_numbers import QUICK, ClassifierOfNumbers, TaggerOfNumbers

import glassformer as gf
from glassformer.errors import ConfigurationError
from glassformer.learning.text.configuration import TextConfiguration

BOTH = (gf.ProgramClassifier, gf.ProgramTagger)
X = ["good film", "bad film", "good one", "bad one"]
WORDS = [text.split() for text in X]
Y = {gf.ProgramClassifier: [1, 0, 1, 0], gf.ProgramTagger: [[1, 0], [0, 0]] * 2}


def expected_failures(estimator):
    return {"check_class_weight_classifiers": "class_weight is 'balanced' or None: no class has a weight of its own"}


@parametrize_with_checks(
    [ClassifierOfNumbers(**QUICK), TaggerOfNumbers(**QUICK)], expected_failed_checks=expected_failures
)
def test_the_checks_of_scikit_learn_hold(estimator, check):
    check(estimator)


@pytest.mark.parametrize("estimator", BOTH)
@pytest.mark.parametrize(
    "name",
    [
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_estimator_tags_renamed",
        "check_valid_tag_types",
        "check_no_attributes_set_in_init",
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_parameters_default_constructible",
        "check_get_params_invariance",
        "check_set_params",
        "check_mixin_order",
    ],
)
def test_the_checks_that_need_no_data_hold_of_the_estimators_themselves(estimator, name):
    getattr(estimator_checks, name)(estimator.__name__, estimator())


def test_tags_say_what_is_taken():
    for estimator in BOTH:
        tags = estimator().__sklearn_tags__()
        assert tags.input_tags.string
        assert not tags.input_tags.two_d_array
        assert tags.target_tags.required
    assert is_classifier(gf.ProgramClassifier())
    assert not is_classifier(gf.ProgramTagger())  # what it predicts are sequences


@pytest.mark.parametrize("estimator", BOTH)
def test_settings_of_learning_have_the_names_and_defaults_of_its_configuration(estimator):
    default = TextConfiguration().to_dict()
    settings = estimator().get_params()
    shared = settings.keys() & default.keys() - {"features", "class_weight"}
    assert {name: settings[name] for name in shared} == {name: default[name] for name in shared}
    assert estimator().configuration() == TextConfiguration()
    own = {"vectors", "features", "columns", "tokenizer", "scheme", "repair", "valid_size", "random_state", "verbose"}
    assert settings.keys() - default.keys() <= own


@pytest.mark.parametrize("estimator", BOTH)
def test_settings_reach_the_learner(estimator):
    changed = estimator(
        tables=np.int64(3), penalty_least=np.float64(2), class_weight="balanced", random_state=7
    ).configuration()
    assert changed == TextConfiguration(tables=3, penalty_least=2.0, class_weight="balanced", seed=7)


@pytest.mark.parametrize("estimator", BOTH)
def test_a_clone_has_the_settings_and_nothing_learned(estimator):
    model = estimator(**QUICK, random_state=3, features=()).fit(WORDS, Y[estimator])
    copy = clone(model)
    assert copy.get_params() == model.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(WORDS)
    assert not hasattr(model, "n_features_in_")


@pytest.mark.parametrize("estimator", BOTH)
def test_nothing_works_before_fit(estimator, tmp_path):
    model = estimator()
    calls = [
        lambda: model.predict(WORDS),
        lambda: model.score(WORDS, Y[estimator]),
        lambda: model.explain(WORDS[0]),
        lambda: model.save(tmp_path / "model"),
    ]
    for call in calls:
        with pytest.raises(NotFittedError):
            call()


@pytest.mark.parametrize("estimator", BOTH)
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_classes": 1}, "n_classes = 1: must be from 2 to 128"),
        ({"tables": "no"}, "tables = 'no'; a value of type int is expected"),
        ({"class_weight": {0: 2.0}}, r"class_weight \{0: 2.0\}: write 'balanced' or None"),
        ({"valid_size": 1.0}, "valid_size 1.0: must be above 0 and below 1; or give X_valid"),
        ({"valid_size": "0.1"}, "valid_size '0.1': must be above 0 and below 1; or give X_valid"),
        ({"vectors": {"good": [1.0]}}, r"vectors \{'good': \[1.0\]\}: give the path of a file, or WordVectors"),
        ({"features": False}, "features False: write None, or a tuple of features"),
        ({"features": ("suffix",)}, r"features \('suffix',\): write None, or a tuple of features"),
        ({"min_count": 9}, "no word is in the training texts 9 times; set min_count lower"),
        ({"tokenizer": "word"}, "tokenizer 'word' is unknown"),
    ],
)
def test_a_wrong_setting_is_an_error_of_fit(estimator, settings, message):
    with pytest.raises(ConfigurationError, match=message):
        estimator(**QUICK | settings).fit(WORDS, Y[estimator])


@pytest.mark.parametrize("estimator", BOTH)
@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([], "X has 0 samples; at least 1 is needed"),
        ("good film", "X is one string; expected .*, in a list: 'good film'"),
        (None, "X is of type NoneType; expected a list or array of"),
        ({"good": 1}, "X is of type dict; expected a list or array of"),
        ((text for text in X), "X is of type generator; expected a list or array of"),
        (np.array([["good", "film"]] * 4), r"X has 2 dimensions \(shape \(4, 2\)\); expected one"),
        (np.zeros((4, 3)), r"X has 2 dimensions \(shape \(4, 3\)\); expected one"),
        ([*WORDS[:3], float("nan")], "X, (text|sentence) 4 is of type float; expected a list or array of words"),
        ([*WORDS[:3], ["bad", None]], "X, (text|sentence) 4, word 2: None is no word"),
        ([*WORDS[:3], ["bad", ""]], "X, (text|sentence) 4, word 2: '' is no word"),
        (WORDS[:3], "4 labels for 3 texts; there must be one for each text"),
        (WORDS[:1] * 4, "X has 4 samples, too few different ones to choose by some of them"),
    ],
)
def test_what_are_no_texts_is_an_error_that_says_where(estimator, texts, message):
    with pytest.raises(ValueError, match=message):
        estimator(**QUICK).fit(texts, Y[estimator])


@pytest.mark.parametrize("estimator", BOTH)
def test_the_same_errors_come_where_labels_are_predicted(estimator):
    model = estimator(**QUICK).fit(WORDS, Y[estimator])
    for texts in ("good film", [], np.zeros((2, 2)), [["good", 5]]):
        with pytest.raises(ValueError, match="X"):
            model.predict(texts)


@pytest.mark.parametrize("estimator", BOTH)
def test_labels_are_needed_and_are_of_two_classes(estimator):
    name = estimator.__name__
    with pytest.raises(ValueError, match=f"{name} requires y to be passed, but the target y is None"):
        estimator(**QUICK).fit(WORDS, None)
    same = [1] * 4 if estimator is gf.ProgramClassifier else [[1, 1]] * 4
    with pytest.raises(ValueError, match="y has one class only, '1'; at least two classes are needed to learn"):
        estimator(**QUICK).fit(WORDS, same)
    for valid in ({"X_valid": WORDS}, {"y_valid": Y[estimator]}):
        with pytest.raises(ValueError, match="X_valid and y_valid go together; give both"):
            estimator(**QUICK).fit(WORDS, Y[estimator], **valid)


@pytest.mark.parametrize("estimator", BOTH)
def test_texts_that_are_cut_are_counted_in_a_warning(estimator):
    model = estimator(**QUICK, max_length=1)
    message = "4 of 4 texts are longer than 1 words, and only these are read; max_length sets how many"
    with pytest.warns(UserWarning, match=message):
        model.fit(WORDS, Y[estimator])
    with pytest.warns(UserWarning, match=message):
        assert len(model.predict(WORDS)) == len(WORDS)


@pytest.mark.parametrize("estimator", BOTH)
def test_every_setting_is_documented(estimator):
    documented = " ".join(each.__doc__ for each in estimator.__mro__ if each.__module__.startswith("glassformer"))
    assert [each.name for each in fields(estimator) if each.name not in documented] == []
