"""One rule, one record: what it finds, why it is bad, what is better, how sure it is. Read from rules/*.yaml, strictly.

The detectors are a closed set in code; the rules are an open set of data. A record that is unclear, has an unknown key,
or lacks three wrong and three right examples does not load.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .zones import ZoneKind

Level = Literal["error", "warning", "advice", "metric"]
LEVELS: tuple[Level, ...] = ("error", "warning", "advice", "metric")
Family = Literal["OFF", "SYN", "LEX", "POS", "ORT", "TYP", "FMT", "STR"]
FAMILIES: dict[str, str] = {
    "OFF": "Канцелярит",
    "SYN": "Сложные предложения",
    "LEX": "Выбор слов",
    "POS": "Отрицания",
    "ORT": "Ошибки",
    "TYP": "Знаки",
    "FMT": "Оформление",
    "STR": "Строение письма",
}
TextKind = Literal[
    "reply", "refusal", "forwarding", "clarification", "messenger", "article", "script", "speech", "service"
]
KINDS: dict[str, str] = {
    "reply": "ответ",
    "refusal": "отказ",
    "forwarding": "письмо о переадресации",
    "clarification": "разъяснение или запрос сведений",
    "messenger": "сообщение в мессенджере",
    "article": "статья базы знаний",
    "script": "скрипт разговора",
    "speech": "сказанное по телефону",
    "service": "описание услуги",
}
LETTERS: tuple[TextKind, ...] = ("reply", "refusal", "forwarding", "clarification")
Audience = Literal["layman", "firm", "specialist"]
Detector = Literal["lexicon", "morphology", "dependency", "pattern", "structure", "formatting"]
BODY: tuple[ZoneKind, ...] = ("letterhead", "quotation", "citation", "signature", "attachment", "address", "name")
SILENT: dict[str, frozenset[ZoneKind]] = {
    "body": frozenset(BODY),
    "text": frozenset({"address"}),
    "letter": frozenset(),
}
"""Scope of a rule -> zones where it says nothing."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(Strict):
    """A phrase to find and the wording that is better; `to` is the replacement itself, when one can be given."""

    find: tuple[str, ...]
    better: str = ""
    to: str | None = None
    unless_before: str = ""
    unless_after: str = ""


class Fix(Strict):
    """none: only said. suggestion: a person accepts it. safe: may be accepted with all the others in one click.

    engine: text (`to` or a regular expression's template), inflect (`to` in the form of the first word found), or a
    named rewriter.
    """

    kind: Literal["none", "suggestion", "safe"] = "none"
    engine: Literal[
        "text", "inflect", "drop", "case", "light_verb", "purpose", "impossible", "conjunction", "spelling"
    ] = "text"
    to: str = ""


class Examples(Strict):
    """Wrong ones mark the place with braces and may give the mended text after `=>`; right ones must stay silent."""

    wrong: tuple[str, ...] = Field(min_length=3)
    right: tuple[str, ...] = Field(min_length=3)
    kind: TextKind = "reply"


class Rule(Strict):
    """A record of the catalogue. See docs/plain-rules.md, which is generated from these.

    ignore_case: the pattern is tried on the text in lower case, so it is written in lower case too.
    needs: pieces in lower case, one of which must occur in the text for the pattern to be tried at all (speed only).
    """

    id: str = Field(pattern=r"^(OFF|SYN|LEX|POS|ORT|TYP|FMT|STR)-\d\d$")
    title: str
    serves: tuple[str, ...]
    level: Level
    exact: str = ""
    scope: Literal["body", "text", "letter"] = "body"
    kinds: tuple[TextKind, ...] = ()
    audiences: tuple[Audience, ...] = ()
    detector: Detector
    find: tuple[Entry, ...] = ()
    pattern: str = ""
    ignore_case: bool = True
    needs: tuple[str, ...] = ()
    measure: str = ""
    threshold: float | None = None
    unless_before: str = ""
    unless_after: str = ""
    unless_in: str = ""
    message: str
    why: str
    better: str = ""
    fix: Fix = Fix()
    source: str
    examples: Examples

    @property
    def family(self) -> str:
        return self.id[:3]

    @property
    def silent_in(self) -> frozenset[ZoneKind]:
        """Zones where the rule says nothing."""
        return SILENT[self.scope]

    def concerns(self, kind: str, audience: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (not self.audiences or audience in self.audiences)

    @model_validator(mode="after")
    def _says_how(self) -> Rule:
        needs = {"lexicon": self.find, "pattern": self.pattern}.get(self.detector, self.measure)
        if not needs:
            raise ValueError(f"{self.id}: нет того, что искать (find, pattern или measure)")
        for expression in (self.pattern, self.unless_before, self.unless_after, self.unless_in):
            re.compile(expression)
        return self


class RuleError(ValueError):
    """A record that can't be read: names the file, the rule and what is wrong."""


def load_rules(folder: Path) -> tuple[Rule, ...]:
    """Every record under a folder, by id. Raises RuleError."""
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        for raw in yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or ():  # noqa: S506 - safe loaders  # nosec B506
            try:
                rule = Rule.model_validate(raw)
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(map(str, first["loc"]))
                raise RuleError(f"{path.name}, {raw.get('id', '?')}: {place}: {first['msg']}") from error
            if rule.id in rules:
                raise RuleError(f"{path.name}: правило {rule.id} повторено")
            rules[rule.id] = rule
    return tuple(rules[name] for name in sorted(rules))


# the C loader reads the catalogue eight times faster
_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Rule]:
    """The shipped rules by id."""
    return {rule.id: rule for rule in load_rules(Path(__file__).parent / "rules")}
