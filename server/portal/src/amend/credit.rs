use std::sync::Arc;

use billing::credit_note::Extent;
use model::id::{LotId, RefundId};
use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Tx;
use store::audit::Act;
use store::booking::{add_credit_note_lines, add_credit_notes};
use store::transfer::Known;

use super::back::Back;
use super::find::{before, book, invoice};
use crate::booking::{BookingError, Clerk, flush, granted, issued};
use crate::desk::Desk;
use crate::ids::Ids;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::refund::write;
use crate::run::{HandNote, Notary, Refused};

/// Where what had been settled goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteTo {
    /// The way it came: captures first, the newest first, then the lots in reverse spending order.
    /// What came in any other way becomes credit.
    #[default]
    Source,
    /// What was credit to its lots, and what was money becomes credit.
    Lots,
    /// All of it becomes credit.
    Credit,
}

/// So much of a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditedLine {
    /// Its place on the invoice, from 1.
    pub line: u32,
    /// Its net amount in major units, with the line's sign.
    pub net: String,
}

/// How much of an invoice is credited: one of the three, all that is left if none is named.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditNoteAsked {
    /// All that is left.
    #[serde(default)]
    pub whole: bool,
    /// Net amounts of lines.
    #[serde(default)]
    pub lines: Option<Vec<CreditedLine>>,
    /// An amount with tax, in major units.
    #[serde(default)]
    pub amount: Option<String>,
    /// Where what had been settled goes.
    #[serde(default)]
    pub to: NoteTo,
}

/// A credit note that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The invoice (`ref`).
    pub invoice: String,
    /// The number of the credit note.
    pub number: String,
    /// Net, in major units.
    pub net: String,
    /// Tax, in major units.
    pub tax: String,
    /// Where what had been settled went, as in the export.
    pub returned: Value,
    /// What goes to where it was taken.
    pub refunds: Vec<RefundId>,
    /// What became credit.
    pub credits: Vec<LotId>,
}

impl Desk {
    /// Credits an invoice, in part or as a whole: what is open of it is lowered first, and only
    /// what had been settled goes back.
    ///
    /// # Errors
    /// When there is no such invoice, or less is left of it.
    pub async fn credit_invoice(
        &self,
        id: &str,
        asked: CreditNoteAsked,
        action: Action,
    ) -> Result<Noted, Denied> {
        let of = Arc::new((id.to_owned(), asked, action));
        let (ids, now) = (Arc::clone(&self.reception.ids), self.clock.now());
        let done = self.db.write(move |tx| {
            let (of, ids) = (Arc::clone(&of), Arc::clone(&ids));
            Box::pin(async move { credit(tx, (&ids, now), (&of.0, &of.1), &of.2).await })
        });
        let noted: Noted = done.await?;
        self.till.send_back(&noted.refunds).await;
        Ok(noted)
    }
}

async fn credit(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (name, asked): (&str, &CreditNoteAsked),
    action: &Action,
) -> Result<Noted, Denied> {
    let it = invoice(tx, name).await?;
    let asks = Asks::new(
        "invoice.credited",
        &format!("invoice {}", it.id),
        json!(asked),
    );
    if let Some(before) = before(tx, &it, (action, &asks)).await? {
        return Ok(before);
    }
    let extent = extent(&it, asked)?;
    let (ids, now) = at;
    let book = book(tx, Clerk { ids, now }, &it).await?;
    let papers = issued(tx, &[it.id.as_str()]).await?;
    let paper = papers.get(&it.id).ok_or(Denied::Unknown)?;
    let (mut back, mut book) = Back::load(tx, at, (book, &it.id)).await?;
    let notary = Notary::open(tx, ids, now).await?;
    let made = notary.issue(tx, &mut book, (paper, &extent)).await;
    let mut made = made.map_err(refused)?;
    let gone = back.send(&mut book, &made, asked.to)?;
    made.returns(gone.clone());
    add_credit_notes(tx, std::slice::from_ref(&made.note)).await?;
    add_credit_note_lines(tx, std::slice::from_ref(&made.note)).await?;
    flush(tx, vec![book]).await?;
    let refunds = write(tx, &back.refunds, (&action.actor, now)).await?;
    let acts = acts(&made, &back.lots, (&action.actor, now));
    store::audit::append(tx, &acts, crate::chain::link).await?;
    store::run::wake(tx, &it.account_id).await?;
    let noted = noted(&it, &made, (gone, refunds, back.lots));
    provider::after(tx, action, (&asks, Some(&it.account_id)), &noted, now).await?;
    Ok(noted)
}

fn extent(it: &Known, asked: &CreditNoteAsked) -> Result<Extent, Denied> {
    let parse = |text: &str| {
        let amount = Money::parse(text, it.currency);
        amount.map_err(|_| Denied::Unfit("an amount is none of the invoice's currency"))
    };
    match (asked.whole, &asked.lines, &asked.amount) {
        (_, None, None) => Ok(Extent::Whole),
        (false, Some(lines), None) => {
            let lines = lines.iter().map(|it| Ok((it.line, parse(&it.net)?.minor)));
            Ok(Extent::Lines(lines.collect::<Result<_, Denied>>()?))
        }
        (false, None, Some(amount)) => match parse(amount)?.minor {
            minor if minor > 0 => Ok(Extent::Amount(minor)),
            _ => Err(Denied::Unfit("amount: is not above zero")),
        },
        _ => Err(Denied::Unfit("whole, lines, amount: only one of them")),
    }
}

fn refused(refused: Refused) -> Denied {
    match refused {
        Refused::Note(cause) => {
            tracing::warn!(%cause, "an invoice cannot be credited");
            Denied::Useless("The invoice cannot be credited by that: more than is left of it")
        }
        Refused::Booking(BookingError::Beyond(_)) => {
            Denied::Useless("What was given up of the invoice cannot be credited")
        }
        Refused::Booking(error) => error.into(),
    }
}

fn acts(made: &HandNote, lots: &[LotId], at: (&str, Instant)) -> Vec<Act> {
    let account = &made.note.account;
    let lots = lots.iter().map(|lot| granted(account, lot, at));
    std::iter::once(made.act(at.0)).chain(lots).collect()
}

fn noted(
    it: &Known,
    made: &HandNote,
    (gone, refunds, credits): (Vec<Value>, Vec<RefundId>, Vec<LotId>),
) -> Noted {
    let note = &made.note;
    Noted {
        invoice: it.reference.clone(),
        number: note.number.clone(),
        net: note.net.plain(),
        tax: Money::new(note.tax, note.net.currency).plain(),
        returned: Value::from(gone),
        refunds,
        credits,
    }
}
