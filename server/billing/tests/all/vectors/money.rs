use billing::credit::collect;
use billing::tax::{Category, Line, Split, credit_note_tax, groups, split_inclusive, without_tax};
use model::currency::Currency;
use model::money::{Money, parse_decimal};
use serde::Deserialize;

fn minor(text: &str, currency: Currency) -> i64 {
    Money::parse(text, currency).unwrap().minor
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreditCase {
    case: String,
    credit: String,
    invoice: String,
    method_minimum: String,
    from_credit: String,
    captured: String,
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[test]
fn credit() {
    let cases: Vec<CreditCase> =
        serde_json::from_str(include_str!("../../vectors/credit.json")).unwrap();
    for case in cases {
        let eur = |text: &str| minor(text, Currency::EUR);
        let minimum = eur(&case.method_minimum);
        let done = collect(eur(&case.credit), eur(&case.invoice), minimum);
        let expected = (eur(&case.from_credit), eur(&case.captured));
        assert_eq!((done.from_credit, done.captured), expected, "{}", case.case);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxCase {
    case: String,
    currency: Currency,
    lines: Vec<String>,
    rate: String,
    inclusive: bool,
    #[serde(default)]
    reverse_charge: bool,
    net: String,
    tax: String,
    total: String,
    line_nets: Option<Vec<String>>,
    credit_notes: Option<Vec<String>>,
}

impl TaxCase {
    fn minor(&self, texts: &[String]) -> Vec<i64> {
        texts
            .iter()
            .map(|text| minor(text, self.currency))
            .collect()
    }

    fn split(&self) -> Split {
        let rate = parse_decimal(&self.rate).unwrap();
        let freed = self.inclusive && self.reverse_charge;
        let line = |amount: i64| match (freed, self.reverse_charge) {
            (true, _) => (without_tax(amount, rate).unwrap(), "0", Category::Ae),
            (false, true) => (amount, "0", Category::Ae),
            (false, false) => (amount, self.rate.as_str(), Category::S),
        };
        let lines: Vec<Line> = self
            .minor(&self.lines)
            .into_iter()
            .map(line)
            .map(|(amount, rate, category)| Line {
                amount,
                rate: parse_decimal(rate).unwrap(),
                category,
            })
            .collect();
        if self.inclusive && !freed {
            return split_inclusive(&lines).unwrap();
        }
        Split {
            nets: lines.iter().map(|line| line.amount).collect(),
            groups: groups(&lines).unwrap(),
        }
    }
}

#[test]
fn tax() {
    let cases: Vec<TaxCase> = serde_json::from_str(include_str!("../../vectors/tax.json")).unwrap();
    for case in cases {
        let split = case.split();
        let net: i64 = split.groups.iter().map(|group| group.net).sum();
        let tax: i64 = split.groups.iter().map(|group| group.tax).sum();
        let expected = [&case.net, &case.tax, &case.total].map(|text| minor(text, case.currency));
        assert_eq!([net, tax, net + tax], expected, "{}", case.case);
        if let Some(nets) = &case.line_nets {
            assert_eq!(split.nets, case.minor(nets), "{}", case.case);
        }
        let mut before = (0, 0);
        for (net, total) in split.nets.iter().zip(case.credit_notes.iter().flatten()) {
            let tax = credit_note_tax(&split.groups[0], before, *net).unwrap();
            assert_eq!(net + tax, minor(total, case.currency), "{}", case.case);
            before = (before.0 + net, before.1 + tax);
        }
    }
}
