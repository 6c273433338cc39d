use std::io::Write;

use model::time::Instant;
use store::export;

use super::amount::{currency, major};
use super::json::Object;
use super::run::{Export, ExportFailure, after, by_owner};

/// Affiliate programs.
pub(super) async fn programs<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let mut last = String::new();
    loop {
        let rows = export::programs(&mut to.tx, after(&last, None)).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            to.line(Object::of("affiliate_program", &row.reference).fields(&row.terms))?;
        }
    }
    Ok(())
}

/// Affiliates and their commissions.
pub(super) async fn write<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    affiliates(to).await?;
    commissions(to).await
}

async fn affiliates<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::affiliates(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let clicks = export::clicks(&mut to.tx, &ids).await?;
        let clicks = by_owner(&clicks, |row| &row.0);
        for row in &rows {
            let days = clicks.get(row.id.as_str()).into_iter().flatten();
            let days = days.map(|(_, day, n)| {
                let day = Object::empty().text("day", day);
                day.number("n", *n).end()
            });
            let line = Object::of("affiliate", &row.reference)
                .text("account", &row.account)
                .text("program", &row.program)
                .text("code", &row.code)
                .text("joined_on", &row.joined_on)
                .list("clicks", days)
                .raw_if("payout", row.payout.as_deref());
            to.line(line)?;
        }
    }
    Ok(())
}

async fn commissions<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::commissions(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            let money = currency(&row.currency)?;
            let line = Object::of("commission", &row.reference)
                .text("affiliate", &row.affiliate)
                .text("account", &row.account)
                .text_if("invoice", row.invoice.as_deref())
                .text("at", &Instant(row.at).to_string())
                .text("currency", &row.currency)
                .raw("base", &major(row.base_minor, money))
                .raw("amount", &major(row.amount_minor, money))
                .text("state", &row.state)
                .text_if("until", row.until.as_deref())
                .text_if("reason", row.reason.as_deref())
                .text_if("paid_on", row.paid_on.as_deref());
            to.line(line)?;
        }
    }
    Ok(())
}
