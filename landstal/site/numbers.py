"""Numbers and dates as Danish readers know them; NULL is two dots, as Statistics Denmark writes."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

UNKNOWN = ".."


def danish_number(value: int | Decimal | None, decimals: int = 0, signed: bool = False) -> str:
    """1234.5 as '1.234,5'; rounded half away from zero, as the marts round. `signed` writes a plus too."""
    if value is None:
        return UNKNOWN
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = format_decimal(abs(rounded) if rounded == 0 else rounded, format=pattern, locale="da_DK")
    if signed and rounded > 0:
        return "+" + text
    return text.replace("-", "\N{MINUS SIGN}")


def percent(share: Decimal | None, decimals: int = 2) -> str:
    """A fraction of 1 as per cent."""
    return UNKNOWN if share is None else f"{danish_number(share * 100, decimals)} %"


def danish_date(day: date) -> str:
    return format_date(day, "d. MMMM y", locale="da_DK")


def printed(text: str) -> str:
    """What a source says, with a date as Danes write it."""
    try:
        return danish_date(date.fromisoformat(text))
    except ValueError:
        return text


def danish_month(day: date, short: bool = False) -> str:
    return format_date(day, "MMM" if short else "LLLL y", locale="da_DK").rstrip(".")


def file_size(count: int) -> str:
    """Bytes as B or kB."""
    if count < 1000:
        return f"{danish_number(count)} B"
    return f"{danish_number(max(1, round(count / 1000)))} kB"


def bounds(lowest: int | Decimal, highest: int | Decimal, decimals: int = 0) -> str:
    """What is known to lie between two numbers; the number itself where they are equal."""
    if lowest == highest:
        return danish_number(lowest, decimals)
    return f"{danish_number(lowest, decimals)}\N{EN DASH}{danish_number(highest, decimals)}"
