use billing::credit_note::{Extent, NoteRefusal, note};
use billing::number::DocumentKind;
use model::id::{CreditNoteId, TransactionId};
use model::money::Money;
use model::time::Instant;
use serde_json::{Value, json};
use store::Tx;
use store::audit::Act;
use store::booking::CreditNote;

use super::issuer::{Issuer, Issuers, issuers};
use super::note_paper::{by_hand, note_of};
use super::number::{Given, Wanted, of};
use crate::booking::{AccountBook, BookingError, Issued, Stamp};
use crate::ids::Ids;
use crate::zone::date_in;

/// Issues credit notes that the provider asks for.
pub(crate) struct Notary<'a> {
    issuers: Issuers,
    ids: &'a Ids,
    now: Instant,
}

/// A credit note that is booked and not written yet.
pub(crate) struct HandNote {
    pub note: CreditNote,
    /// What of it had been settled: it stands on `refund payable`.
    pub surplus: Money,
    pub transaction: TransactionId,
    pub stamp: Stamp,
}

/// Why there is no such credit note.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error(transparent)]
    Note(#[from] NoteRefusal),
    #[error(transparent)]
    Booking(#[from] BookingError),
}

impl<'a> Notary<'a> {
    pub async fn open(tx: &mut Tx, ids: &'a Ids, now: Instant) -> Result<Self, BookingError> {
        let issuers = issuers(tx).await?;
        Ok(Self { issuers, ids, now })
    }

    /// Books a credit note over so much of an invoice, which is in the books. What it returns is
    /// for the caller to say, and to write.
    pub async fn issue(
        &self,
        tx: &mut Tx,
        book: &mut AccountBook<'_>,
        (it, extent): (&Issued, &Extent),
    ) -> Result<HandNote, Refused> {
        let issuer = of(&self.issuers, &it.head.seller_id).map_err(BookingError::from)?;
        let made = note(&it.facts, extent)?;
        let lines = made.lines.iter().filter_map(|(n, net)| {
            let row = it.lines.iter().find(|row| row.n == i64::from(*n))?;
            Some(by_hand(row, *net))
        });
        let lines = lines.collect();
        let number = self.number(tx, issuer, it).await?;
        let id = self.ids.next(self.now, CreditNoteId::make);
        let note = note_of(id, it, (&made, lines), number);
        let stamp = Stamp {
            at: self.now,
            on: note.issued_on,
            reference: format!("credit_note:{}/{}", issuer.reference, note.number),
        };
        let tax = Money::new(note.tax, note.net.currency);
        let booked = book.credit(&note.invoice, &note.id, (note.net, tax), &stamp)?;
        let (surplus, transaction) = booked;
        Ok(HandNote {
            note,
            surplus,
            transaction,
            stamp,
        })
    }

    async fn number(
        &self,
        tx: &mut Tx,
        issuer: &Issuer,
        it: &Issued,
    ) -> Result<super::paper::Numbered, BookingError> {
        let (kind, today) = (
            DocumentKind::CreditNote,
            date_in(&issuer.time_zone, self.now),
        );
        let on = today.max(it.head.issued_on);
        let mut wanted = Wanted::default();
        wanted.document(issuer, kind, on);
        let mut numbers = wanted.take(tx, &Given::new()).await?;
        numbers.next(issuer, kind, on).ok_or(BookingError::Missing)
    }
}

impl HandNote {
    /// Says where what had been settled goes.
    pub fn returns(&mut self, gone: Vec<Value>) {
        self.note.returned = Value::from(gone).to_string();
    }

    /// What the audit trail says.
    pub fn act(&self, actor: &str) -> Act {
        let note = &self.note;
        let detail = json!({ "number": note.number, "invoice": note.invoice.as_str() });
        Act {
            scope: note.account.to_string(),
            at: self.stamp.at,
            actor: actor.to_owned(),
            address: String::new(),
            action: "credit_note.issued".to_owned(),
            subject: format!("credit_note {}", note.id),
            detail: detail.to_string(),
        }
    }
}
