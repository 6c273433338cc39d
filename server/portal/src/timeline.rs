//! What an export says of the course of a subscription, and an import compares: what is known by
//! its day. It is made of the row alone, so that it comes back as it went.

use serde::Serialize;
use serde_json::Value;

/// What the course is read from; days as ISO texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course<'a> {
    /// When it began.
    pub started_on: &'a str,
    /// The price of a period, in major units.
    pub price: Option<&'a str>,
    /// Its state.
    pub status: &'a str,
    /// Since when.
    pub since: Option<&'a str>,
    /// The planned change, as an import writes it.
    pub change: Option<&'a Value>,
    /// Its last day.
    pub ends_on: Option<&'a str>,
}

/// Something that happened on a day, or will.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Event {
    pub on: String,
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

impl Course<'_> {
    /// By day; on one day in the order in which a subscription goes through it.
    pub(crate) fn events(&self) -> Vec<Event> {
        let event = |on: &str, what: String| Event {
            on: on.to_owned(),
            what,
            amount: None,
        };
        let mut events = vec![Event {
            amount: self.price.map(str::to_owned),
            ..event(self.started_on, "started".to_owned())
        }];
        events.extend(self.since.map(|day| event(day, self.status.to_owned())));
        events.extend(self.change.and_then(|change| {
            let word = |field: &str| change.get(field).and_then(Value::as_str);
            let to = ["plan", "period"]
                .into_iter()
                .find_map(|field| Some(format!("{field} {}", word(field)?)))?;
            Some(event(word("on")?, to))
        }));
        events.extend(self.ends_on.map(|day| event(day, "ends".to_owned())));
        events.sort_by(|a, b| a.on.cmp(&b.on));
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_stands_by_its_day() {
        let change = serde_json::json!({ "plan": "l", "on": "2026-07-31" });
        let course = Course {
            started_on: "2026-01-31",
            price: Some("19.00"),
            status: "suspended",
            since: Some("2026-05-01"),
            change: Some(&change),
            ends_on: Some("2026-06-30"),
        };
        let told: Vec<_> = course
            .events()
            .into_iter()
            .map(|event| format!("{} {} {:?}", event.on, event.what, event.amount))
            .collect();
        let expected = [
            "2026-01-31 started Some(\"19.00\")",
            "2026-05-01 suspended None",
            "2026-06-30 ends None",
            "2026-07-31 plan l None",
        ];
        assert_eq!(told, expected);
    }
}
