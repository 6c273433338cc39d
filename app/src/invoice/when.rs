//! What happens when, while an invoice is not paid.

use leptos::prelude::*;
use model::invoice::{InvoiceView, StopView, UnpaidView};
use model::time::Date;

use crate::format::{Day, name, weekday};
use crate::part::Panel;
use crate::text::invoice as words;

/// More names than these are not told one by one: the lines have them.
const NAMED: usize = 3;

/// What was done, what is to come, and what brings back what is out of service.
pub(super) fn panel(invoice: &InvoiceView) -> Option<AnyView> {
    let unpaid = invoice.unpaid.as_ref()?;
    let (issued, due) = (invoice.summary.issued_on, invoice.summary.due_on);
    let mut steps = vec![(issued, true, words::was_issued().into_any(), on(issued))];
    steps.extend(reminders(unpaid, |day| day <= due));
    steps.push((due, due < invoice.today, words::due().into_any(), on(due)));
    steps.extend(reminders(unpaid, |day| day > due));
    let warnings = days(&unpaid.warnings, |_| true).map(|(first, count, days)| {
        let text = words::when_warning(count).into_any();
        (first, false, text, days)
    });
    steps.extend(warnings);
    let stop = unpaid.stop.as_ref();
    steps.extend(stop.into_iter().flat_map(stops));
    steps.sort_by_key(|(first, ..)| *first);
    let back = match stop.filter(|stop| stop.happened) {
        Some(stop) => words::when_back(named(stop)).into_any(),
        None => words::when_only().into_any(),
    };
    let now = steps.iter().position(|(_, done, ..)| !done);
    let steps = steps.into_iter().enumerate();
    let steps: Vec<_> = steps.map(|(n, of)| step(of, Some(n) == now)).collect();
    let panel = view! {
        <Panel id="when" title=words::when()>
            <div class="body">
                <ol class="stepper">{steps}</ol>
            </div>
            <footer>{back}</footer>
        </Panel>
    };
    Some(panel.into_any())
}

/// The first day, whether it is done, what it is, and when.
type Step = (Date, bool, AnyView, AnyView);

fn step((_, done, text, note): Step, now: bool) -> AnyView {
    view! {
        <li data-done=done.then_some("") aria-current=now.then_some("step")>
            <span>{text}</span>
            <small>{note}</small>
        </li>
    }
    .into_any()
}

/// Those that were sent, then those to come, on one side of the due day.
fn reminders(unpaid: &UnpaidView, side: impl Fn(Date) -> bool) -> Vec<Step> {
    let sent = days(&unpaid.reminded, &side).map(|(first, count, days)| {
        let text = words::when_reminded(count).into_any();
        (first, true, text, days)
    });
    let ahead = days(&unpaid.reminders, side).map(|(first, count, days)| {
        let text = words::when_reminder(count).into_any();
        (first, false, text, days)
    });
    sent.into_iter().chain(ahead).collect()
}

fn stops(stop: &StopView) -> Vec<Step> {
    let when = |day| if stop.happened { on(day) } else { if_open(day) };
    let text = words::when_stops(named(stop)).into_any();
    let day = stop.on.or(stop.ends_on).unwrap_or(Date::LAST);
    let first = (day, stop.happened, text, stop.on.map(when).into_any());
    let last = stop.ends_on.zip(stop.deleted_on).map(|(day, deleted)| {
        let deleted = words::when_deleted(view! { <Day date=deleted /> }.into_any());
        let note = (if_open(day), ". ", deleted).into_any();
        (day, false, words::when_ends().into_any(), note)
    });
    [first].into_iter().chain(last).collect()
}

fn named(stop: &StopView) -> AnyView {
    if stop.of.is_empty() || stop.of.len() > NAMED {
        return words::when_all().into_any();
    }
    let links = stop.of.iter().enumerate().map(|(n, (id, text))| {
        let comma = (n > 0).then_some(", ");
        let href = format!("/subscriptions/{id}");
        view! {
            {comma}
            <a href=href>{name(text)}</a>
        }
    });
    links.collect_view().into_any()
}

fn on(day: Date) -> AnyView {
    view! { <time datetime=day.to_string()>{weekday(day)}</time> }.into_any()
}

fn if_open(day: Date) -> AnyView {
    words::when_if_open(on(day))
}

/// The first of the days that lie on a side, how many they are, and which.
fn days(days: &[Date], side: impl Fn(Date) -> bool) -> Option<(Date, u64, AnyView)> {
    let days: Vec<Date> = days.iter().copied().filter(|day| side(*day)).collect();
    let first = *days.first()?;
    let count = u64::try_from(days.len()).ok()?;
    let shown = days.into_iter().enumerate().map(|(n, day)| {
        let comma = (n > 0).then_some(", ");
        view! {
            {comma}
            <Day date=day brief=true />
        }
    });
    Some((first, count, shown.collect_view().into_any()))
}
