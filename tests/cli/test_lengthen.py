"""``glassformer lengthen``."""

from pathlib import Path

from tests.support.commands import Call, Refuse

from glassformer.program import load


def test_a_built_in_task(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "long.glass"
    done = call("lengthen", "gallery:sort", "--max-length", 12, "--out", out)
    assert (done.status, done.out) == (0, f"{out}: for inputs of up to 10 tokens; glassformer verify {out}\n")
    assert load(out).signature.max_length == 12
    assert call("run", out, *"3102144023").out == "0 0 1 1 2 2 3 3 4 4\n"
    assert call("verify", out, "--method", "sample", "--samples", 500).status == 0
    assert call("lengthen", "gallery:sort", "--max-length", 12).out == out.read_text()


def test_labels_that_come_with_length(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "long.json"
    assert call("lengthen", "gallery:hist", "--max-length", 10, "--out", out).status == 0
    assert call("run", out, *"111111111").out == "9 9 9 9 9 9 9 9 9\n"


def test_a_task_of_ones_own(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "mine.glass"
    path.write_text("""glassformer program, version 1
task mine
alphabet a b
marks <s>
lengths 1 to 3
labels a b <s>

before = select_closest(keys=positions, queries=positions) { key == query - 1 }
answer = aggregate(before, tokens)

return answer
""")
    out = tmp_path / "long.glass"
    assert call("lengthen", path, "--max-length", 9, "--out", out).status == 0
    assert call("run", out, *"aabbabab").out == "<s> a a b b a b a\n"


def test_refusals(refuse: Refuse, tmp_path: Path) -> None:
    message = "--max-length 4: gallery:hist takes inputs of 8 already, marks included"
    assert refuse("lengthen", "gallery:hist", "--max-length", 4) == message
    assert refuse("lengthen", "gallery:induction", "--max-length", 40).startswith("task 'induction' has one size")
    assert "--max-length" in refuse("lengthen", "gallery:hist")
