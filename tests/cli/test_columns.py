"""Commands on a program with columns: each token stands with its values."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.commands import Call, Refuse

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
