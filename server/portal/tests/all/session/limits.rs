use store::on_both;

use super::*;

on_both!(a_pair_of_addresses_has_eight_tries, |db| async move {
    let stage = Stage::open(db).await;
    let bad = || stage.try_in(ANNA, "no-such-password", from("203.0.113.5"));
    for _ in 0..8 {
        assert_eq!(bad().await, Err(wrong()));
    }
    let before = stage.desk.reception().hashed();
    assert_eq!(too_many(&bad().await), Some(15));
    let right = stage.try_in(ANNA, PASSWORD, from("203.0.113.5")).await;
    assert!(too_many(&right).is_some());
    assert_eq!(stage.desk.reception().hashed(), before);
    // Whom it is about is not locked out, and neither are the attacker's neighbours.
    stage.sign_in().await;
    let neighbour = stage.try_in("p2@example.org", PASSWORD, from("203.0.113.5"));
    neighbour.await.unwrap();
    stage.later(14 * 60);
    assert_eq!(too_many(&bad().await), Some(1));
    stage.later(60);
    assert_eq!(bad().await, Err(wrong()));
});

on_both!(
    a_network_has_thirty_tries_whomever_they_are_about,
    |db| async move {
        let stage = Stage::open(db).await;
        for n in 0..30 {
            let email = format!("u{n}@example.org");
            // One customer's network, whatever the rest of the address.
            let address = format!("2001:db8::{n:x}");
            let answer = stage.try_in(&email, "no-such-password", from(&address));
            assert_eq!(answer.await, Err(wrong()));
        }
        let answer = stage.try_in(ANNA, PASSWORD, from("2001:db8::ffff")).await;
        assert!(too_many(&answer).is_some());
        stage
            .try_in(ANNA, PASSWORD, from("2001:db8:0:1::1"))
            .await
            .unwrap();
    }
);

on_both!(good_tries_are_not_counted, |db| async move {
    let stage = Stage::open(db).await;
    for _ in 0..40 {
        stage.sign_in().await;
    }
});

on_both!(
    a_known_browser_is_never_locked_out_by_strangers,
    |db| async move {
        let stage = Stage::open(db).await;
        let own = stage.sign_in().await;
        for n in 0..50 {
            let address = format!("203.0.113.{n}");
            let answer = stage.try_in(ANNA, "no-such-password", from(&address));
            assert_eq!(answer.await, Err(wrong()));
        }
        let stranger = stage.try_in(ANNA, PASSWORD, from("198.51.100.1")).await;
        assert_eq!(too_many(&stranger), Some(60));
        // Not even where the attacker sits.
        for address in ["198.51.100.1", "203.0.113.1"] {
            let known = with_device(address, &own.device);
            stage.try_in(ANNA, PASSWORD, known).await.unwrap();
        }
        // It is somebody else's for all others.
        let borrowed = with_device("198.51.100.1", &own.device);
        let borrowed = stage.try_in("p2@example.org", "no-such-password", borrowed);
        assert_eq!(borrowed.await, Err(wrong()));
        // And a stolen one has eight tries.
        let bad = || {
            stage.try_in(
                ANNA,
                "no-such-password",
                with_device("192.0.2.1", &own.device),
            )
        };
        for _ in 0..8 {
            assert_eq!(bad().await, Err(wrong()));
        }
        assert!(too_many(&bad().await).is_some());
    }
);

on_both!(many_at_once_do_not_slip_through, |db| async move {
    let stage = Arc::new(Stage::open(db).await);
    let before = stage.desk.reception().hashed();
    let tries: Vec<_> = (0..32)
        .map(|_| {
            let stage = Arc::clone(&stage);
            tokio::spawn(async move {
                let answer = stage.try_in(ANNA, "no-such-password", from("203.0.113.5"));
                answer.await
            })
        })
        .collect();
    let mut refused = 0;
    for answer in tries {
        refused += usize::from(too_many(&answer.await.unwrap()).is_some());
    }
    assert_eq!(refused, 24);
    assert_eq!(stage.desk.reception().hashed() - before, 8);
});
