"""A quantity as it is compared: kind, value and unit, in one form for all ways of writing it."""

from dataclasses import dataclass, field
from decimal import Decimal

from assistant.dates import Moment
from assistant.units import Kind


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity; two that mean the same are equal, however they are written.

    `value` is a plain decimal, or a date, time, address or code in one form; `unit` a currency, a
    unit of measure, or the group of what is counted ("" for a bare number). `number` is what is
    written before scale and unit, `text` how the whole is written.
    """

    kind: Kind
    value: str
    unit: str = ""
    number: str = field(default="", compare=False)
    text: str = field(default="", compare=False)
    moment: Moment | None = field(default=None, compare=False)


def decimal_text(value: Decimal) -> str:
    """A number in one form: no exponent, no trailing zeros."""
    return format(value.normalize(), "f")
