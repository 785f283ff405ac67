"""What a program answers: its class scores, and the return statement of ``run``."""

from __future__ import annotations

from glassformer.emission.layout import Bracket, Code, Item, call, dict_of, list_of, literal, row_of, set_of
from glassformer.emission.scoring import Row, Scoring
from glassformer.emission.writer import Writer


def write_scores(writer: Writer, scoring: Scoring) -> None:
    """The best class of the scores, and its return."""
    if scoring.constant is not None:
        label = literal(scoring.constant)
        _write_return(writer, label if writer.program.signature.gives_one_label else f"[{label}] * len(tokens)")
        return
    writer.constant("LABELS", list_of(map(literal, scoring.labels)), note="the labels; on ties the first wins")
    note = f"the scores that they begin with, in 1/{scoring.unit}; only differences between labels matter"
    writer.constant("BIAS", row_of(scoring.bias), note=note)
    inputs = _write_weights(writer, scoring) + _write_number_weights(writer, scoring)
    if writer.program.signature.gives_one_label:
        writer.needs.is_pooled = True
        _write_return(writer, writer.call("classify", inputs))
    else:
        writer.needs.functions.add("classify")
        _write_return(writer, call("list", call("map", "classify", *inputs)))


def _write_weights(writer: Writer, scoring: Scoring) -> list[str]:
    """The tables of categorical variables; the name under which their values are gathered, if there are any."""
    if not scoring.weights:
        return []
    writer.needs.has_weights = True
    items = tuple(Item(code=_rows(writer, variable, rows), note=variable) for variable, rows in scoring.weights)
    note = "what each value adds to the scores of the labels; values that are left out add nothing"
    writer.constant("WEIGHTS", Bracket(left="[", items=items, right="]"), note=note)
    return _gather(writer, "values", [variable for variable, _ in scoring.weights])


def _rows(writer: Writer, variable: str, rows: dict[int, Row]) -> Code:
    values = writer.values.of(variable)
    return dict_of((value, row_of(rows[index])) for value, index in values.items() if index in rows)


def _write_number_weights(writer: Writer, scoring: Scoring) -> list[str]:
    """The rows of numerical variables; the name under which their numbers are gathered, if there are any."""
    if not scoring.number_weights:
        return []
    writer.needs.has_number_weights = True
    items = tuple(Item(code=row_of(row), note=variable) for variable, row in scoring.number_weights)
    note = "what each number, times its row, adds to the scores of the labels"
    writer.constant("NUMBER_WEIGHTS", Bracket(left="[", items=items, right="]"), note=note)
    return _gather(writer, "numbers", [variable for variable, _ in scoring.number_weights])


def _gather(writer: Writer, name: str, variables: list[str]) -> list[str]:
    """Bring variables together: position by position, or, where scores are pooled, as they are."""
    written = [writer.names.variable(variable) for variable in variables]
    writer.state(name, list_of(written) if writer.program.signature.gives_one_label else call("zip", *written))
    return [name]


def write_returned_variable(writer: Writer) -> None:
    """The return of a categorical variable; of its first value where there is one label for the whole input."""
    name = writer.names.variable(writer.program.returns)
    are_ints = writer.values.are_ints(writer.program.returns)
    if writer.program.signature.gives_one_label:
        _write_return(writer, f"str({name}[0])" if are_ints else f"{name}[0]")
    else:
        _write_return(writer, f"[str(value) for value in {name}]" if are_ints else name)


def _write_return(writer: Writer, labels: Code) -> None:
    """Return the label of the input, or the labels of all positions but the marks'; None at unlabelled tokens."""
    signature = writer.program.signature
    if signature.gives_one_label:
        writer.answer(labels)
        return
    name = labels if isinstance(labels, str) and labels.isidentifier() else "labels"
    if name != labels:
        writer.state(name, labels)
    if signature.unlabelled:
        writer.constant("UNLABELLED", set_of(map(literal, signature.unlabelled)), note="tokens that get no label")
        writer.state("pairs", call("zip", "tokens", name))
        writer.state("labels", "[None if token in UNLABELLED else label for token, label in pairs]")
        name = "labels"
    writer.answer(name + writer.needs.contents)
