"""What every page loads: nothing of numpy and scipy, which would cost the start of each worker."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["app", "app.fairness.totals"])
def test_the_application_starts_without_the_heavy_modules(module: str) -> None:
    ask = f"import sys, {module}; print(sorted(sys.modules.keys() & {{'numpy', 'scipy'}}))"

    found = subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True)

    assert found.stdout.strip() == "[]"


def test_linear_algebra_has_one_thread_unless_somebody_decided_otherwise() -> None:
    ask = "import os, app.fairness; print(os.environ['OPENBLAS_NUM_THREADS'])"

    found = [
        subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True, env=env).stdout.strip()
        for env in ({}, {"OPENBLAS_NUM_THREADS": "2"})
    ]

    assert found == ["1", "2"]
