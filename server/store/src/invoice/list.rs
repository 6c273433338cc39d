//! Invoices in lists: every list walks one index of its account, from a key onwards.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, CheckoutId, InvoiceId, SubscriptionId};
use model::invoice::InvoiceState;
use model::payment::OrderState;
use model::time::Date;

use crate::column::{As, Word, word};
use crate::error::StoreError;
use crate::on;
use crate::scope::Scope;
use crate::tx::Tx;

/// One invoice in a list; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The text of the first line.
    pub detail: String,
    /// The service period of the first line.
    pub period_from: Option<As<Date>>,
    /// Its end, exclusive.
    pub period_to: Option<As<Date>>,
    /// How many lines.
    pub line_count: i64,
    /// The date on it.
    #[sqlx(try_from = "String")]
    pub issued_on: Date,
    /// When it is due.
    #[sqlx(try_from = "String")]
    pub due_on: Date,
    /// The currency of its amounts.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The whole, with tax.
    pub total_minor: i64,
    /// What is still to be paid.
    pub open_minor: i64,
    /// What has become of it.
    pub state: Word<InvoiceState>,
    /// Whether it was taken back before anything was ever paid on it.
    pub void: bool,
    /// Whether a line names a subscription outside the scope.
    pub hidden: bool,
    flight: Option<String>,
    /// Whether credit is used before a payer; told of open invoices only.
    #[sqlx(default)]
    pub credit_first: Option<bool>,
    /// Whether it was paid, and that was taken back; told of open invoices only.
    #[sqlx(default)]
    pub taken_back: Option<bool>,
    #[sqlx(default)]
    payers: Option<String>,
}

impl Row {
    /// The checkout that is on its way for it, and how that stands; told to those who may know
    /// every name.
    ///
    /// # Errors
    /// When the columns cannot be read.
    pub fn flight(&self) -> Result<Option<(OrderState, CheckoutId)>, StoreError> {
        let Some((state, id)) = self.flight.as_ref().and_then(|it| it.split_once(' ')) else {
            return Ok(None);
        };
        let state = word(state).map_err(|cause| StoreError::unreadable("payment.state", cause))?;
        let id = id.parse();
        let id = id.map_err(|cause| StoreError::unreadable("payment.checkout_id", cause))?;
        Ok(Some((state, id)))
    }

    /// The list of payers, in order; told of open invoices only.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn payers(&self) -> Result<Vec<BillingAccountId>, StoreError> {
        let ids = self.payers.as_deref().unwrap_or_default();
        ids.split_whitespace()
            .map(|id| {
                let unreadable =
                    |cause| StoreError::unreadable("invoice_payer.billing_account_id", cause);
                id.parse().map_err(unreadable)
            })
            .collect()
    }
}

/// Where a page begins, how long it is, and what it is narrowed to.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Whose.
    pub account: &'a AccountId,
    /// The subscriptions whose names the reader may know.
    pub scope: &'a Scope,
    /// The key of the row before the page.
    pub after: Option<&'a (Date, InvoiceId)>,
    /// A pattern for number and title.
    pub search: Option<&'a str>,
    /// At most so many rows.
    pub rows: i64,
}

/// Which invoices, and by which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// All, the newest first, by date of issue.
    Newest,
    /// Those with nothing open, the newest first, by date of issue.
    Settled,
    /// Those with something open, by due date.
    Due(Due),
}

/// Which of the open invoices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Only those due on this day or later.
    pub from: Option<Date>,
    /// Only those due before this day.
    pub before: Option<Date>,
    /// Only those that a payment is in flight for, or only the others.
    pub in_flight: Option<bool>,
}

/// Later than every date, in the order of texts.
const AFTER_ALL: &str = "9999-99-99";

macro_rules! columns {
    () => {
        "select i.id, i.number, i.title, i.detail, i.period_from, i.period_to, i.line_count, \
         i.issued_on, s.due_on, i.currency, i.total_minor, s.open_minor, s.state, \
         (s.state = 'credited' and s.settled_minor = 0) as void, \
         ($2 is not null and exists (select 1 from invoice_line l where l.invoice_id = i.id \
             and l.subscription_id is not null \
             and $2 not like '%' || l.subscription_id || '%')) as hidden, \
         case when s.in_flight and $2 is null then (select p.state || ' ' || p.checkout_id \
             from payment_allocation f join payment p on p.id = f.payment_id \
             where f.invoice_id = i.id and p.next_look_at is not null limit 1) end as flight "
    };
}

/// Whoever may not know every name looks for numbers only: a hit would give the name away.
macro_rules! found {
    () => {
        "and ($3 is null or (case when $2 is null then i.search else lower(i.number) end) \
             like $3 escape '\\') "
    };
}

const NEWEST: &str = concat!(
    columns!(),
    "from invoice i join invoice_standing s on s.invoice_id = i.id ",
    "where i.account_id = $1 and (i.issued_on, i.id) < ($4, $5) ",
    found!(),
    "order by i.issued_on desc, i.id desc limit $6"
);

const SETTLED: &str = concat!(
    columns!(),
    "from invoice_standing s join invoice i on i.id = s.invoice_id ",
    "where s.account_id = $1 and s.open_minor = 0 and (s.issued_on, s.invoice_id) < ($4, $5) ",
    found!(),
    "order by s.issued_on desc, s.invoice_id desc limit $6"
);

const DUE: &str = concat!(
    columns!(),
    ", i.credit_first, exists (select 1 from chargeback b join dispute d on d.id = b.dispute_id ",
    "where b.invoice_id = i.id and b.book <> 'unapplied' and d.state <> 'won') as taken_back, ",
    "(select string_agg(y.billing_account_id, ' ' order by y.place) ",
    "from invoice_payer y where y.invoice_id = i.id) as payers ",
    "from invoice_standing s join invoice i on i.id = s.invoice_id ",
    "where s.account_id = $1 and s.open_minor > 0 and s.due_on < $7 ",
    "and s.due_on >= $8 and ($9 = '' or s.in_flight = ($9 = 'yes')) ",
    "and (s.due_on, s.invoice_id) > ($4, $5) ",
    found!(),
    "order by s.due_on, s.invoice_id limit $6"
);

/// A page of invoices.
///
/// # Errors
/// When the statement fails.
pub async fn list(tx: &mut Tx, ask: &Ask<'_>, order: Order) -> Result<Vec<Row>, StoreError> {
    let (text, first, due) = match order {
        Order::Newest => (NEWEST, AFTER_ALL, None),
        Order::Settled => (SETTLED, AFTER_ALL, None),
        Order::Due(due) => (DUE, "", Some(due)),
    };
    let (day, id) = match ask.after {
        Some((day, id)) => (day.to_string(), id.as_str()),
        None => (first.to_owned(), ""),
    };
    let flight = match due.and_then(|due| due.in_flight) {
        None => "",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let or = |day: Option<Date>, else_: &str| day.map_or(else_.to_owned(), |day| day.to_string());
    on!(tx, c => {
        let query = sqlx::query_as(text)
            .bind(ask.account.as_str()).bind(ask.scope.text()).bind(ask.search)
            .bind(&day).bind(id).bind(ask.rows);
        let query = match &due {
            Some(due) => query.bind(or(due.before, AFTER_ALL)).bind(or(due.from, ""))
                .bind(flight),
            None => query,
        };
        query.fetch_all(c).await
    })
}

/// The cross join makes the embedded engine begin with the lines: they are fewer than the invoices.
const OF_SUBSCRIPTION: &str = concat!(
    columns!(),
    "from (select distinct n.invoice_id from invoice_line n where n.subscription_id = $3) h ",
    "cross join invoice i join invoice_standing s on s.invoice_id = i.id ",
    "where i.id = h.invoice_id and i.account_id = $1 ",
    "order by case when s.open_minor > 0 and s.due_on < $5 then 0 else 1 end, ",
    "i.issued_on desc, i.id desc limit $4"
);

/// The invoices with a line of a subscription: what is overdue, then the newest.
///
/// # Errors
/// When the statement fails.
pub async fn of_subscription(
    tx: &mut Tx,
    account: &AccountId,
    scope: &Scope,
    (subscription, today): (&SubscriptionId, Date),
    rows: i64,
) -> Result<Vec<Row>, StoreError> {
    on!(tx, c => sqlx::query_as(OF_SUBSCRIPTION)
        .bind(account.as_str()).bind(scope.text()).bind(subscription.as_str()).bind(rows)
        .bind(today.to_string()).fetch_all(c).await)
}

/// One invoice, as the lists show it.
///
/// # Errors
/// When the statement fails.
pub async fn one(
    tx: &mut Tx,
    account: &AccountId,
    scope: &Scope,
    invoice: &InvoiceId,
) -> Result<Option<Row>, StoreError> {
    const ONE: &str = concat!(
        columns!(),
        "from invoice i join invoice_standing s on s.invoice_id = i.id ",
        "where i.id = $3 and i.account_id = $1"
    );
    on!(tx, c => sqlx::query_as(ONE)
        .bind(account.as_str()).bind(scope.text()).bind(invoice.as_str())
        .fetch_optional(c).await)
}
