"""Ways of writing quantities in French and English, for the tests of reading them."""

from datetime import date

SMALL_FR = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf".split()
)
TENS_FR = (
    "_ dix vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()
)
SMALL_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
TENS_EN = "_ ten twenty thirty forty fifty sixty seventy eighty ninety".split()
MONTHS_FR = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
MONTHS_EN = (
    "January February March April May June July August September October November December".split()
)
NARROW = "\u202f"


def french(number: int) -> str:
    """A whole number below a thousand million spelt out in French."""
    if number >= 1_000_000:
        millions, rest = divmod(number, 1_000_000)
        name = "million" if millions == 1 else "millions"
        return f"{french(millions)} {name} {french(rest) if rest else ''}".strip()
    if number >= 1_000:
        thousands, rest = divmod(number, 1_000)
        front = "mille" if thousands == 1 else f"{french(thousands)} mille"
        return f"{front} {french(rest) if rest else ''}".strip()
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        front = "cent" if hundreds == 1 else f"{SMALL_FR[hundreds]} cent{'s' if not rest else ''}"
        return f"{front} {french(rest) if rest else ''}".strip()
    if number < 20:
        return SMALL_FR[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    if number == 80:
        return "quatre-vingts"
    if unit == 0:
        return TENS_FR[tens]
    joint = " et " if unit in (1, 11) and tens < 8 else "-"
    return f"{TENS_FR[tens]}{joint}{SMALL_FR[unit]}"


def english(number: int) -> str:
    """A whole number below a thousand million spelt out in English."""
    for size, name in ((1_000_000, "million"), (1_000, "thousand")):
        if number >= size:
            front, rest = divmod(number, size)
            joint = " and " if 0 < rest < 100 else " "
            return f"{english(front)} {name}{joint}{english(rest) if rest else ''}".strip()
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return f"{SMALL_EN[hundreds]} hundred{f' and {english(rest)}' if rest else ''}"
    if number < 20:
        return SMALL_EN[number]
    tens, unit = divmod(number, 10)
    return TENS_EN[tens] + (f"-{SMALL_EN[unit]}" if unit else "")


def grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


def numbers(number: int) -> list[str]:
    """A number of people, in all ways of writing it."""
    figures = {grouped(number, separator) for separator in (" ", NARROW, "\u00a0", ".", "'", "")}
    return [
        *(f"{figure} salariés" for figure in sorted(figures)),
        *(f"{figure} employees" for figure in (grouped(number, ","), str(number))),
        f"{french(number)} salariés",
        f"{english(number)} employees",
        f"{grouped(number, ' ')} nouveaux salariés",
        f"{grouped(number, ',')} permanent employees",
    ]


def amounts(number: int) -> list[str]:
    """An amount of euros, in all ways of writing it."""
    styles = [
        *(
            f"{grouped(number, gap)}{space}€"
            for gap in (" ", NARROW, "")
            for space in (" ", NARROW)
        ),
        *(f"{sign}{grouped(number, ',')}" for sign in ("€", "EUR ", "EUR")),
        f"{grouped(number, ' ')} euros",
        f"{grouped(number, ',')} euros",
        f"{grouped(number, ' ')} EUR",
        f"{grouped(number, ' ')},00 €",
        f"€{grouped(number, ',')}.00",
        f"{french(number)} euros",
        f"{english(number)} euros",
    ]
    if number % 1_000 == 0:
        thousands = number // 1_000
        styles += [f"{thousands} k€", f"{thousands}k€", f"€{thousands}k", f"{thousands} kEUR"]
    if number % 100_000 == 0 and number >= 1_000_000:
        millions = f"{number / 1_000_000:.1f}".removesuffix(".0")
        comma = millions.replace(".", ",")
        styles += [f"{comma} M€", f"{comma} millions d'euros", f"{comma} MEUR"]
        styles += [f"€{millions}m", f"€{millions} million", f"{millions} million euros"]
    return styles


def percentages(number: int) -> list[str]:
    return [
        *(f"{number}{space}%" for space in ("", " ", NARROW)),
        *(f"{number} {word}" for word in ("pour cent", "percent", "per cent")),
        f"{french(number)} pour cent",
        f"{english(number)} percent",
    ]


def durations(months: int) -> list[str]:
    """A duration of more than a month, in months and, where it comes out even, in years."""
    styles = [f"{months} mois", f"{months} months", f"{french(months)} mois"]
    styles += [f"{english(months)} months", f"a {months}-month stay", f"les {months} derniers mois"]
    years, rest = divmod(months, 12)
    if years and rest == 0:
        styles += [f"{years} ans", f"{years} années", f"{years} years", f"{french(years)} ans"]
        styles += [f"{english(years)} years", f"a {years}-year stay"]
    if years > 1 and rest == 6:
        styles += [f"{french(years)} ans et demi", f"{english(years)} and a half years"]
        styles += [f"{years},5 ans", f"{years}.5 years"]
    return styles


def areas(number: int) -> list[str]:
    units = "m²|m2|mètres carrés|sq m|sqm|square metres|square meters".split("|")
    return [f"{grouped(number, gap)} {unit}" for gap in (" ", NARROW, "") for unit in units] + [
        f"{french(number)} mètres carrés",
        f"{english(number)} square metres",
        f"a {number}-square-metre lab",
    ]


def days(day: date) -> list[str]:
    """A date, in all ways of writing it."""
    french_month, english_month = MONTHS_FR[day.month - 1], MONTHS_EN[day.month - 1]
    first = "1er" if day.day == 1 else str(day.day)
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    return [
        f"{first} {french_month} {day.year}",
        f"le {first} {french_month} {day.year}",
        f"{day.day} {english_month} {day.year}",
        f"{day.day}{ending} {english_month} {day.year}",
        f"the {day.day}{ending} of {english_month} {day.year}",
        f"{english_month} {day.day}, {day.year}",
        f"{english_month} {day.day}{ending}, {day.year}",
        f"{day.day} {english_month[:3]} {day.year}",
        *(day.strftime(style) for style in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d")),
        f"{day.day}/{day.month}/{day.year}",
    ]


def times(hour: int, minute: int) -> list[str]:
    half = "am" if hour < 12 else "pm"
    twelve = hour % 12 or 12
    return [
        *(f"{hour}{h}{minute:02}" for h in ("h", " h ", ":")),
        f"{hour:02}:{minute:02}",
        *(f"{twelve}{mark}{minute:02}{half}" for mark in (":", ".")),
        f"{twelve}:{minute:02} {half}",
        f"{twelve}:{minute:02} {half[0]}.m.",
    ]
