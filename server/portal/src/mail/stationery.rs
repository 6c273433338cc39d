use gateway::mail::Letter;
use model::id::MessageId;
use model::text::Language;
use model::time::{Date, Instant};
use serde::Deserialize;

use crate::failure::Failure;
use crate::mail::Notice;
use crate::mail::browser::browser;
use crate::mail::layout::Layout;
use crate::mail::low::LowTexts;
use crate::mail::owed::OwedTexts;
use crate::mail::paid::PaidTexts;
use crate::mail::payer::PayerTexts;
use crate::mail::withdrawn::WithdrawnTexts;

/// What all mails have in common: the provider's name, the portal's address, the texts.
pub struct Stationery {
    pub(super) brand: String,
    pub(super) public_url: String,
    en: Texts,
    de: Texts,
}

/// Whom a mail is for.
pub struct Reader {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language.
    pub language: Language,
}

/// What a mail holds beside its words.
#[derive(Clone, Copy, Default)]
pub struct Inside<'a> {
    /// The secret of its link, where it has one.
    pub secret: &'a str,
    /// Whether documents were too many or too large to come with it.
    pub left_out: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub greeting: String,
    pub foot: String,
    moment: String,
    day: String,
    months: [String; 12],
    device: String,
    unknown_device: String,
    reset_link: Part,
    password_changed: Part,
    new_device: Part,
    pub owed: OwedTexts,
    pub paid: PaidTexts,
    pub payer: PayerTexts,
    pub low: LowTexts,
    pub withdrawn: WithdrawnTexts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    subject: String,
    before: Vec<String>,
    link: String,
    after: Vec<String>,
}

/// What stands for a name in braces.
pub(super) type Values<'a> = [(&'a str, &'a str)];

impl Stationery {
    /// Of a provider. All links begin with `public_url`, never with what a browser asked for.
    ///
    /// # Errors
    /// When the texts are unfit, which a test rules out.
    pub fn new(brand: &str, public_url: &str) -> Result<Self, Failure> {
        Ok(Self {
            brand: brand.to_owned(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            en: toml::from_str(include_str!("en.toml")).map_err(Failure::internal)?,
            de: toml::from_str(include_str!("de.toml")).map_err(Failure::internal)?,
        })
    }

    /// The provider's name.
    #[must_use]
    pub fn brand(&self) -> &str {
        &self.brand
    }

    /// The mail that a message becomes.
    #[must_use]
    pub fn letter(
        &self,
        (id, queued_at): (MessageId, Instant),
        notice: &Notice,
        reader: &Reader,
        inside: Inside<'_>,
    ) -> Letter {
        let layout = self.layout(notice, reader, inside);
        Letter {
            id,
            queued_at,
            to: reader.email.clone(),
            text: layout.text(),
            html: layout.html(),
            subject: layout.subject,
            enclosures: Vec::new(),
        }
    }

    fn layout(&self, notice: &Notice, reader: &Reader, inside: Inside<'_>) -> Layout {
        let texts = self.texts(reader.language);
        let (part, at, address, agent) = match notice {
            Notice::ResetLink => (&texts.reset_link, None, "", ""),
            Notice::PasswordChanged { at, address } => {
                (&texts.password_changed, Some(*at), address.as_str(), "")
            }
            Notice::NewDevice { at, address, agent } => (
                &texts.new_device,
                Some(*at),
                address.as_str(),
                agent.as_str(),
            ),
            Notice::Owed(owed) => return self.owed(owed, reader, inside.left_out),
            Notice::Paid(paid) => return self.paid(paid, reader),
            Notice::Payer(change) => return self.changed(change, reader),
            Notice::Low(low) => return self.low(low, reader),
            Notice::Withdrawn(of) => return self.withdrawn(of, reader),
        };
        let path = path(notice, inside.secret);
        let (at, device) = (
            at.map_or_else(String::new, |at| texts.at(at)),
            texts.device(agent),
        );
        let values: &Values<'_> = &[
            ("name", &reader.name),
            ("brand", &self.brand),
            ("at", &at),
            ("address", address),
            ("device", &device),
        ];
        let filled = |text: &String| fill(text, values);
        let before = [&texts.greeting].into_iter().chain(&part.before);
        Layout {
            language: reader.language.tag(),
            subject: one_line(&filled(&part.subject)),
            before: before.map(filled).collect(),
            link: (filled(&part.link), format!("{}{path}", self.public_url)),
            after: part.after.iter().map(filled).collect(),
            foot: filled(&texts.foot),
        }
    }

    pub(super) const fn texts(&self, language: Language) -> &Texts {
        match language {
            Language::En => &self.en,
            Language::De => &self.de,
        }
    }
}

impl Texts {
    /// A moment, to the minute.
    pub fn at(&self, at: Instant) -> String {
        let minute = at.seconds().div_euclid(60).rem_euclid(1440);
        let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
        let day = self.day(at.utc_date());
        fill(&self.moment, &[("day", &day), ("clock", &clock)])
    }

    /// A day, with its month in words.
    pub fn day(&self, day: Date) -> String {
        let (year, month, day) = day.parts();
        let place = usize::try_from(month).unwrap_or(1).saturating_sub(1);
        let month = self.months.get(place).map_or("", String::as_str);
        let (day, year) = (day.to_string(), year.to_string());
        let values = [("day", day.as_str()), ("month", month), ("year", &year)];
        fill(&self.day, &values)
    }

    fn device(&self, agent: &str) -> String {
        browser(agent).map_or_else(
            || self.unknown_device.clone(),
            |(browser, system)| fill(&self.device, &[("browser", browser), ("system", system)]),
        )
    }
}

/// Where the link of a mail leads that is the same for everybody but for its secret.
fn path(notice: &Notice, secret: &str) -> String {
    match notice {
        Notice::ResetLink => format!("/reset/{secret}"),
        Notice::PasswordChanged { .. }
        | Notice::NewDevice { .. }
        | Notice::Owed(_)
        | Notice::Paid(_)
        | Notice::Payer(_)
        | Notice::Low(_)
        | Notice::Withdrawn(_) => "/reset".to_owned(),
    }
}

/// Puts values in the places of their names, in one pass: a value is never read for names.
pub(super) fn fill(text: &str, values: &Values<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| value));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// A subject must not begin a header of its own.
pub(super) fn one_line(text: &str) -> String {
    text.replace(|sign: char| sign.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Owed, OwedInvoice};
    use model::currency::Currency;
    use model::id::InvoiceId;
    use model::money::Money;

    fn letters(notice: &Notice) -> Vec<Letter> {
        let inside = Inside {
            secret: "secret",
            left_out: false,
        };
        written(notice, inside)
    }

    fn written(notice: &Notice, inside: Inside<'_>) -> Vec<Letter> {
        let paper = Stationery::new("A & B <Hosting>", "https://portal.example/").unwrap();
        let letter = |language| {
            let reader = Reader {
                name: "Zoë <b>".to_owned(),
                email: "zoe@example.org".to_owned(),
                language,
            };
            let head = (MessageId::make(1, [1; 10]), Instant(0));
            paper.letter(head, notice, &reader, inside)
        };
        Language::ALL.map(letter).to_vec()
    }

    fn owed(numbers: &[&str]) -> Notice {
        let invoice = |number: &&str| OwedInvoice {
            id: InvoiceId::make(1, [1; 10]),
            number: (*number).to_owned(),
            due_on: "2026-03-31".parse().unwrap(),
            overdue: *number == "R-2",
            open: Money::new(123_456, Currency::EUR),
            stop: None,
            charge: None,
            refused: None,
        };
        Notice::Owed(Owed {
            account: "Ada & Co".to_owned(),
            language: Language::De,
            invoices: numbers.iter().map(invoice).collect(),
            restored: false,
        })
    }

    #[test]
    fn debts_are_told_with_amounts_and_days() {
        let letters = letters(&owed(&["R-1", "R-2"]));
        let amount = |text: &str| text.replace(' ', "\u{a0}");
        for (letter, first, second) in [
            (
                &letters[0],
                format!("R-1: {}, due on 31 March 2026", amount("1,234.56 EUR")),
                format!("R-2: {}, due since 31 March 2026", amount("1,234.56 EUR")),
            ),
            (
                &letters[1],
                format!("R-1: {}, fällig am 31. März 2026", amount("1.234,56 EUR")),
                format!("R-2: {}, fällig seit 31. März 2026", amount("1.234,56 EUR")),
            ),
        ] {
            assert!(letter.text.contains(&first), "{}", letter.text);
            assert!(letter.text.contains(&second), "{}", letter.text);
            assert!(letter.html.contains("Ada &amp; Co"), "{}", letter.html);
        }
    }

    #[test]
    fn what_does_not_come_with_a_mail_is_named() {
        let inside = Inside {
            left_out: true,
            ..Inside::default()
        };
        let (some, all) = (written(&owed(&["R-1"]), inside), letters(&owed(&["R-1"])));
        for ((some, all), says) in some.iter().zip(&all).zip(["did not fit", "passten nicht"]) {
            assert!(
                some.text.contains(says) && some.html.contains(says),
                "{}",
                some.text
            );
            assert!(!all.text.contains(says), "{}", all.text);
        }
    }

    #[test]
    fn every_mail_is_whole_in_every_language() {
        let (at, address) = (Instant(1_774_952_640_000_000), "192.0.2.7".to_owned());
        let agent = "X <script> Firefox/140 Linux".to_owned();
        let notices = [
            (Notice::ResetLink, "https://portal.example/reset/secret"),
            (
                Notice::PasswordChanged {
                    at,
                    address: address.clone(),
                },
                "192.0.2.7",
            ),
            (Notice::NewDevice { at, address, agent }, "Firefox"),
            (owed(&["R-1"]), "https://portal.example/invoices/inv_"),
            (
                owed(&["R-1", "R-2"]),
                "https://portal.example/invoices?filter=open",
            ),
        ];
        for (notice, holds) in &notices {
            let letters = letters(notice);
            assert_ne!(letters[0].text, letters[1].text);
            for letter in &letters {
                assert!(letter.text.contains(holds), "{}", letter.text);
                assert!(letter.html.contains(holds), "{}", letter.html);
                assert!(letter.html.contains("Zoë &lt;b&gt;"), "{}", letter.html);
                assert!(!letter.html.contains("<b>") && !letter.html.contains("<script"));
                assert!(!letter.text.contains(['{', '}']), "{}", letter.text);
                assert!(letter.subject.contains("A & B <Hosting>"));
            }
        }
    }

    #[test]
    fn moments_are_written_out() {
        let at = Instant(1_774_952_640_000_000);
        let address = String::new();
        let letters = letters(&Notice::PasswordChanged { at, address });
        assert!(
            letters[0].text.contains("31 March 2026, 10:24 UTC"),
            "{}",
            letters[0].text
        );
        assert!(
            letters[1].text.contains("31. März 2026, 10:24 UTC"),
            "{}",
            letters[1].text
        );
    }

    #[test]
    fn both_languages_name_the_same_values() {
        let names = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
                // Not the braces of a table within it.
                .filter(|name| !name.contains(' '))
                .collect();
            names.sort();
            names
        };
        let value = |text| toml::from_str::<toml::Table>(text).unwrap();
        let (en, de) = (include_str!("en.toml"), include_str!("de.toml"));
        for (key, part) in value(en) {
            let other = &value(de)[&key];
            assert_eq!(names(&part.to_string()), names(&other.to_string()), "{key}");
        }
    }

    #[test]
    fn a_value_is_not_read_for_names() {
        assert_eq!(fill("{a}-{b}", &[("a", "{b}"), ("b", "x")]), "{b}-x");
        assert_eq!(fill("open {", &[]), "open ");
    }
}
