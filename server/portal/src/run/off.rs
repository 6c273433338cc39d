use billing::charge::{Charge, LineRef, Worth};
use model::invoice::LineKind;
use model::time::{Date, Period};

/// What is taken off a line of an issued invoice on a planned day.
pub(super) struct Off {
    pub planned: Date,
    pub line: LineRef,
    pub kind: LineKind,
    pub item: String,
    pub revision: u32,
    pub text: String,
    pub period: Option<Period>,
    /// How much, above zero, net of tax.
    pub worth: Worth,
}

impl Off {
    /// What a correction of usage gives back.
    pub fn usage(planned: Date, back: &Charge) -> Option<Self> {
        Some(Self {
            planned,
            line: back.corrects.clone()?,
            kind: back.kind,
            item: back.item.clone(),
            revision: back.revision,
            text: back.text.clone(),
            period: back.period,
            worth: back.worth.clone(),
        })
    }
}
