"""The browser itself refuses every other host: networks have no internet, and nobody is told who reads what."""

import pytest
from playwright.sync_api import Page

from browser.visiting import visit

pytestmark = pytest.mark.browser


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
