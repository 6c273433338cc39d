use super::sweep::bound;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Texts in which people write as they please: what they are, the ends of their ranges, and the
/// question for (row, text).
pub type Text = (&'static str, &'static str);

macro_rules! text {
    ($table:literal, $key:literal, $what:literal, $text:literal) => {
        (
            bound!($table, $key),
            concat!(
                "select ",
                $what,
                " as what, ",
                $text,
                " as text from ",
                $table,
                " where ",
                $key,
                " > $1 and ",
                $key,
                " <= $2"
            ),
        )
    };
}

/// Every column that somebody could type a card number into; columns with a form of their own
/// (IBAN, VAT number, telephone, references of transfers) are exempt.
pub const TEXTS: &[Text] = &[
    text!("seller", "id", "'seller ' || ref", "name || '|' || address"),
    text!("plan", "id", "'plan ' || ref", "name"),
    text!("addon", "id", "'addon ' || ref", "name"),
    text!("coupon", "id", "'coupon ' || ref", "code || '|' || terms"),
    text!("subscription_group", "id", "'group ' || ref", "name"),
    text!(
        "affiliate_program",
        "id",
        "'affiliate program ' || ref",
        "name"
    ),
    text!("affiliate", "id", "'affiliate ' || ref", "code"),
    text!(
        "commission",
        "id",
        "'commission ' || ref",
        "coalesce(reason, '')"
    ),
    text!(
        "account",
        "id",
        "'account ' || ref",
        "name || '|' || coalesce(company, '') || '|' || coalesce(own_reference, '') || '|'
             || address"
    ),
    text!("person", "id", "'person ' || ref", "name || '|' || email"),
    text!(
        "billing_account",
        "id",
        "'billing account ' || ref",
        "token || '|' || coalesce(customer_token, '') || '|' || coalesce(brand, '') || '|'
             || coalesce(last4, '') || '|' || coalesce(name, '') || '|' || coalesce(address, '')"
    ),
    text!(
        "subscription",
        "id",
        "'subscription ' || ref",
        "coalesce(label, '') || '|' || coalesce(domain, '') || '|' || coalesce(reason, '')"
    ),
    text!("credit_lot", "id", "'credit ' || ref", "note"),
    text!(
        "withdrawal",
        "id",
        "'withdrawal ' || id",
        "coalesce(holder, '') || '|' || coalesce(note, '')"
    ),
    text!(
        "invoice",
        "id",
        "'invoice ' || number",
        "title || '|' || detail || '|' || coalesce(own_reference, '') || '|' || buyer"
    ),
    text!(
        "invoice_line",
        "invoice_id",
        "'line ' || n || ' of invoice ' || invoice_id",
        "text"
    ),
    text!(
        "credit_note_line",
        "credit_note_id",
        "'line ' || n || ' of credit note ' || credit_note_id",
        "text"
    ),
    text!(
        "session",
        "token_hash",
        "'session ' || id",
        "agent || '|' || address"
    ),
];

/// The texts of a range.
///
/// # Errors
/// When the statement fails.
pub async fn texts(
    tx: &mut Tx,
    text: Text,
    after: &str,
    end: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    on!(tx, c => sqlx::query_as(text.1).bind(after).bind(end).fetch_all(c).await)
}

/// A thousand people with a password after a reference: reference and hash.
///
/// # Errors
/// When the statement fails.
pub async fn hashes(tx: &mut Tx, after: &str) -> Result<Vec<(String, String)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select ref, password_hash from person
         where ref > $1 and password_hash is not null order by ref limit 1000")
        .bind(after).fetch_all(c).await)
}
