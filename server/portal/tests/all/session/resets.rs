use store::on_both;

use super::*;

const NEW: &str = "seven-copper-kettles";

fn dead() -> Answer<String> {
    Err(Fault::field("token", Problem::DeadLink))
}

on_both!(a_link_sets_a_new_password_once, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    let token = stage.link().await;
    let text = format!("select count(*) from outbox where payload like '%{token}%'");
    assert_eq!(stage.count(text).await, 0);
    let text = format!("select count(*) from password_reset where hash = '{token}'");
    assert_eq!(stage.count(text).await, 0);
    stage.reset(&token, NEW).await.unwrap();
    assert_eq!(stage.caller(&session).await, None);
    assert_eq!(stage.count("select count(*) from session").await, 0);
    assert_eq!(stage.reset(&token, "another-long-phrase").await, dead());
    let old = stage.try_in(ANNA, PASSWORD, from("192.0.2.1")).await;
    assert_eq!(old, Err(wrong()));
    stage.try_in(ANNA, NEW, from("192.0.2.1")).await.unwrap();
    let post = Letters::default();
    jobs::tick(&stage.desk, &post).await.unwrap();
    let subjects: Vec<String> = post.taken().into_iter().map(|mail| mail.subject).collect();
    let changed = "Ihr Passwort für Quayside Hosting wurde geändert";
    assert!(subjects.contains(&changed.to_owned()), "{subjects:?}");
    // In the trail of both accounts, as is the mail with the link.
    for action in ["password.reset", "password.link_mailed"] {
        let text = format!("select count(*) from audit where action = '{action}'");
        assert_eq!(stage.count(text).await, 2, "{action}");
    }
});

on_both!(a_link_dies_after_an_hour, |db| async move {
    let stage = Stage::open(db).await;
    let token = stage.link().await;
    stage.later(3599);
    let weak = stage.reset(&token, "short").await;
    assert!(weak.unwrap_err().of_field("password").is_some());
    stage.later(1);
    assert_eq!(stage.reset(&token, NEW).await, dead());
    for token in ["", "x", &"A".repeat(43)] {
        assert_eq!(stage.reset(token, NEW).await, dead());
    }
});

on_both!(a_later_link_ends_an_earlier_one, |db| async move {
    let stage = Stage::open(db).await;
    let first = stage.link().await;
    stage.later(60);
    let second = stage.link().await;
    assert_eq!(stage.reset(&first, NEW).await, dead());
    stage.reset(&second, NEW).await.unwrap();
});

on_both!(a_link_is_of_no_use_to_the_disabled, |db| async move {
    let stage = Stage::open(db).await;
    let token = stage.link().await;
    stage.script("update person set disabled_at = 1").await;
    assert_eq!(stage.reset(&token, NEW).await, dead());
});

on_both!(asking_says_nothing_about_an_address, |db| async move {
    let stage = Stage::open(db).await;
    let mut cost = Vec::new();
    for email in [ANNA, "nobody@example.org", "p3@example.org"] {
        let before = stage.db.meter().statements();
        assert_eq!(stage.ask(email, "192.0.2.1").await, Ok(()));
        cost.push(stage.db.meter().statements() - before);
    }
    assert_eq!(cost, [cost[0]; 3]);
    assert_eq!(stage.desk.reception().hashed(), 0);
    stage
        .script("update person set disabled_at = 1 where email = 'p3@example.org'")
        .await;
    let post = Letters::default();
    jobs::tick(&stage.desk, &post).await.unwrap();
    let taken = post.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, ANNA);
    // What was for nobody leaves no trace.
    assert_eq!(stage.count("select count(*) from outbox").await, 1);
    let malformed = stage.ask("nobody", "192.0.2.1").await;
    assert_eq!(malformed, Err(Fault::field("email", Problem::Malformed)));
});

on_both!(of_many_at_once_one_sets_the_password, |db| async move {
    let stage = Arc::new(Stage::open(db).await);
    let token = stage.link().await;
    let uses: Vec<_> = (0..32)
        .map(|n| {
            let (stage, token) = (Arc::clone(&stage), token.clone());
            tokio::spawn(async move {
                let password = format!("copper-kettle-number-{n}");
                (stage.reset(&token, &password).await, password)
            })
        })
        .collect();
    let mut passed = Vec::new();
    for used in uses {
        match used.await.unwrap() {
            (Ok(_), password) => passed.push(password),
            (fault, _) => assert_eq!(fault, dead()),
        }
    }
    assert_eq!(passed.len(), 1);
    stage
        .try_in(ANNA, &passed[0], from("192.0.2.1"))
        .await
        .unwrap();
});

on_both!(asking_is_limited, |db| async move {
    let stage = Stage::open(db).await;
    for n in 0..5 {
        let address = format!("203.0.113.{n}");
        assert_eq!(stage.ask(ANNA, &address).await, Ok(()));
    }
    assert_eq!(stage.count("select count(*) from outbox").await, 3);
    for n in 0..10 {
        let email = format!("u{n}@example.org");
        assert_eq!(stage.ask(&email, "192.0.2.1").await, Ok(()));
    }
    let refused = stage.ask("u11@example.org", "192.0.2.1").await;
    let minutes = 60;
    assert_eq!(
        refused,
        Err(Fault::field("email", Problem::TooMany { minutes }))
    );
    stage.later(3600);
    assert_eq!(stage.ask(ANNA, "192.0.2.1").await, Ok(()));
});

on_both!(
    a_reset_opens_the_door_that_strangers_had_closed,
    |db| async move {
        let stage = Stage::open(db).await;
        for n in 0..51 {
            let address = format!("203.0.113.{n}");
            let _ = stage.try_in(ANNA, "no-such-password", from(&address)).await;
        }
        let token = stage.link().await;
        let device = stage.reset(&token, NEW).await.unwrap();
        stage.try_in(ANNA, NEW, from("192.0.2.1")).await.unwrap();
        // Nor can they close it again before the browser that has shown whose the mailbox is.
        for n in 0..51 {
            let address = format!("203.0.113.{n}");
            let _ = stage.try_in(ANNA, "no-such-password", from(&address)).await;
        }
        let unknown = stage.try_in(ANNA, NEW, from("198.51.100.1")).await;
        assert!(too_many(&unknown).is_some());
        let known = with_device("198.51.100.1", &device);
        stage.try_in(ANNA, NEW, known).await.unwrap();
    }
);
