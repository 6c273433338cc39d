use billing::number::{DocumentKind, Template};
use model::id::ReceiptId;
use model::time::Instant;
use store::column::As;
use store::payment::{NewReceipt, Order, add_receipt, paid_with};
use store::{StoreError, Tx, booking, statement};

use crate::ids::Ids;
use crate::statement::parties;
use crate::zone::date_in;

/// Issues the receipt for the capture of an order that has just succeeded, or was accepted. Its
/// number is taken last in the transaction: whoever issues another one waits for the end of it.
pub(crate) async fn issue(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    order: &Order,
) -> Result<(), StoreError> {
    let Some(As(payer)) = &order.billing_account_id else {
        return Ok(());
    };
    let sides = statement::sides(tx, &order.account_id).await?;
    let paid_with = paid_with(tx, payer).await?;
    let (seller, buyer) = parties(&sides);
    let template = Template::parse(&sides.receipt_template)
        .map_err(|error| StoreError::unreadable("seller.receipt_template", error))?;
    let today = date_in(&sides.seller_zone, now);
    let kind = DocumentKind::Receipt;
    let series = template.series(&sides.seller_id, kind, today);
    let year = series.year.map_or(0, i64::from);
    let of = (&sides.seller_id, kind.as_str(), year);
    let taken = booking::take(tx, of, 1, today).await?;
    let n = taken.last_n;
    let number = template.format(taken.last_on.parts().0, n);
    let receipt = NewReceipt {
        id: ids.next(now, ReceiptId::make),
        payment: order.id.clone(),
        account: order.account_id.clone(),
        seller: sides.seller_id.clone(),
        number: (number, year, n),
        issued_on: taken.last_on,
        amount: (order.currency, order.capture_minor),
        said: (seller, buyer, paid_with),
    };
    add_receipt(tx, &receipt).await
}
