use gateway::payment::manual::{CreditorReference, Entry, Manual, StatementError, read};
use gateway::payment::{Gateway, GatewayError, Refusal};
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;

use super::samples::{VERSION_2, VERSION_8};
use crate::contract::capture::refused;
use crate::contract::rig::{euro, key};

fn entries(text: &str) -> Vec<Entry> {
    let statements = read(text.as_bytes()).unwrap();
    statements.into_iter().flat_map(|it| it.entries).collect()
}

#[test]
fn a_statement_of_version_2_is_read() {
    let statements = read(VERSION_2.as_bytes()).unwrap();
    let [statement] = statements.as_slice() else {
        panic!("{statements:?}");
    };
    assert_eq!(statement.account, "DE89370400440532013000");
    assert_eq!(statement.made_on, Some("2026-11-26".parse().unwrap()));
    assert_eq!(statement.balance.unwrap().closing, euro(105_810));
    let told: Vec<(&str, i64, bool)> = statement
        .entries
        .iter()
        .map(|it| (it.place.as_str(), it.amount.minor, it.booked))
        .collect();
    assert_eq!(
        told,
        [
            ("1", 2490, true),
            ("2/1", 2000, true),
            ("2/2", 4000, true),
            ("3", -1490, true),
            ("4", -1190, true),
            ("5", 50_000, false),
        ]
    );
}

#[test]
fn what_tells_who_paid_what_is_read() {
    let entries = entries(VERSION_2);
    let one = &entries[0];
    assert_eq!(one.bank_reference.as_deref(), Some("2026112600001"));
    assert_eq!(one.creditor_reference.as_deref(), Some("RF18539007547034"));
    assert_eq!(one.party.as_deref(), Some("Anna Lindqvist"));
    assert_eq!(one.iban.as_deref(), Some("SE4550000000058398257466"));
    assert_eq!(one.end_to_end, None, "NOTPROVIDED is none");
    assert_eq!(one.value_on, Some("2026-11-27".parse().unwrap()));
    assert_eq!(entries[1].remittance, "Invoice INV-2026- 00017 thanks");
    assert_eq!(entries[2].end_to_end.as_deref(), Some("A-2"));
    let back = &entries[3];
    assert!(back.reversal);
    assert_eq!(back.return_reason.as_deref(), Some("AC04"));
    assert_eq!(back.party.as_deref(), Some("Dee"));
}

#[test]
fn a_word_for_none_is_no_reference_of_the_bank() {
    for none in ["NONREF", "NOTPROVIDED"] {
        let text = VERSION_2.replace("2026112600001", none);
        assert_eq!(entries(&text)[0].bank_reference, None);
        let text = VERSION_8.replace("T-77", none);
        assert_eq!(entries(&text)[0].bank_reference, None);
    }
}

#[test]
fn a_statement_of_version_8_is_read_in_each_currency() {
    let entries = entries(VERSION_8);
    let [franc, yen] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!(franc.amount, Money::new(5050, "CHF".parse().unwrap()));
    assert_eq!(franc.party.as_deref(), Some("Eva Østby"));
    assert_eq!(franc.bank_reference.as_deref(), Some("T-77"));
    assert_eq!(franc.booked_on, Some("2026-11-26".parse().unwrap()));
    let found = CreditorReference::find(&franc.remittance);
    assert_eq!(found[0].as_str(), "RF18539007547034");
    assert_eq!(yen.amount, Money::new(3000, "JPY".parse().unwrap()));
    assert_eq!(yen.parts, 3, "a batch that nobody told apart");
}

#[test]
fn a_batch_whose_parts_do_not_add_up_stays_one() {
    let entries = entries(&VERSION_2.replace("40.00</Amt></TxAmt>", "39.99</Amt></TxAmt>"));
    let batch = &entries[1];
    assert_eq!((batch.place.as_str(), batch.parts), ("2", 2));
    assert_eq!(batch.amount, euro(6000));
    assert_eq!(batch.party, None);
}

#[test]
fn a_statement_in_which_something_is_missing_is_refused() {
    let fee = VERSION_2
        .find("<Ntry>\n        <Amt Ccy=\"EUR\">11.90")
        .unwrap();
    let end = fee + VERSION_2[fee..].find("</Ntry>").unwrap() + 7;
    let less = format!("{}{}", &VERSION_2[..fee], &VERSION_2[end..]);
    assert_eq!(read(less.as_bytes()), Err(StatementError::Unbalanced(1)));
    for (old, new) in [
        (">24.90<", ">24.905<"),
        (">24.90<", ">-24.90<"),
        (">24.90<", "><"),
        (">24.90<", ">1e3<"),
        (">24.90<", ">99999999999999999999<"),
        ("<Amt Ccy=\"EUR\">24.90", "<Amt Ccy=\"QQQ\">24.90"),
        ("<Amt Ccy=\"EUR\">24.90", "<Amt>24.90"),
        ("<Sts>PDNG</Sts>", ""),
        ("<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>", "<RvslInd>"),
        ("<Dt>2026-11-27</Dt>", "<Dt>27.11.2026</Dt>"),
        ("<Id>0352C5320261126220000</Id>", ""),
    ] {
        assert!(VERSION_2.contains(old), "{old}");
        let end = read(VERSION_2.replacen(old, new, 1).as_bytes());
        let named = matches!(end, Err(StatementError::Entry { .. }));
        assert!(named, "{old} {new}: {end:?}");
    }
}

#[test]
fn hostile_files_are_refused_in_good_time() {
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                  <Document>&b;</Document>";
    let outside =
        "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Document>&a;</Document>";
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    let wide = format!("<a>{}</a>", "<b/>".repeat(1_100_000));
    for text in [laughs, outside, &wide, "", "<a>", "\u{0}", "<a></b>"] {
        let end = read(text.as_bytes());
        assert!(matches!(end, Err(StatementError::Xml(_))), "{end:?}");
    }
    assert_eq!(read(deep.as_bytes()), Err(StatementError::Other));
    assert!(matches!(read(&[0xff, 0xfe]), Err(StatementError::Xml(_))));
    let large = vec![b' '; (16 << 20) + 1];
    assert_eq!(read(&large), Err(StatementError::TooLarge));
    for text in ["<Document/>", &VERSION_2.replace("camt.053", "camt.052")] {
        assert_eq!(read(text.as_bytes()), Err(StatementError::Other));
    }
    assert!(read(format!("\u{feff}{VERSION_8}").as_bytes()).is_ok());
}

#[tokio::test]
async fn by_hand_nothing_is_taken_or_in_flight() {
    let manual = Manual;
    let capture = gateway::payment::Capture {
        key: key("by-hand/1"),
        amount: euro(100),
        method: Method::BankTransfer,
        token: String::new(),
        customer: None,
        present: true,
        return_url: None,
        description: String::new(),
    };
    let end: Result<_, GatewayError> = manual.capture(&capture).await;
    assert!(refused(&end, Refusal::Unfit), "{end:?}");
    let capabilities = manual.capabilities();
    assert!(!capabilities.cards && !capabilities.refunds && !capabilities.lookup);
    assert_eq!(manual.minimum(Method::BankTransfer, Currency::EUR), None);
}
