use super::sweep::Breach;
use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A row that refers to a row of another account.
macro_rules! foreign {
    ($what:literal, $from:literal) => {
        concat!(
            "select ",
            $what,
            " as what, cast(null as bigint) as found, cast(null as bigint) as expected from ",
            $from,
            " limit 1"
        )
    };
}

/// Every reference from a customer's row to another row stays within the account.
pub const FOREIGN: &[&str] = &[
    foreign!(
        "'subscription of invoice ' || i.number || ', line ' || l.n",
        "invoice_line l join invoice i on i.id = l.invoice_id
         join subscription s on s.id = l.subscription_id where s.account_id <> i.account_id"
    ),
    foreign!(
        "'what is corrected by invoice ' || i.number || ', line ' || l.n",
        "invoice_line l join invoice i on i.id = l.invoice_id
         join invoice c on c.id = l.corrects_invoice_id where c.account_id <> i.account_id"
    ),
    foreign!(
        "'subscription of credit note ' || k.number || ', line ' || l.n",
        "credit_note_line l join credit_note k on k.id = l.credit_note_id
         join subscription s on s.id = l.subscription_id where s.account_id <> k.account_id"
    ),
    foreign!(
        "'what is corrected by credit note ' || k.number || ', line ' || l.n",
        "credit_note_line l join credit_note k on k.id = l.credit_note_id
         join invoice c on c.id = l.corrects_invoice_id where c.account_id <> k.account_id"
    ),
    foreign!(
        "'invoice of credit note ' || k.number",
        "credit_note k join invoice i on i.id = k.invoice_id
         where i.account_id <> k.account_id or i.seller_id <> k.seller_id"
    ),
    foreign!(
        "'payer ' || y.place || ' of invoice ' || i.number",
        "invoice_payer y join invoice i on i.id = y.invoice_id
         join billing_account b on b.id = y.billing_account_id
         where b.account_id <> i.account_id"
    ),
    foreign!(
        "'payer ' || y.place || ' of subscription ' || s.ref",
        "payer y join subscription s on s.id = y.subscription_id
         join billing_account b on b.id = y.billing_account_id
         where b.account_id <> s.account_id"
    ),
    foreign!(
        "'group of subscription ' || s.ref",
        "subscription s join subscription_group g on g.id = s.group_id
         where g.account_id <> s.account_id"
    ),
    foreign!(
        "'settlement ' || t.n || ' of invoice ' || i.number",
        "settlement t join invoice i on i.id = t.invoice_id
         join ledger_transaction x on x.id = t.transaction_id
         left join billing_account b on b.id = t.billing_account_id
         left join credit_note k on k.id = t.credit_note_id
         where t.account_id <> i.account_id or x.account_id <> i.account_id
             or b.account_id <> i.account_id or k.invoice_id <> i.id"
    ),
    foreign!(
        "'standing of invoice ' || i.number",
        "invoice_standing s join invoice i on i.id = s.invoice_id
         where s.account_id <> i.account_id"
    ),
    foreign!(
        "'movement ' || m.n || ' of lot ' || l.ref",
        "credit_movement m join credit_lot l on l.id = m.lot_id
         left join invoice i on i.id = m.invoice_id
         where l.account_id <> m.account_id or i.account_id <> m.account_id
             or l.currency <> m.currency"
    ),
    foreign!(
        "'payment ' || p.id",
        "payment p join checkout k on k.id = p.checkout_id
         left join billing_account b on b.id = p.billing_account_id
         where k.account_id <> p.account_id or b.account_id <> p.account_id"
    ),
    foreign!(
        "'allocation ' || l.n || ' of payment ' || p.id",
        "payment_allocation l join payment p on p.id = l.payment_id
         join invoice i on i.id = l.invoice_id
         where i.account_id <> p.account_id or i.currency <> p.currency"
    ),
    foreign!(
        "'refund ' || r.id",
        "refund r join payment p on p.id = r.payment_id
         left join invoice i on i.id = r.invoice_id left join credit_lot l on l.id = r.lot_id
         where r.account_id <> p.account_id or (r.currency <> p.currency
             and r.book in ('receivable', 'refund_payable'))
             or r.gateway <> p.gateway or i.account_id <> p.account_id
             or l.account_id <> p.account_id"
    ),
    foreign!(
        "'dispute ' || d.id",
        "dispute d join payment p on p.id = d.payment_id
         left join chargeback b on b.dispute_id = d.id
         left join invoice i on i.id = b.invoice_id left join credit_lot l on l.id = b.lot_id
         where d.account_id <> p.account_id or d.gateway <> p.gateway
             or i.account_id <> p.account_id or l.account_id <> p.account_id"
    ),
    foreign!(
        "'hold of lot ' || l.ref",
        "credit_hold h join credit_lot l on l.id = h.lot_id
         where h.account_id <> l.account_id"
    ),
    foreign!(
        "'commission ' || c.ref",
        "commission c join affiliate f on f.id = c.affiliate_id
         left join invoice i on i.id = c.invoice_id
         where f.account_id <> c.account_id or i.account_id <> c.customer_id
             or i.currency <> c.currency or c.customer_id = c.account_id"
    ),
    foreign!(
        "'sums of affiliate ' || f.ref || ', ' || m.month",
        "affiliate_month m join affiliate f on f.id = m.affiliate_id
         where m.account_id <> f.account_id"
    ),
    foreign!(
        "'transaction ' || t.ref || ', entry ' || e.n",
        "ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         left join invoice i on i.id = e.invoice_id left join credit_lot l on l.id = e.lot_id
         where e.account_id <> t.account_id or i.account_id <> t.account_id
             or l.account_id <> t.account_id"
    ),
];

/// A membership that is confined to some subscriptions.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Confined {
    /// The person, by the provider's own id.
    pub person: String,
    /// The account's id.
    pub account_id: String,
    /// The subscriptions' ids, as JSON.
    pub subscriptions: String,
}

/// The confined memberships of a range of accounts.
///
/// # Errors
/// When the statement fails.
pub async fn confined(tx: &mut Tx, after: &str, end: &str) -> Result<Vec<Confined>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select p.ref as person, m.account_id, m.subscriptions
         from membership m join person p on p.id = m.person_id
         where m.account_id > $1 and m.account_id <= $2 and m.subscriptions is not null
         order by m.account_id, p.ref")
        .bind(after).bind(end).fetch_all(c).await)
}

/// Whose subscriptions are: subscription, account.
///
/// # Errors
/// When the statement fails.
pub async fn owners(tx: &mut Tx, ids: &[&str]) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select id, account_id from subscription where id in ({keys})";
    by_keys!(tx, (String, String), text, ids)
}

/// The first row that answers a question about the whole database.
///
/// # Errors
/// When the statement fails.
pub async fn answer(tx: &mut Tx, question: &'static str) -> Result<Option<Breach>, StoreError> {
    on!(tx, c => sqlx::query_as(question).fetch_optional(c).await)
}
