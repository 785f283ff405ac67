"""Errors on labelled texts, each figure counted again by running the program one text at a time."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.explain.text.programs import CLASSES, fit_reader, learned, small_reader, some_words
from tests.support.text_runs import KINDS, classifier, tagger

from glassformer.errors import InputError, ProgramError
from glassformer.explain.text import running
from glassformer.explain.text.errors import TextErrors, find_text_errors
from glassformer.explain.text.evaluated import evaluate
from glassformer.program import Program, Scores
from glassformer.tasks.text import TextExamples, TextReader
from glassformer.tasks.text.examples import Kind, Source

SEEDS = (0, 1, 3)
"""Programs with mistakes."""


def answers(program: Program, reader: TextReader, words: Sequence[str]) -> list[str]:
    """The label of a text, alone in a list, or the tags of its words."""
    found = program(reader.read(words))
    return [found] if isinstance(found, str) else [str(tag) for tag in found]


def pairs(program: Program, reader: TextReader, examples: TextExamples) -> list[tuple[str, str]]:
    """The right label and the program's, of every unit."""
    found = []
    for words, label in zip(examples.tokens, examples.labels or (), strict=True):
        right = [label] if isinstance(label, str) else label
        found += list(zip(right, answers(program, reader, words), strict=True))
    return found


def made_up(kind: Kind, seed: int) -> tuple[Program, TextReader, TextExamples]:
    """A random program with texts on which it is right but for the weights of two classes.

    Tags mark no entities, so that none is mended.
    """
    rng = random.Random(seed)
    reader = small_reader(kind)
    program = learned(reader, rng)
    if kind == "tag":
        program = replace(program, signature=replace(program.signature, labels=("N", "V", "A", "D", "P")))
    right = without(without(program, "word_class", rng.choice(CLASSES)), "both", rng.choice(CLASSES))
    texts = tuple(tuple(some_words(rng)) for _ in range(60))
    given = [answers(right, reader, words) for words in texts]
    labels = tuple(each[0] if kind == "classify" else tuple(each) for each in given)
    return program, reader, TextExamples(kind=kind, tokens=texts, labels=labels)


def without(program: Program, variable: str, value: str) -> Program:
    """The program with all weights of a value nil."""
    *others, scores = program.operations
    assert isinstance(scores, Scores)
    assert isinstance(scores.weights, tuple)
    rows = [list(weights) for weights in scores.weights]
    place = scores.variables.index(variable)
    row = program.types[variable].values.index(value)  # type: ignore[union-attr]
    rows[place][row] = (0,) * len(rows[place][row])
    return replace(program, operations=(*others, replace(scores, weights=tuple(map(tuple, rows)))))


@pytest.mark.parametrize("kind", ["classify", "tag"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_taken_for_what(seed: int, kind: Kind) -> None:
    program, reader, examples = made_up(kind, seed)
    errors = find_text_errors(program, reader, examples)
    expected = Counter(pairs(program, reader, examples))
    names = errors.labels
    assert {
        (names[row], names[column]): n
        for row, counts in enumerate(errors.confusion)
        for column, n in enumerate(counts)
        if n
    } == dict(expected)
    n_right = sum(n for (right, given), n in expected.items() if right == given)
    assert (errors.score.accuracy.successes, errors.score.accuracy.n) == (n_right, expected.total())
    assert errors.n_wrong == expected.total() - n_right
    assert errors.entities is None


@pytest.mark.parametrize("kind", ["classify", "tag"])
@pytest.mark.parametrize("seed", SEEDS)
def test_rules_decide_what_is_right_without_them(seed: int, kind: Kind) -> None:
    program, reader, examples = made_up(kind, seed)
    errors = find_text_errors(program, reader, examples)
    before = pairs(program, reader, examples)
    assert errors.rules
    for rule in errors.rules:
        after = pairs(without(program, rule.variable, rule.value), reader, examples)
        both = [(right, given, changed) for (right, given), (_, changed) in zip(before, after, strict=True)]
        decided = Counter((right, given) for right, given, changed in both if given != right == changed)
        assert rule.n_decided == decided.total() > rule.n_needed
        assert rule.n_needed == sum(given == right != changed for right, given, changed in both)
        assert decided[rule.expected, rule.found] == rule.n_confused == max(decided.values())
        n = rule.n_decided + rule.n_needed
        assert rule.p == pytest.approx(sum(math.comb(n, k) for k in range(rule.n_decided, n + 1)) / 2**n)
        assert rule.is_beyond_chance == (rule.p * errors.n_rules < 0.05)
    assert [rule.p for rule in errors.rules] == sorted(rule.p for rule in errors.rules)
    classes = {rule.variable: rule.cls and rule.cls.table for rule in errors.rules}
    tables = {"word_class_before": "word_class", "both": None, "capital": None}
    assert classes == {name: tables.get(name, name) for name in classes}


def test_no_rule_that_serves_is_left_out_of_the_count() -> None:
    program, reader, examples = made_up("classify", 0)
    errors = find_text_errors(program, reader, examples)
    scores = program.operations[-1]
    assert isinstance(scores, Scores)
    before = pairs(program, reader, examples)
    n_rules = 0
    for name in scores.variables:
        for value in program.types[name].values:  # type: ignore[union-attr]
            after = pairs(without(program, name, value), reader, examples)
            n_rules += any(
                (given == right) != (changed == right)
                for (right, given), (_, changed) in zip(before, after, strict=True)
            )
    assert errors.n_rules == n_rules


@pytest.mark.parametrize("kind", ["classify", "tag"])
def test_texts_are_run_some_at_a_time(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    report = find_text_errors(*made_up(kind, 1)).to_dict()
    monkeypatch.setattr(running, "CHUNK", 20)
    assert find_text_errors(*made_up(kind, 1)).to_dict() == report


@pytest.mark.parametrize("kind", ["classify", "tag"])
def test_classes_of_words_are_counted_once_for_each_label(kind: Kind) -> None:
    program, reader, examples = made_up(kind, 1)
    errors = find_text_errors(program, reader, examples)
    texts = evaluate(program, reader, examples, ["word_class", "word_class_before"])
    names = ("~a", "~b", "~c", "~d")
    assert errors.n_classes == 8
    assert len(errors.word_classes) == 8
    for each in errors.word_classes:
        value = names.index(each.cls.name)
        units = set(texts.unit[texts.values[each.variable] == value].tolist())
        assert each.wrong.n == len(units)
        assert each.wrong.successes == sum(not texts.is_right[unit] for unit in units)
        assert each.expected == pytest.approx(len(units) * errors.n_wrong / len(texts.is_right))
        n, n_all = each.wrong.n, len(texts.is_right)
        ways = [
            math.comb(errors.n_wrong, k) * math.comb(n_all - errors.n_wrong, n - k)
            for k in range(each.wrong.successes, min(n, errors.n_wrong) + 1)
        ]
        assert each.p == pytest.approx(sum(ways) / math.comb(n_all, n))
        assert each.is_beyond_chance == (each.p * 8 < 0.05)
        assert each.head == (None if each.variable == "word_class" else "before")
    assert [each.p for each in errors.word_classes] == sorted(each.p for each in errors.word_classes)


def blind_to(word: str) -> tuple[Program, TextReader, TextExamples]:
    """A random classifier that is always right, but on texts with this word, where it never is."""
    rng = random.Random(3)
    reader = small_reader("classify")
    program = learned(reader, rng)
    texts = tuple(tuple(some_words(rng, 3)) for _ in range(150))
    labels = []
    for words in texts:
        (given,) = answers(program, reader, words)
        labels.append(KINDS[(KINDS.index(given) + 1) % 3] if word in words else given)
    return program, reader, TextExamples(kind="classify", tokens=texts, labels=tuple(labels))


def test_a_class_that_is_always_wrong_is_found() -> None:
    program, reader, examples = blind_to("rome")
    *_, first = [op for op in program.operations if op.name == "word_class"]
    row = (*program.signature.marks, *program.signature.alphabet).index("rome")
    value = first.values[first.table[row]]  # type: ignore[union-attr,index]
    worst = find_text_errors(program, reader, examples).word_classes[0]
    assert (worst.cls.name, worst.is_beyond_chance) == (value, True)


def test_where_errors_fall_by_chance_nothing_is_reported_as_found() -> None:
    beyond = []
    for seed in range(20):
        rng = random.Random(seed)
        reader = small_reader("classify")
        program = learned(reader, rng)
        texts = tuple(tuple(some_words(rng)) for _ in range(100))
        labels = tuple(
            rng.choice(KINDS) if rng.random() < 0.4 else answers(program, reader, words)[0] for words in texts
        )
        examples = TextExamples(kind="classify", tokens=texts, labels=labels)
        found = find_text_errors(program, reader, examples).word_classes
        beyond.append(any(each.is_beyond_chance for each in found))
    assert sum(beyond) <= 3  # 5 % of 20 are expected at most; 4 or more have a chance of 1.6 %


@pytest.mark.parametrize("kind", ["classify", "tag"])
def test_the_surest_mistakes_come_first(kind: Kind) -> None:
    program, reader, examples = made_up(kind, 1)
    errors = find_text_errors(program, reader, examples)
    texts = evaluate(program, reader, examples, [])
    margins = sorted(texts.margins[~texts.is_right].tolist(), reverse=True)
    assert [mistake.margin for mistake in errors.mistakes] == margins[:10]
    for mistake in errors.mistakes:
        given = answers(program, reader, mistake.words)[(mistake.position or 1) - 1]
        number = mistake.line - 1
        label = (examples.labels or ())[number]
        right = label if isinstance(label, str) else label[(mistake.position or 1) - 1]
        assert (mistake.words, mistake.found, mistake.expected) == (examples.tokens[number], given, right)


READER = fit_reader()
TAGGED = (("Dr", "Ash", "Bell", "went", "to", "Rome", "."), ("in", "New", "York", "Mr", "Cole", "who"))
GOLD = (("O", "B-PER", "I-PER", "O", "O", "B-LOC", "O"), ("O", "B-LOC", "I-LOC", "O", "B-PER", "O"))


def test_entities_are_counted_strictly_by_type() -> None:
    examples = TextExamples(kind="tag", tokens=TAGGED, labels=GOLD)
    errors = find_text_errors(tagger(READER), READER, examples)
    assert errors.entities is not None
    # "New" alone is taken for a place, and "York" for a person
    counts = {type_: (each.n_right, each.n_predicted, each.n_expected) for type_, each in errors.entities.items()}
    assert counts == {"LOC": (1, 2, 2), "PER": (2, 3, 2)}
    assert errors.score.spans is not None
    assert errors.score.value == pytest.approx(2 * 3 / 9)
    found = json.loads(json.dumps(errors.to_dict()))
    assert found["entities"]["LOC"]["f1"] == pytest.approx(1 / 2)
    assert found["score"]["value"] == pytest.approx(2 / 3)


def test_words_that_are_not_read_are_outside_of_entities() -> None:
    reader = fit_reader(max_length=5)
    examples = TextExamples(kind="tag", tokens=TAGGED[:1], labels=GOLD[:1])
    errors = find_text_errors(tagger(reader), reader, examples)
    assert errors.n_cut == 1
    assert errors.entities is not None
    assert errors.entities["LOC"].n_predicted == 0
    assert errors.score.accuracy.n == 7
    assert sum(map(sum, errors.confusion)) == 5


def test_the_line_of_a_word() -> None:
    source = Source("mine.conll", 4, range(4, 11))
    gold = ("B-LOC", *GOLD[0][1:])
    examples = TextExamples(kind="tag", tokens=TAGGED[:1], labels=(gold,), sources=(source,))
    (mistake,) = find_text_errors(tagger(READER), READER, examples).mistakes
    assert (mistake.file, mistake.line, mistake.position) == ("mine.conll", 4, 1)


def test_labels_that_the_program_does_not_have() -> None:
    reader = fit_reader("classify")
    examples = TextExamples(kind="classify", tokens=(("who",), ("see",)), labels=("who?", "maybe"))
    errors = find_text_errors(classifier(reader), reader, examples)
    assert errors.labels == (*KINDS, "maybe")
    assert errors.confusion[3][0] == 1
    assert errors.mistakes[0].expected == "maybe"
    with pytest.raises(InputError, match=r"none of the labels .* they have 'maybe', and it has 'yes', 'no', 'who\?'"):
        find_text_errors(classifier(reader), reader, examples[1:])


def test_all_right() -> None:
    reader = fit_reader("classify")
    examples = TextExamples(kind="classify", tokens=(("who",),), labels=("who?",))
    errors = find_text_errors(classifier(reader), reader, examples)
    assert (errors.n_wrong, errors.mistakes, errors.rules, errors.word_classes) == (0, (), (), ())


def test_texts_that_the_program_is_not_for() -> None:
    reader = fit_reader("classify")
    with pytest.raises(InputError, match="there are no texts"):
        find_text_errors(classifier(reader), reader, TextExamples(kind="classify", tokens=(), labels=()))
    tags = TextExamples(kind="tag", tokens=(("a",),), labels=(("O",),))
    with pytest.raises(InputError, match="the program gives one label for each text, and these texts"):
        find_text_errors(classifier(reader), reader, tags)
    texts = TextExamples(kind="classify", tokens=(("a",),), labels=("O",))
    with pytest.raises(InputError, match="the program gives a tag for each word, and these texts"):
        find_text_errors(tagger(READER), READER, texts)
    unlabelled = TextExamples(kind="classify", tokens=(("a",),))
    with pytest.raises(InputError, match="not labelled"):
        find_text_errors(classifier(reader), reader, unlabelled)


def test_a_program_without_scores() -> None:
    program = tagger(READER)
    signature = replace(program.signature, labels=("other", "title", "before-place"))
    returning = replace(program, operations=program.operations[:1], returns="role", signature=signature)
    with pytest.raises(ProgramError, match="returns role, a variable"):
        find_text_errors(returning, READER, TextExamples(kind="tag", tokens=(("a",),), labels=(("other",),)))


def test_texts_of_all_lengths_are_put_back_in_order() -> None:
    program, reader, examples = made_up("tag", 0)
    texts = evaluate(program, reader, examples, ["word_class"])
    assert texts.tags == [tuple(answers(program, reader, words)) for words in examples.tokens]
    empty = replace(examples, tokens=((), *examples.tokens), labels=((), *(examples.labels or ())), sources=())
    assert evaluate(program, reader, empty, []).tags == [(), *texts.tags]


def test_the_whole_report_as_data() -> None:
    errors: TextErrors = find_text_errors(*made_up("classify", 0))
    found = json.loads(json.dumps(errors.to_dict()))
    assert found["n_texts"] == 60
    assert found["confusion"]["labels"] == list(KINDS)
    assert found["rules"]["failing"][0]["confusion"]["n"] == errors.rules[0].n_confused
    assert found["word_classes"]["n_looked_at"] == 8
    assert found["mistakes"][0]["words"] == list(errors.mistakes[0].words)
    assert found["mistakes"][0]["margin"] == errors.mistakes[0].margin / 1024
