"""The source of ``read`` and ``answer``, from a text to its labels, and of ``main``."""

from __future__ import annotations

from collections.abc import Sequence

from glassformer.emission.layout import literal
from glassformer.execution.texts import marks_entities
from glassformer.program.sketch import Program
from glassformer.tasks.text import TextReader
from glassformer.tasks.text.schemes import OUTSIDE


def answering(program: Program, reader: TextReader, given: Sequence[str]) -> list[str]:
    """The functions.

    Args:
        program: what answers.
        reader: its reader.
        given: names for what ``split`` gives: ``words``, and columns of the data.
    """
    star = "*" * (len(given) > 1)
    read = f'def read(text):\n    """What run takes for a text."""\n    return describe({star}split(text))'
    if program.signature.gives_one_label:
        return [read, _ANSWER_WITH_LABEL, _MAIN % ("label", "print(answer(text))")]
    marks, has_none = marks_entities(program), bool(program.signature.unlabelled)
    tags, unread = f"run(describe({', '.join(given)}))", OUTSIDE if marks else None
    answer = [
        "def answer(text):",
        f'    """The tag of each word of a text; {unread} for those beyond the first {reader.max_length}."""',
        f"    {', '.join(given)} = split(text)",
        f"    tags = {f'mended({tags})' if marks else tags}",
        f"    return tags + [{'None' if unread is None else literal(unread)}] * (len(words) - len(tags))",
    ]
    mended = [_MENDED_WITH_NONE if has_none else _MENDED] if marks else []
    shown = "*answer(text)" if marks and not has_none else '*("-" if tag is None else tag for tag in answer(text))'
    return [read, *mended, "\n".join(answer), _MAIN % ("tags", f"print({shown})")]


_ANSWER_WITH_LABEL = '''def answer(text):
    """The label of a text."""
    return run(read(text))'''

_MENDED = '''def mended(tags):
    """The tags, with B in place of an I that continues no entity of its type."""
    found = []
    before = "O"
    for tag in tags:
        if tag[0] == "I" and (before == "O" or tag[1:] != before[1:]):
            tag = "B" + tag[1:]
        found.append(tag)
        before = tag
    return found'''

_MENDED_WITH_NONE = _MENDED.replace("if tag[0]", "if tag and tag[0]").replace("before = tag\n", 'before = tag or "O"\n')

_MAIN = '''def main(argv):
    """Print the %s of the text in argv, or of each line of standard input."""
    if not argv and sys.stdin.isatty():
        print("reading texts, one a line", file=sys.stderr)
    try:
        for text in [" ".join(argv)] if argv else sys.stdin:
            %s
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0'''
