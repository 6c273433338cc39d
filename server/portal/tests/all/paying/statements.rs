//! Bank statements: each entry is booked once, however often the bank tells it.

use std::sync::Arc;

use model::currency::Currency;
use model::id::TransferId;
use portal::transfer::{By, StatementReport, Untaken};
use store::transfer::{self, Transfer};
use store::{StoreError, on_both};

use super::shop::Shop;
use super::transfers::desk;

const IBAN: &str = "DE02120300000000202051";

/// Amount, way, state, the bank's reference, what the payer wrote.
type Entry<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, &'a str);

fn entry((amount, way, state, reference, text): &Entry<'_>) -> String {
    let reference = reference.map(|it| format!("<AcctSvcrRef>{it}</AcctSvcrRef>"));
    format!(
        r#"<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>
        <Sts><Cd>{state}</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>{}
        <NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>A. Berg</Nm></Pty></Dbtr>
        <DbtrAcct><Id><IBAN>{IBAN}</IBAN></Id></DbtrAcct></RltdPties>
        <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"#,
        reference.unwrap_or_default()
    )
}

fn file(id: &str, entries: &[Entry<'_>]) -> String {
    let entries: String = entries.iter().map(entry).collect();
    format!(
        r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
        <Stmt><Id>{id}</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
        {entries}</Stmt></BkToCstmrStmt></Document>"#
    )
}

async fn import(shop: &Shop, file: &str) -> StatementReport {
    let done = desk(shop).import_statements(file.as_bytes()).await;
    done.expect("is taken")
}

fn came<'a>(amount: &'a str, reference: Option<&'a str>, text: &'a str) -> Entry<'a> {
    (amount, "CRDT", "BOOK", reference, text)
}

fn rules(report: &StatementReport) -> Vec<By> {
    report.booked.iter().map(|it| it.arrived.rule).collect()
}

/// How many were booked, and how many known.
fn told(report: &StatementReport) -> (usize, usize) {
    (report.booked.len(), report.known.len())
}

on_both!(
    each_entry_is_booked_once_by_the_first_rule,
    |db| async move {
        let shop = Shop::open(db).await;
        let text = file(
            "one",
            &[
                came("100.00", Some("B1"), "hello"),
                came("60.00", Some("B2"), "INV-2026-00001"),
                came("6.00", Some("B3"), "thanks"),
                came("5.00", Some("B4"), "from the same bank account"),
            ],
        );
        let report = import(&shop, &text).await;
        let expected = [By::Nothing, By::Reference, By::Amount, By::Payer];
        assert_eq!((rules(&report), report.known.len()), (expected.to_vec(), 0));
        // 64.00 less 60.00, and of 5.00 one remains.
        assert_eq!(shop.figures().await, [1_100, 0, 0, 0, 0]);
        let again = import(&shop, &text).await;
        assert_eq!((again.booked, again.known.len()), (vec![], 4));
        // The same entries in another statement, with one more.
        let more = file(
            "two",
            &[
                came("60.00", Some("B2"), "INV-2026-00001"),
                came("1.00", None, "x"),
            ],
        );
        let report = import(&shop, &more).await;
        assert_eq!(told(&report), (1, 1));
        assert_eq!(import(&shop, &more).await.known.len(), 2);
        let list = desk(&shop)
            .unapplied(None, false)
            .await
            .expect("lists")
            .unapplied;
        let row = list.first().expect("what nothing matches");
        assert_eq!(
            (row.amount.as_str(), row.iban.as_deref()),
            ("100.00", Some(IBAN))
        );
        assert_eq!(row.party.as_deref(), Some("A. Berg"));
        assert_eq!(desk(&shop).unmatched().await.expect("counts"), 1);
        shop.clean().await;
    }
);

on_both!(
    one_reference_for_two_entries_is_two_payments,
    |db| async move {
        let shop = Shop::open(db).await;
        let twice = came("10.00", Some("NONREF"), "INV-2026-00001");
        let text = file("one", &[twice, twice]);
        assert_eq!(import(&shop, &text).await.booked.len(), 2);
        assert_eq!(import(&shop, &text).await.known.len(), 2);
        assert_eq!(shop.figures().await, [1_000, 0, 5_000, 0, 0]);
        shop.clean().await;
    }
);

on_both!(
    a_statement_named_as_one_of_last_year_is_another,
    |db| async move {
        let shop = Shop::open(db).await;
        let text = file(
            "1",
            &[came("6.00", None, "thanks"), came("9.00", None, "?")],
        );
        assert_eq!(told(&import(&shop, &text).await), (2, 0));
        let next = text.replace("2026-11-20", "2027-11-20");
        assert_eq!(told(&import(&shop, &next).await), (2, 0));
        assert_eq!(told(&import(&shop, &next).await), (0, 2));
        shop.clean().await;
    }
);

on_both!(
    without_a_reference_two_payments_of_a_day_are_two,
    |db| async move {
        let shop = Shop::open(db).await;
        for none in ["NONREF", "NOTPROVIDED"] {
            for text in ["from Anna", "from Bo"] {
                let text = format!("{text}, {none}");
                let text = file(&text, &[came("10.00", Some(none), &text)]);
                assert_eq!(told(&import(&shop, &text).await), (1, 0));
            }
        }
        shop.clean().await;
    }
);

on_both!(an_entry_of_the_day_is_known_in_the_month, |db| async move {
    let shop = Shop::open(db).await;
    let (one, other) = (
        came("3.00", None, "one"),
        came("3.00", Some("NONREF"), "other"),
    );
    assert_eq!(
        told(&import(&shop, &file("day", &[one, one, other])).await),
        (3, 0)
    );
    let month = file("month", &[came("4.00", None, "first"), other, one, one]);
    let report = import(&shop, &month).await;
    assert_eq!(told(&report), (1, 3));
    let places = report
        .known
        .iter()
        .map(|it| (it.statement.as_str(), it.entry.as_str()));
    let expected = [("month", "2"), ("month", "3"), ("month", "4")];
    assert_eq!(places.collect::<Vec<_>>(), expected);
    let mut names: Vec<_> = report.known.iter().map(|it| it.known.clone()).collect();
    names.dedup();
    assert_eq!(names.len(), 3, "each is known as another");
    shop.clean().await;
});

on_both!(
    what_was_announced_does_not_make_an_entry_another,
    |db| async move {
        let shop = Shop::open(db).await;
        let booked = came("10.00", Some("B1"), "INV-2026-00001");
        let announced = ("10.00", "CRDT", "PDNG", Some("B1"), "INV-2026-00001");
        let both = file("one", &[announced, booked]);
        assert_eq!(told(&import(&shop, &both).await), (1, 0));
        assert_eq!(told(&import(&shop, &file("two", &[booked])).await), (0, 1));
        assert_eq!(told(&import(&shop, &both).await), (0, 1));
        shop.clean().await;
    }
);

/// Money that was booked when entries had other sources.
async fn booked_before(shop: &Shop, (n, source, text): (u8, &str, &str)) {
    let row = Transfer {
        id: TransferId::make(1, [n; 10]),
        source: format!("bank:DE89370400440532013000:{source}"),
        account_id: None,
        on: "2026-11-20".parse().expect("a day"),
        currency: Currency::EUR,
        amount_minor: 1_000,
        reference: text.to_owned(),
        party: Some("A. Berg".to_owned()),
        iban: Some(IBAN.to_owned()),
        rule: "nothing".to_owned(),
        at: 0,
    };
    let row = Arc::new(row);
    let added: Result<bool, StoreError> = shop
        .db
        .write(move |tx| {
            let row = Arc::clone(&row);
            Box::pin(async move { transfer::add(tx, &row).await })
        })
        .await;
    assert!(added.expect("is added"));
}

on_both!(what_was_booked_by_other_sources_is_known, |db| async move {
    let shop = Shop::open(db).await;
    booked_before(&shop, (1, "statement:one:1", "placed")).await;
    booked_before(&shop, (2, "2026-11-20:10.00:NONREF", "none")).await;
    booked_before(&shop, (3, "2026-11-20:10.00:NONREF:2", "none")).await;
    booked_before(&shop, (4, "2026-11-20:10.00:B1:2", "counted")).await;
    let none = came("10.00", Some("NONREF"), "none");
    let entries = [
        came("10.00", None, "placed"),
        none,
        none,
        came("10.00", Some("B1"), "counted"),
    ];
    assert_eq!(told(&import(&shop, &file("one", &entries)).await), (0, 4));
    assert_eq!(told(&import(&shop, &file("two", &entries)).await), (0, 4));
    // What would have been taken for one of them.
    let more = [
        came("10.00", None, "at the same place"),
        came("10.00", Some("NONREF"), "none as well"),
        came("10.00", Some("B12"), "counted"),
        came("10.00", Some("B1"), "counted"),
        came("10.00", Some("B1"), "counted"),
    ];
    assert_eq!(told(&import(&shop, &file("one", &more)).await), (4, 1));
    assert_eq!(told(&import(&shop, &file("one", &more)).await), (0, 5));
});

on_both!(two_imports_at_once_book_once, |db| async move {
    let shop = Shop::open(db).await;
    let entries = [
        came("10.00", Some("B1"), "INV-2026-00001"),
        came("9.00", Some("B2"), "?"),
    ];
    let text = file("one", &entries);
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let (desk, text) = (desk(&shop), text.clone());
        tasks.push(tokio::spawn(async move {
            desk.import_statements(text.as_bytes())
                .await
                .expect("is taken")
        }));
    }
    let mut booked = 0;
    for task in tasks {
        booked += task.await.expect("ends").booked.len();
    }
    assert_eq!((booked, shop.count("transfer").await), (2, 2));
    shop.clean().await;
});

on_both!(what_is_not_ours_to_book_is_left_alone, |db| async move {
    let shop = Shop::open(db).await;
    let text = file(
        "one",
        &[
            ("6.00", "DBIT", "BOOK", Some("B1"), ""),
            ("6.00", "CRDT", "PDNG", Some("B2"), ""),
        ],
    );
    let report = import(&shop, &text).await;
    let why: Vec<&str> = report.ignored.iter().map(|it| it.why).collect();
    assert_eq!(why, ["money went out", "it is only announced"]);
    for wrong in ["", "<x/>", &text.replace("6.00", "six")] {
        let answer = desk(&shop).import_statements(wrong.as_bytes()).await;
        assert!(matches!(answer, Err(Untaken::Unread(_))), "{answer:?}");
    }
    assert_eq!(shop.count("transfer").await, 0);
    shop.clean().await;
});
