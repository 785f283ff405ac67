"""Settings: what is taken, what is refused, and what the refusal says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.learning.small import HIST_DATA, WIDE

from glassformer.errors import ConfigurationError
from glassformer.learning.configuration import NAMES, Configuration
from glassformer.program import Signature
from glassformer.tasks import load_task


def test_the_defaults_are_valid_and_survive_their_own_round_trip() -> None:
    settings = Configuration().to_dict()
    assert tuple(settings) == NAMES
    assert Configuration.of(settings) == Configuration()


def test_settings_by_name() -> None:
    found = Configuration.of({"epochs": 7, "template": "paper", "refit": False})
    assert (found.epochs, found.template, found.refit) == (7, "paper", False)
    assert found == Configuration(epochs=7, template="paper", refit=False)


def test_an_int_is_accepted_for_a_float() -> None:
    assert Configuration.of({"temperature_start": 2}).temperature_start == 2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epoch": 3}, "configuration: unknown setting 'epoch'; did you mean 'epochs'? Valid: at_once, batch_size, "),
        ({"epochs": "3"}, "configuration: epochs = '3'; a value of type int is expected"),
        ({"epochs": 3.0}, "configuration: epochs = 3.0; a value of type int is expected"),
        ({"epochs": True}, "configuration: epochs = True; a value of type int is expected"),
        ({"learning_rate": True}, "configuration: learning_rate = True; a value of type float is expected"),
        ({"learning_rate": "fast"}, "configuration: learning_rate = 'fast'; a value of type float is expected"),
        ({"narrow": 1}, "configuration: narrow = 1; a value of type bool is expected"),
        ({"template": "tall"}, "configuration: template = 'tall'; valid: wide, paper"),
        ({"template": ["wide"]}, "configuration: template = ['wide']; valid: wide, paper"),
        ({"sampling": "gumbel"}, "configuration: sampling = 'gumbel'; valid: hard, soft, softmax, argmax"),
        ({"epochs": 0}, "epochs = 0: must be at least 1"),
        ({"restarts": 0}, "restarts = 0: must be at least 1"),
        ({"at_once": 0}, "at_once = 0: must be at least 1"),
        ({"rungs": 0}, "rungs = 0: must be at least 1"),
        ({"rungs": 4, "at_once": 2, "epochs": 3}, "rungs = 4: must be at most epochs = 3"),
        ({"rungs": 2}, "rungs = 2: there is nothing to choose from; set at_once to 2 or more"),
        ({"batch_size": 0}, "batch_size = 0: must be at least 1"),
        ({"n_layers": 0}, "n_layers = 0: must be at least 1"),
        ({"n_heads": -1}, "n_heads = -1: must be at least 0"),
        ({"n_inputs": 29}, "n_inputs = 29: must be at least 30"),
        ({"seed": -1}, "seed = -1: must be at least 0"),
        ({"noise_start": -0.5}, "noise_start = -0.5: must be at least 0"),
        ({"temperature_end": 0.0}, "temperature_end = 0.0: must be greater than 0"),
        ({"learning_rate": -0.1}, "learning_rate = -0.1: must be greater than 0"),
        ({"learning_rate": float("nan")}, "learning_rate = nan: must be a finite number"),
        ({"noise_end": float("inf")}, "noise_end = inf: must be a finite number"),
        ({"dropout": 1.0}, "dropout = 1.0: must be from 0 to less than 1"),
        ({"dropout": -0.1}, "dropout = -0.1: must be from 0 to less than 1"),
    ],
)
def test_a_wrong_setting_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{re.escape(message)}"):
        Configuration.of(settings)


@pytest.mark.parametrize("settings", [{"n_heads": 0}, {"n_inputs": 30}, {"noise_end": 0}, {"dropout": 0.99}])
def test_the_least_values_are_taken(settings: dict[str, Any]) -> None:
    (name,) = settings
    assert getattr(Configuration.of(settings), name) == settings[name]


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "quick.toml"
    path.write_text('# quick\nepochs = 2\ntemplate = "paper"\nlearning_rate = 1\n', encoding="utf-8")
    assert Configuration.read(path) == Configuration(epochs=2, template="paper", learning_rate=1)


def test_overrides_win_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "quick.toml"
    path.write_text("epochs = 2\nrestarts = 3\n", encoding="utf-8")
    assert Configuration.read(path, epochs=5, seed=1) == Configuration(epochs=5, restarts=3, seed=1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"epochs = \n", "quick.toml: not TOML: Invalid value (at line 1, column 10)"),
        (b"epochs = 2\nepochs = 3\n", "quick.toml: not TOML: Cannot overwrite a value"),
        (b"\xff\xfe", "quick.toml: not TOML: 'utf-8' codec can't decode byte 0xff"),
        (b"epocs = 2\n", "quick.toml: unknown setting 'epocs'; did you mean 'epochs'?"),
        (b'epochs = "2"\n', "quick.toml: epochs = '2'; a value of type int is expected"),
        (b"[learning]\nepochs = 2\n", "quick.toml: unknown setting 'learning'; did you mean 'learning_rate'?"),
    ],
)
def test_a_wrong_file_is_refused_by_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "quick.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"^{re.escape(f'{tmp_path}/{message}')}"):
        Configuration.read(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml: cannot be read: No such file or directory"):
        Configuration.read(tmp_path / "none.toml")


def test_a_wrong_override_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    path = tmp_path / "quick.toml"
    path.write_text("epochs = 2\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"^configuration: unknown setting 'epoch'"):
        Configuration.read(path, epoch=3)


def test_each_restart_has_a_seed_and_a_wiring_of_its_own() -> None:
    seeds = [Configuration(seed=seed).restart_seed(restart) for seed in range(3) for restart in range(3)]
    assert len(set(seeds)) == len(seeds)
    wide = Configuration(n_layers=2, n_heads=6, n_counts=4)
    sketches = [wide.sketch(HIST_DATA.signature, restart) for restart in (0, 1, 0)]
    assert sketches[0] == sketches[2] != sketches[1]


def test_sketch_sizes_follow_the_settings() -> None:
    def names(configuration: Configuration) -> list[str]:
        return [operation.name for operation in configuration.sketch(HIST_DATA.signature, 0).operations]

    paper = Configuration(template="paper", n_layers=2, n_heads=3, n_counts=1, n_tables=1, n_count_tables=0)
    assert [name for name in names(paper) if name.startswith("head_") and not name.endswith("_match")] == [
        *("head_1_1", "head_1_2", "head_1_3"),
        *("head_2_1", "head_2_2", "head_2_3"),
    ]
    assert not [name for name in names(paper) if name.startswith("count_table")]
    assert not [name for name in names(WIDE) if "_2_" in name[:8]]  # no second layer


def test_the_initialization_follows_the_settings() -> None:
    found = Configuration(init_scale=0.5, identity_prior=2.0, set_sparsity=1.5, dropout=0.25).initialization(0)
    assert (found.scale, found.identity, found.set_sparsity, found.dropout) == (0.5, 2.0, 1.5, 0.25)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("learning_rate", 1e300, "learning_rate is out of range: must be at most 1,000,000 in size"),
        ("identity_prior", -(10**400), "identity_prior is out of range: must be at most 1,000,000 in size"),
        ("temperature_end", 1e-300, "temperature_end = 1e-300: must be at least 1e-09"),
    ],
)
def test_numbers_that_overflow_in_training_are_refused(name: str, value: float, message: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{message}$"):
        Configuration.of({name: value})


def test_shallow_first_gives_each_restart_a_layer_more() -> None:
    signature = Signature.of(load_task("hist", vocabulary_size=4, max_length=4))

    def names(restart: int, *, shallow_first: bool) -> set[str]:
        sketch = Configuration(n_layers=2, shallow_first=shallow_first).sketch(signature, restart)
        return {operation.name for operation in sketch.operations}

    assert "head_2_1" not in names(0, shallow_first=True)
    assert "head_2_1" in names(1, shallow_first=True)
    assert "head_3_1" not in names(2, shallow_first=True)
    assert "head_2_1" in names(0, shallow_first=False)


def test_every_second_restart_from_the_third_on_starts_without_the_prior() -> None:
    priors = [Configuration(identity_prior=2.0).initialization(restart).identity for restart in range(7)]
    assert priors == [2.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0]
