use std::collections::BTreeMap;

use model::Fault;
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::document::Form;
use model::id::AccountId;
use model::statement::StatementQuery;
use portal::report::{self, Ask, Report, Style};
use serde_json::Value;
use store::booking::positions;
use store::{Db, on_both};

use crate::export::books;
use crate::support::{all_but, door, member, owner};

/// The customer to whom an invoice of the books belongs.
async fn holder(db: &Db, invoice: &str) -> AccountId {
    let mut tx = db.read().await.unwrap();
    let found = store::import::invoices(&mut tx, &[invoice]).await.unwrap();
    found[invoice].account_id.parse().unwrap()
}

fn of(account: &AccountId, caller: Caller) -> Caller {
    Caller {
        account: account.clone(),
        ..caller
    }
}

fn all() -> StatementQuery {
    StatementQuery {
        from: "2000-01-01".into(),
        to: "2030-01-01".into(),
    }
}

on_both!(
    a_statement_ends_with_what_the_account_has,
    |db| async move {
        books(&db).await;
        let account = holder(&db, "I-1").await;
        let (desk, caller) = (door(db.clone()), of(&account, owner(1)));
        let view = desk.show_statement(&caller, all()).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let known = positions(&mut tx, &[account.as_str()]).await.unwrap();
        drop(tx);
        for part in &view.parts {
            let position = known
                .iter()
                .find(|it| it.currency == part.currency)
                .unwrap();
            assert_eq!(part.closing.due.minor, position.due_minor);
            assert!(part.closing.credit.minor >= position.credit_minor);
            let mut after = part.opening;
            assert!(after.due.is_zero() && after.credit.is_zero() && !part.rows.is_empty());
            for row in &part.rows {
                after.due = after.due.plus(row.change.due).unwrap();
                after.credit = after.credit.plus(row.change.credit).unwrap();
                assert_eq!(row.after, after);
            }
            assert_eq!(after, part.closing);
        }
        // Cut anywhere, the parts fit.
        let (from, to) = (
            "2000-01-01".to_owned(),
            view.parts[0].rows[0].on.to_string(),
        );
        let first = StatementQuery { from, to };
        let first = desk.show_statement(&caller, first).await.unwrap();
        let (from, to) = (first.to.plus_days(1).to_string(), all().to);
        let rest = desk
            .show_statement(&caller, StatementQuery { from, to })
            .await
            .unwrap();
        assert_eq!(first.parts[0].closing, rest.parts[0].opening);
        assert_eq!(rest.parts[0].closing, view.parts[0].closing);
    }
);

on_both!(a_statement_is_there_to_keep, |db| async move {
    books(&db).await;
    let account = holder(&db, "I-1").await;
    let (desk, caller) = (door(db), of(&account, owner(1)));
    let view = desk.show_statement(&caller, all()).await.unwrap();
    let table = desk
        .show_statement_file(&caller, all(), None)
        .await
        .unwrap();
    let text = String::from_utf8(table.content).unwrap();
    let rows: usize = view.parts.iter().map(|part| part.rows.len() + 1).sum();
    assert_eq!((table.form, text.lines().count()), (Form::Csv, rows + 1));
    let currency = view.parts[0].currency;
    let pdf = desk
        .show_statement_file(&caller, all(), Some(currency))
        .await
        .unwrap();
    assert!(pdf.content.starts_with(b"%PDF") && pdf.form == Form::Pdf);
    let none: Currency = "KWD".parse().unwrap();
    let none = desk.show_statement_file(&caller, all(), Some(none)).await;
    assert_eq!(none, Err(Fault::NotFound));
});

on_both!(
    a_statement_is_for_those_who_may_see_money,
    |db| async move {
        books(&db).await;
        let account = holder(&db, "I-1").await;
        let desk = door(db);
        for right in [Permission::ViewInvoices, Permission::ViewCredit] {
            let caller = of(&account, member(1, all_but(&[right]), None));
            let refused = desk.show_statement(&caller, all()).await;
            assert_eq!(refused, Err(Fault::Forbidden));
            let refused = desk.show_statement_file(&caller, all(), None).await;
            assert_eq!(refused, Err(Fault::Forbidden));
        }
        let unproven = Caller {
            proven_at: None,
            ..of(&account, owner(1))
        };
        let refused = desk.show_statement(&unproven, all()).await;
        assert_eq!(refused, Err(Fault::SignedOut));
        // An account that is not there has nothing to say of any other.
        let refused = desk.show_statement(&owner(9), all()).await;
        assert_eq!(refused, Err(Fault::NotFound));
    }
);

/// The rows of a report.
async fn rows(db: &Db, report: Report) -> Vec<Value> {
    let ask = Ask {
        from: "2000-01-01".parse().unwrap(),
        to: "2030-01-01".parse().unwrap(),
        seller: None,
    };
    let mut text = Vec::new();
    report::run(db, report, &ask, (&mut text, Style::Json))
        .await
        .unwrap();
    let text = String::from_utf8(text).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The sums of a column by currency, in minor units of two decimals.
fn sums<'a>(rows: impl IntoIterator<Item = &'a Value>, column: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        let digits = row[column].as_str().unwrap().replace('.', "");
        let currency = row["currency"].as_str().unwrap().to_owned();
        *sums.entry(currency).or_default() += digits.parse::<i64>().unwrap();
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

on_both!(reports_are_the_ledgers, |db| async move {
    books(&db).await;
    let journal = rows(&db, Report::Journal).await;
    assert!(sums(&journal, "amount").is_empty());
    let book = |name: &'static str| {
        let entries = journal.iter().filter(move |row| row["book"] == name);
        sums(entries, "amount")
    };
    let turned = |sums: BTreeMap<String, i64>| -> BTreeMap<String, i64> {
        sums.into_iter()
            .map(|(currency, sum)| (currency, -sum))
            .collect()
    };
    let open = rows(&db, Report::Receivables).await;
    assert_eq!(sums(&open, "open"), book("receivable"));
    let credit = rows(&db, Report::Credit).await;
    assert_eq!(turned(sums(&credit, "left")), book("credit"));
    let tax = rows(&db, Report::Tax).await;
    assert_eq!(turned(sums(&tax, "net")), book("revenue"));
    assert_eq!(turned(sums(&tax, "tax")), book("tax_payable"));
    assert!(!open.is_empty() && !credit.is_empty() && !tax.is_empty());
});
