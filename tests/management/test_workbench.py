"""What the workbench tells its parts before it starts them."""

from annotations.management.commands.workbench import tell_address
from factcheck.server import bound


def test_mails_and_calls_lead_to_the_port_that_was_taken(settings, monkeypatch):
    settings.EMBEDDED = True
    monkeypatch.delenv("FACTCHECK_SITE_URL", raising=False)
    with bound(0) as listener:
        tell_address(listener)
        assert f"http://localhost:{listener.getsockname()[1]}" == settings.SITE_URL


def test_an_address_that_somebody_set_stays(settings, monkeypatch):
    settings.EMBEDDED, settings.SITE_URL = True, "https://desk.example.org"
    monkeypatch.setenv("FACTCHECK_SITE_URL", settings.SITE_URL)
    with bound(0) as listener:
        tell_address(listener)
    assert settings.SITE_URL == "https://desk.example.org"
