//! Which subscriptions a reader may know of.

use model::id::SubscriptionId;

/// All subscriptions of the account, or only some: for
/// `($n is null or $n like '%' || id || '%')`, which both engines understand. An identifier has one
/// length and no sign that could stand for another identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Option<String>);

impl Scope {
    /// Every one.
    pub const ALL: Self = Self(None);

    /// Only these.
    #[must_use]
    pub fn only(ids: &[SubscriptionId]) -> Self {
        let ids: Vec<&str> = ids.iter().map(SubscriptionId::as_str).collect();
        Self(Some(ids.join(" ")))
    }

    /// As it is bound: null for all.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// Nobody types more to find something.
const SIGNS: usize = 100;

/// The pattern of `like … escape '\'` for a part of a text that was stored in lower case; none
/// where nothing is looked for. Control signs are left out: PostgreSQL takes no NUL.
#[must_use]
pub fn pattern(search: &str) -> Option<String> {
    let search = search.trim().to_lowercase();
    if search.is_empty() {
        return None;
    }
    let mut pattern = String::from("%");
    let signs = search.chars().filter(|sign| !sign.is_control());
    for sign in signs.take(SIGNS) {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(pattern(" 50%_Off\\ "), Some(r"%50\%\_off\\%".to_owned()));
        assert_eq!(pattern("a\0b"), Some("%ab%".to_owned()));
        assert_eq!(pattern("  "), None);
    }
}
