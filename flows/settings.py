"""What Prefect is told before it is first imported: no telemetry, nothing from elsewhere.

The same stands under `[tool.prefect]` in pyproject.toml, which holds in the project's own folder.
"""

import os
from collections.abc import Mapping

OFFLINE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "collate",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
}
# An error reaches the terminal as one sentence, not as a traceback before it.
QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL"}


def use(*settings: Mapping[str, str]) -> None:
    """Set what nobody has set otherwise."""
    for each in settings:
        for name, value in each.items():
            os.environ.setdefault(name, value)
