"""No request leaves for another host: prefectural networks have no internet, and nobody is told who reads what."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from browser.visiting import PATHS, open_everything, visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", PATHS)
def test_a_screen_asks_its_own_server_alone(page: Page, address: str, path: str) -> None:
    asked, complaints = _listen(page)
    visit(page, address, path)
    open_everything(page)
    page.wait_for_load_state("networkidle")
    own = urlsplit(address).netloc
    assert asked
    assert {urlsplit(url).netloc for url in asked} == {own}
    assert complaints == []


def test_the_server_forbids_the_browser_every_other_host(page: Page, address: str) -> None:
    visit(page, address, "/")
    refused = page.evaluate("fetch('http://other.invalid/').then(() => false, () => true)")
    told = page.evaluate(
        """() => new Promise(done => {
            document.addEventListener('securitypolicyviolation', event => done(event.blockedURI), {once: true});
            new Image().src = 'http://other.invalid/picture.png';
        })"""
    )
    assert refused
    assert "other.invalid" in told


@pytest.mark.parametrize("path", PATHS)
def test_every_screen_is_said_to_be_in_japanese_and_has_a_title(page: Page, address: str, path: str) -> None:
    visit(page, address, path)
    assert page.locator("html").get_attribute("lang") == "ja"
    assert page.title()


def _listen(page: Page) -> tuple[list[str], list[str]]:
    """Addresses asked for over the network, and complaints: refusals by the policy, failed scripts."""
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    return asked, complaints
