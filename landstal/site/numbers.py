"""Numbers and dates as Danish readers know them; what is NULL is shown as a stroke."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

UNKNOWN = "\N{EN DASH}"


def figures(value: int | Decimal | None, decimals: int = 0, signed: bool = False) -> str:
    """1234.5 as '1.234,5'; rounded half away from zero, as the marts round. `fortegn` writes a plus too."""
    if value is None:
        return UNKNOWN
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    written = format_decimal(abs(rounded) if rounded == 0 else rounded, format=form, locale="da_DK")
    if signed and rounded > 0:
        return "+" + written
    return written.replace("-", "\N{MINUS SIGN}")


def percent(share: Decimal | None, decimals: int = 2) -> str:
    """A fraction of 1 as per cent."""
    return UNKNOWN if share is None else f"{figures(share * 100, decimals)} %"


def date_(day: date) -> str:
    return format_date(day, "d. MMMM y", locale="da_DK")


def month(day: date, short: bool = False) -> str:
    return format_date(day, "MMM" if short else "LLLL y", locale="da_DK").rstrip(".")


def size(count: int) -> str:
    """Bytes as B or kB."""
    return f"{figures(count)} B" if count < 1000 else f"{figures(max(1, round(count / 1000)))} kB"


def bounds(lowest: int | Decimal, highest_one: int | Decimal, decimals: int = 0) -> str:
    """What is known to lie between two numbers; the number itself where they are one."""
    if lowest == highest_one:
        return figures(lowest, decimals)
    return f"{figures(lowest, decimals)}\N{EN DASH}{figures(highest_one, decimals)}"
