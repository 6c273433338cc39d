//! Statements of account.

mod file;

pub(crate) use file::parties;

use async_trait::async_trait;
use model::Answer;
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::document::File;
use model::money::{Money, MoneyError};
use model::portal::Statements;
use model::statement::{Standing, StatementPart, StatementQuery, StatementRow, StatementView};
use model::time::Date;
use store::Tx;
use store::statement::{Movement, Sums, before, between};

use crate::desk::{Desk, require, require_proof};
use crate::failure::{Failure, answer};

/// Movements on the page.
const PAGE: i64 = 500;
/// Movements in a file.
const FILE: i64 = 20_000;

#[async_trait]
impl Statements for Desk {
    async fn show_statement(
        &self,
        caller: &Caller,
        query: StatementQuery,
    ) -> Answer<StatementView> {
        answer("show_statement", self.statement(caller, &query).await)
    }

    async fn show_statement_file(
        &self,
        caller: &Caller,
        query: StatementQuery,
        pdf: Option<Currency>,
    ) -> Answer<File> {
        let file = match pdf {
            Some(currency) => self.statement_pdf(caller, &query, currency).await,
            None => self.statement_table(caller, &query).await,
        };
        answer("show_statement_file", file)
    }
}

impl Desk {
    async fn statement(
        &self,
        caller: &Caller,
        query: &StatementQuery,
    ) -> Result<StatementView, Failure> {
        let mut asked = self.asked(caller, query).await?;
        read(&mut asked, caller, PAGE).await
    }

    async fn asked(&self, caller: &Caller, query: &StatementQuery) -> Result<Asked, Failure> {
        require(caller, Permission::ViewInvoices)?;
        require(caller, Permission::ViewCredit)?;
        require_proof(caller)?;
        let (tx, frame, today) = self.open(caller).await?;
        let (from, to) = days(query, today);
        Ok(Asked {
            tx,
            own: frame.currency,
            today,
            from,
            to,
        })
    }
}

/// What is asked for, and a snapshot to read it from.
struct Asked {
    tx: Tx,
    /// The account's own currency.
    own: Currency,
    today: Date,
    from: Date,
    to: Date,
}

/// The days that are meant: the two months before this one until today where none are named, and
/// in their order.
fn days(query: &StatementQuery, today: Date) -> (Date, Date) {
    let to = query.to.parse().unwrap_or(today);
    let first = today.plus_months(-2, 1);
    let from = query.from.parse().unwrap_or(first);
    (from.min(to), from.max(to))
}

async fn read(asked: &mut Asked, caller: &Caller, most: i64) -> Result<StatementView, Failure> {
    let (from, to, own) = (asked.from, asked.to, asked.own);
    let tx = &mut asked.tx;
    let opening = before(tx, &caller.account, from).await?;
    let closing = before(tx, &caller.account, to.plus_days(1)).await?;
    let mut rows = between(tx, &caller.account, (from, to), most.saturating_add(1)).await?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let mut currencies: Vec<Currency> = closing.iter().map(|sums| sums.currency).collect();
    currencies.sort_by_key(|currency| (*currency != own, *currency));
    if currencies.is_empty() {
        currencies.push(own);
    }
    let sides = (opening.as_slice(), closing.as_slice());
    let parts = currencies.into_iter();
    let parts = parts.map(|currency| part(currency, sides, &rows, more));
    Ok(StatementView {
        from,
        to,
        parts: parts.collect::<Result<_, _>>()?,
    })
}

fn part(
    currency: Currency,
    (opening, closing): (&[Sums], &[Sums]),
    rows: &[Movement],
    more: bool,
) -> Result<StatementPart, MoneyError> {
    let opening = standing(currency, opening);
    let mut after = opening;
    let mut shown = Vec::new();
    for row in rows.iter().filter(|row| row.change.currency == currency) {
        let change = standing(currency, std::slice::from_ref(&row.change));
        if change.due.is_zero() && change.credit.is_zero() {
            continue;
        }
        after = Standing {
            due: after.due.plus(change.due)?,
            credit: after.credit.plus(change.credit)?,
        };
        let invoice = row.invoice_id.clone().zip(row.number.clone());
        shown.push(StatementRow {
            on: row.posted_on,
            why: row.reason.0,
            invoice: invoice.map(|(id, number)| (id.0, number)),
            change,
            after,
        });
    }
    Ok(StatementPart {
        currency,
        opening,
        rows: shown,
        more,
        closing: standing(currency, closing),
    })
}

fn standing(currency: Currency, sums: &[Sums]) -> Standing {
    let known = sums.iter().find(|sums| sums.currency == currency);
    let money = |minor| Money::new(minor, currency);
    Standing {
        due: money(known.map_or(0, |sums| sums.due_minor)),
        credit: money(known.map_or(0, |sums| sums.credit_minor)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_are_not_named_are_the_last_months() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let asked = |from: &str, to: &str| {
            let (from, to) = (from.to_owned(), to.to_owned());
            days(&StatementQuery { from, to }, day("2026-06-15"))
        };
        assert_eq!(asked("", "x"), (day("2026-04-01"), day("2026-06-15")));
        let turned = asked("2026-05-02", "2026-05-01");
        assert_eq!(turned, (day("2026-05-01"), day("2026-05-02")));
    }
}
