use model::currency::Currency;
use store::export::Settlement;

use super::amount::major;
use super::json::Object;

/// The payments of an invoice out of what was booked on it, each with what went back of it.
pub(super) fn payments(rows: &[&Settlement], money: Currency) -> Vec<String> {
    let mut found: Vec<(&Settlement, i64)> = Vec::new();
    for row in rows.iter().copied() {
        match row.by.as_str() {
            "credit" | "billing_account" | "transfer" | "other" => found.push((row, 0)),
            "refund" => give_back(&mut found, row),
            // Credit notes and write-offs are no payments.
            _ => {}
        }
    }
    found
        .into_iter()
        .map(|(row, back)| {
            let back = (back > 0).then(|| major(back, money));
            Object::empty()
                .text("on", &row.on_day)
                .raw("amount", &major(row.amount_minor, money))
                .text("by", &row.by)
                .text_if("billing_account", row.billing_account.as_deref())
                .text_if("reference", row.reference.as_deref())
                .raw_if("refunded", back.as_deref())
                .end()
        })
        .collect()
}

/// What went back belongs to the newest payment by the same way that still has so much. What a
/// credit note only put on `refund payable` has not gone back to any.
fn give_back(payments: &mut [(&Settlement, i64)], row: &Settlement) {
    if row.reason == "credit_note" {
        return;
    }
    let back = row.amount_minor.saturating_neg();
    let fits = |(payment, before): &&mut (&Settlement, i64)| {
        let credit = (payment.by == "credit") == (row.reason == "credit_returned");
        let same = credit && payment.billing_account == row.billing_account;
        same && payment.amount_minor.saturating_sub(*before) >= back
    };
    if let Some(payment) = payments.iter_mut().rev().find(fits) {
        payment.1 = payment.1.saturating_add(back);
    }
}

/// The day on which the rest was given up.
pub(super) fn written_off_on<'a>(rows: &[&'a Settlement]) -> Option<&'a str> {
    let row = rows.iter().find(|row| row.by == "write_off")?;
    Some(&row.on_day)
}
