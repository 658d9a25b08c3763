"""The read-only HTTP API: the same figures and papers as on the screens, for other programs.

``openapi.json`` in this folder is its documentation and is itself the first answer of the API.
"""

from dashboard.api.routes import ROUTES

__all__ = ["ROUTES"]
