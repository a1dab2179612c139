"""One way for all components into Streamlit.

A component's parts lie beside its module and bear its name: `NAME.html`, `NAME.css` and `NAME.js`,
whichever it has. Its scripts are ES modules that import each other by relative paths, so that
every dependency is seen where it is used. Streamlit takes a component's JavaScript as one text,
which it loads from a place that relative paths don't lead away from, unless the component is
an installed package with a manifest and a folder of assets. Hence the modules are joined here:
each comes after all that it imports, without its lines of `import`, the word `export`, and the
comments, which are longer than some scripts: they have the types that TypeScript's compiler checks,
and Streamlit sends a script with every message. Only `export default`, the function that Streamlit
calls, stays. So the names at the top of the modules of a component must differ, an import names one
thing or several in braces and fills lines of its own, comments begin a line with `//` or stand
between `/**` and `*/`, which no text has, and modules can't import each other in a circle.

What changes often goes to a component as a message of its own: Streamlit sends all of a component's
data again when any of them change, and the parts of the component along with them.
"""

from __future__ import annotations

import functools
import graphlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
COMMENT = re.compile(r"^ *//[^\n]*\n|/\*\*.*?\*/\s*", re.MULTILINE | re.DOTALL)


@functools.cache
def register(folder: Path, name: str, *, isolate_styles: bool = True) -> Callable[..., Any]:
    """Return a component; registered at the first call, which needs a running page.

    Parameters
    ----------
    folder : Path
        Where its parts lie.
    name : str
        What their names start with.
    isolate_styles : bool
        Whether it lives in a shadow root, out of reach of the page's styles.

    Returns
    -------
    component : callable
        Called with `data`, `key` and callbacks, it shows the component.
    """
    from streamlit.components.v2 import component

    parts = {end: folder / f"{name}.{end}" for end in ("html", "css")}
    texts = {end: path.read_text(encoding="utf-8") for end, path in parts.items() if path.exists()}
    script = joined(folder / f"{name}.js")
    return component(f"seedcut_{name}", js=script, isolate_styles=isolate_styles, **texts)


def send(recipient: str, kind: str, letter: Any, *, key: str) -> None:
    """Bring a message to the component of a key, which keeps its own data; see `mailbox.js`.

    Parameters
    ----------
    recipient : str
        The key of the component.
    kind : str
        A message replaces an earlier one of its kind.
    letter : object
        What JSON can say.
    key : str
        Names the message on the page.
    """
    messenger = register(Path(__file__).parent, "messenger", isolate_styles=False)
    # As text: to see whether a mapping is a table, Streamlit would load pandas and pyarrow, 60 MB.
    text = json.dumps(letter)
    messenger(data={"recipient": recipient, "kind": kind, "letter": text}, key=key)


def joined(entry: Path) -> str:
    """Return a script together with all that it imports.

    Parameters
    ----------
    entry : Path
        A JavaScript module.

    Returns
    -------
    script : str
        One module that imports nothing.

    Raises
    ------
    graphlib.CycleError
        If modules import each other in a circle.
    """
    imports: dict[Path, list[Path]] = {}
    waiting = [entry.resolve()]
    while waiting:
        path = waiting.pop()
        if path not in imports:
            imports[path] = _imports(path)
            waiting += imports[path]
    return "\n".join(map(_bare, graphlib.TopologicalSorter(imports).static_order()))


def _imports(path: Path) -> list[Path]:
    names = IMPORT.findall(path.read_text(encoding="utf-8"))
    return [(path.parent / name).resolve() for name in names]


def _bare(path: Path) -> str:
    """Return a module's text without what modules say to each other, and to people."""
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    return EXPORT.sub("", IMPORT.sub("", text))
