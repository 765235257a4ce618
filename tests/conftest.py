"""What every test shares: no window on the developer's screen, no office in the developer's home."""

import os

# Before any import of Qt, which reads it once. A test that needs a real window starts its own program and display.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from gridDesk.vault import kdf

# Nothing is judged by the clock: a busy machine must not fail a test. CI tries the same examples each time.
settings.register_profile(
    "calm", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("calm")

kdf.M_CALIBRATED = kdf.M_FLOOR  # stretching a password takes no longer than it must


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the offices of a test in a folder of its own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GRIDDESK_HOME", str(folder))
    return folder
