"""The read-only HTTP API: the same figures and papers as on the screens, for other programs.

``addresses`` is the table of all that can be asked; the handlers read their queries through it, and its OpenAPI
document is written from it.
"""

from dashboard.api.addresses import ROUTES
from dashboard.api.health import HEALTH, HEALTH_ROUTES

__all__ = ["HEALTH", "HEALTH_ROUTES", "ROUTES"]
