"""What both estimators have in common: their settings, how they learn from texts, and how they are kept in a folder."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
from sklearn.base import BaseEstimator  # type: ignore[import-untyped]
from sklearn.utils import check_random_state  # type: ignore[import-untyped]
from sklearn.utils.validation import check_is_fitted  # type: ignore[import-untyped]

from glassformer.errors import ConfigurationError, InputError, RunFolderError, suggest
from glassformer.estimators.folder import Kept, read_folder, write_folder
from glassformer.estimators.labels import LabelArray
from glassformer.execution.texts import TextProgram
from glassformer.learning import progress
from glassformer.learning.text.configuration import TextConfiguration
from glassformer.learning.text.learner import learn_program
from glassformer.learning.threads import one_thread
from glassformer.program import Program
from glassformer.relaxation import Relaxation
from glassformer.tasks.text import (
    TOKENIZERS,
    Feature,
    Kind,
    TextData,
    TextExamples,
    TextReader,
    Tokenizer,
    split_indices,
)
from glassformer.tasks.text.vectors import WordVectors, read_vectors


@dataclass(kw_only=True, eq=False, repr=False)
class ProgramEstimator(BaseEstimator):  # type: ignore[misc]  # it has no types
    """A text program that is learned as scikit-learn's estimators are; the settings of both.

    Attributes:
        vectors: of words, or a file of them in a format that `vector_files` lists; None: made from the training texts.
        features: what is seen of words beside themselves, `Phrase` included; None: features that need no choice,
            phrases, and every column.
        tokenizer: what cuts texts into words, by its name in `TOKENIZERS`.
        valid_size: the share of the texts that is split off to choose by, where ``fit`` is given none for it.
        random_state: of that split, and of whatever else is drawn: a seed, or as everywhere in scikit-learn.
        verbose: whether a terminal or notebook shows a bar while it learns.
        class_weight: ``"balanced"``: every label counts as much as every other; None: every example does.
        vocabulary_size, min_count, max_length, phrases, phrase_min_count, vector_size, select, n_classes, variables,
            n_kinds, tables, penalty_least, penalties: as in `TextConfiguration`.
        program_: the program that was learned. It has labels as strings.
        reader_: what makes the program's inputs of texts.
        network_: what the program was discretized from; None where a folder without it was loaded.
        classes_: every label that was there to be learned, as it was given, in order.
    """

    vectors: str | Path | WordVectors | None = None
    features: Sequence[Feature] | None = None
    tokenizer: str = "words"
    valid_size: float = 0.1
    random_state: int | np.random.RandomState | None = 0
    verbose: bool = False
    class_weight: Literal["balanced"] | None = None
    vocabulary_size: int = 100_000
    min_count: int = 1
    max_length: int = 0
    phrases: int = 20_000
    phrase_min_count: int = 2
    vector_size: int = 50
    select: bool = True
    n_classes: int = 128
    variables: int = 0
    n_kinds: int = 24
    tables: int = 6
    penalty_least: float = 0.5
    penalties: int = 4

    kind: ClassVar[Kind]

    program_: Program = field(init=False)
    reader_: TextReader = field(init=False)
    network_: Relaxation | None = field(init=False)
    classes_: LabelArray = field(init=False)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.target_tags.required = True
        return tags

    def save(self, folder: str | Path) -> None:
        """Write what was learned, and the settings, to a folder that is new or empty.

        Commands take it: ``glassformer show``, ``explain``, ``predict`` and others. Of the settings, word vectors that
        are in memory and a ``RandomState`` are not written.

        Raises:
            NotFittedError: nothing was learned yet.
            RunFolderError: there is something in the folder, or it cannot be made.
        """
        check_is_fitted(self)
        write_folder(self._kept(), folder)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """The estimator that `save` wrote; or one with the program of a run, and settings as by default.

        Args:
            folder: the folder; or a program file in it that a person has edited.

        Raises:
            RunFolderError: there is no such thing, it is of another kind of task, or something in it is damaged.
            ProgramError: the program is damaged.
        """
        kept = read_folder(folder, cls.kind)
        known = cls().get_params(deep=False)
        for name in kept.settings:
            if name not in known:
                raise RunFolderError(f"{folder}: {cls.__name__} has no setting {name!r}; {suggest(name, known)}")
        found = cls(**kept.settings)
        found._restore(kept)
        return found

    def _kept(self) -> Kept:
        return Kept(
            settings=self.get_params(deep=False),
            program=self.program_,
            reader=self.reader_,
            network=self.network_,
            classes=self.classes_,
        )

    def _restore(self, kept: Kept) -> None:
        self.program_, self.reader_, self.network_ = kept.program, kept.reader, kept.network
        self.classes_ = kept.classes

    def configuration(self) -> TextConfiguration:
        """The settings of learning. Raises ConfigurationError where one is wrong."""
        if self.class_weight not in (None, "balanced"):
            raise ConfigurationError(f"class_weight {self.class_weight!r}: write 'balanced' or None")
        names = {each.name for each in fields(TextConfiguration)} - {"features", "class_weight"}
        settings = {name: value for name, value in self.get_params(deep=False).items() if name in names}
        plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in settings.items()}
        plain |= {"seed": self._seed(), "class_weight": self.class_weight or "none"}
        return TextConfiguration.of(plain, source=type(self).__name__)

    def _seed(self) -> int:
        if isinstance(self.random_state, int | np.integer):
            return int(self.random_state)
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def _learn(self, train: TextExamples, valid: TextExamples | None, names: Sequence[str]) -> None:
        """Set everything but the classes.

        Args:
            train: labelled texts, by the names of labels.
            valid: others to choose by; None: some are split off.
            names: of the labels, in the order in which they win ties.
        """
        configuration = self.configuration()
        parts = self._split(train, configuration.seed) if valid is None else (train, valid)
        data = TextData(train=parts[0], valid=parts[1], test=train[:0], label_names=tuple(names), task_name="text")
        vectors, features = self._word_vectors(configuration.vocabulary_size), self._features()
        with one_thread(), progress.named("learn", shown=self.verbose) as told:
            learned = learn_program(
                data, configuration, vectors, features=features, tokenizer=self.tokenizer, told=told
            )
        self.program_, self.reader_, self.network_ = learned.program, learned.reader, learned.network
        self._warn_of_cut(train)

    def _word_vectors(self, at_most: int) -> WordVectors | None:
        match self.vectors:
            case None | WordVectors():
                return self.vectors
            case str() | Path():
                return read_vectors(self.vectors, at_most=at_most)
        raise ConfigurationError(f"vectors {self.vectors!r}: give the path of a file, or WordVectors")

    def _features(self) -> tuple[Feature, ...] | None:
        if self.features is None:
            return None
        if isinstance(self.features, tuple | list) and all(isinstance(each, Feature) for each in self.features):
            return tuple(self.features)
        raise ConfigurationError(
            f"features {self.features!r}: write None, or a tuple of features of glassformer.tasks.text"
        )

    def _split(self, examples: TextExamples, seed: int) -> tuple[TextExamples, TextExamples]:
        is_number = isinstance(self.valid_size, float | np.floating)
        if not is_number or not 0 < self.valid_size < 1:
            raise ConfigurationError(f"valid_size {self.valid_size!r}: must be above 0 and below 1; or give X_valid")
        try:
            train, valid = split_indices(examples, (self.valid_size,), seed=seed)
        except InputError:
            raise InputError(
                f"X has {len(examples)} samples, too few different ones to choose by some of them; "
                "give more, or X_valid and y_valid"
            ) from None
        return examples.take(train), examples.take(valid)

    def _tokenizer(self) -> Tokenizer:
        if self.tokenizer not in TOKENIZERS:
            raise ConfigurationError(f"tokenizer {self.tokenizer!r} is unknown; {suggest(self.tokenizer, TOKENIZERS)}")
        return TOKENIZERS[self.tokenizer]

    def _text_program(self) -> TextProgram:
        """The program with its reader. Raises NotFittedError where there is none yet."""
        check_is_fitted(self)
        return TextProgram(program=self.program_, reader=self.reader_)

    def _warn_of_cut(self, examples: TextExamples) -> None:
        n_cut, n = self.reader_.n_cut(examples), self.reader_.max_length
        if n_cut:
            what = f"{n_cut:,} of {len(examples):,} texts are longer than {n} words, and only these are read"
            warnings.warn(f"{what}; max_length sets how many", UserWarning, stacklevel=4)
