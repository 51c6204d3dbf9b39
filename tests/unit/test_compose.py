"""Containers can't be started within the tests, so everything their files name is held against what really exists."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

import pytest
import typer
import yaml
from jsonschema import Draft7Validator
from pydantic import SecretStr

from bot.cli.main import app
from bot.config import Settings, load_settings, shown_with_origin
from bot.storage.figures import Figures
from bot.web.metrics import rendered

ROOT = Path(__file__).parents[2]
PROFILES = ("single", "scale", "sllm", "sllm-cpu", "sllm-gpu", "observe")
READS_TELEGRAM = {"all", "ingest"}
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
EXACT_TAG = re.compile(r"[\w./-]+:(v?\d+\.\d+\.\d+[\w.-]*|server-b\d+)")
INSTRUCTION = re.compile(r"^([A-Z]+)\s+(.*)$")


@cache
def compose() -> dict[str, Any]:
    return cast(dict[str, Any], yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8")))


SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
each_service = pytest.mark.parametrize("name", SERVICES)
each_of_ours = pytest.mark.parametrize("name", OURS)


def started(*profiles: str) -> list[str]:
    """What compose starts: services of these profiles, and those without any."""
    return [name for name, each in SERVICES.items() if set(profiles) & set(each["profiles"]) or not each["profiles"]]


def role(name: str) -> str:
    command = SERVICES[name]["command"]
    return str(command[command.index("--role") + 1])


def seconds(duration: str) -> int:
    return int(duration.removesuffix("s"))


def parsed(command: list[str]) -> Any:
    """The command with its options, as `malbeot` itself reads them; SystemExit or a usage error when it can't."""
    group = typer.main.get_command(app)
    context = group.make_context("malbeot", list(command))
    verb = group.commands[command[0]]  # type: ignore[attr-defined]
    return verb.make_context(command[0], list(command[1:]), parent=context)


def environment(name: str) -> dict[str, str]:
    """The service's variables, with what they are when nobody sets anything."""
    given = SERVICES[name].get("environment", {})
    return {key: VARIABLE.sub(lambda found: found[2] or "", str(value)) for key, value in given.items()}


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.M).replace("\\\n", " ")
    return [(found[1], " ".join(found[2].split())) for line in text.splitlines() if (found := INSTRUCTION.match(line))]


def last_stage() -> dict[str, str]:
    kept = instructions()
    start = max(number for number, (word, _) in enumerate(kept) if word == "FROM")
    return dict(kept[start:])


def test_the_file_keeps_to_the_specification() -> None:
    package = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(package.read_text("utf-8"))
    mistakes = [f"{list(found.path)}: {found.message}" for found in Draft7Validator(schema).iter_errors(compose())]
    assert mistakes == []


def test_without_a_word_one_container_with_one_volume_starts() -> None:
    lines = (ROOT / ".env").read_text("utf-8").splitlines()
    variables = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert variables == {"COMPOSE_PROFILES": "single"}
    assert started("single") == ["malbeot"]
    volumes = [each["source"] for each in SERVICES["malbeot"]["volumes"] if each["type"] == "volume"]
    assert volumes == ["data"]
    assert "MALBEOT_DATABASE__URL" not in environment("malbeot")


def test_with_the_profile_scale_every_role_runs_and_the_single_container_does_not() -> None:
    assert started("scale") == ["ingest", "worker", "sender", "web", "database"]
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


def test_no_service_is_outside_the_profiles() -> None:
    assert [name for name, each in SERVICES.items() if not each["profiles"]] == []
    assert set(itertools.chain(*(each["profiles"] for each in SERVICES.values()))) == set(PROFILES)


@pytest.mark.parametrize("chosen", [set(each) for size in range(4) for each in itertools.combinations(PROFILES, size)])
def test_two_processes_that_read_telegram_can_never_run_beside_each_other(chosen: set[str]) -> None:
    readers = [name for name in started(*chosen) if name in OURS and role(name) in READS_TELEGRAM]
    assert len(readers) <= 1 or {SERVICES[name]["container_name"] for name in readers} == {"malbeot-telegram"}
    assert all(SERVICES[name].get("deploy", {}).get("replicas", 1) == 1 for name in readers)


@each_service
def test_every_container_is_confined(name: str) -> None:
    service = SERVICES[name]
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert group.isdigit()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "ipc"} & set(service)
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert service["restart"] == "unless-stopped"
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert any(each.startswith("/tmp:") for each in service["tmpfs"])
    assert set(service["healthcheck"]) >= {"test", "interval", "timeout", "start_period", "retries"}
    assert seconds(service["stop_grace_period"]) >= 30


@each_service
def test_every_image_is_pinned_to_a_full_version(name: str) -> None:
    assert EXACT_TAG.fullmatch(SERVICES[name]["image"])


def test_our_image_is_that_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert {SERVICES[name]["image"] for name in OURS} == {f"malbeot:{version}"}


@each_service
def test_ports_are_published_to_this_machine_alone_and_are_listened_at(name: str) -> None:
    service, variables = SERVICES[name], environment(name)
    words = [*service.get("command", []), *variables.values(), *service["healthcheck"]["test"]]
    listened = {found for word in words for found in re.findall(r":(\d{4,5})\b|^(\d{4,5})$", word)}
    for published in service.get("ports", []):
        host, _, inner = published.split(":")
        assert host == "127.0.0.1"
        assert inner in {number for pair in listened for number in pair}


@each_of_ours
def test_what_is_published_is_listened_at_by_our_settings(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in environment(name).items():
        monkeypatch.setenv(key, value)
    settings = load_settings()
    addresses = {settings.web.listen, settings.telegram.webhook_listen}
    for published in SERVICES[name].get("ports", []):
        assert f"0.0.0.0:{published.split(':')[2]}" in addresses


@each_of_ours
def test_its_command_and_health_check_are_real_and_of_one_role(name: str) -> None:
    health = SERVICES[name]["healthcheck"]["test"]
    assert health[:2] == ["CMD", "malbeot"]
    assert parsed(SERVICES[name]["command"]).params["role"] == parsed(health[2:]).params["role"] == role(name)


@each_of_ours
def test_every_variable_is_a_setting(name: str, home: Path) -> None:
    known = {"MALBEOT_" + row.key.upper().replace(".", "__") for row in shown_with_origin(load_settings())}
    given = SERVICES[name]["environment"]
    asked = {found[1] for value in given.values() for found in VARIABLE.finditer(str(value))}
    assert given.keys() | asked <= known
    commented = re.findall(r"^# (MALBEOT_\w+)=", (ROOT / ".env").read_text("utf-8"), re.M)
    assert set(commented) <= known


@each_of_ours
def test_a_graceful_stop_has_the_time_of_the_slowest_turn(name: str, home: Path) -> None:
    assert seconds(SERVICES[name]["stop_grace_period"]) > load_settings().llm.chain_timeout_s


@each_of_ours
def test_secrets_are_files_where_the_settings_look_for_them(name: str, home: Path) -> None:
    folder = dict(each.split("=", 1) for each in last_stage()["ENV"].replace('"', "").split())["MALBEOT_HOME"]
    for secret in SERVICES[name]["secrets"]:
        path = Path(secret["target"])
        assert path.parent == Path(folder) / "secrets"
        section, field = path.name.split("__")
        found = Settings.model_fields[section].annotation.model_fields[field]  # type: ignore[union-attr]
        assert SecretStr.__name__ in str(found.annotation)
        assert Path(compose()["secrets"][secret["source"]]["file"]).name == path.name


def test_every_secret_is_declared_and_kept_out_of_the_repository_and_the_image() -> None:
    used = {
        each if isinstance(each, str) else each["source"] for s in SERVICES.values() for each in s.get("secrets", ())
    }
    assert used == set(compose()["secrets"])
    for secret in compose()["secrets"].values():
        assert secret["file"].startswith("./.malbeot/")
    assert ".malbeot/" in (ROOT / ".gitignore").read_text().split()
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert "*" in ignored
    assert not any("malbeot/" in line or line == "!.malbeot" for line in ignored)


def test_no_secret_stands_in_any_of_the_files() -> None:
    for name in ("docker-compose.yml", ".env", "Dockerfile", "deploy/malbeot.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert re.findall(r"\d{6,}:[A-Za-z0-9_-]{30,}|\w+://[^/\s]*:[^/\s]*@", text) == []
    for name, service in SERVICES.items():
        held = [key for key in service.get("environment", {}) if re.search("TOKEN|SECRET|PASSWORD|API_KEY|__URL$", key)]
        told = {"POSTGRES_PASSWORD_FILE", "MALBEOT_TELEGRAM__WEBHOOK_URL"}
        assert set(held) <= told, name


@each_service
def test_everything_mounted_exists_or_is_a_volume(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        if volume["type"] == "volume":
            assert volume["source"] in compose()["volumes"]
        else:
            assert (ROOT / volume["source"]).exists()
            assert volume["read_only"] is True


def test_every_volume_and_network_is_used() -> None:
    mounted = {each["source"] for s in SERVICES.values() for each in s.get("volumes", ()) if each["type"] == "volume"}
    assert mounted == set(compose()["volumes"])
    joined = set(itertools.chain(*(service.get("networks", ["default"]) for service in SERVICES.values())))
    assert joined == set(compose()["networks"])


def test_the_database_and_the_models_are_out_of_reach_of_the_internet() -> None:
    assert compose()["networks"]["inside"]["internal"] is True
    for name in ("database", "sllm-cpu", "sllm-gpu"):
        assert list(SERVICES[name]["networks"]) == ["inside"]


@each_service
def test_what_a_service_waits_for_is_started_with_it(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert set(SERVICES[name]["profiles"]) <= set(SERVICES[other]["profiles"])
        assert how["condition"] == "service_healthy"


def test_prometheus_asks_the_container_that_tells_and_the_dashboard_what_is_told() -> None:
    scraped = yaml.safe_load((ROOT / "deploy" / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    (target,) = scraped[0]["static_configs"][0]["targets"]
    alias, port = target.split(":")
    tellers = [name for name in OURS if alias in str(SERVICES[name]["networks"])]
    assert tellers == ["malbeot", "web"]
    assert all(environment(name)["MALBEOT_WEB__LISTEN"].endswith(f":{port}") for name in tellers)
    dashboard = json.loads((ROOT / "deploy" / "grafana" / "dashboards" / "malbeot.json").read_text("utf-8"))
    told = rendered(Figures(0, 0, 0, 0, {}, {}, {}, {}, 0)).decode()
    shown = {target["expr"].partition("{")[0] for panel in dashboard["panels"] for target in panel["targets"]}
    assert {name for name in shown if f"# TYPE {name} gauge" not in told} == set()
    folder = yaml.safe_load((ROOT / "deploy/grafana/provisioning/dashboards/malbeot.yml").read_text("utf-8"))
    assert folder["providers"][0]["options"]["path"] in [each["target"] for each in SERVICES["grafana"]["volumes"]]


def test_the_containers_settings_file_is_good(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "malbeot.toml").write_bytes((ROOT / "deploy" / "malbeot.toml").read_bytes())
    assert load_settings().chat.persona == "bom"


def test_the_dockerfile_copies_what_exists_and_the_builder_is_given() -> None:
    given = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    copied = [
        source
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert set(copied) == given


def test_the_image_carries_every_package_of_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = {each.rstrip("*") for each in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages <= {rest.split()[0] for word, rest in instructions() if word == "COPY"}


def test_the_image_runs_the_command_as_nobody_in_particular() -> None:
    stage, project = last_stage(), tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    entry = json.loads(stage["ENTRYPOINT"])
    assert entry == ["malbeot"]
    assert entry[0] in project["project"]["scripts"]
    parsed(json.loads(stage["CMD"]))
    check = json.loads(stage["HEALTHCHECK"].partition("CMD ")[2])
    assert parsed(check[1:]).params["role"] == "all"
    assert stage["USER"] == SERVICES["malbeot"]["user"]
    assert "apt-get" not in stage["RUN"]


def test_the_base_is_one_full_version_of_a_supported_python() -> None:
    bases = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert len(bases) == 2
    assert len(set(bases)) == 1
    assert EXACT_TAG.fullmatch(bases[0])
    assert bases[0].startswith("python:3.11.")
