//! What happened in an account, in the order in which it is booked.

use model::time::Date;

use super::case::Case;
use super::draft::Issue;

/// Something that happened, by its place in the case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    Grant(usize),
    Issue(usize),
    Pay(usize, usize),
    Note(usize),
    /// What of a payment went back without a credit note.
    Refund(usize, usize),
    WriteOff(usize),
}

/// What happened when, in the order in which it is booked: by day, kind, due day, number and place.
type Key<'c> = (Date, u8, Date, &'c str, usize);

impl Case {
    /// The invoice of this case that an event concerns.
    pub(super) fn issue_of(&self, event: Event) -> Option<usize> {
        match event {
            Event::Grant(_) => None,
            Event::Issue(n) | Event::Pay(n, _) | Event::Refund(n, _) | Event::WriteOff(n) => {
                Some(n)
            }
            Event::Note(n) => {
                let invoice = &self.notes.get(n)?.document.invoice;
                self.issues.iter().position(|it| it.document.id == *invoice)
            }
        }
    }

    /// What happened, in the order in which it is booked.
    pub(super) fn events(&self) -> Vec<Event> {
        let mut events: Vec<(Key<'_>, Event)> = Vec::new();
        for (n, it) in self.grants.iter().enumerate() {
            let day = it.lot.granted_on;
            events.push(((day, 0, day, &it.lot.reference, 0), Event::Grant(n)));
        }
        for (n, it) in self.issues.iter().enumerate() {
            self.of_invoice(n, it, &mut events);
        }
        for (n, it) in self.notes.iter().enumerate() {
            let day = it.document.issued_on;
            events.push(((day, 3, day, &it.document.number, 0), Event::Note(n)));
        }
        events.sort();
        events.into_iter().map(|(_, event)| event).collect()
    }

    fn of_invoice<'c>(&'c self, n: usize, it: &'c Issue, events: &mut Vec<(Key<'c>, Event)>) {
        let (issued, due) = (it.document.issued_on, it.document.due_on);
        let number = it.document.number.as_str();
        events.push(((issued, 1, due, number, 0), Event::Issue(n)));
        let notes = self.notes.iter();
        let notes = notes.filter(|note| note.document.invoice == it.document.id);
        let last = notes.map(|note| note.document.issued_on).max();
        for (m, pay) in it.payments.iter().enumerate() {
            let day = pay.on.max(issued);
            events.push(((day, 2, due, number, m), Event::Pay(n, m)));
            if !pay.refunded.is_zero() {
                let day = last.map_or(day, |last| last.max(day));
                events.push(((day, 4, due, number, m), Event::Refund(n, m)));
            }
        }
        if let Some(day) = it.written_off_on {
            events.push(((day.max(issued), 5, due, number, 0), Event::WriteOff(n)));
        }
    }
}
