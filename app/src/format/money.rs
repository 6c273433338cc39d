//! Amounts: the currency lighter than the figure, a real minus before both.

use leptos::prelude::*;
use model::currency::Currency;
use model::money::Money;
use model::text::Language;

use super::number::{TIE, grouped, separators};
use crate::scene::{language, rel};

/// How large an amount is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// As the text around it.
    #[default]
    Text,
    /// As a second figure of a sheet.
    Medium,
    /// As the figure of a sheet.
    Large,
}

impl Size {
    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Text => None,
            Self::Medium => Some("medium"),
            Self::Large => Some("large"),
        }
    }
}

/// The parts of an amount in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Figure {
    minus: Option<&'static str>,
    before: Option<String>,
    whole: String,
    decimals: String,
    after: Option<String>,
}

/// The sign of a currency where it is known without doubt, else its code (Unicode CLDR).
fn sign(currency: &Currency) -> &str {
    match currency.code() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        code => code,
    }
}

fn figure(plain: &str, currency: &Currency, language: Language) -> Figure {
    let digits = plain.strip_prefix('-');
    let minus = digits.is_some().then_some("\u{2212}");
    let digits = digits.unwrap_or(plain);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = if decimals.is_empty() {
        String::new()
    } else {
        format!("{}{decimals}", separators(language).1)
    };
    let sign = sign(currency);
    let (before, after) = match language {
        Language::En if sign.len() == 3 && sign.is_ascii() => (Some(format!("{sign}{TIE}")), None),
        Language::En => (Some(sign.to_owned()), None),
        Language::De => (None, Some(format!("{TIE}{sign}"))),
    };
    Figure {
        minus,
        before,
        whole: grouped(whole, language),
        decimals,
        after,
    }
}

impl Figure {
    fn text(self) -> String {
        let (before, after) = (self.before, self.after);
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let minus = self.minus.unwrap_or_default();
        format!("{minus}{before}{}{}{after}", self.whole, self.decimals)
    }
}

/// An amount as plain text: `−€1,234.56`, `−1.234,56 €`.
#[must_use]
pub fn money(amount: Money) -> String {
    figure(&amount.plain(), &amount.currency, language()).text()
}

/// A plain figure as it is typed into a field, without groups: `1234.56`, `1234,56`.
#[must_use]
pub fn typed(plain: &str) -> String {
    plain.replace('.', &separators(language()).1.to_string())
}

/// A figure of a derivation, in major units, with as many decimals as it was written with.
#[must_use]
pub fn plain_money(plain: &str, currency: Currency) -> String {
    figure(plain, &currency, language()).text()
}

/// As few nodes as will do: there are many amounts on a page.
fn parts(amount: Money, size: Size) -> Vec<AnyView> {
    let Figure {
        minus,
        before,
        mut whole,
        decimals,
        after,
    } = figure(&amount.plain(), &amount.currency, language());
    let currency = |text| view! { <span class="currency">{text}</span> }.into_any();
    let mut parts = Vec::new();
    parts.extend(minus.map(IntoAny::into_any));
    parts.extend(before.map(currency));
    if size == Size::Text {
        whole.push_str(&decimals);
        parts.push(whole.into_any());
    } else {
        parts.push(whole.into_any());
        // An empty text would be drawn as a blank.
        let some = (!decimals.is_empty()).then_some(decimals);
        parts.extend(some.map(|text| view! { <span class="minor">{text}</span> }.into_any()));
    }
    parts.extend(after.map(currency));
    parts
}

/// An amount.
#[component]
pub fn Amount(
    /// How much.
    amount: Money,
    /// How large it is set.
    #[prop(optional)]
    size: Size,
) -> impl IntoView {
    view! {
        <data class="amount" data-size=size.attribute() value=amount.plain()>
            {parts(amount, size)}
        </data>
    }
}

/// An amount that leads to its explanation.
#[component]
pub fn AmountLink(
    /// How much.
    amount: Money,
    /// Where it is explained.
    #[prop(into)]
    href: String,
    /// What is there, for those who do not see the page: `every movement`.
    #[prop(into)]
    why: String,
    /// How large it is set.
    #[prop(optional)]
    size: Size,
) -> impl IntoView {
    let rel = rel(&href);
    view! {
        <a class="amount" data-size=size.attribute() href=href rel=rel>
            {parts(amount, size)}
            <span class="spoken">{format!(", {why}")}</span>
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_language_has_them() {
        let table = [
            ("EUR", "1234.56", "€1,234.56", "1.234,56\u{a0}€"),
            ("EUR", "-14.97", "−€14.97", "−14,97\u{a0}€"),
            ("USD", "0.05", "$0.05", "0,05\u{a0}$"),
            ("JPY", "120000", "¥120,000", "120.000\u{a0}¥"),
            ("CHF", "-9.90", "−CHF\u{a0}9.90", "−9,90\u{a0}CHF"),
            ("KWD", "1.234", "KWD\u{a0}1.234", "1,234\u{a0}KWD"),
        ];
        for (code, plain, english, german) in table {
            let currency = code.parse().unwrap();
            assert_eq!(figure(plain, &currency, Language::En).text(), english);
            assert_eq!(figure(plain, &currency, Language::De).text(), german);
        }
    }
}
