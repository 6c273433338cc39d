//! What the address of the list asks for.

use leptos_router::params::ParamsMap;
use model::subscription::{PlanKind, Status, SubscriptionQuery};

/// The states in the order in which they are offered.
pub(super) const STATES: [Status; 7] = [
    Status::Pending,
    Status::Active,
    Status::Suspended,
    Status::Cancelling,
    Status::Cancelled,
    Status::Expired,
    Status::Terminated,
];

const KINDS: [PlanKind; 4] = [
    PlanKind::Hosting,
    PlanKind::Domain,
    PlanKind::Certificate,
    PlanKind::Other,
];

/// The question; what is not understood is not asked.
pub(super) fn question(address: &ParamsMap) -> SubscriptionQuery {
    let text = |name: &str| address.get_str(name).unwrap_or_default().to_owned();
    let (kind, status, after) = (text("kind"), text("status"), text("after"));
    SubscriptionQuery {
        search: text("search"),
        kind: KINDS.into_iter().find(|known| known.as_str() == kind),
        status: STATES.into_iter().find(|known| known.as_str() == status),
        after: Some(after).filter(|after| !after.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_not_asked() {
        let address = |pairs: &[(&'static str, &str)]| {
            let pairs = pairs
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()));
            question(&pairs.collect())
        };
        let asked = address(&[("kind", "domain"), ("status", "active"), ("search", "a b")]);
        assert_eq!(asked.kind, Some(PlanKind::Domain));
        assert_eq!(asked.status, Some(Status::Active));
        assert_eq!(asked.search, "a b");
        let asked = address(&[("kind", "Domain"), ("status", "x"), ("after", "")]);
        assert_eq!(asked, SubscriptionQuery::default());
    }
}
