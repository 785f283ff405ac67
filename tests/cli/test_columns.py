"""Commands on a program with columns: each token stands with its values."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse
from tests.support.text_programs import TextOptions, text_inputs, text_program

from glassformer.program import load, parse, save
from glassformer.program.abridging import abridged
from glassformer.program.columns import item_text

TEXT = """\
glassformer program, version 1
origin hand-written
task tags
alphabet a b
column pos N V
marks <s>
lengths 1 to 3
labels n v

label = lookup_table(pos) -> n v {
    V: v
    else: n
}

return label
"""


@pytest.fixture
def tags(tmp_path: Path) -> Path:
    (tmp_path / "tags.glass").write_text(TEXT)
    return tmp_path / "tags.glass"


def test_show_run_emit_and_explain(call: Call, tags: Path, tmp_path: Path) -> None:
    assert call("show", tags).out == TEXT
    assert call("run", tags, "a/N", "b/V").out == "n v\n"
    assert call("run", tags, stdin="a/V\nb/N a/N\n").out == "v\nn n\n"
    assert "item[1] for item in tokens" in call("emit", tags, "--to", "python").out
    assert 'pos = ("<s>", input("pos"));' in call("emit", tags, "--to", "pseudocode").out
    assert "pos at 2" in call("explain", tags, "a/N", "b/V", "--position", "2").out
    (tmp_path / "inputs.txt").write_text("a/N\nb/N a/N\n")
    assert "V" in call("explain", tags, "--coverage", "--inputs", tmp_path / "inputs.txt").out


def test_a_token_without_its_value_is_refused(refuse: Refuse, tags: Path) -> None:
    assert "it must be a tuple of 2: a token, and its value in each column (pos)" in refuse("run", tags, "a")
    assert "unknown value 'Q' of column pos (number 1 of the input)" in refuse("run", tags, "a/Q")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A program of the size that is learned from text, but for its number of words."""
    options = TextOptions(n_words=1_200, most_values=50, n_pairs=1, n_best=1, n_scored=16)
    save(text_program(random.Random(0), options), tmp_path / "words.json")
    return tmp_path / "words.json"


def test_show_cuts_long_lists_unless_all_is_asked_for(call: Call, words: Path) -> None:
    program = load(words)
    assert call("show", words).out == abridged(program)
    assert call("show", words, "--full").out == str(program)
    stats = call("show", words, "--stats").out
    assert stats.startswith(f"{abridged(program)}\n# operations  {len(program.operations)}: ")
    assert parse(call("show", words, "--full", "--stats").out) == program


def test_commands_on_a_program_of_many_words(call: Call, words: Path, tmp_path: Path) -> None:
    program = load(words)
    drawn = text_inputs(program, random.Random(0), 1, 60)[0]
    contents = [(word, *values) for word, *values in drawn if not {*"/ "} & {*"".join(values), *word.replace("/", "")}]
    tokens = [item_text(word) for word in contents]
    assert call("run", words, "--", *tokens).out.count("label") == len(tokens)
    assert "It rests on" in " ".join(call("explain", words, "--position", "2", "--", *tokens).out.split())
    assert "tested on 200 random inputs" in call("verify", words, "--against", words, "--samples", 200).out
    assert "tested on 200 random inputs" in call("diff", words, words, "--samples", 200).out
    simplified = call("simplify", words, "--samples", 50, "--out", tmp_path / "simple.glass").out
    assert "tested on 50 random inputs, no difference" in simplified
    assert load(tmp_path / "simple.glass")(contents) == program(contents)
