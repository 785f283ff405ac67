"""Where and how long a run computes."""

from typing import Any

import pytest
import torch

from glassformer.errors import ConfigurationError
from glassformer.learning.resources import Resources


def test_the_device_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for is_there, device in ((False, "cpu"), (True, "cuda")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda is_there=is_there: is_there)
        assert Resources().device == device
        assert Resources(device="cpu").device == "cpu"
        assert Resources(engine="ray").device == "cpu"
        assert Resources(engine="ray", device="cuda").device == "cuda"  # of the workers, wherever they are


def test_who_computes() -> None:
    assert not Resources(device="cpu").is_elsewhere
    for elsewhere, n_here in ((Resources(workers=3), 3), (Resources(engine="ray", workers=3), 1)):
        assert elsewhere.is_elsewhere
        assert elsewhere.workers_here == n_here


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"workers": 0}, "workers = 0: must be at least 1"),
        ({"engine": "spark"}, "engine 'spark'; valid: local, ray"),
        ({"address": "auto"}, "address 'auto': only the engine 'ray' has one"),
        ({"device": "tpu"}, "device 'tpu'; valid: auto, cpu, cuda"),
        ({"engine": "ray", "device": "tpu"}, "device 'tpu'; valid: auto, cpu, cuda"),
    ],
)
def test_what_cannot_be(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Resources(**given)
    assert str(caught.value) == message
