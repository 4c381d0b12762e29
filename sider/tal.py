"""Numbers and dates as Danish readers know them; what is NULL is shown as a stroke."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

UKENDT = "\N{EN DASH}"


def tal(vaerdi: int | Decimal | None, decimaler: int = 0, fortegn: bool = False) -> str:
    """1234.5 as '1.234,5'; rounded half away from zero, as the marts round. `fortegn` writes a plus too."""
    if vaerdi is None:
        return UKENDT
    form = "#,##0" + ("." + "0" * decimaler if decimaler else "")
    afrundet = Decimal(vaerdi).quantize(Decimal(1).scaleb(-decimaler), ROUND_HALF_UP)
    skrevet = format_decimal(abs(afrundet) if afrundet == 0 else afrundet, format=form, locale="da_DK")
    if fortegn and afrundet > 0:
        return "+" + skrevet
    return skrevet.replace("-", "\N{MINUS SIGN}")


def procent(andel: Decimal | None, decimaler: int = 2) -> str:
    """A fraction of 1 as per cent."""
    return UKENDT if andel is None else f"{tal(andel * 100, decimaler)} %"


def dato(dag: date) -> str:
    return format_date(dag, "d. MMMM y", locale="da_DK")


def maaned(dag: date, kort: bool = False) -> str:
    return format_date(dag, "MMM" if kort else "LLLL y", locale="da_DK").rstrip(".")


def stoerrelse(antal: int) -> str:
    """Bytes as B or kB."""
    return f"{tal(antal)} B" if antal < 1000 else f"{tal(max(1, round(antal / 1000)))} kB"


def graenser(laveste: int | Decimal, hoejeste: int | Decimal, decimaler: int = 0) -> str:
    """What is known to lie between two numbers; the number itself where they are one."""
    if laveste == hoejeste:
        return tal(laveste, decimaler)
    return f"{tal(laveste, decimaler)}\N{EN DASH}{tal(hoejeste, decimaler)}"
