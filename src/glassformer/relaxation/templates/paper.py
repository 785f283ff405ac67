"""The model of "Learning Transformer Programs" (Friedman, Wettig, Chen, NeurIPS 2023): every read is to be learned."""

from __future__ import annotations

from glassformer.program.holes import OpenRead
from glassformer.program.signature import Signature
from glassformer.program.sketch import Sketch
from glassformer.relaxation.templates.builder import Builder


def paper(
    signature: Signature, *, n_layers: int, n_heads: int, n_counts: int, n_tables: int, n_count_tables: int
) -> Sketch:
    """The paper's model.

    Args:
        signature: what the program takes and gives.
        n_layers: number of layers.
        n_heads: categorical heads per layer.
        n_counts: numerical heads per layer.
        n_tables: MLPs per layer that read two categorical variables.
        n_count_tables: MLPs per layer that read two numerical variables.
    """
    builder = Builder(signature)
    for layer in range(1, n_layers + 1):
        read = OpenRead(tuple(builder.categorical))
        numbers = OpenRead(("ones", *builder.numerical))
        heads = [builder.head(f"head_{layer}_{i}", read, read, read) for i in range(1, n_heads + 1)]
        counts = [
            builder.count(f"count_{layer}_{i}", read, read, is_set=False, values=numbers)
            for i in range(1, n_counts + 1)
        ]
        builder.categorical += heads
        builder.numerical += counts
        read = OpenRead(tuple(builder.categorical))
        tables = [builder.table(f"table_{layer}_{i}", (read, read)) for i in range(1, n_tables + 1)]
        if builder.numerical:
            clipped = builder.clip(OpenRead(tuple(builder.numerical)))
            tables += [
                builder.table(f"count_table_{layer}_{i}", (clipped, clipped)) for i in range(1, n_count_tables + 1)
            ]
        builder.categorical += tables
    return builder.finish()
