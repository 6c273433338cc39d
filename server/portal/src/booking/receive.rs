use billing::ledger::Book;
use model::credit::Origin;
use model::id::{AccountId, BillingAccountId, InvoiceId, LotId};
use model::money::Money;
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::audit::Act;
use store::booking::Lot;
use store::{Tx, account, idempotency};

use super::{AccountBook, BookingError, Clerk, Paid, Stamp, flush, load_one};
use crate::ids::Ids;
use crate::session::secret;

/// By what money came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A transfer.
    Transfer,
    /// A billing account of the customer.
    BillingAccount(BillingAccountId),
}

/// Money that came in.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Whose.
    pub account: AccountId,
    /// How much.
    pub amount: Money,
    /// By what.
    pub way: Way,
    /// What names it: under the same one an account's payment is booked once.
    pub reference: String,
    /// What came with it, which is its reference for the customer; the same if absent.
    pub said: Option<String>,
    /// What it is for; absent: the oldest open invoices.
    pub allocations: Option<Vec<(InvoiceId, Money)>>,
    /// The day in the account's zone.
    pub on: Date,
    /// The moment.
    pub at: Instant,
    /// Who says so, for the audit trail.
    pub actor: String,
}

/// What became of money that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// What was paid of invoices.
    pub invoices: Vec<(InvoiceId, i64)>,
    /// What more came than was to be paid: the lot that it became, in minor units.
    pub credit: Option<(LotId, i64)>,
}

/// Books money that came in. No invoice gets more than is open of it: a surplus becomes credit
/// (*Money that arrives by itself* in the specification of money), but that of a billing account,
/// which has a source to return to, is refused.
///
/// # Errors
/// `Beyond` when more is allocated than came in, or more came by a billing account than is open;
/// `Missing` when invoice or billing account is not the account's; `Reused` when the reference
/// named another payment.
pub async fn receive(tx: &mut Tx, ids: &Ids, receipt: &Receipt) -> Result<Received, BookingError> {
    if !account::lock(tx, &receipt.account).await? {
        return Err(BookingError::Missing);
    }
    let key = format!("payment:{}", receipt.reference);
    let once = (receipt.account.as_str(), key.as_str());
    let digest = receipt.digest();
    if let Some(before) = idempotency::answered(tx, once).await? {
        let answer = (before.digest == digest).then(|| serde_json::from_str(&before.answer).ok());
        return answer.flatten().ok_or(BookingError::Reused);
    }
    let from = receipt.from(tx).await?;
    let mut book = receipt.open(tx, ids).await?;
    let received = receipt.book(&mut book, &from)?;
    store::run::wake(tx, &receipt.account).await?;
    flush(tx, vec![book]).await?;
    store::audit::append(tx, &receipt.acts(&received), crate::chain::link).await?;
    let answer = json!(received).to_string();
    idempotency::keep(tx, once, (&digest, &answer), receipt.at).await?;
    Ok(received)
}

impl Receipt {
    const fn by(&self) -> &'static str {
        match self.way {
            Way::Transfer => "transfer",
            Way::BillingAccount(_) => "billing_account",
        }
    }

    const fn billing_account(&self) -> Option<&BillingAccountId> {
        match &self.way {
            Way::Transfer => None,
            Way::BillingAccount(id) => Some(id),
        }
    }

    /// The fingerprint of what it says; when it is said does not matter.
    fn digest(&self) -> String {
        let allocations = self.allocations.iter().flatten();
        let allocations = allocations.map(|(invoice, part)| (invoice, part.minor));
        let what = json!({
            "amount": self.amount.minor,
            "currency": self.amount.currency.code(),
            "by": self.by(),
            "billing_account": self.billing_account(),
            "allocations": allocations.collect::<Vec<_>>(),
            "on": self.on.to_string(),
        });
        secret::digest(what.to_string().as_bytes())
    }

    /// Where the money lies.
    async fn from(&self, tx: &mut Tx) -> Result<Book, BookingError> {
        let Some(id) = self.billing_account() else {
            return Ok(Book::cash("manual"));
        };
        let gateway = store::booking::gateway(tx, &self.account, id).await?;
        let gateway = gateway.ok_or(BookingError::Missing)?;
        Ok(Book::cash(&gateway))
    }

    /// The books of the account, with the invoices that may be paid.
    async fn open<'a>(&self, tx: &mut Tx, ids: &'a Ids) -> Result<AccountBook<'a>, BookingError> {
        let invoices = match &self.allocations {
            None => store::booking::open_of(tx, &self.account, self.amount.currency).await?,
            Some(parts) => parts.iter().map(|it| it.0.clone()).collect(),
        };
        let invoices: Vec<&str> = invoices.iter().map(InvoiceId::as_str).collect();
        let clerk = Clerk { ids, now: self.at };
        load_one(tx, clerk, &self.account, &invoices).await
    }

    /// What is to be paid of which invoice, each once: what names one twice means the sum.
    fn wanted(
        &self,
        parts: &[(InvoiceId, Money)],
    ) -> Result<Vec<(InvoiceId, Money)>, BookingError> {
        let mut wanted: Vec<(InvoiceId, Money)> = Vec::with_capacity(parts.len());
        for (invoice, part) in parts {
            let known = wanted.iter_mut().find(|(known, _)| known == invoice);
            match known {
                Some((_, sum)) if part.minor > 0 => *sum = sum.plus(*part)?,
                Some(_) => return Err(BookingError::Beyond(self.amount)),
                None => wanted.push((invoice.clone(), *part)),
            }
        }
        Ok(wanted)
    }

    /// What is paid of which invoice: at most what is open.
    fn parts(&self, book: &AccountBook<'_>) -> Result<Vec<(InvoiceId, Money)>, BookingError> {
        let wanted = match &self.allocations {
            None => book.oldest(self.amount),
            Some(parts) => self.wanted(parts)?,
        };
        let mut left = self.amount.minor;
        let mut parts = Vec::with_capacity(wanted.len());
        for (invoice, part) in wanted {
            let standing = book.standing(&invoice)?;
            if part.currency != self.amount.currency || standing.currency != part.currency {
                return Err(BookingError::Currency);
            }
            if standing.in_flight {
                return Err(BookingError::InFlight);
            }
            if part.minor <= 0 || part.minor > left {
                return Err(BookingError::Beyond(Money::new(left, part.currency)));
            }
            left -= part.minor;
            let minor = part.minor.min(standing.open_minor);
            if minor > 0 {
                parts.push((invoice, Money::new(minor, part.currency)));
            }
        }
        Ok(parts)
    }

    fn book(&self, book: &mut AccountBook<'_>, from: &Book) -> Result<Received, BookingError> {
        if self.amount.minor <= 0 {
            return Err(BookingError::Beyond(Money::zero(self.amount.currency)));
        }
        let parts = self.parts(book)?;
        let paid: i64 = parts.iter().map(|(_, part)| part.minor).sum();
        let credited = self.amount.minor - paid;
        if credited > 0 && self.billing_account().is_some() {
            return Err(BookingError::Beyond(Money::new(paid, self.amount.currency)));
        }
        let mut invoices = Vec::with_capacity(parts.len());
        for (n, (invoice, amount)) in (1..).zip(parts) {
            let paid = Paid {
                from: from.clone(),
                by: self.by(),
                amount,
                billing_account: self.billing_account().cloned(),
                reference: Some(self.reference.clone()),
                said: Some(self.said().to_owned()),
            };
            book.pay(&invoice, paid, &self.stamp(&n.to_string()))?;
            invoices.push((invoice, amount.minor));
        }
        let mut credit = None;
        if credited > 0 {
            let lot = self.surplus(book, Money::new(credited, self.amount.currency))?;
            credit = Some((lot, credited));
        }
        Ok(Received { invoices, credit })
    }

    fn surplus(&self, book: &mut AccountBook<'_>, amount: Money) -> Result<LotId, BookingError> {
        let id = book.clerk.ids.next(self.at, LotId::make);
        let lot = Lot {
            reference: id.to_string(),
            id: id.clone(),
            account: self.account.clone(),
            origin: Origin::PaidIn,
            amount,
            remaining: 0,
            held: 0,
            granted_on: self.on,
            expires_on: None,
            note: self.said().to_owned(),
            payment: Some(self.reference.clone()),
        };
        book.grant(lot, Some("manual"), &self.stamp("credit"))?;
        Ok(id)
    }

    /// Its reference for the customer.
    fn said(&self) -> &str {
        self.said.as_deref().unwrap_or(&self.reference)
    }

    fn stamp(&self, part: &str) -> Stamp {
        Stamp {
            at: self.at,
            on: self.on,
            reference: format!("payment:{}:{}:{part}", self.account, self.reference),
        }
    }

    /// What the audit trail says: that it came, and of a surplus that it became credit.
    fn acts(&self, received: &Received) -> Vec<Act> {
        let detail = json!({
            "amount": self.amount.plain(),
            "currency": self.amount.currency.code(),
            "reference": self.reference,
            "on": self.on.to_string(),
            "invoices": received.invoices.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(),
        });
        let act = |action: &str, subject: String| Act {
            scope: self.account.to_string(),
            at: self.at,
            actor: self.actor.clone(),
            address: String::new(),
            action: action.to_owned(),
            subject,
            detail: detail.to_string(),
        };
        let came = act("payment.received", format!("account {}", self.account));
        let credit = received.credit.iter();
        let credit = credit.map(|(lot, _)| act("credit.granted", format!("credit {lot}")));
        std::iter::once(came).chain(credit).collect()
    }
}

impl AccountBook<'_> {
    /// Which of the loaded invoices an amount pays, the oldest first.
    fn oldest(&self, amount: Money) -> Vec<(InvoiceId, Money)> {
        let mut open: Vec<_> = self.standings.values().collect();
        open.sort_by_key(|it| (it.due_on, it.issued_on, &it.invoice_id));
        let (mut left, mut parts) = (amount.minor, Vec::new());
        for it in open {
            let part = left.min(it.open_minor);
            if part > 0 {
                left -= part;
                parts.push((it.invoice_id.clone(), Money::new(part, amount.currency)));
            }
        }
        parts
    }
}
