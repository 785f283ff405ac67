"""What is saved is loaded again, in both directions between estimators and runs; what is damaged is an error."""

import json
import re

import numpy as np
import pytest
from tests.estimators.of_numbers import QUICK
from tests.support.text_runs import KINDS, WITH_PARTS, classifier, fit_reader, tagger, write_run
from tests.tasks.text.grammar import questions, tagged_sentences

import glassformer as gf
from glassformer.errors import InputError, RunFolderError
from glassformer.execution.texts import TextProgram
from glassformer.learning.restart import load_network
from glassformer.program.locate import load_reader
from glassformer.tasks.text import Capital, Column, Scheme, WordList, from_iob2
from glassformer.tasks.text.vectors import WordVectors

TEXTS, LABELS = (list(each) for each in zip(*questions(60), strict=True))
SENTENCES, TAGS = (list(each) for each in zip(*tagged_sentences(40), strict=True))


@pytest.fixture
def saved(tmp_path):
    model = gf.ProgramClassifier(**QUICK).fit(TEXTS, LABELS)
    model.save(tmp_path / "model")
    return model, tmp_path / "model"


def edited(path, **changes):
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | changes), encoding="utf-8")


def test_a_saved_classifier_is_the_same_when_it_is_loaded(saved):
    model, folder = saved
    again = gf.ProgramClassifier.load(folder)
    assert again.program_ == model.program_
    assert again.reader_.to_dict() == model.reader_.to_dict()
    assert again.predict(TEXTS).tolist() == model.predict(TEXTS).tolist()
    assert (again.predict_proba(TEXTS) == model.predict_proba(TEXTS)).all()
    assert again.get_params() == model.get_params()
    weights, others = model.network_.state_dict(), again.network_.state_dict()
    assert weights.keys() == others.keys()
    assert all((weights[name] == others[name]).all() for name in weights)
    again.save(folder.parent / "again")
    assert gf.ProgramClassifier.load(folder.parent / "again").program_ == model.program_


def test_the_files_are_those_of_a_run(saved):
    model, folder = saved
    assert gf.load_program(folder) == gf.load_program(folder / "program.glass") == model.program_
    assert load_network(folder).discretize() == model.program_
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    assert vocabulary["labels"] == ["HUM", "LOC", "NUM"]
    assert vocabulary["tokens"] == ["<s>", "</s>", *model.program_.signature.alphabet]
    text = TextProgram(program=gf.load_program(folder), reader=load_reader(folder))
    assert text.label(("Who", "?")) == "HUM"


@pytest.mark.parametrize(
    "given",
    [np.array([True, False, False]), np.array([3, 1, 2], dtype=np.int16), np.array(["a", "b", "c"], dtype=object)],
)
def test_classes_keep_their_type(tmp_path, given):
    model = gf.ProgramClassifier(**QUICK).fit(TEXTS, given[[["HUM", "LOC", "NUM"].index(label) for label in LABELS]])
    model.save(tmp_path / "model")
    again = gf.ProgramClassifier.load(tmp_path / "model")
    assert again.classes_.dtype == model.classes_.dtype
    assert again.predict(TEXTS).tolist() == model.predict(TEXTS).tolist()


def test_a_saved_tagger_is_the_same_when_it_is_loaded(tmp_path):
    tags = [list(from_iob2(each, Scheme.BIOES)) for each in TAGS]
    places = WordList("places", (("New", "York"), ("Rome",)))
    features = (Capital(), Column("case"), places)
    sentences = [[(word, "up" if word.istitle() else "down") for word in words] for words in SENTENCES]
    model = gf.ProgramTagger(**QUICK, columns=["case"], features=features, reach=np.int64(1))
    model.fit(sentences, tags).save(tmp_path / "model")
    again = gf.ProgramTagger.load(tmp_path / "model")
    assert again.scheme_ is Scheme.BIOES
    assert again.predict(sentences) == model.predict(sentences) == tags
    assert again.score(sentences, tags) == 1.0
    assert again.features == features
    assert again.get_params() == model.set_params(columns=("case",)).get_params()


def test_vectors_and_a_random_state_are_not_kept(tmp_path):
    vectors = WordVectors(words=("who",), matrix=np.ones((1, 2), dtype=np.float32))
    state = np.random.RandomState(0)
    model = gf.ProgramClassifier(**QUICK, vectors=vectors, random_state=state).fit(TEXTS, LABELS)
    model.save(tmp_path / "model")
    again = gf.ProgramClassifier.load(tmp_path / "model")
    assert (again.vectors, again.random_state) == (None, 0)
    assert again.predict(TEXTS).tolist() == LABELS


def test_the_run_of_a_classifier_is_loaded(tmp_path):
    reader = fit_reader("classify")
    write_run(tmp_path / "run", classifier(reader), reader)
    model = gf.ProgramClassifier.load(tmp_path / "run")
    texts = ["Who went ?", "It isn't.", "It is."]
    assert model.predict(texts).tolist() == ["who?", "no", "yes"]
    assert model.classes_.tolist() == sorted(KINDS)
    assert model.classes_[model.predict_proba(texts).argmax(1)].tolist() == ["who?", "no", "yes"]
    assert model.network_ is None
    model.save(tmp_path / "model")
    assert gf.ProgramClassifier.load(tmp_path / "model").program_ == model.program_


def test_the_run_of_a_tagger_is_loaded(tmp_path):
    reader = fit_reader(features=WITH_PARTS)
    write_run(tmp_path / "run", tagger(reader), reader)
    model = gf.ProgramTagger.load(tmp_path / "run")
    assert model.columns == ("pos",)
    assert model.scheme_ is Scheme.IOB2
    assert model.predict([[("Mr", "NNP"), ("Cole", "NNP"), ("in", "X"), ("Rome", "NNP")]]) == [
        ["O", "B-PER", "O", "B-LOC"]
    ]


def test_a_program_that_a_person_has_edited_is_loaded(tmp_path):
    numbers = {"HUM": 1, "LOC": 2, "NUM": 3}
    model = gf.ProgramClassifier(**QUICK, features=()).fit(TEXTS, [numbers[label] for label in LABELS])
    model.save(tmp_path / "model")
    path = tmp_path / "model" / "program.glass"
    text = path.read_text(encoding="utf-8")
    (bias,) = re.findall(r"bias: .*", text)
    path.write_text(text.replace(bias, "bias: 0 0 1000000"), encoding="utf-8")
    edited = gf.ProgramClassifier.load(path)
    assert edited.predict(TEXTS).tolist() == [3] * len(TEXTS)
    assert edited.network_ is None
    assert gf.ProgramClassifier.load(tmp_path / "model").predict(TEXTS).tolist() == model.predict(TEXTS).tolist()


def test_a_folder_that_is_taken_stays_as_it_is(saved):
    model, folder = saved
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(RunFolderError, match="exists already; choose another, or delete it"):
        model.save(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_of_another_kind_is_an_error(saved, tmp_path):
    _, folder = saved
    with pytest.raises(RunFolderError, match="is no ProgramTagger's; load it as ProgramClassifier"):
        gf.ProgramTagger.load(folder)
    with pytest.raises(RunFolderError, match="no run folder or program file is at"):
        gf.ProgramTagger.load(tmp_path / "none")
    (folder / "vocabulary.json").unlink()
    with pytest.raises(RunFolderError, match="is of no text task: beside its program there is no reader"):
        gf.ProgramClassifier.load(folder)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"classes": ["HUM", "LOC"]}, "the classes are not the labels of the program"),
        ({"classes": [1, 2, 3], "dtype": "none"}, "is damaged: .*none"),
        ({"classes": ["HUM", "LOC", "NUM"], "dtype": "<i8"}, "is damaged"),
        ({"classes": 3}, "classes"),
        ({"scheme": "iob"}, "is damaged: 'iob' is not a valid Scheme"),
        ({"settings": {"table": 3}}, "ProgramClassifier has no setting 'table'; did you mean 'tables'"),
        ({"settings": {"features": [{"type": "none"}]}}, "is damaged: the features are damaged"),
        ({"settings": {"features": 3}}, "is damaged"),
    ],
)
def test_a_damaged_document_is_an_error(saved, changes, message):
    _, folder = saved
    edited(folder / "estimator.json", **changes)
    with pytest.raises(RunFolderError, match=message):
        gf.ProgramClassifier.load(folder)


def test_a_document_that_lacks_something_is_an_error(saved):
    _, folder = saved
    (folder / "estimator.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RunFolderError, match=r"estimator.json is damaged: it lacks settings, classes, dtype, scheme"):
        gf.ProgramClassifier.load(folder)


def test_a_feature_of_ones_own_is_learned_with_and_not_saved(tmp_path):
    class Vowels(Capital):
        pass

    model = gf.ProgramClassifier(**QUICK, features=(Vowels(),)).fit(TEXTS, LABELS)
    with pytest.raises(InputError, match="Vowels is no feature of this package"):
        model.save(tmp_path / "model")
    assert not (tmp_path / "model").exists()
