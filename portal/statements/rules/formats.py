"""The data of a published version for machines: rows of a CSV, and `data.json`.

`data.json`: {statement: {slug, title, council}, version, published_at, as_of_month, figures: {name: {value | symbol,
label, unit, as_at, source, [remark]}}, tables: {slug: {name, title, as_at, source, withheld, columns: [{text, unit}],
rows: [{name, values}], notes}}}. `withheld` says that no value of a table is let out. A remark is there where something
must be said of a figure. A value that may not be printed, or that nobody has, is the symbol of published statistics as
text ("c" is withheld), never a zero and never left out.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from portal.statements.rules.content import CellData, Content, FigureData, TableData


def csv_rows(table: TableData) -> tuple[list[str], list[list[str | int | float]]]:
    """Header and rows. The last column holds what must be said beside values, withheld ones too, so no row loses it."""
    header = [table["row_heading"], *(column["text"] for column in table["columns"]), "Note"]
    note = table["notes"][0] if table["withheld"] else ""
    remark = table.get("remark", "")
    rows: list[list[str | int | float]] = [
        [row["name"], *map(_machine, row["cells"]), note if _hides(row["cells"]) else remark] for row in table["rows"]
    ]
    return header, rows


def _hides(cells: list[CellData]) -> bool:
    return any(cell["symbol"] == "c" for cell in cells)


def _machine(cell: CellData | FigureData) -> str | int | float:
    """A number as JSON and CSV have it: its decimal digits are those that were frozen; or its symbol or words."""
    value = cell["value"]
    if value is None:
        return cell["symbol"] or cell["text"]
    return float(value) if "." in value else int(value)


def data_json(content: Content, *, number: int, published_at: datetime) -> str:
    """The documented data of a version; ends with a line end."""
    data = {
        "statement": {name: content[name] for name in ("slug", "title", "council")},
        "version": number,
        "published_at": published_at.isoformat(timespec="seconds"),
        "as_of_month": content["as_of_month"][:7],
        "figures": {name: _figure(figure) for name, figure in content["figures"].items()},
        "tables": {slug: _table(table) for slug, table in content["tables"].items()},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _figure(figure: FigureData) -> dict[str, Any]:
    held = "symbol" if figure["value"] is None else "value"
    kept = {name: value for name, value in figure.items() if name in ("label", "unit", "as_at", "source", "remark")}
    return {held: _machine(figure), **kept}


def _table(table: TableData) -> dict[str, Any]:
    kept = {name: table[name] for name in ("name", "title", "as_at", "source", "columns", "notes")}
    rows = [{"name": row["name"], "values": [_machine(cell) for cell in row["cells"]]} for row in table["rows"]]
    return {**kept, "withheld": _is_withheld_whole(table), "rows": rows}


def _is_withheld_whole(table: TableData) -> bool:
    """Whether no value of a table is let out; one that was never there is none that is kept back."""
    cells = [cell for row in table["rows"] for cell in row["cells"]]
    return bool(cells) and all(cell["symbol"] == "c" for cell in cells)
