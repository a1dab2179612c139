"""What became of many photos, as a table and as a sheet on which the doubtful ones come first."""

from __future__ import annotations

import csv
import dataclasses
import html
import io
import json
import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from .. import shown_name
from .making import Order, Outcome, thumbnail_of
from .storage import LocalFolder

TABLE, SHEET = "report.csv", "report.html"
# More than a browser shows, or a person looks at; the table has all.
MOST_CARDS = 10_000
# What was wanted, by which a batch can be mended on this machine.
ORDER = ".seedcut/order.json"
# Where the page is, if it is started for a batch.
PAGE_ADDRESS = "http://127.0.0.1:8501"
COLUMNS = ("photo", "output", "doubt", "start", "rows", "cols", "seconds", "error", "remark")
LAYOUT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Cutouts</title>
<meta name="viewport" content="width=device-width">
<style>
body {{ font: 15px system-ui, sans-serif; margin: 1.5rem; color: #222; background: #fff }}
main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: .75rem }}
figure {{ margin: 0; content-visibility: auto; contain-intrinsic-size: auto 190px }}
img {{ width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 4px;
  background: repeating-conic-gradient(#ccc 0 25%, #fff 0 50%) 0 / 20px 20px }}
figcaption {{ display: flex; gap: .5em; font-size: 12px }}
figcaption a {{ color: inherit }}
figcaption a:first-child {{ flex: 1; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap }}
meter {{ width: 3em }}
</style>
<h1>{count} cutouts{failures}</h1>
<p>The most doubtful come first.{shown} A picture opens its cutout, a name its photo.{mending}</p>
{failed}<main>
{cards}
</main>
</html>
"""
CARD = (
    '<figure><a href="{output}"><img loading="lazy" src="{thumbnail}" alt="{name}"></a>'
    '<figcaption><a{photo} title="{name}">{name}</a>'
    '{mend}<meter value="{doubt}" optimum="0" low=".33" high=".66" title="doubt {doubt}"></meter>'
    "</figcaption></figure>"
)
MENDING = (
    " <em>mend</em> opens it on the page with its recipe; the next run of the batch takes what is "
    "saved there. For that, the page must run:</p>\n"
    "<p><code>streamlit run app.py --server.address=127.0.0.1 -- --folder {folder}</code>"
)


def write_reports(order: Order, outcomes: Iterable[Outcome]) -> None:
    """Write the table and the sheet beside the cutouts, and what it takes to mend them."""
    by_doubt = sorted(outcomes, key=lambda outcome: (outcome.is_done, -outcome.doubt))
    order.destination.write(TABLE, _table(by_doubt).encode())
    order.destination.write(SHEET, _sheet(order, by_doubt).encode())
    if is_here(order):
        order.destination.write(ORDER, _as_json(order))


def is_here(order: Order) -> bool:
    """Return whether photos and cutouts are on this machine."""
    return all(isinstance(folder, LocalFolder) for folder in (order.source, order.destination))


def _as_json(order: Order) -> bytes:
    said = {**vars(order), "recipe": order.recipe.decode()}
    said |= {name: str(said[name]) for name in ("source", "destination")}
    return json.dumps(said).encode()


def _table(outcomes: list[Outcome]) -> str:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    table.writeheader()
    table.writerows(dataclasses.asdict(outcome) for outcome in outcomes)
    return text.getvalue()


def _sheet(order: Order, outcomes: list[Outcome]) -> str:
    failed = [outcome for outcome in outcomes if not outcome.is_done]
    done = [outcome for outcome in outcomes if outcome.is_done]
    return LAYOUT.format(
        count=len(done),
        shown="" if len(done) <= MOST_CARDS else f" These are the first {MOST_CARDS}.",
        failures=f", {len(failed)} photos failed" if failed else "",
        failed=_failures(failed),
        mending=_how_to_mend(order),
        cards="\n".join(_card(order, outcome) for outcome in done[:MOST_CARDS]),
    )


def _failures(failed: list[Outcome]) -> str:
    lines = (f"<li>{_text(each.photo)}: {html.escape(each.error)}</li>\n" for each in failed)
    return f"<ul>\n{''.join(lines)}</ul>\n" if failed else ""


def _card(order: Order, outcome: Outcome) -> str:
    return CARD.format(
        output=quote(outcome.output),
        thumbnail=quote(thumbnail_of(outcome.output)),
        name=_text(outcome.photo),
        photo=_link_to_photo(order, outcome.photo),
        mend=_link_to_page(order, outcome.photo),
        doubt=f"{outcome.doubt:.2f}",
    )


def _link_to_photo(order: Order, photo: str) -> str:
    """Return what makes a link of a photo's name; empty where a browser does not get there."""
    source, destination = order.source, order.destination
    if not isinstance(source, LocalFolder) or not isinstance(destination, LocalFolder):
        return ""
    path = os.path.relpath(source.root / photo, destination.root)
    return f' href="{quote(Path(path).as_posix())}"'


def _link_to_page(order: Order, photo: str) -> str:
    """Return the link that opens a photo on the page."""
    address = f"{PAGE_ADDRESS}/?photo={quote(photo, safe='')}"
    return f'<a href="{address}" target="seedcut">mend</a>' if is_here(order) else ""


def _how_to_mend(order: Order) -> str:
    if not is_here(order):
        return ""
    return MENDING.format(folder=html.escape(shlex.quote(str(order.destination))))


def _text(name: str) -> str:
    return html.escape(shown_name(name))
