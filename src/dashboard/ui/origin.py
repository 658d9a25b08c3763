"""Whose page speaks: the server's own, or one of another site that makes a visitor's browser knock here.

A browser says in ``Origin`` which page sent a request, and no page can change that. Whoever is no browser may say what
he likes; he gains nothing by it, for no right comes from an Origin.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config, net_util

_PORTS = {"http": 80, "https": 443}


class Site(NamedTuple):
    """A scheme, a name and a port, as browsers tell sites apart; the name without case and closing dot."""

    scheme: str
    name: str
    port: int


def site_of(origin: str) -> Site | None:
    """The site of an Origin or an address; None where it is none: ``null``, another scheme, no name, no number."""
    try:
        parts = urlsplit(origin.strip())
        scheme, name, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        return None
    if scheme not in _PORTS or not name or parts.username is not None:
        return None
    return Site(scheme, name.removesuffix("."), _PORTS[scheme] if port is None else port)


def is_from_host(site: Site, host: str) -> bool:
    """Whether a page of this site asks for its own server. A Host names no scheme and leaves out its usual port."""
    return site_of(f"{site.scheme}://{host}") == site and not set(host) & set("/?#@")


def is_configured(site: Site) -> bool:
    """Whether the operator says that this is the dashboard's address, though a proxy asks under another name."""
    return site in _configured_sites()


@cache
def _configured_sites() -> frozenset[Site]:
    addresses = [*st.get_option("server.corsAllowedOrigins")]
    auth = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
    if isinstance(auth, Mapping):
        addresses.append(str(auth.get("redirect_uri", "")))
    name = st.get_option("browser.serverAddress")
    # Ours says localhost, for the line that is printed at the start (.streamlit/config.toml).
    if name and name != "localhost" and config.is_manually_set("browser.serverAddress"):
        addresses += [f"http://{name}", f"https://{name}"]
        if config.is_manually_set("browser.serverPort"):
            port = st.get_option("browser.serverPort")
            addresses += [f"http://{name}:{port}", f"https://{name}:{port}"]
    return frozenset(site for address in addresses if (site := site_of(address)))


def _nobody() -> None:
    """No address: what Streamlit is told of itself."""


def switch_off_look_ups() -> None:
    """Keeps Streamlit from asking a service on the internet for the address under which it is seen from there.

    It asks whenever a page of a foreign Origin connects, on the event loop, with a name server that need not answer: a
    stranger then stops the whole server, and a request leaves. No option switches it off. Every caller goes through
    these two names of one module; ``tests/ui/test_origin.py`` notices when that changes.
    """
    look_ups: Mapping[str, Callable[[], str | None]] = {"get_external_ip": _nobody, "get_internal_ip": _nobody}
    for name, answer in look_ups.items():
        setattr(net_util, name, answer)
