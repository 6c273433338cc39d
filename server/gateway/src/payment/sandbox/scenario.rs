//! What a test method does: said by its token, so that it needs no row anywhere.

use crate::payment::Decline;

/// What becomes of what is asked with a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Money is taken.
    Succeeds,
    /// Refused with this code.
    Declined(Decline),
    /// Each payment asks for strong authentication.
    Authenticate,
    /// Saving it asks for strong authentication, payments do not.
    AuthenticateOnce,
    /// Strong authentication succeeds, and the payment is refused all the same.
    AuthenticateDeclined,
    /// Takes its time, then succeeds.
    Slow,
    /// Takes its time, then is refused.
    SlowDeclined,
    /// Saving it takes its time; it is pending until then.
    VerifySlow,
    /// The first try is lost on the way there.
    TimeoutBefore,
    /// The first try takes effect; its answer is lost.
    TimeoutAfter,
    /// The first try is refused; its answer is lost.
    TimeoutDeclined,
    /// The answer takes as long as the rules say.
    SlowAnswer,
    /// Cannot be reached.
    Down,
    /// Money is taken twice.
    Twice,
    /// Less is taken than was asked.
    OtherAmount,
    /// It is taken in another currency.
    OtherCurrency,
    /// No webhook comes.
    WebhookLost,
    /// Each webhook comes twice.
    WebhookTwice,
    /// It takes its time, and the webhook of the end comes before that of the beginning.
    WebhookReversed,
    /// Succeeds, and the bank returns it later.
    Returned,
    /// Succeeds, and is disputed later.
    Disputed,
    /// Succeeds, is disputed later, and the dispute is won.
    DisputeWon,
    /// Succeeds; refunds fail.
    RefundFails,
    /// Succeeds; refunds take their time.
    RefundSlow,
}

use Scenario::{
    Authenticate, AuthenticateDeclined, AuthenticateOnce, DisputeWon, Disputed, Down, OtherAmount,
    OtherCurrency, RefundFails, RefundSlow, Returned, Slow, SlowAnswer, SlowDeclined, Succeeds,
    TimeoutAfter, TimeoutBefore, TimeoutDeclined, Twice, VerifySlow, WebhookLost, WebhookReversed,
    WebhookTwice,
};

/// The words that tokens begin with, beside the codes of declines, and what they say in the page
/// that asks for test data.
pub const WORDS: [(&str, Scenario, &str); 23] = [
    ("ok", Succeeds, "Succeeds"),
    (
        "authenticate",
        Authenticate,
        "Asks for strong authentication at each payment",
    ),
    (
        "authenticate_once",
        AuthenticateOnce,
        "Asks for strong authentication when it is saved",
    ),
    (
        "authenticate_declined",
        AuthenticateDeclined,
        "Is refused after strong authentication",
    ),
    ("slow", Slow, "Takes its time, then succeeds"),
    (
        "slow_declined",
        SlowDeclined,
        "Takes its time, then is refused",
    ),
    ("verify_slow", VerifySlow, "Takes its time to be verified"),
    (
        "timeout_before",
        TimeoutBefore,
        "The first try is lost on its way",
    ),
    ("timeout_after", TimeoutAfter, "The first answer is lost"),
    (
        "timeout_declined",
        TimeoutDeclined,
        "Is refused, and the first answer is lost",
    ),
    ("slow_answer", SlowAnswer, "Answers slowly"),
    ("down", Down, "Cannot be reached"),
    ("twice", Twice, "Takes the money twice"),
    ("other_amount", OtherAmount, "Takes less than was asked"),
    ("other_currency", OtherCurrency, "Takes another currency"),
    ("webhook_lost", WebhookLost, "Its webhooks are lost"),
    ("webhook_twice", WebhookTwice, "Its webhooks come twice"),
    (
        "webhook_reversed",
        WebhookReversed,
        "Its webhooks come in the wrong order",
    ),
    ("returned", Returned, "Succeeds, and is returned later"),
    ("disputed", Disputed, "Succeeds, and is disputed later"),
    (
        "dispute_won",
        DisputeWon,
        "Succeeds, is disputed, and the dispute is won",
    ),
    ("refund_fails", RefundFails, "Succeeds, and refunds fail"),
    (
        "refund_slow",
        RefundSlow,
        "Succeeds, and refunds take their time",
    ),
];

/// Short for a refusal without a reason.
const DECLINED: &str = "declined";

impl Scenario {
    /// What a token does: its text before the first `:` is a word of [`WORDS`], `declined`, or the
    /// code of a decline. Any other token, such as one of imported books, succeeds.
    #[must_use]
    pub fn of(token: &str) -> Self {
        let word = token.split(':').next().unwrap_or_default();
        if word == DECLINED {
            return Self::Declined(Decline::of("generic_decline"));
        }
        let listed = WORDS.iter().find(|(known, _, _)| *known == word);
        match (listed, Decline::listed(word)) {
            (Some((_, scenario, _)), _) => scenario.clone(),
            (None, Some(decline)) => Self::Declined(decline),
            (None, None) => Self::Succeeds,
        }
    }

    /// Whether a word names one.
    #[must_use]
    pub fn is_word(word: &str) -> bool {
        let listed = WORDS.iter().any(|(known, _, _)| *known == word);
        listed || word == DECLINED || Decline::listed(word).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_what_it_does() {
        assert_eq!(Scenario::of("ok"), Succeeds);
        assert_eq!(Scenario::of("pm_1234567890"), Succeeds);
        assert_eq!(Scenario::of("slow:4242"), Slow);
        let lost = Scenario::of("lost_card:1");
        assert!(matches!(lost, Scenario::Declined(decline) if decline.hard));
        let soft = Scenario::of("declined");
        assert!(matches!(soft, Scenario::Declined(decline) if !decline.hard));
        for (at, (word, _, _)) in WORDS.iter().enumerate() {
            assert!(Decline::listed(word).is_none(), "{word} is a code too");
            let first = WORDS.iter().position(|(known, _, _)| known == word);
            assert_eq!(first, Some(at), "{word}");
        }
    }
}
