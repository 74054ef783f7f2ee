"""A channel cannot be forgotten in silence: each folder is in the contract, has its sender, its kind of point and what
it carries."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from priemnaya import channels
from priemnaya.channels.base import BY_HAND, carries, deliver_ready, senders, settled_by
from priemnaya.channels.senders import load_channels
from priemnaya.core.models import Alert, Delivery
from priemnaya.policy.contact_points import CARRIED, POINT_KINDS

from ..bodies_in_code import tree_of, walked
from ..helpers import case_of

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "src/priemnaya/channels"


@pytest.mark.unit
def test_each_folder_is_a_channel_in_the_contract_or_says_that_it_is_shared() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    contract = next(set(c["modules"]) for c in known if c["name"] == "Channels do not know each other")
    assert contract == {f"priemnaya.channels.{name}" for name in load_channels()}
    folders = {p.parent.name for p in HERE.glob("*/__init__.py")} - {"migrations"}
    shared = {f for f in folders if getattr(sys.modules.get(f"priemnaya.channels.{f}"), "SHARED", False)}
    assert folders - shared == set(load_channels())


@pytest.mark.unit
def test_each_sender_lies_in_the_folder_that_names_it() -> None:
    named = {channel: folder for folder, package in load_channels().items() for channel in package.SENDS}
    assert {c: send.__module__.split(".")[2] for c, send in senders().items()} == named


@pytest.mark.unit
def test_each_kind_of_point_has_who_carries_it_and_says_what_it_may_carry() -> None:
    points = [p for package in load_channels().values() for p in package.POINTS]
    assert sorted(points) == sorted(set(points)), "two folders serve one kind of point"
    assert set(points) <= set(POINT_KINDS)
    for name, kind in POINT_KINDS.items():
        assert (name in senders()) == (kind.way == "channel"), f"{name}: {kind.way}"
        assert kind.carries, f"{name} may carry nothing"
        assert kind.carries <= CARRIED
        assert kind.needs_address == bool(kind.address)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("", "must say POINTS and SENDS"),
        ("POINTS = ('pigeon',)\n", "must say POINTS and SENDS"),
        ("POINTS = ('pigeon',)\nSENDS = ('pigeon',)\n", "carries"),
    ],
)
def test_a_folder_that_forgets_something_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, told: str
) -> None:
    """As a new developer would: the folder is there, something is not."""
    (tmp_path / "pigeon").mkdir()
    (tmp_path / "pigeon" / "__init__.py").write_text(says)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "priemnaya.channels.pigeon", raising=False)
    with pytest.raises(ImportError, match=told):
        load_channels()
    sys.modules.pop("priemnaya.channels.pigeon", None)


@pytest.mark.unit
def test_a_sender_without_a_folder_is_seen() -> None:
    from priemnaya.channels import base

    @carries("pigeon")
    def send(delivery: Delivery) -> None: ...

    with pytest.raises(AssertionError):
        test_each_sender_lies_in_the_folder_that_names_it()
    del base._SENDERS["pigeon"]


def test_letters_without_a_sender_are_an_alert_and_stop_nobody(cast: Any) -> None:
    case = case_of(cast.udm)
    fields = {"organisation_id": cast.udm.pk, "subject_type": "case", "subject_id": case.pk, "payload": {"text": "Да"}}
    lost = Delivery.objects.create(channel="pigeon", key="a", lane="a", address="x", **fields)
    deliver_ready()
    lost.refresh_from_db()
    assert lost.state == "queued"
    assert "отправить некому" in lost.error
    assert Alert.objects.filter(kind="channel", organisation_id=cast.udm.pk, text__contains="pigeon").count() == 1


def test_what_a_person_carries_waits_for_the_person(cast: Any) -> None:
    case = case_of(cast.udm, point="post", chosen_point="post", postal_address="426000, г. Ижевск", addresses={})
    deliver_ready()
    waiting = Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel__in=BY_HAND, state="queued")
    assert waiting.exists()
    assert not Alert.objects.filter(kind="channel").exists()


@pytest.mark.unit
@pytest.mark.xdist_group("code")
def test_each_sort_of_subject_that_is_queued_says_who_is_told_what_became_of_it() -> None:
    """`subject_type` of every delivery that the code makes, by name."""
    made = {
        k.value.value
        for path in (ROOT / "src/priemnaya").rglob("*.py")
        for call in walked(tree_of(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("Delivery", "Delivery.objects.create")
        for k in call.keywords
        if k.arg == "subject_type" and isinstance(k.value, ast.Constant)
    }
    assert made >= {"case", "mailing", "webhook"}
    assert [s for s in sorted(made) if not settled_by(Delivery(subject_type=s))] == []
