use std::collections::{BTreeMap, HashMap};

use billing::charge::{Cause, Charge, LineRef};
use billing::credit_note;
use billing::usage::back;
use model::id::{InvoiceId, SubscriptionId};
use model::time::Date;
use store::usage::ChargedLine;

use crate::booking::Issued;

/// The lines that charged months of usage, and how far their invoices are credited.
#[derive(Default)]
pub(super) struct Charged {
    /// By subscription, first day of the month and item; the newest first.
    lines: HashMap<(SubscriptionId, Date, String), Vec<LineRef>>,
    issued: Vec<credit_note::Issued>,
}

impl Charged {
    pub fn new(rows: Vec<ChargedLine>, issued: BTreeMap<InvoiceId, Issued>) -> Self {
        let mut lines: HashMap<_, Vec<LineRef>> = HashMap::new();
        for row in rows {
            let Ok(n) = u32::try_from(row.n) else {
                continue;
            };
            let of = (row.subscription_id.0, row.month.0, row.item);
            lines.entry(of).or_default().push((row.invoice_id.0, n));
        }
        let issued = issued.into_values().map(|it| it.facts).collect();
        Self { lines, issued }
    }

    /// Takes what corrections give back off the lines that charged it; none if they do not hold so
    /// much.
    pub fn back(&mut self, corrections: &[Charge]) -> Result<Option<Vec<Charge>>, Cause> {
        let mut issued = self.issued.clone();
        let mut parts = Vec::new();
        for it in corrections {
            let of = it.subscription.clone().zip(it.period);
            let of = of.map(|(id, month)| (id, month.from, it.item.clone()));
            let lines = of.and_then(|of| self.lines.get(&of));
            let lines = lines.map_or(&[][..], Vec::as_slice);
            let Some(made) = back(it, lines, &mut issued)? else {
                return Ok(None);
            };
            parts.extend(made);
        }
        self.issued = issued;
        Ok(Some(parts))
    }
}
