use std::time::Duration;

use model::credit::CreditQuery;
use model::id::SessionId;
use model::portal::{Accounts, BillingAccounts, Credits};
use model::session::{Preference, SignedIn};
use model::text::Language;
use store::on_both;

use super::*;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

on_both!(a_session_ends_for_want_of_use, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    stage.later(29 * MINUTE);
    assert!(stage.caller(&session).await.is_some());
    noted(&stage, 29 * MINUTE).await;
    stage.later(29 * MINUTE);
    assert!(stage.caller(&session).await.is_some());
    noted(&stage, 58 * MINUTE).await;
    stage.later(30 * MINUTE);
    assert_eq!(stage.caller(&session).await, None);
});

/// Waits until the use of the only session is noted, which happens beside the request.
async fn noted(stage: &Stage, seconds: i64) {
    let text = format!(
        "select count(*) from session where seen_at = {}",
        NOON.plus_seconds(seconds).0
    );
    for _ in 0..200 {
        if stage.count(text.clone()).await == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the use was not noted");
}

on_both!(the_use_is_noted_once_a_minute, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    stage.later(59);
    let before = stage.db.meter().statements();
    for _ in 0..5 {
        stage.caller(&session).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(stage.db.meter().statements() - before, 5);
    stage.later(1);
    stage.caller(&session).await.unwrap();
    noted(&stage, 60).await;
});

on_both!(
    a_session_ends_after_half_a_day_or_two_weeks,
    |db| async move {
        let stage = Stage::open(db).await;
        let session = stage.sign_in().await;
        let stays = stage.stay_in(None).await;
        // Used all the time.
        let last = NOON.plus_seconds(12 * HOUR).0;
        stage
            .script(format!("update session set seen_at = {last}"))
            .await;
        stage.later(12 * HOUR - 1);
        assert!(stage.caller(&session).await.is_some());
        stage.later(1);
        assert_eq!(stage.caller(&session).await, None);
        stage.later(13 * 24 * HOUR + 12 * HOUR - 1);
        assert!(stage.caller(&stays).await.is_some());
        stage.later(1);
        assert_eq!(stage.caller(&stays).await, None);
    }
);

on_both!(
    a_disabled_person_is_out_at_the_next_request,
    |db| async move {
        let stage = Stage::open(db).await;
        let session = stage.sign_in().await;
        stage.script("update person set disabled_at = 1").await;
        assert_eq!(stage.caller(&session).await, None);
        let answer = stage.try_in(ANNA, PASSWORD, from("192.0.2.1")).await;
        assert_eq!(answer, Err(wrong()));
    }
);

on_both!(
    who_leaves_an_account_is_out_at_the_next_request,
    |db| async move {
        let stage = Stage::open(db).await;
        let session = stage.sign_in().await;
        let leave = |account| {
            let (person, account) = (id("per", 1), id("acc", account));
            format!(
                "delete from membership where person_id = '{person}' and account_id = '{account}'"
            )
        };
        stage.script(leave(1)).await;
        assert_eq!(stage.caller(&session).await, None);
        let session = stage.sign_in().await;
        let caller = stage.caller(&session).await.unwrap();
        assert_eq!(caller.account.as_str(), id("acc", 2));
        assert!(!caller.others);
        // Somebody of no account is nobody.
        stage.script(leave(2)).await;
        let answer = stage.try_in(ANNA, PASSWORD, from("192.0.2.1")).await;
        assert_eq!(answer, Err(wrong()));
    }
);

on_both!(
    sessions_are_ended_one_by_one_or_all_at_once,
    |db| async move {
        let stage = Stage::open(db).await;
        let here = stage.sign_in().await;
        stage.later(1);
        let there = stage.sign_in().await;
        let stranger = stage.try_in("p2@example.org", PASSWORD, from("192.0.2.1"));
        let stranger = stranger.await.unwrap();
        let (caller, other) = (
            stage.caller(&here).await.unwrap(),
            stage.caller(&stranger).await.unwrap(),
        );
        let list = stage.desk.list_sessions(&caller).await.unwrap();
        let current: Vec<bool> = list.iter().map(|session| session.current).collect();
        assert_eq!(current, [false, true]);
        let end = |session: Option<SessionId>| stage.desk.sign_out(&caller, session);
        assert_eq!(end(Some(other.session)).await, Err(Fault::NotFound));
        end(Some(list[0].id.clone())).await.unwrap();
        assert_eq!(stage.caller(&there).await, None);
        assert!(stage.caller(&here).await.is_some());
        end(Some(caller.session.clone())).await.unwrap();
        end(Some(caller.session.clone())).await.unwrap();
        assert_eq!(stage.caller(&here).await, None);
        let (one, two) = (stage.sign_in().await, stage.sign_in().await);
        end(None).await.unwrap();
        assert_eq!(stage.caller(&one).await, None);
        assert_eq!(stage.caller(&two).await, None);
        assert!(stage.caller(&stranger).await.is_some());
        let trail = "select count(*) from audit where action = 'session.ended'";
        assert_eq!(stage.count(trail).await, 3);
    }
);

on_both!(one_switches_among_ones_own_accounts_only, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    let caller = stage.caller(&session).await.unwrap();
    let choices = stage.desk.list_accounts(&caller).await.unwrap();
    let current: Vec<bool> = choices.iter().map(|choice| choice.current).collect();
    assert_eq!(current, [true, false]);
    for foreign in [3, 9] {
        let switched = stage
            .desk
            .switch_account(&caller, known("acc", foreign))
            .await;
        assert_eq!(switched, Err(Fault::NotFound));
    }
    let switched = stage.desk.switch_account(&caller, known("acc", 2)).await;
    let switched = switched.unwrap();
    assert!(!switched.stay);
    // The rights are others: the secret that was is worth nothing any more.
    assert_eq!(stage.caller(&session).await, None);
    let renewed = SignedIn {
        token: switched.token,
        ..session
    };
    let caller = stage.caller(&renewed).await.unwrap();
    assert_eq!(caller.account.as_str(), id("acc", 2));
    let trail = format!(
        "select count(*) from audit where action = 'session.switched' and scope = '{}'",
        id("acc", 2)
    );
    assert_eq!(stage.count(trail).await, 1);
});

on_both!(a_person_keeps_a_language, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    for language in [Some(Language::De), Some(Language::En), None] {
        let caller = stage.caller(&session).await.unwrap();
        let preference = Preference { language };
        let kept = stage.desk.keep_preference(&caller, preference).await;
        kept.unwrap();
        assert_eq!(stage.caller(&session).await.unwrap().language, language);
    }
});

/// What the pages of money answer.
async fn money(stage: &Stage, session: &SignedIn) -> (Option<Fault>, Option<Fault>) {
    let caller = stage.caller(session).await.unwrap();
    let credit = stage
        .desk
        .show_credit(&caller, CreditQuery::default())
        .await;
    let payers = stage.desk.list_billing_accounts(&caller).await;
    (credit.err(), payers.err())
}

on_both!(who_stays_proves_it_before_money_is_shown, |db| async move {
    let stage = Stage::open(db).await;
    let stays = stage.stay_in(None).await;
    stage.later(30 * MINUTE - 1);
    assert_eq!(money(&stage, &stays).await, (None, None));
    noted(&stage, 30 * MINUTE - 1).await;
    stage.later(30 * MINUTE);
    let asked = (Some(Fault::SignedOut), Some(Fault::SignedOut));
    assert_eq!(money(&stage, &stays).await, asked);
    // That there was a request meanwhile is no proof; all else can be read.
    noted(&stage, 60 * MINUTE - 1).await;
    assert_eq!(money(&stage, &stays).await, asked);
    let caller = stage.caller(&stays).await.unwrap();
    assert!(stage.desk.account_overview(&caller).await.is_ok());
    // Whoever signs in again is where they were.
    let again = stage.stay_in(Some(2)).await;
    assert_eq!(money(&stage, &again).await, (None, None));
    let caller = stage.caller(&again).await.unwrap();
    assert_eq!(caller.account.as_str(), id("acc", 2));
    let foreign = stage.stay_in(Some(3)).await;
    let caller = stage.caller(&foreign).await.unwrap();
    assert_eq!(caller.account.as_str(), id("acc", 1));
});
