"""Fields for money and percentages, exact to the penny. Import them from `portal.web.forms`.

  MoneyField(minimum=Decimal("0.01"), maximum=Decimal("99999.99"))   data: Decimal pounds or None
  PercentField(minimum=Decimal(0), maximum=Decimal(100))             data: Decimal or None
Their other options are those of every field (portal.web.fields).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from portal.web import parsing
from portal.web.fields import TextField

PENNY = Decimal("0.01")


class _AmountField(TextField):
    empty = None
    read: ClassVar[Any]

    def __init__(self, label: str, *, minimum: Decimal, maximum: Decimal, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "decimal", "spellcheck": False, **kwargs})
        self.minimum, self.maximum = minimum, maximum

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the amount; a refusal is shown beside what was typed."""
        if not valuelist:
            return
        self.data = None
        if text := parsing.clean_text(valuelist[0]):
            self.data = self.read(text, self.subject, minimum=self.minimum, maximum=self.maximum)

    def check(self) -> None:
        """Everything was judged while reading."""

    def written(self) -> str:
        """The amount as a person would type it: 4,528 or 4,528.50."""
        return written(self.data)


class MoneyField(_AmountField):
    """Pounds and pence as people write them ("£4,528", "4528.5"); data is a Decimal of pounds, or None."""

    read: ClassVar[Any] = staticmethod(parsing.money)

    def __init__(
        self, label: str, *, minimum: Decimal = PENNY, maximum: Decimal = Decimal("99999.99"), **kwargs: Any
    ) -> None:
        super().__init__(label, minimum=minimum, maximum=maximum, **{"prefix": "£", "width": 10, **kwargs})


class PercentField(_AmountField):
    """A percentage with up to two decimal places; data is a Decimal, or None."""

    read: ClassVar[Any] = staticmethod(parsing.percentage)

    def __init__(
        self, label: str, *, minimum: Decimal = Decimal(0), maximum: Decimal = Decimal(100), **kwargs: Any
    ) -> None:
        super().__init__(label, minimum=minimum, maximum=maximum, **{"suffix": "%", "width": 5, **kwargs})


def written(amount: Decimal) -> str:
    """4,528 or 4,528.50: pence only where there are some."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
