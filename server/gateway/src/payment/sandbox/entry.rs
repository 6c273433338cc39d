//! What people do in the pages of the sandbox: enter test data, confirm, refuse.

use model::billing_account::Method;
use model::time::{Date, Instant};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::books::{Payment, SetUpRow, Tx};
use super::machine::Sandbox;
use super::names::{name, page_key};
use super::plan::Step;
use super::scenario::Scenario;
use crate::payment::{
    Action, Card, Decline, DeclineKind, GatewayError, MethodData, Outcome, SavedMethod,
    SetUpOutcome,
};

/// The numbers that are taken as cards, their brands, and what they do. Providers publish them for
/// tests; no bank has given them out.
pub const CARDS: [(&str, &str, &str); 16] = [
    ("4242424242424242", "visa", "ok"),
    ("5555555555554444", "mastercard", "ok"),
    ("378282246310005", "amex", "ok"),
    ("4000002760003184", "visa", "authenticate"),
    ("4000002500003155", "visa", "authenticate_once"),
    ("4000008400001629", "visa", "authenticate_declined"),
    ("4000000000000002", "visa", "declined"),
    ("4000000000009995", "visa", "insufficient_funds"),
    ("4000000000009987", "visa", "lost_card"),
    ("4000000000009979", "visa", "stolen_card"),
    ("4000000000000069", "visa", "expired_card"),
    ("4000000000000127", "visa", "incorrect_cvc"),
    ("4000000000006975", "visa", "card_velocity_exceeded"),
    ("4000000000000259", "visa", "disputed"),
    ("4000000000007726", "visa", "refund_slow"),
    ("4000000000005126", "visa", "refund_fails"),
];

/// The accounts that are taken for debits, and what they do.
pub const IBANS: [(&str, &str); 6] = [
    ("DE89370400440532013000", "ok"),
    ("AT611904300234573201", "ok"),
    ("FR1420041010050500013M02606", "ok"),
    ("DE62370400440532013001", "insufficient_funds"),
    ("DE35370400440532013002", "returned"),
    ("DE08370400440532013003", "verify_slow"),
];

/// What was entered. Never printed: it may be a number that is none of the tests'.
#[derive(Clone, Default)]
pub struct Entered {
    /// The card's number or the IBAN, blanks allowed.
    pub number: String,
    /// Month and year of the card, `MM/YY`.
    pub expiry: String,
    /// The card's security code.
    pub code: String,
    /// A word of [`WORDS`](super::WORDS) in place of what the number does.
    pub word: String,
}

/// What is wrong with what was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongEntry {
    /// Not a number of [`CARDS`] or [`IBANS`].
    Number,
    /// Not a month that is still to end.
    Expiry,
    /// Not three or four digits.
    Code,
}

/// Where a page leads.
pub enum Turn {
    /// Nobody was sent to this page, or there is nothing to be done there.
    Nowhere,
    /// What was entered is wrong.
    Again(WrongEntry),
    /// On to another page of the sandbox.
    On(String),
    /// Back to the portal.
    Back,
}

impl Sandbox {
    /// A set-up, if that is its page's key.
    pub(super) async fn set_up_page(
        &self,
        reference: &str,
        key: &str,
    ) -> Result<Option<SetUpRow>, GatewayError> {
        let (mut tx, _) = self.begin().await?;
        let row = tx.set_up_called(reference).await?;
        tx.commit().await?;
        Ok(row.filter(|_| self.knows(reference, key)))
    }

    /// A payment, if that is its page's key.
    pub(super) async fn payment_page(
        &self,
        reference: &str,
        key: &str,
    ) -> Result<Option<Payment>, GatewayError> {
        let (mut tx, _) = self.begin().await?;
        let row = tx.payment_called(reference).await?;
        tx.commit().await?;
        Ok(row.filter(|_| self.knows(reference, key)))
    }

    fn knows(&self, reference: &str, key: &str) -> bool {
        let right = page_key(&self.rules.secret, reference);
        !right.is_empty() && bool::from(right.as_bytes().ct_eq(key.as_bytes()))
    }

    /// Somebody enters test data.
    ///
    /// # Errors
    /// When the books cannot be read or written.
    pub async fn enter(
        &self,
        (reference, key): (&str, &str),
        entered: &Entered,
    ) -> Result<Turn, GatewayError> {
        let (mut tx, now) = self.begin().await?;
        let row = tx.set_up_called(reference).await?;
        let Some(row) = row.filter(|_| self.knows(reference, key)) else {
            return Ok(Turn::Nowhere);
        };
        if row.outcome != SetUpOutcome::Waiting {
            return Ok(Turn::Nowhere);
        }
        let (method, word) = match read(&row, entered, now) {
            Ok(read) => read,
            Err(wrong) => return Ok(Turn::Again(wrong)),
        };
        if let Some(end) = end_of(&method) {
            tx.expires(&method.token, end).await?;
        }
        let confirm = self.page("confirm", reference);
        let (outcome, turn) = match Scenario::of(&word) {
            Scenario::Declined(decline) if at_entry(&decline) => {
                (SetUpOutcome::Declined(decline), Turn::Back)
            }
            Scenario::AuthenticateOnce => (
                SetUpOutcome::RequiresAction(Action::Visit(confirm.clone())),
                Turn::On(confirm),
            ),
            Scenario::VerifySlow => {
                let due = now.plus_seconds(self.rules.pace);
                tx.schedule(reference, due, &Step::Verifies).await?;
                (SetUpOutcome::Verifying(method.clone()), Turn::Back)
            }
            _ => (SetUpOutcome::Saved(method.clone()), Turn::Back),
        };
        self.comes_to(&mut tx, reference, (Some(method), outcome, now))
            .await?;
        tx.commit().await?;
        Ok(turn)
    }

    /// Somebody confirms or refuses what is asked of him in a page.
    ///
    /// # Errors
    /// When the books cannot be read or written.
    pub async fn confirm(
        &self,
        (reference, key): (&str, &str),
        yes: bool,
    ) -> Result<Turn, GatewayError> {
        let (mut tx, now) = self.begin().await?;
        if !self.knows(reference, key) {
            return Ok(Turn::Nowhere);
        }
        let done = match tx.payment_called(reference).await? {
            Some(payment) => self.confirm_payment(&mut tx, &payment, (yes, now)).await?,
            None => self.confirm_set_up(&mut tx, reference, (yes, now)).await?,
        };
        tx.commit().await?;
        Ok(if done { Turn::Back } else { Turn::Nowhere })
    }

    async fn confirm_payment(
        &self,
        tx: &mut Tx,
        payment: &Payment,
        (yes, now): (bool, Instant),
    ) -> Result<bool, GatewayError> {
        let Outcome::RequiresAction { reference, .. } = &payment.outcome else {
            return Ok(false);
        };
        if !yes {
            let outcome = Outcome::Declined {
                reference: Some(reference.clone()),
                decline: Decline::of("payment_intent_authentication_failure"),
            };
            self.becomes(tx, payment, (outcome, now)).await?;
            return Ok(true);
        }
        let capture = &payment.request;
        let twin = name("pay_twin", capture.key.as_str());
        let ground = self.ground(capture, (reference, &twin), now);
        let plan = ground.after_authentication(&Scenario::of(&capture.token));
        tx.change_payment(reference, &plan.outcome).await?;
        self.follow(tx, (reference, capture), (plan, now)).await?;
        Ok(true)
    }

    async fn confirm_set_up(
        &self,
        tx: &mut Tx,
        reference: &str,
        (yes, now): (bool, Instant),
    ) -> Result<bool, GatewayError> {
        let row = tx.set_up_called(reference).await?;
        let (Some(method), SetUpOutcome::RequiresAction(_)) = (
            row.as_ref().and_then(|row| row.entered.clone()),
            row.map_or(SetUpOutcome::Waiting, |row| row.outcome),
        ) else {
            return Ok(false);
        };
        let outcome = if yes {
            SetUpOutcome::Saved(method)
        } else {
            SetUpOutcome::Declined(Decline::of("setup_intent_authentication_failure"))
        };
        self.comes_to(tx, reference, (None, outcome, now)).await?;
        Ok(true)
    }
}

/// Whether it shows when the data is entered.
fn at_entry(decline: &Decline) -> bool {
    decline.kind == DeclineKind::WrongEntry
}

/// The method that was entered, and the word for what it does.
fn read(
    row: &SetUpRow,
    entered: &Entered,
    now: Instant,
) -> Result<(SavedMethod, String), WrongEntry> {
    let plain = |char: &char| char.is_ascii_alphanumeric();
    let number: String = entered.number.chars().filter(plain).collect();
    let number = number.to_ascii_uppercase();
    let (data, word) = match row.request.method {
        Method::Card => card(&number, entered, now)?,
        Method::SepaDebit => debit(&number, &row.started.reference)?,
        Method::BankTransfer => return Err(WrongEntry::Number),
    };
    let chosen = Scenario::is_word(&entered.word);
    let word = if chosen { &entered.word } else { word };
    let token = format!("{word}:{}", name("pm", &row.started.reference));
    let fingerprint = Sha256::digest(&number);
    let method = SavedMethod {
        token,
        customer: row.started.customer.clone(),
        data,
        fingerprint: Some(name("fp", &format!("{fingerprint:?}"))),
    };
    Ok((method, word.to_owned()))
}

fn tail(number: &str) -> String {
    let start = number.len().saturating_sub(4);
    number.get(start..).unwrap_or_default().to_owned()
}

fn card(
    number: &str,
    entered: &Entered,
    now: Instant,
) -> Result<(MethodData, &'static str), WrongEntry> {
    let known = CARDS.iter().find(|(known, _, _)| *known == number);
    let (_, brand, word) = known.ok_or(WrongEntry::Number)?;
    let expires = month(&entered.expiry).ok_or(WrongEntry::Expiry)?;
    let (year, this_month, _) = now.utc_date().parts();
    if expires < (year, this_month) {
        return Err(WrongEntry::Expiry);
    }
    let code = entered.code.trim();
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(3..=4).contains(&code.len()) {
        return Err(WrongEntry::Code);
    }
    let card = Card {
        brand: (*brand).to_owned(),
        last4: tail(number),
        expires,
    };
    Ok((MethodData::Card(card), word))
}

/// When a card is no longer good: the first moment after its last month.
fn end_of(method: &SavedMethod) -> Option<Instant> {
    let MethodData::Card(card) = &method.data else {
        return None;
    };
    let (year, month) = card.expires;
    let next = Date::new(year, month, 1).ok()?.plus_months(1, 1);
    Some(Instant::default().plus_seconds(i64::from(next.days()) * 86_400))
}

/// Year and month of `MM/YY`.
fn month(text: &str) -> Option<(i32, u32)> {
    let (month, year) = text.split_once('/')?;
    let month: u32 = month.trim().parse().ok()?;
    let year: i32 = year.trim().parse().ok()?;
    let year = if year < 100 { 2000 + year } else { year };
    (1..=12).contains(&month).then_some((year, month))
}

fn debit(number: &str, reference: &str) -> Result<(MethodData, &'static str), WrongEntry> {
    let known = IBANS.iter().find(|(known, _)| *known == number);
    let (_, word) = known.ok_or(WrongEntry::Number)?;
    let country = number.get(..2).unwrap_or_default();
    let hidden = "•".repeat(number.len().saturating_sub(6));
    let data = MethodData::SepaDebit {
        iban: format!("{country}{hidden}{}", tail(number)),
        bank: Some("Sandbox Bank".to_owned()),
        mandate: Some(name("mandate", reference)),
    };
    Ok((data, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_cards_show_them() {
        assert_eq!(month("04/30"), Some((2030, 4)));
        assert_eq!(month("4 / 2030"), Some((2030, 4)));
        for text in ["", "13/30", "0/30", "0430", "a/b"] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
