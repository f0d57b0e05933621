"""PDF files written object by object: loops, bombs, lies about sizes, things that would run."""

import zlib
from collections.abc import Sequence

TEXT = b"BT /F1 12 Tf 72 700 Td (The invented ticket lasts twelve months.) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def written(objects: Sequence[bytes], *, more: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first one is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(out)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    trailer = b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + trailer % (count, more, start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def page(content: bytes = b"5 0 R", extra: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents %s %s "
        b"/Resources << /Font << /F1 4 0 R >> /XObject << /X 6 0 R >> >> >>" % (box, content, extra)
    )


def one_page(
    body: bytes = stream(TEXT), *, root: bytes = b"", leaf: bytes = b"", more: Sequence[bytes] = ()
) -> bytes:
    """A file of one page with this content stream; `more` are the objects from 6."""
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return written(
        [b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, tree, leaf or page(), FONT, body, *more]
    )


def _tree(kids: bytes, count: bytes, *more: bytes) -> bytes:
    tree = b"<< /Type /Pages /Kids [%s] /Count %s >>" % (kids, count)
    return written([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page(), FONT, stream(TEXT), *more])


def _form(content: bytes) -> bytes:
    extra = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << "
    return extra + content + b" >> >>"


def trees(pages: int = 100_000) -> dict[str, bytes]:
    """Page trees that are endless, far too large, or not what they say."""
    return {
        "pages.pdf": _tree(b"3 0 R " * pages, b"%d" % pages),
        "pages-few-said.pdf": _tree(b"3 0 R " * pages, b"1"),
        "pages-many-said.pdf": _tree(b"3 0 R", b"2000000000"),
        "pages-1500.pdf": _tree(b"3 0 R " * 1500, b"1500"),
        "tree-loop.pdf": _tree(b"2 0 R", b"5"),
        "tree-loop-of-two.pdf": _tree(
            b"6 0 R", b"900", b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 900 /Parent 2 0 R >>"
        ),
        "negative-count.pdf": _tree(b"3 0 R", b"-1"),
        "deep-arrays.pdf": one_page(root=b"/Names " + b"[" * 200_000),
        "deep-dictionaries.pdf": one_page(root=b"/Names " + b"<< /A " * 200_000),
        "xref-loop.pdf": written([b"<< /Type /Catalog >>"], more=b"/Prev 9"),
        "many-objects-said.pdf": one_page().replace(b"/Size 6", b"/Size 2147483647"),
        "far-start.pdf": one_page().replace(b"startxref\n", b"startxref\n99999999999"),
        "reference-to-itself.pdf": one_page(b"5 0 R"),
        "length-of-itself.pdf": one_page(b"<< /Length 5 0 R >>\nstream\n" + TEXT + b"\nendstream"),
        "parent-loop.pdf": one_page(leaf=page().replace(b"/Parent 2", b"/Parent 3")),
    }


def contents(size: int = 400 * 1024**2) -> dict[str, bytes]:
    """Pages whose content unpacks without end, or draws itself."""
    once = zlib.compress(b" " * size, 9)
    twice, flate = zlib.compress(once, 9), b"/Filter /FlateDecode"
    fan = [stream(b"/X Do " * 10, _form(b"/X %d 0 R" % (n + 1))) for n in range(6, 40)]
    letters = b"BT /F1 12 Tf 9 700 Td " + b"(a) Tj 1 0 Td " * 300_000 + b"ET"
    picture = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
    picture += b"/ColorSpace /DeviceRGB /Filter /FlateDecode"
    draw = stream(b"q 595 0 0 842 0 0 cm /X Do Q")
    return {
        "flate.pdf": one_page(stream(once, flate)),
        "flate-twice.pdf": one_page(stream(twice, b"/Filter [/FlateDecode /FlateDecode]")),
        "many-filters.pdf": one_page(stream(TEXT, b"/Filter [" + b"/ASCIIHexDecode " * 999 + b"]")),
        "form-loop.pdf": one_page(
            stream(b"/X Do"), more=[stream(TEXT + b" /X Do", _form(b"/X 6 0 R"))]
        ),
        "form-fan.pdf": one_page(stream(b"/X Do"), more=[*fan, stream(TEXT, _form(b""))]),
        "letters.pdf": one_page(stream(zlib.compress(letters), flate)),
        "one-place.pdf": one_page(
            stream(b"BT /F1 9 Tf " + b"1 0 0 1 72 700 Tm (aa bb) Tj " * 100_000 + b"ET")
        ),
        "lines.pdf": one_page(stream(TEXT + b" 0 0 m 9 9 l S" * 300_000)),
        "boxes.pdf": one_page(stream(TEXT + b" 1 1 m 9 9 re S" * 300_000)),
        "states.pdf": one_page(stream(b"q " * 1_000_000 + TEXT)),
        "operands.pdf": one_page(stream(b"[" * 1_000_000 + TEXT)),
        "picture.pdf": one_page(draw, more=[stream(once, picture % (60_000, 60_000))]),
        "picture-lies.pdf": one_page(
            draw, more=[stream(zlib.compress(b"a"), picture % (2**31 - 1, 2**31 - 1))]
        ),
        "jbig.pdf": one_page(
            draw, more=[stream(b"\xff" * 999, picture.replace(b"Flate", b"JBIG2") % (9000, 9000))]
        ),
        "huge-page.pdf": one_page(leaf=page(box=b"0 0 1e9 1e9")),
        "no-page-size.pdf": one_page(leaf=page(box=b"0 0 0 0")),
        "not-a-number.pdf": one_page(leaf=page(box=b"a b c d")),
    }


def active(canary: str) -> dict[str, bytes]:
    """Things that a viewer would run, open or fetch; a reader of text does none of it."""
    address = canary.encode()
    script = b"<< /S /JavaScript /JS (app.launchURL\\('%s/js'\\)) >>" % address
    launch = b"<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"
    fetch = b"<< /S /URI /URI (%s/uri) >>" % address
    form = b"<< /S /SubmitForm /F (%s/form) >>" % address
    remote = b"<< /S /GoToR /F << /FS /URL /F (%s/other.pdf) >> /D [0 /Fit] >>" % address
    files = [
        b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>",
        stream(b"MZ\x90", b"/Type /EmbeddedFile"),
    ]
    outside = (
        b"<< /Length 0 /F (%s/outside) /FFilter /FlateDecode >>\nstream\n\nendstream" % address
    )
    names = b"/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>"
    actions = {"script": script, "launch": launch, "fetch": fetch, "form": form, "remote": remote}
    made = {f"{name}.pdf": one_page(root=b"/OpenAction " + act) for name, act in actions.items()}
    made |= {
        f"{name}-of-the-page.pdf": one_page(leaf=page(extra=b"/AA << /O %s >>" % act))
        for name, act in actions.items()
    }
    made["embedded.pdf"] = one_page(root=names, more=files)
    made["outside.pdf"] = one_page(outside)
    made["xfa.pdf"] = one_page(
        root=b"/AcroForm << /XFA 6 0 R >>",
        more=[stream(b'<!DOCTYPE x [<!ENTITY e SYSTEM "%s/xfa">]><x>&e;</x>' % address)],
    )
    return made
