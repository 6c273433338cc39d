//! Commission of what was taken back (*Affiliate programs* in the specification of affiliates).

use std::collections::{BTreeMap, BTreeSet};

use billing::affiliate::{Reversal, reverse};
use billing::ledger::Book;
use model::affiliate::CommissionState as State;
use model::id::{AccountId, CommissionId, InvoiceId};
use model::money::Money;
use model::time::Instant;
use serde_json::json;
use store::audit::Act;
use store::column::word;
use store::import::{Commission, add_commissions};
use store::payment::Dispute;
use store::{StoreError, Tx, account, affiliate};

use crate::booking::{AccountBook, Clerk, Stamp, flush};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::today_of;

/// What of invoices is open again, and what had been paid for them, in minor units.
pub(crate) type Missing = BTreeMap<InvoiceId, (i64, i64)>;

/// What is missing of invoices, as they stand in the books.
pub(crate) fn missing<'i>(
    book: &AccountBook<'_>,
    invoices: impl Iterator<Item = &'i InvoiceId>,
) -> Missing {
    let stand = invoices.filter_map(|id| {
        let it = book.standing(id).ok()?;
        let paid = it.total_minor - it.credited_minor - it.written_off_minor;
        (paid > 0).then(|| (id.clone(), (it.open_minor, paid)))
    });
    stand.collect()
}

/// Takes back the share of commission that the missing share of invoices had brought.
pub(crate) async fn taken(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (reason, missing): (String, &Missing),
) -> Result<(), Failure> {
    let rows = of(tx, missing).await?;
    let mut work = Work::new(at, reason);
    for row in rows.iter().filter(|row| row.reason.is_none()) {
        let invoice = row.invoice_id.as_deref().and_then(|id| id.parse().ok());
        let share = invoice.and_then(|id: InvoiceId| missing.get(&id));
        let Some((open, paid)) = share else { continue };
        let beside = rows.iter().filter(|it| {
            let same = (&it.affiliate_id, &it.invoice_id) == (&row.affiliate_id, &row.invoice_id);
            same && it.reason.is_some() && it.state != State::Reversed.as_str()
        });
        let amount = amount(row)?;
        let before: i64 = beside.map(|it| it.amount_minor).sum();
        let before = Money::new(before, amount.currency);
        match reverse((state(row)?, amount), before, (*open, *paid))? {
            Reversal::Whole => {
                affiliate::reverse(tx, (&row.id, &work.reason), at.1).await?;
                work.whole(row, amount.negated()?)?;
            }
            Reversal::Row(less) => work.row(tx, row, (less, true)).await?,
            Reversal::Nothing => {}
        }
    }
    work.write(tx).await
}

/// Why it is less after a dispute.
pub(super) fn reason(dispute: &Dispute) -> String {
    format!("The payment was taken back ({})", dispute.id)
}

/// Gives back what a dispute had taken of commission, for it is won.
pub(super) async fn again(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (dispute, missing): (&Dispute, &Missing),
) -> Result<(), Failure> {
    let mut work = Work::new(at, reason(dispute));
    for row in of(tx, missing).await? {
        if row.reason.as_deref() == Some(&work.reason) {
            let whole = state(&row)? == State::Reversed;
            let amount = amount(&row)?;
            let back = if whole { amount } else { amount.negated()? };
            // What was taken as a whole is there anew, as if it had not been.
            work.row(tx, &row, (back, !whole)).await?;
        }
    }
    work.write(tx).await
}

async fn of(tx: &mut Tx, missing: &Missing) -> Result<Vec<Commission>, StoreError> {
    let invoices: Vec<&str> = missing.keys().map(InvoiceId::as_str).collect();
    affiliate::on_invoices(tx, &invoices).await
}

fn state(row: &Commission) -> Result<State, StoreError> {
    word(&row.state).map_err(|error| StoreError::unreadable("commission.state", error))
}

fn amount(row: &Commission) -> Result<Money, StoreError> {
    let currency = row.currency.parse();
    let currency = currency.map_err(|error: model::currency::UnknownCurrency| {
        StoreError::unreadable("commission.currency", error)
    })?;
    Ok(Money::new(row.amount_minor, currency))
}

/// What is to be written of commissions.
struct Work<'a> {
    at: (&'a Ids, Instant),
    reason: String,
    rows: Vec<Commission>,
    /// By affiliate account: what is owed less (or more) for which commission.
    owed: Vec<(String, String, Money)>,
    acts: Vec<Act>,
    affiliates: BTreeSet<String>,
}

impl<'a> Work<'a> {
    fn new(at: (&'a Ids, Instant), reason: String) -> Self {
        Self {
            at,
            reason,
            rows: Vec::new(),
            owed: Vec::new(),
            acts: Vec::new(),
            affiliates: BTreeSet::new(),
        }
    }

    fn whole(&mut self, row: &Commission, less: Money) -> Result<(), Failure> {
        if state(row)?.owed() {
            let of = (row.account_id.clone(), row.id.clone(), less);
            self.owed.push(of);
        }
        self.note(row, &row.id, less);
        Ok(())
    }

    /// A row of its own beside another one.
    async fn row(
        &mut self,
        tx: &mut Tx,
        beside: &Commission,
        (amount, told): (Money, bool),
    ) -> Result<(), Failure> {
        let (ids, now) = self.at;
        let owner: AccountId = beside.account_id.parse().map_err(Failure::internal)?;
        let today = today_of(tx, &owner, now).await?;
        let pending = beside
            .until
            .clone()
            .filter(|until| *until > today.to_string());
        let state = match &pending {
            Some(_) => State::Pending,
            None => State::Payable,
        };
        let id = ids.next(now, CommissionId::make).to_string();
        self.owed
            .push((beside.account_id.clone(), id.clone(), amount));
        self.note(beside, &id, amount);
        let base = beside.base_minor.abs();
        self.rows.push(Commission {
            reference: id.clone(),
            id,
            at: now.0,
            on_day: today.to_string(),
            base_minor: if amount.minor < 0 { -base } else { base },
            amount_minor: amount.minor,
            state: state.as_str().to_owned(),
            until: pending,
            reason: told.then(|| self.reason.clone()),
            paid_on: None,
            ..beside.clone()
        });
        Ok(())
    }

    fn note(&mut self, row: &Commission, id: &str, amount: Money) {
        self.affiliates.insert(row.affiliate_id.clone());
        let (currency, plain) = (amount.currency.code(), amount.plain());
        self.acts.push(Act {
            scope: row.account_id.clone(),
            at: self.at.1,
            actor: "gateway".to_owned(),
            address: String::new(),
            action: "commission.changed".to_owned(),
            subject: format!("commission {id}"),
            detail: json!({ "currency": currency, "amount": plain, "reason": self.reason })
                .to_string(),
        });
    }

    async fn write(self, tx: &mut Tx) -> Result<(), Failure> {
        let (ids, now) = self.at;
        let mut books: BTreeMap<AccountId, AccountBook<'_>> = BTreeMap::new();
        for (owner, commission, amount) in &self.owed {
            let owner: AccountId = owner.parse().map_err(Failure::internal)?;
            account::lock(tx, &owner).await?;
            let stamp = Stamp {
                at: now,
                on: today_of(tx, &owner, now).await?,
                reference: format!("commission:{commission}:{}", now.0),
            };
            let fresh = || AccountBook::new(Clerk { ids, now }, owner.clone());
            let book = books.entry(owner.clone()).or_insert_with(fresh);
            book.owe_commission(&Book::AffiliateExpense, *amount, &stamp)?;
        }
        add_commissions(tx, &self.rows).await?;
        flush(tx, books.into_values().collect()).await?;
        let affiliates: Vec<&str> = self.affiliates.iter().map(String::as_str).collect();
        affiliate::recount(tx, &affiliates).await?;
        Ok(store::audit::append(tx, &self.acts, crate::chain::link).await?)
    }
}
