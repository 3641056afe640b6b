from __future__ import annotations

import json
from pathlib import Path

PLANS = {path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "terraform").iterdir())}
"""Plans, and a state, in the form in which `terraform show -json` prints them."""
