"""What a model does with parts of it changed, against runs in which the change is made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from tests.lens.small import TINY
from torch import Tensor

from glassformer.errors import InputError
from glassformer.lens import LensConfiguration, construct_addition, observing
from glassformer.lens.losses import answer_loss
from glassformer.lens.observing import Donors, Node, Observed, mean_activations, observe
from glassformer.models.decoder import DecoderTransformer, Intervention
from glassformer.tasks.arithmetic import Arithmetic, Questions, draw_questions

TWO_LAYERS = replace(TINY, layers=2, kind="mixed")
ASKED = 6
"""Where answers begin, in questions of two digits."""


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observing, "BATCH_SIZE", 16)


def make_model(configuration: LensConfiguration = TWO_LAYERS) -> DecoderTransformer:
    """An untrained model whose biases and gains are random too, so that every weight matters."""
    generator = torch.Generator().manual_seed(1)
    model = DecoderTransformer(configuration.decoder(), generator)
    with torch.no_grad():
        for weights in model.parameters():
            weights.add_(0.3 * torch.randn(weights.shape, generator=generator))
    return model


def draw(n_questions: int = 40, seed: int = 0, configuration: LensConfiguration = TWO_LAYERS) -> Questions:
    return draw_questions(configuration.arithmetic, n_questions, np.random.default_rng(seed))


def tokens_of(questions: Questions) -> Tensor:
    return torch.from_numpy(questions.tokens())


@torch.no_grad()
def run_by_hand(model: DecoderTransformer, questions: Questions, changes: Sequence[Intervention] = ()) -> Observed:
    """The same for all questions at once, from all logits."""
    tokens = tokens_of(questions)
    logits = model.run(tokens, interventions=changes).logits[:, ASKED - 1 : -1]
    losses = -logits.log_softmax(-1).gather(-1, tokens[:, ASKED:].long()[..., None])[..., 0]
    return Observed(questions=questions, losses=losses.numpy(), tokens=logits.argmax(-1).numpy().astype(np.uint8))


def assert_same(found: Observed, expected: Observed) -> None:
    assert found.losses == pytest.approx(expected.losses, abs=1e-5)
    assert (found.tokens == expected.tokens).all()


def activations(model: DecoderTransformer, questions: Questions, place: str) -> Tensor:
    with torch.no_grad():
        return model.run_with_cache(tokens_of(questions))[1][place]


def test_what_a_model_does_as_it_is() -> None:
    model, questions = make_model(), draw()
    found = observe(model, questions)
    assert_same(found, run_by_hand(model, questions))
    losses = answer_loss(model, tokens_of(questions), questions.arithmetic).detach().numpy()
    assert found.losses == pytest.approx(losses, abs=1e-5)
    assert found.losses.shape == found.tokens.shape == found.is_right.shape == (40, 4)


def test_right_is_the_right_token_after_the_right_ones() -> None:
    questions = Arithmetic(2).parse("95+05", "11+22", "99+99")
    found = observe(construct_addition(questions.arithmetic, window=1), questions)
    assert found.tokens.tolist() == [[0, 9, 0], [0, 3, 3], [1, 8, 8]]
    assert found.is_right.tolist() == [[False, False, True], [True, True, True], [True, False, True]]


EVERYTHING = [
    [Node(part="embedding")],
    [Node(part=part, layer=layer) for layer in (0, 1) for part in ("attention", "mlp")] + [Node(part="embedding")],
    [Node(part="embedding", positions=(0, 1, 2, 3, 4)), Node(part="embedding", positions=(5, 6, 7, 8))],
]


@pytest.mark.parametrize("nodes", EVERYTHING)
def test_with_everything_swapped_it_does_what_it_does_on_the_donors(nodes: list[Node]) -> None:
    model, questions, donors = make_model(), draw(), draw(seed=1)
    found = observe(model, questions, nodes, donors=donors)
    assert (found.tokens == observe(model, donors).tokens).all()
    wanted = torch.from_numpy(questions.answer_tokens).long()
    with torch.no_grad():
        logits = model(tokens_of(donors))[:, ASKED - 1 : -1]
    assert found.losses == pytest.approx(
        -logits.log_softmax(-1).gather(-1, wanted[..., None])[..., 0].numpy(), abs=1e-5
    )


def test_swapped_with_itself_it_does_what_it_does() -> None:
    model, questions = make_model(), draw()
    found = observe(model, questions, [Node(part="head", layer=0, head=1), Node(part="mlp", layer=1)], donors=questions)
    assert_same(found, observe(model, questions))


NODES = [
    Node(part="head", layer=0, head=1),
    Node(part="head", layer=1, head=0, positions=(6,)),
    Node(part="attention", layer=0, positions=(2, 7)),
    Node(part="mlp", layer=0),
    Node(part="mlp", layer=1, positions=(8,)),
    Node(part="embedding", positions=(0, 4)),
    Node(part="value", layer=0, head=1, positions=(1, 4)),
    Node(part="value", layer=1, head=0),
]
PLACES = [
    "blocks.0.attn.hook_z",
    "blocks.1.attn.hook_z",
    "blocks.0.attn.hook_z",
    "blocks.0.hook_mlp_out",
    "blocks.1.hook_mlp_out",
    "hook_embed",
    "blocks.0.attn.hook_v",
    "blocks.1.attn.hook_v",
]


def changed_by_hand(node: Node, place: str, values: Tensor) -> Intervention:
    """The change as a function of the activation, from values of ``question position ...``."""

    def change(activation: Tensor) -> Tensor:
        new = activation.clone()
        heads = slice(None) if node.head is None else node.head
        for position in range(activation.shape[1]) if node.positions is None else node.positions:
            where = (slice(None), position) if node.head is None else (slice(None), position, heads)
            new[where] = values[where]
        return new

    return Intervention(place=place, kind="function", function=change)


@pytest.mark.parametrize(("node", "place"), list(zip(NODES, PLACES, strict=True)), ids=str)
def test_each_change_is_as_it_is_made_by_hand(node: Node, place: str) -> None:
    model, questions, donors = make_model(), draw(), draw(seed=1)
    before, theirs = observe(model, questions), activations(model, donors, place)
    values = {"swap": theirs, "mean": theirs.mean(0).expand_as(theirs), "zero": torch.zeros_like(theirs)}
    assert node.hook == place
    for change in ("swap", "mean", "zero"):
        found = observe(model, questions, [node], change=change, donors=donors)
        assert_same(found, run_by_hand(model, questions, [changed_by_hand(node, place, values[change])]))
        assert not np.allclose(found.losses, before.losses)


def test_the_mean_is_over_all_donors_however_many() -> None:
    model, questions, donors = make_model(), draw(), draw(100, seed=1)
    place = "blocks.0.hook_mlp_out"
    mean = activations(model, donors, place).mean(0)
    found = observe(model, questions, [Node(part="mlp")], change="mean", donors=donors)
    assert_same(found, run_by_hand(model, questions, [Intervention(place=place, kind="set", values=mean)]))


def test_several_nodes_of_one_place() -> None:
    model, questions, donors = make_model(), draw(), draw(seed=1)
    heads = [Node(part="head", layer=0, head=head, positions=(position,)) for head in (0, 1) for position in range(9)]
    whole = observe(model, questions, [Node(part="attention", layer=0)], donors=donors)
    assert_same(observe(model, questions, heads, donors=donors), whole)


def test_zero_needs_no_donors() -> None:
    model, questions = make_model(), draw()
    node = Node(part="mlp", layer=0)
    zero = [Intervention(place=node.hook, kind="zero")]
    assert_same(observe(model, questions, [node], change="zero"), run_by_hand(model, questions, zero))


def test_donors_are_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model, questions = make_model(), draw()
    donors = Donors(model, draw(seed=1))
    node, other = Node(part="mlp", layer=0), Node(part="mlp", layer=0, positions=(5,))
    expected = [observe(model, questions, [each], donors=donors.questions) for each in (node, other)]
    assert len(donors) == 40
    assert_same(observe(model, questions, [node], donors=donors), expected[0])
    calls: list[list[str]] = []
    run = model.run

    def recorded(tokens: Tensor, **settings: object) -> object:
        calls.append(list(settings.get("cache", ())))  # type: ignore[call-overload]
        return run(tokens, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(model, "run", recorded)
    assert_same(observe(model, questions, [other], donors=donors), expected[1])
    assert calls == [[]] * 3
    assert donors.activations(node.hook).shape == (40, 9, 24)


def test_interventions_of_one_s_own_come_after_the_nodes() -> None:
    model, questions, donors = make_model(), draw(), draw(seed=1)
    node = Node(part="mlp", layer=0)
    zero = Intervention(place=node.hook, kind="zero")
    found = observe(model, questions, [node], donors=donors, interventions=[zero])
    assert_same(found, run_by_hand(model, questions, [zero]))


def test_interventions_for_each_slice_of_the_questions() -> None:
    model, questions, donors = make_model(), draw(), draw(seed=1)
    values = activations(model, donors, "blocks.0.hook_mlp_out")
    slices: list[tuple[int, int]] = []

    def of(rows: slice) -> list[Intervention]:
        slices.append((rows.start, rows.stop))
        return [Intervention(place="blocks.0.hook_mlp_out", kind="set", values=values[rows, :-1])]

    found = observe(model, questions, interventions=of)
    assert_same(found, observe(model, questions, [Node(part="mlp", layer=0)], donors=donors))
    assert slices == [(0, 16), (16, 32), (32, 48)]


def test_mean_activations() -> None:
    model, questions = make_model(), draw()
    places = ["hook_embed", "blocks.1.attn.hook_z"]
    found = mean_activations(model, questions, places)
    assert list(found) == places
    for place in places:
        expected = activations(model, questions, place)[:, :-1].mean(0, keepdim=True)
        assert found[place].shape == expected.shape
        assert torch.allclose(found[place], expected, atol=1e-5)


def test_a_node_has_a_name_and_goes_into_json() -> None:
    arithmetic = Arithmetic(2)
    names = {
        "head 1 of layer 0 at A2": Node(part="head", layer=0, head=1, positions=(6,)),
        "attention of layer 1": Node(part="attention", layer=1),
        "the MLP of layer 0 at = A1": Node(part="mlp", layer=0, positions=(5, 7)),
        "the embedding at D1 D'1": Node(part="embedding", positions=(0, 3)),
        "the value of head 1 of layer 0 at D1 D'1": Node(part="value", layer=0, head=1, positions=(0, 3)),
    }
    assert {node.name(arithmetic) for node in names.values()} == set(names)
    documents = [node.to_dict(arithmetic) for node in names.values()]
    assert documents == [
        {"part": "head", "layer": 0, "head": 1, "positions": ["A2"]},
        {"part": "attention", "layer": 1},
        {"part": "mlp", "layer": 0, "positions": ["=", "A1"]},
        {"part": "embedding", "layer": 0, "positions": ["D1", "D'1"]},
        {"part": "value", "layer": 0, "head": 1, "positions": ["D1", "D'1"]},
    ]


def test_no_questions_are_refused() -> None:
    with pytest.raises(InputError, match="there are no questions; at least one is needed"):
        observe(make_model(), draw()[:0])


def test_donors_that_are_missing_or_too_few() -> None:
    model, questions = make_model(), draw()
    nodes = [Node(part="mlp"), Node(part="attention")]
    with pytest.raises(InputError, match="a swap of 2 nodes needs donors: the questions that it takes values from"):
        observe(model, questions, nodes)
    with pytest.raises(InputError, match="a mean of 2 nodes needs donors"):
        observe(model, questions, nodes, change="mean")
    with pytest.raises(InputError, match="39 donors for 40 questions; a swap needs one for each"):
        observe(model, questions, nodes, donors=draw(39))
    with pytest.raises(InputError, match="39 donors for 40 questions"):
        observe(model, questions, nodes, donors=Donors(model, draw(39)))


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (Node(part="mlp", layer=2), "blocks.2.hook_mlp_out"),
        (Node(part="head", layer=0, head=2), "heads has 2; valid: 0 to 1"),
        (Node(part="mlp", layer=0, positions=(9,)), "positions has 9; valid: 0 to 8"),
    ],
)
@pytest.mark.parametrize("change", ["swap", "mean", "zero"])
def test_nodes_that_the_model_does_not_have(node: Node, message: str, change: observing.Change) -> None:
    with pytest.raises(InputError, match=message):
        observe(make_model(), draw(), [node], change=change, donors=draw(seed=1))
