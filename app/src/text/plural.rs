//! Which form of a plural a count takes (Unicode CLDR, plural rules, cardinal).

use model::text::Language;

/// The place of the form among zero, one, two, few, many, other.
pub(super) fn form(count: u64) -> usize {
    match crate::scene::language() {
        Language::En | Language::De => one_other(count),
    }
}

const fn one_other(count: u64) -> usize {
    if count == 1 { 1 } else { 5 }
}
