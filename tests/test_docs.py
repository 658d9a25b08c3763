"""The documents say what the code does: commands, settings, screens and layers are all written down."""

import re
import tomllib

import pytest

from dashboard.api.addresses import ADDRESSES, BASE
from dashboard.cli import main
from dashboard.cli.commands import COMMANDS
from dashboard.intake import RULES, Severity
from dashboard.papers.formats import FORMATS
from dashboard.settings import ROOT
from dashboard.ui.pages import PAGES

README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs/manual.ja.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main([*command, "--help"])
    assert stop.value.code == 0
    return capsys.readouterr().out


def _commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return re.findall(r"^    ([a-z]+)(?: |$)", _help_of(capsys), flags=re.MULTILINE)


def test_every_command_stands_in_the_readme_with_all_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    commands = _commands(capsys)
    assert {"check", "assess", "series", "import", "history", "withdraw", "backup", "restore"} <= set(commands)
    assert set(commands) == set(COMMANDS)
    for command in commands:
        assert f"`{command}" in README, f"README.md does not name the command {command}"
        for option in re.findall(r"--[a-z-]+", _help_of(capsys, command)):
            line = next(line for line in README.splitlines() if line.startswith("|") and f"`{command}" in line)
            assert option in line or option == "--help", f"README.md's line on {command} does not name {option}"


def test_every_address_and_every_format_stands_in_the_readme() -> None:
    for address in ADDRESSES.values():
        name = address.path.removeprefix(f"{BASE}/").partition("{")[0]
        assert name in README, f"README.md does not name the address {address.path}"
    for format_ in FORMATS:
        assert f"`{format_.id}`" in README, f"README.md does not name the format {format_.id}"


def test_every_setting_stands_in_the_readme() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    for name in set(re.findall(r"DASHBOARD_[A-Z_]*[A-Z]", source)):
        assert f"`{name}`" in README, f"README.md does not explain {name}"


def test_every_screen_stands_in_the_manual_and_has_a_script() -> None:
    for screen in PAGES:
        assert screen.path.is_file()
        assert f"**{screen.title}**" in MANUAL, f"docs/manual.ja.md does not explain the screen {screen.title}"


def test_every_rule_of_the_intake_stands_in_the_manual() -> None:
    for rule in RULES.values():
        line = f"| {rule.number} | {Severity.of(rule.number).label} | {rule.about} |"
        assert line in MANUAL, f"docs/manual.ja.md should have the line: {line}"


def test_the_layers_in_the_design_are_the_layers_that_are_checked() -> None:
    design = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    written = " → ".join(layer.replace("dashboard.", "") for layer in layers)
    assert f"`{written}`" in design, f"docs/design.md should say: {written}"


def test_files_that_the_documents_link_to_exist() -> None:
    for document in (
        ROOT / "README.md",
        ROOT / "docs/manual.ja.md",
        ROOT / "docs/design.md",
        ROOT / "docs/performance.md",
    ):
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
            assert (document.parent / target).exists(), f"{document.name} links to {target}, which is not there"


def test_pages_stay_short_enough_to_read_at_a_glance() -> None:
    for page in (ROOT / "pages").glob("*.py"):
        lines = page.read_text(encoding="utf-8").count("\n")
        assert lines <= 60, f"{page.name} has {lines} lines; move its blocks to src/dashboard/ui/"


def test_nothing_about_the_real_plan_is_in_the_code() -> None:
    words = ("埼玉", "さいたま", "秩父", "visiting_", "pharmac", "dental", "訪問看護", "訪問診療", "在宅医療", "薬局")
    for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "pages").glob("*.py"), *(ROOT / "src").rglob("*.sql")]:
        text = path.read_text(encoding="utf-8")
        found = [word for word in words if word in text]
        assert not found, f"{path.relative_to(ROOT)} names {found}: that belongs into indicators.yaml or data/"
