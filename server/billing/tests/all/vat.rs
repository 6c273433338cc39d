//! VAT numbers: their check digits.

use billing::vat::VatNumber;

/// Published examples, and those of the states' own pages.
const KNOWN: [&str; 37] = [
    "ATU13585627",
    "BE0428759497",
    "BG175074752",
    "BG7523169263",
    "CY10259033P",
    "CZ25123891",
    "DE136695976",
    "DE811204912",
    "DK13585628",
    "EE100931558",
    "EL094259216",
    "ES54362315K",
    "ESX2482300W",
    "ESJ99216582",
    "ESA13585625",
    "FI20774740",
    "FR40303265045",
    "FRK7399859412",
    "FR4Z123456782",
    "HR33392005961",
    "HU12892312",
    "IE6433435F",
    "IE6433435OA",
    "IE8D79739I",
    "IT00743110157",
    "LT119511515",
    "LT100001919017",
    "LU15027442",
    "LV40003521600",
    "MT11679112",
    "NL004495445B01",
    "NL000099998B57",
    "PL8567346215",
    "PT501964843",
    "RO18547290",
    "SE123456789701",
    "SI50223054",
];

fn holds(number: &str) -> bool {
    VatNumber::parse(number).is_some_and(|it| it.checks())
}

/// Where the check digit stands, counted from the end.
fn place(number: &str) -> usize {
    match number.get(..2) {
        Some("NL") if number.ends_with("01") => 3,
        Some("SE") => 2,
        Some("IE") if number.len() == 11 => 1,
        _ => 0,
    }
}

#[test]
fn known_numbers_hold_and_slips_do_not() {
    for number in KNOWN.iter().copied().chain(["SK2022749619"]) {
        assert!(holds(number), "{number}");
        let at = number.len() - 1 - place(number);
        let sign = char::from(number.as_bytes()[at]);
        let other = match sign {
            '9' => '0',
            'Z' => 'A',
            sign => char::from(sign as u8 + 1),
        };
        let slip = format!("{}{other}{}", &number[..at], &number[at + 1..]);
        assert!(!holds(&slip), "{slip}");
        // Romanian numbers have many lengths.
        let cut = &number[..number.len() - 1];
        assert!(number.starts_with("RO") || !holds(cut), "{cut}");
    }
}

#[test]
fn other_signs_hold_nowhere() {
    for country in [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR",
    ] {
        for rest in [
            "",
            "1",
            "ABCDEFGHI",
            "U1234567",
            "12345678\u{e9}",
            "99999999999999",
        ] {
            assert!(!holds(&format!("{country}{rest}")), "{country}{rest}");
        }
    }
    // It is for their own service to say.
    assert!(holds("CHE123456788") && holds("GB123456789"));
}
