//! Money that stands on `unapplied`: of a payment order or of a transfer, somebody's or nobody's.

use billing::ledger::Apart;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId, PaymentId, TransferId};
use model::money::Money;
use store::column::As;
use store::payment::{self, Order};
use store::transfer::{self, Transfer};
use store::{StoreError, Tx};

use crate::booking::{AccountBook, BookingError, Stamp};
use crate::parked::Denied;
use crate::refund::going;

/// By what it came.
pub(super) enum By {
    Transfer(Transfer),
    Order(Box<Order>),
}

/// What of it stands there.
pub(super) struct Held {
    pub by: By,
    /// By the invoice that is named, above zero each.
    rows: Vec<(Option<InvoiceId>, i64)>,
    currency: Currency,
}

impl Held {
    /// Of that id; what of it stands there is not looked at yet.
    pub async fn find(tx: &mut Tx, id: &str) -> Result<Self, Denied> {
        let by = if let Ok(id) = id.parse::<TransferId>() {
            transfer::one(tx, &id).await?.map(By::Transfer)
        } else if let Ok(id) = id.parse::<PaymentId>() {
            let found = payment::one(tx, &id).await?;
            found.map(|order| By::Order(Box::new(order)))
        } else {
            None
        };
        let by = by.ok_or(Denied::Unknown)?;
        let currency = match &by {
            By::Transfer(it) => it.currency,
            By::Order(it) => it.currency,
        };
        Ok(Self {
            by,
            rows: Vec::new(),
            currency,
        })
    }

    /// Looks at what of it stands there and does not go back, in the first currency of it.
    pub async fn load(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let Some(account) = self.account().cloned() else {
            let sum = transfer::nobodys(tx, self.id()).await?;
            self.rows = vec![(None, sum)];
            return Ok(());
        };
        let rows = payment::apart_of(tx, (&account, self.id())).await?;
        self.currency = rows.first().map_or(self.currency, |row| row.currency);
        let refunds = match &self.by {
            By::Transfer(_) => Vec::new(),
            By::Order(order) => payment::refunds_of(tx, &order.id).await?,
        };
        let rows = rows.into_iter().filter(|row| row.currency == self.currency);
        let rows = rows.map(|row| {
            let going = going(&refunds, (row.currency, row.invoice_id.as_ref()));
            (row.invoice_id.map(|As(id)| id), row.amount_minor - going)
        });
        self.rows = rows.filter(|(_, minor)| *minor > 0).collect();
        Ok(())
    }

    /// By which it is known.
    pub fn id(&self) -> &str {
        match &self.by {
            By::Transfer(it) => it.id.as_str(),
            By::Order(it) => it.id.as_str(),
        }
    }

    /// Whose it is; none if it is nobody's yet.
    pub fn account(&self) -> Option<&AccountId> {
        match &self.by {
            By::Transfer(it) => it.account_id.as_ref().map(|As(id)| id),
            By::Order(it) => Some(&it.account_id),
        }
    }

    /// Whether something else was captured than was asked.
    pub fn quarantined(&self) -> bool {
        match &self.by {
            By::Transfer(_) => false,
            By::Order(it) => it.quarantined,
        }
    }

    /// What stands there.
    pub fn sum(&self) -> Money {
        let sum = self.rows.iter().map(|(_, minor)| minor).sum();
        Money::new(sum, self.currency)
    }

    /// What came in all of a transfer.
    pub fn most(&self) -> Money {
        match &self.by {
            By::Transfer(it) => Money::new(it.amount_minor, it.currency),
            By::Order(it) => Money::new(it.capture_minor, it.currency),
        }
    }

    /// What was to be paid by it.
    pub async fn asked(&self, tx: &mut Tx) -> Result<Vec<(InvoiceId, Money)>, StoreError> {
        let By::Order(order) = &self.by else {
            return Ok(Vec::new());
        };
        let parts = payment::parts(tx, &order.id).await?;
        let paid = parts.into_iter().filter(|part| part.capture_minor > 0);
        let paid = paid.map(|part| {
            let amount = Money::new(part.capture_minor, self.currency);
            (part.invoice_id, amount)
        });
        Ok(paid.collect())
    }

    /// Takes so much of it, in the order in which it stands there.
    pub fn take(&mut self, minor: i64) -> Vec<(Option<InvoiceId>, i64)> {
        let (mut left, mut taken) = (minor, Vec::new());
        for (invoice, there) in &mut self.rows {
            let part = left.min(*there);
            if part > 0 {
                left -= part;
                *there -= part;
                taken.push((invoice.clone(), part));
            }
        }
        taken
    }

    /// So much of what names an invoice, or none, as the ledger has it.
    pub fn apart<'a>(&'a self, invoice: Option<&'a InvoiceId>, minor: i64) -> Apart<'a> {
        Apart {
            payment: self.id(),
            invoice,
            amount: Money::new(minor, self.currency),
        }
    }

    /// How it came, as it stands beside what it pays.
    pub fn way(&self) -> (&'static str, Option<&BillingAccountId>, &str) {
        match &self.by {
            By::Transfer(it) => ("transfer", None, it.reference.as_str()),
            By::Order(it) => {
                let payer = it.billing_account_id.as_ref().map(|As(id)| id);
                ("billing_account", payer, it.id.as_str())
            }
        }
    }

    /// Books that it is the account's from now on.
    pub fn claim(&self, book: &mut AccountBook<'_>, stamp: &Stamp) -> Result<(), BookingError> {
        let stamp = Stamp {
            reference: format!("claimed:{}", self.id()),
            ..stamp.clone()
        };
        book.claim(&self.apart(None, self.sum().minor), &stamp)
    }
}
