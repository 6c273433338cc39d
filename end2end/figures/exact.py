"""Numbers: fractions, whole minor units, and the one rounding."""

from fractions import Fraction

EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
}


def scale(currency):
    """Minor units of one major unit (ISO 4217)."""
    found = [n for n, codes in EXPONENTS.items() if currency in codes.split()]
    return 10 ** (found[0] if found else 2)


def minor(text, currency):
    """An amount in minor units, exact, whole or not."""
    return Fraction(text) * scale(currency)


def plain(value, currency):
    """An amount in minor units as an export writes it."""
    if value != int(value):
        return f"{value} minor units"
    of, sign = scale(currency), "-" if value < 0 else ""
    whole, rest = divmod(abs(int(value)), of)
    return f"{sign}{whole}" + (f".{rest:0{len(str(of)) - 1}}" if of > 1 else "")


def rounded(value):
    """Half away from zero."""
    value = Fraction(value)
    up = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return up if value >= 0 else -up


def truncated(value):
    """Toward zero."""
    value = Fraction(value)
    whole = abs(value.numerator) // value.denominator
    return whole if value >= 0 else -whole


def shares(total, weights):
    """A total over weights: each share truncated, what is missing to the largest remainders, of
    equal ones to the earlier."""
    exact = [Fraction(total) * weight / sum(weights) for weight in weights]
    parts = [truncated(share) for share in exact]
    missing = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda at: (-abs(exact[at] - parts[at]), at))
    for at in order[:abs(missing)]:
        parts[at] += 1 if missing > 0 else -1
    return parts
