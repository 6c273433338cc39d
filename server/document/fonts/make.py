"""Cuts the fonts down to the scripts that documents are set in.

    python make.py FOLDER    where Debian's fonts-noto-core put its files

Needs the package fonttools. Noto Sans of that release has no minus sign (U+2212): it is drawn from
the bar of its plus, as wide as a figure.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

LATIN = (
    "20-7E,A0-24F,259,2B9-2DD,300-36F,370-3FF,400-4FF,1E00-1FFF,2000-206F,20A0-20BF,2116,2122,"
    "2190-2193,2212,FFFD"
)
SCRIPTS = {"NotoSans": LATIN, "NotoSansArabic": "600-6FF,750-77F,8A0-8FF,25CC", "NotoSansHebrew": "*"}
FEATURES = "kern liga mark mkmk ccmp locl lnum tnum init medi fina isol rlig calt rclt".split()


def bounds(font, name):
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    return pen.bounds


def draw_minus(font):
    """As wide as the plus, its bar where the hyphen's thickness lies around the middle."""
    left, bottom, right, top = bounds(font, "plus")
    _, low, _, high = bounds(font, "hyphen")
    middle, half = (bottom + top) / 2, (high - low) / 2
    pen = TTGlyphPen(None)
    pen.moveTo((left, round(middle - half)))
    pen.lineTo((left, round(middle + half)))
    pen.lineTo((right, round(middle + half)))
    pen.lineTo((right, round(middle - half)))
    pen.closePath()
    font.setGlyphOrder([*font.getGlyphOrder(), "minus"])
    font["glyf"]["minus"] = pen.glyph()
    font["hmtx"]["minus"] = (font["hmtx"]["plus"][0], left)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x2212] = "minus"


def cut(source, target, unicodes):
    font = TTFont(source)
    if 0x2B in font.getBestCmap() and 0x2212 not in font.getBestCmap():
        draw_minus(font)
    options = subset.Options(hinting=False, notdef_outline=True, glyph_names=True)
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    if unicodes == "*":
        cutter.populate(unicodes=font.getBestCmap())
    else:
        cutter.populate(unicodes=subset.parse_unicodes(unicodes))
    cutter.subset(font)
    font.save(target)


folder = pathlib.Path(sys.argv[1])
for script, unicodes in SCRIPTS.items():
    for weight in ("Regular", "Bold"):
        name = f"{script}-{weight}.ttf"
        cut(folder / name, pathlib.Path(__file__).with_name(name), unicodes)
