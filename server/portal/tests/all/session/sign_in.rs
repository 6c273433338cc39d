use model::caller::Role;
use store::on_both;

use super::*;

on_both!(
    a_session_is_known_by_the_hash_of_its_secret,
    |db| async move {
        let stage = Stage::open(db).await;
        let (first, second) = (stage.sign_in().await, stage.sign_in().await);
        assert_ne!(first.token, second.token);
        assert!(!first.stay);
        let caller = stage.caller(&first).await.unwrap();
        assert_eq!(caller.email, ANNA);
        assert_eq!(caller.account.as_str(), id("acc", 1));
        assert_eq!(caller.access.role, Some(Role::Owner));
        assert_eq!(caller.access.permissions, Role::Owner.permissions());
        assert!(caller.others && caller.access.only.is_none());
        assert_eq!(caller.proven_at, Some(NOON));
        let secrets = [&first.token, &first.device];
        for secret in secrets {
            for (table, column) in [("session", "token_hash"), ("device", "hash")] {
                let text = format!("select count(*) from {table} where {column} = '{secret}'");
                assert_eq!(stage.count(text).await, 0);
            }
        }
        for token in ["", "x", &first.device, &first.token[1..]] {
            assert_eq!(stage.desk.identify(token).await, Ok(None));
        }
    }
);

on_both!(a_request_costs_one_statement, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    let before = stage.db.meter().statements();
    stage.caller(&session).await.unwrap();
    assert_eq!(stage.db.meter().statements() - before, 1);
});

on_both!(
    rights_chosen_one_by_one_are_those_of_the_caller,
    |db| async move {
        let stage = Stage::open(db).await;
        let sub = id("sub", 1);
        stage
            .script(format!(
                "update membership set role = null, permissions = '[\"view_invoices\",\"pay\"]',
                 subscriptions = '[\"{sub}\"]' where account_id = '{}'",
                id("acc", 2)
            ))
            .await;
        let request = stage.try_in("p2@example.org", PASSWORD, from("192.0.2.1"));
        let caller = stage.caller(&request.await.unwrap()).await.unwrap();
        assert_eq!(caller.access.role, None);
        assert_eq!(caller.access.permissions.len(), 2);
        assert_eq!(caller.access.only.unwrap()[0].as_str(), sub);
        assert!(!caller.others);
    }
);

on_both!(
    an_unknown_address_and_a_wrong_password_are_the_same,
    |db| async move {
        let stage = Stage::open(db).await;
        let own = id("per", 3);
        stage
            .script(format!(
                "update person set disabled_at = 1 where id = '{}';
             update person set password_hash = null where id = '{own}'",
                id("per", 2)
            ))
            .await;
        let person = [
            ANNA,
            "nobody@example.org",
            "p2@example.org",
            "p3@example.org",
        ];
        for (n, email) in person.into_iter().enumerate() {
            let before = stage.desk.reception().hashed();
            let password = if n == 0 {
                "marble-otter-sundiaL"
            } else {
                PASSWORD
            };
            let answer = stage.try_in(email, password, from("192.0.2.1")).await;
            assert_eq!(answer, Err(wrong()), "{email}");
            assert_eq!(stage.desk.reception().hashed() - before, 1, "{email}");
        }
        assert_eq!(stage.count("select count(*) from session").await, 0);
    }
);

on_both!(imported_hashes_do_not_tell_who_is_known, |db| async move {
    let stage = Stage::open(db).await;
    let phc = password::hash(PASSWORD, [9; 16]).unwrap();
    let other = phc.replace("m=19456,t=2,p=1", "m=256,t=3,p=2");
    let text =
        format!("update person set password_hash = '{other}' where email = 'p2@example.org'");
    stage.script(text).await;
    for email in [ANNA, "p2@example.org", "nobody@example.org"] {
        let before = stage.desk.reception().hashed();
        let answer = stage.try_in(email, "no-such-password", from("192.0.2.1"));
        assert_eq!(answer.await, Err(wrong()));
        assert_eq!(stage.desk.reception().hashed() - before, 2, "{email}");
    }
});

on_both!(an_imported_hash_wears_off, |db| async move {
    use argon2::password_hash::PasswordHasher;
    use argon2::{Algorithm, Argon2, Params, Version};
    let stage = Stage::open(db).await;
    let params = Params::new(256, 3, 1, None).unwrap();
    let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let phc = cheap.hash_password_with_salt(PASSWORD.as_bytes(), &[9; 16]);
    let text = format!("update person set password_hash = '{}'", phc.unwrap());
    stage.script(text).await;
    let session = stage.sign_in().await;
    assert!(stage.caller(&session).await.is_some());
    let own = "select count(*) from person where password_kind = '$argon2id$v=19$m=19456,t=2,p=1$'";
    assert_eq!(stage.count(own).await, 1);
    stage.sign_in().await;
});

on_both!(
    a_card_number_is_not_kept_as_a_browsers_name,
    |db| async move {
        let stage = Stage::open(db).await;
        let mut whence = from("192.0.2.1");
        whence.agent = "4242 4242 4242 4242".to_owned();
        stage.try_in(ANNA, PASSWORD, whence).await.unwrap();
        let kept = "select count(*) from session where agent = ''";
        assert_eq!(stage.count(kept).await, 1);
        let told = "select count(*) from outbox where payload like '%4242 4242%'";
        assert_eq!(stage.count(told).await, 0);
    }
);

on_both!(
    what_was_typed_is_checked_before_anything_is_asked,
    |db| async move {
        let stage = Stage::open(db).await;
        let whence = from("192.0.2.1");
        let none = stage.try_in("", "", whence.clone()).await.unwrap_err();
        assert_eq!(none.of_field("email"), Some(Problem::Required));
        assert_eq!(none.of_field("password"), Some(Problem::Required));
        let long = stage.try_in(ANNA, &"x".repeat(1025), whence).await;
        let most = Problem::TooLong { most: 1024 };
        assert_eq!(long.unwrap_err().of_field("password"), Some(most));
        assert_eq!(stage.desk.reception().hashed(), 0);
    }
);

on_both!(a_closed_account_can_still_be_opened, |db| async move {
    let stage = Stage::open(db).await;
    let answer = stage.try_in("P3@Example.org ", PASSWORD, from("192.0.2.1"));
    let caller = stage.caller(&answer.await.unwrap()).await.unwrap();
    assert_eq!(caller.account.as_str(), id("acc", 3));
});

on_both!(only_a_new_device_is_told_by_mail, |db| async move {
    let stage = Stage::open(db).await;
    let first = stage.sign_in().await;
    let again = with_device("192.0.2.9", &first.device);
    let again = stage.try_in(ANNA, PASSWORD, again).await.unwrap();
    assert_eq!(again.device, first.device);
    // A secret of somebody else's browser says nothing about this person.
    let other = with_device("192.0.2.9", &first.device);
    let other = stage
        .try_in("p2@example.org", PASSWORD, other)
        .await
        .unwrap();
    assert_ne!(other.device, first.device);
    let post = Letters::default();
    jobs::tick(&stage.desk, &post).await.unwrap();
    let taken = post.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].to, ANNA);
    assert!(
        taken[0].text.contains("Firefox unter Linux"),
        "{}",
        taken[0].text
    );
    assert!(taken[0].text.contains("192.0.2.1"), "{}", taken[0].text);
});

on_both!(a_sign_in_is_in_the_trail_of_its_account, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.stay_in(None).await;
    assert!(session.stay);
    let text = format!(
        "select count(*) from audit where scope = '{}' and actor = '{}' and address = '192.0.2.1'
             and action = 'session.begun'",
        id("acc", 1),
        id("per", 1)
    );
    assert_eq!(stage.count(text).await, 1);
    let secrets = format!(
        "select count(*) from audit where detail like '%{}%'",
        session.token
    );
    assert_eq!(stage.count(secrets).await, 0);
});
