//! The list of promises.

/// One test a promise, each over a provider of its own that `$open` makes.
macro_rules! contract {
    ($open:path) => {
        contract! { $open =>
            capture::a_payment_takes_what_was_asked_once,
            capture::the_same_key_gives_the_stored_answer,
            capture::the_same_key_with_other_content_is_refused,
            capture::many_at_once_with_one_key_take_the_money_once,
            capture::amounts_below_the_smallest_are_refused,
            capture::currencies_keep_their_decimals,
            capture::each_kind_of_decline_is_told,
            capture::a_decline_stays_one_under_its_key,
            capture::strong_authentication_succeeds,
            capture::strong_authentication_can_be_refused,
            capture::strong_authentication_needs_the_customer,
            capture::slow_payments_end_later,
            capture::a_debit_takes_its_time,
            capture::a_detached_method_is_not_charged,
            trouble::a_lost_request_has_taken_nothing,
            trouble::a_lost_request_is_found_never_heard_of_or_taken_once,
            trouble::a_lost_answer_is_found,
            trouble::a_lost_refusal_is_found,
            trouble::a_key_nobody_used_was_never_heard,
            trouble::what_waits_for_the_customer_can_be_cancelled,
            trouble::what_has_ended_is_not_cancelled,
            trouble::books_that_were_restored_learn_what_was_taken,
            refund::a_refund_gives_back_once,
            refund::never_more_than_was_captured_goes_back,
            refund::two_refunds_at_once_stay_within_the_capture,
            refund::a_refund_that_fails_leaves_the_money,
            refund::a_refund_is_found_by_its_key,
            set_up::a_method_is_saved_and_charged,
            set_up::nothing_is_saved_before_it_is_entered,
            event::the_end_of_a_payment_is_told,
            event::a_refund_is_told,
            event::a_dispute_is_told,
            event::what_is_not_signed_has_no_effect,
            event::what_is_signed_and_makes_no_sense_is_refused,
        }
    };
    ($open:path => $($topic:ident::$case:ident,)+) => {
        $(
            #[tokio::test]
            async fn $case() {
                let rig = $open().await;
                $crate::contract::$topic::$case(&rig).await;
            }
        )+
    };
}
