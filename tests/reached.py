"""What calls what in the sources, by their imports: from which views of the staff a function is reached."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import priemnaya

ROOT = Path(priemnaya.__file__).parent
ABOVE = ("cases", "desk", "paper", "reception", "outreach", "programme", "records", "channels", "ui", "workspace")
"""Packages that may import those of cases (pyproject.toml), and those themselves."""


class Sources:
    """Functions, classes and tables of modules, and what each names of the others. A table is followed where an item of
    it is taken, not where it is read through."""

    def __init__(self) -> None:
        self.trees, self.names = dict[str, ast.Module](), dict[str, dict[str, str]]()
        packages = set()
        for path in ROOT.rglob("*.py"):
            parts = ["priemnaya", *path.relative_to(ROOT).with_suffix("").parts]
            if parts[1] not in ABOVE or "migrations" in parts:
                continue
            if parts[-1] == "__init__":
                parts.pop()
                packages.add(".".join(parts))
            self.trees[".".join(parts)] = ast.parse(path.read_text("utf-8"))
        for module, tree in self.trees.items():
            self.names[module] = _names(module, tree, packages=packages)
        self.calls = dict[str, set[str]]()
        for module, tree in self.trees.items():
            for node in tree.body:
                for name in _defined(node):
                    self.calls[f"{module}.{name}"] = self._named_in(module, node) - {f"{module}.{name}"}

    def _named_in(self, module: str, node: ast.AST) -> set[str]:
        """Of a function what its body names: a decorator is not what it does."""
        parts = node.body if isinstance(node, ast.FunctionDef) else [node]
        inside = [x for part in parts for x in ast.walk(part)]
        known, taken = self.names[module], {x.value for x in inside if isinstance(x, ast.Subscript)}
        found = set()
        for x in inside:
            if isinstance(x, ast.Name) and x.id in known and (not x.id.isupper() or x in taken):
                found.add(self.resolved(known[x.id]))
            elif isinstance(x, ast.Attribute) and isinstance(x.value, ast.Name) and x.value.id in known:
                found.add(self.resolved(f"{self.resolved(known[x.value.id])}.{x.attr}"))
        return found

    def resolved(self, name: str) -> str:
        """Where it is really defined, past the packages that hand it on."""
        for _step in range(8):
            module, _, last = name.rpartition(".")
            further = self.names.get(module, {}).get(last)
            if further is None or further == name or name in self.trees:
                break
            name = further
        return name

    def reaching(self, targets: Iterable[str]) -> set[str]:
        """All from which one of them is reached."""
        back = defaultdict[str, set[str]](set)
        for caller, called in self.calls.items():
            for name in called:
                back[name].add(caller)
        found, todo = set(targets), list(targets)
        while todo:
            new = back[todo.pop()] - found
            found |= new
            todo += new
        return found


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [x.id for x in targets if isinstance(x, ast.Name)]


def _names(module: str, tree: ast.Module, *, packages: set[str]) -> dict[str, str]:
    """Name in a module -> what it stands for."""
    here = module.split(".") if module in packages else module.split(".")[:-1]
    found = {name: f"{module}.{name}" for node in tree.body for name in _defined(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update({a.asname or a.name.partition(".")[0]: a.name for a in node.names})
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            whole = ".".join([*base, *([node.module] if node.module else [])])
            found.update({a.asname or a.name: f"{whole}.{a.name}" for a in node.names})
    return found
