"""Text: labelled texts from people's own files, cut into words, and words described by features that people understand.

A reader brings a file to `TextExamples`, and `read_text_data` brings it to `TextData`: training, validation and test
texts with what there is to know about them. A `Vocabulary` says which words a program knows, and a `FeatureSet` what it
sees of every word, known or not. Entity tags are IOB2 from here on, and `count_spans` scores them.

It is not imported by the room above, and imports only the standard library itself; `padding` alone needs numpy.
"""

from glassformer.tasks.text.examples import Kind, Source, TextData, TextExamples
from glassformer.tasks.text.features import FeatureSet, Variable, default_features
from glassformer.tasks.text.place_features import Capital, Column, Phrase, Position
from glassformer.tasks.text.reader import ReadWord, TextReader
from glassformer.tasks.text.reading import (
    Layout,
    Split,
    TextFile,
    read_label_names,
    read_text_data,
    read_texts,
)
from glassformer.tasks.text.schemes import Scheme, Span, from_iob2, recognise, repair, to_iob2
from glassformer.tasks.text.spans import SpanCounts, count_spans, count_spans_by_type, entities
from glassformer.tasks.text.splitting import split_indices
from glassformer.tasks.text.tokenizing import TOKENIZERS, Tokenizer, split_at_spaces, tokenize
from glassformer.tasks.text.vocabulary import Vocabulary
from glassformer.tasks.text.word_features import (
    Digits,
    Feature,
    Form,
    Frequency,
    Prefix,
    Punctuation,
    Shape,
    Suffix,
)
from glassformer.tasks.text.word_lists import WordList, read_word_list

__all__ = [
    "TOKENIZERS",
    "Capital",
    "Column",
    "Digits",
    "Feature",
    "FeatureSet",
    "Form",
    "Frequency",
    "Kind",
    "Layout",
    "Phrase",
    "Position",
    "Prefix",
    "Punctuation",
    "ReadWord",
    "Scheme",
    "Shape",
    "Source",
    "Span",
    "SpanCounts",
    "Split",
    "Suffix",
    "TextData",
    "TextExamples",
    "TextFile",
    "TextReader",
    "Tokenizer",
    "Variable",
    "Vocabulary",
    "WordList",
    "count_spans",
    "count_spans_by_type",
    "default_features",
    "entities",
    "from_iob2",
    "read_label_names",
    "read_text_data",
    "read_texts",
    "read_word_list",
    "recognise",
    "repair",
    "split_at_spaces",
    "split_indices",
    "to_iob2",
    "tokenize",
]
