"""From labelled texts to a program: the steps of learning, in order.

Softmax regression says what every word, phrase and feature speaks for; words that say nearly the same become classes;
tables over two variables are added where they explain more; and in the end every weight is fitted again on these
discrete variables. Each step is chosen by the validation texts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from glassformer.learning.text.candidates import for_classes, for_tags
from glassformer.learning.text.choosing import choose_roles, fall_of, hair_of, in_errors, is_worth_it
from glassformer.learning.text.classes import group
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.contributions import N_FOLDS, Contributions, Keep, Regression, Strength, balanced_weights
from glassformer.learning.text.encoded import Floats, Ints, encode
from glassformer.learning.text.entities import tune_entities
from glassformer.learning.text.knowing import fit_reader
from glassformer.learning.text.learned import Found, Learned, describe_strength, has_entities
from glassformer.learning.text.network import network_of
from glassformer.learning.text.quieting import MANY, quieted_contributions
from glassformer.learning.text.readings import ClassReading, InputReading, table_name
from glassformer.learning.text.roles import PHRASES, Role, roles_of
from glassformer.learning.text.softmax import Fitted
from glassformer.learning.text.tables import Pair, choose_tables
from glassformer.learning.text.weighing import Weighed, loss_of, quieted, scores_of, weigh
from glassformer.learning.text.writing import inputs_read, signature_of, write_program
from glassformer.program.signature import Signature
from glassformer.tasks.text import Feature, TextData, TextReader
from glassformer.tasks.text.vectors import WordVectors

Told = Callable[[str], None]
COUNTING = (0.0, 0.3)
"""Shares of naive Bayes that the labels of texts may be held to."""


def learn_program(
    data: TextData,
    configuration: TextConfiguration,
    vectors: WordVectors | None = None,
    *,
    features: tuple[Feature, ...] | None = None,
    tokenizer: str = "words",
    keep: Keep = lambda _, make: make(),
    told: Told = lambda _: None,
) -> Learned:
    """The program that is learned from the training texts and chosen by the validation texts.

    Args:
        data: the texts; those to test on are not looked at.
        configuration: all settings.
        vectors: of words; None: made from the training texts.
        features: of words; by default those that need no choice.
        tokenizer: what cuts texts that come later, by its name.
        keep: gives a fit that was kept from an earlier sitting, or makes it.
        told: is told of each step that is done.

    Raises:
        ConfigurationError: with these settings nothing would be known.
    """
    reader, known = fit_reader(data, configuration, vectors, features=features, tokenizer=tokenizer)
    told("reader")
    return Learner(data, configuration, reader, known, keep, told).learn()


class Learner:
    """Learning, step by step.

    Args:
        data: the texts.
        configuration: all settings.
        reader: fitted on the training texts.
        vectors: of the values of ``tokens``, ``value dimension``, or None.
        keep: gives a fit that was kept from an earlier sitting, or makes it.
        told: is told of each step that is done.
    """

    def __init__(
        self,
        data: TextData,
        configuration: TextConfiguration,
        reader: TextReader,
        vectors: Floats | None,
        keep: Keep,
        told: Told,
    ) -> None:
        self.data, self.configuration, self.reader, self.vectors = data, configuration, reader, vectors
        self.keep, self.told = keep, told
        self.steps: list[dict[str, Any]] = []
        self.train, self.valid = (encode(reader, part, data.label_names) for part in (data.train, data.valid))
        self.signature: Signature = signature_of(reader, data.task_name, data.label_names)
        if configuration.class_weight == "balanced":
            weights = balanced_weights(self.train.labels, len(data.label_names))
            self.train, self.valid = (replace(each, label_weights=weights) for each in (self.train, self.valid))

    def learn(self) -> Learned:
        """All steps."""
        regression, fold = self.regression(), self.fold()
        phrases = Role(PHRASES)
        if self.configuration.select:
            plain = replace(regression, roles=tuple(role for role in regression.roles if role != phrases))
            chosen = choose_roles(plain, self.valid, self.middle_strength(), fold, self.note_gain)
            found = self.weighed(replace(regression, roles=chosen), fold)
            if phrases in regression.roles and loss_of(found.weighed, found.bias, self.valid) > hair_of(self.train):
                with_phrases = tuple(role for role in regression.roles if role in chosen or role == phrases)
                other = self.weighed(replace(regression, roles=with_phrases), fold)
                found = other if self.is_better(other, found, fold) else found
        else:
            found = self.weighed(regression, fold)
        return self.written(found)

    def weighed(self, regression: Regression, fold: Ints) -> Found:
        """The variables of the regression's roles, and tables over two of them, with their weights."""
        contributions = regression.contributions(
            self.valid, self.strengths(), fold, partial(self.kept, f"{len(regression.roles)}-roles")
        )
        clear, limit = quieted_contributions(contributions, regression, self.valid)
        self.note("silenced", limit=limit)
        weighed, bias, first = weigh(self.variables(clear), clear.fitted.bias, self.train, fold, self.valid)
        self.note("weights", cross_entropy=loss_of(weighed, bias, self.valid))
        tables, last = self.tables(contributions, weighed, bias), first
        if tables:
            weighed, bias, last = weigh((*weighed, *tables), bias, self.train, fold, self.valid)
            self.note("weights", cross_entropy=loss_of(weighed, bias, self.valid))
        choices = {
            "roles": [role.name for role in contributions.roles],
            "strength": describe_strength(contributions.strength),
            "tried": [{**describe_strength(each), "cross_entropy": loss} for each, loss in contributions.tried],
            "silenced_below": limit,
            "tables": [each.reading.name for each in tables],
            "penalties_of_moves": [None if np.isinf(each) else each for each in (first, last)],
        }
        return Found(weighed=quieted(weighed, bias, self.train, fold, self.valid), bias=bias, choices=choices)

    def is_better(self, found: Found, than: Found, fold: Ints) -> bool:
        """Whether variables with phrases explain more than others, by enough, and by a standard error."""
        falls = []
        for texts, folds in ((self.train, fold), (self.valid, None)):
            before, after = (scores_of(each.weighed, each.bias, texts, folds) for each in (than, found))
            falls.append(fall_of(before, after, texts.labels, texts.counted))
        self.note_gain(PHRASES, in_errors(np.concatenate(falls)))
        return is_worth_it(np.concatenate(falls), hair_of(self.train), least_gain=1.0)

    def written(self, found: Found) -> Learned:
        """The program of the variables, for a reader that reads nothing else."""
        weighed = found.weighed
        bias, o_bias = self.tuned(weighed, found.bias)
        reader = self.reader.narrowed(inputs_read(weighed))
        signature = signature_of(reader, self.data.task_name, self.data.label_names)
        network = network_of(write_program(signature, weighed, bias), [each.weights for each in weighed], bias)
        return Learned(
            reader=reader,
            offered=self.reader,
            network=network,
            program=network.discretize(),
            weighed=weighed,
            bias=bias,
            seed=self.configuration.seed,
            choices={**found.choices, "bias_of_entities": o_bias, "steps": self.steps},
        )

    def regression(self) -> Regression:
        """The regression on every role that there may be."""
        is_tagged = self.train.is_tagged
        return Regression(
            texts=self.train,
            roles=roles_of(self.train, reach=self.configuration.reach if is_tagged else 0),
            n_labels=len(self.data.label_names),
            vectors=self.vectors,
            uses_ratios=not is_tagged,
        )

    def fold(self) -> Ints:
        """The fold of each training text."""
        return np.random.default_rng(self.configuration.seed).integers(0, N_FOLDS, len(self.train.lengths))

    def middle_strength(self) -> Strength:
        """The strength with which roles are judged, one after another: what is added to scores is held to 0."""
        strengths = self.strengths()
        return replace(strengths[len(strengths) // 2], counting=0)

    def strengths(self) -> list[Strength]:
        """The strengths to choose from."""
        penalties = [self.configuration.penalty_least * 2**number for number in range(self.configuration.penalties)]
        vectors = (0.0,) if self.vectors is None else (1.0,) if self.train.is_tagged else (0.5, 1.0)
        counting = (0.0,) if self.train.is_tagged else COUNTING
        return [
            Strength(penalty=penalty, vectors=scale, counting=share)
            for penalty, share, scale in product(penalties, counting, vectors)
        ]

    def note_gain(self, variable: str, gain: float) -> None:
        """Note what a variable was found to gain."""
        self.note("gain", variable=variable, standard_errors=round(gain, 2))

    def kept(self, roles: str, name: str, make: Callable[[], Fitted]) -> Fitted:
        """The fit of these roles and this name."""
        begin = time.monotonic()
        found = self.keep(f"{roles}-{name}", make)
        self.note("regression", fit=f"{roles}-{name}", seconds=round(time.monotonic() - begin, 2))
        return found

    def note(self, what: str, **facts: Any) -> None:
        """Tell of a step that is done, and remember it."""
        self.steps.append({"what": what, **facts})
        self.told(what)

    def variables(self, contributions: Contributions) -> tuple[Weighed, ...]:
        """The variable of each role, with what its values say; classes of values where there are many of these."""
        configuration = self.configuration
        found = []
        for role in contributions.roles:
            n_values = self.train.cardinalities[role.input]
            if n_values <= MANY:
                found.append(Weighed(reading=InputReading(role, n_values), weights=contributions.of(role)))
                continue
            classes = group(
                contributions,
                role,
                self.train,
                self.value_names(role.input),
                n_classes=configuration.n_classes,
                n_variables=configuration.variables or (2 if self.train.is_tagged else 1),
                seed=configuration.seed,
            )
            for number, each in enumerate(classes, start=1):
                name = table_name(role) if number == 1 else f"{table_name(role)}_{number}"
                found.append(Weighed(reading=ClassReading(each, name), weights=each.centroids))
            self.note("classes", variable=role.name, n=[each.n_classes for each in classes])
        return tuple(found)

    def value_names(self, name: str) -> Sequence[str]:
        """The names of an input's values, marks included."""
        if name == "tokens":
            return (*self.signature.marks, *self.signature.alphabet)
        values = next(column.values for column in self.signature.columns if column.name == name)
        return (*self.signature.marks, *values)

    def tables(self, contributions: Contributions, weighed: Sequence[Weighed], bias: Floats) -> tuple[Weighed, ...]:
        """The tables over two variables that are worth having."""
        configuration = self.configuration
        if configuration.tables == 0:
            return ()
        return choose_tables(
            weighed,
            bias,
            self.pairs(contributions),
            self.train,
            contributions.fold,
            self.valid,
            self.data.label_names,
            at_most=configuration.tables,
            on_try=self.note_gain,
        )

    def pairs(self, contributions: Contributions) -> list[Pair]:
        """The pairs of variables that may have a table."""
        names, n_kinds = self.value_names("tokens"), self.configuration.n_kinds
        if self.train.is_tagged:
            return for_tags(contributions, self.train, names, n_kinds=n_kinds)
        return for_classes(contributions, self.train, names, n_kinds=n_kinds, n_cues=self.configuration.cues)

    def tuned(self, weighed: Sequence[Weighed], bias: Floats) -> tuple[Floats, float]:
        """The bias with which entities are found best, and by how much ``O`` is held back in it."""
        if not self.configuration.tune_entities or not has_entities(self.data):
            return bias, 0.0
        return tune_entities(weighed, bias, self.valid, self.data.valid.tags, self.data.label_names)
