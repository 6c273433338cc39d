use portal::people;
use store::on_both;

use super::*;

const NEW: &str = "seven-copper-kettles";

fn fault<T>(answer: Result<T, portal::Failure>) -> Option<Fault> {
    answer.err().map(|failure| failure.fault().clone())
}

on_both!(the_provider_disables_and_enables, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    people::disable(&stage.desk, "P1@example.org")
        .await
        .unwrap();
    assert_eq!(stage.caller(&session).await, None);
    let again = people::disable(&stage.desk, ANNA).await;
    assert_eq!(fault(again), Some(Fault::Conflict));
    let page = people::list(&stage.desk, "").await.unwrap();
    assert_eq!(page.len(), 3);
    assert_eq!((page[0].email.as_str(), page[0].accounts), (ANNA, 2));
    assert!(page[0].has_password && page[0].disabled_at == Some(NOON.0));
    assert_eq!(people::list(&stage.desk, ANNA).await.unwrap().len(), 2);
    people::enable(&stage.desk, ANNA).await.unwrap();
    assert_eq!(stage.caller(&session).await, None);
    stage.sign_in().await;
    let nobody = people::enable(&stage.desk, "nobody@example.org").await;
    assert_eq!(fault(nobody), Some(Fault::NotFound));
});

on_both!(the_provider_sets_a_password, |db| async move {
    let stage = Stage::open(db).await;
    let session = stage.sign_in().await;
    let set = |password: &str| people::set_password(&stage.desk, ANNA, password.to_owned());
    let like = fault(set("quayside-for-ever").await).unwrap();
    assert_eq!(like.of_field("password"), Some(Problem::TooSimilar));
    set(NEW).await.unwrap();
    assert_eq!(stage.caller(&session).await, None);
    let session = stage.try_in(ANNA, NEW, from("192.0.2.1")).await.unwrap();
    people::sign_out(&stage.desk, ANNA).await.unwrap();
    assert_eq!(stage.caller(&session).await, None);
    let trail = "select count(*) from audit where actor = 'command line'";
    assert_eq!(stage.count(trail).await, 4);
});

on_both!(keys_are_shown_once, |db| async move {
    let stage = Stage::open(db).await;
    let scopes = ["payments".to_owned(), "usage".to_owned()];
    let secret = people::create_key(&stage.desk, "panel", &scopes)
        .await
        .unwrap();
    let twice = people::create_key(&stage.desk, "panel", &scopes).await;
    assert_eq!(fault(twice), Some(Fault::Conflict));
    for (name, scopes) in [("", &scopes[..]), ("b", &[]), ("b", &["root".to_owned()])] {
        assert!(people::create_key(&stage.desk, name, scopes).await.is_err());
    }
    let other = people::rotate_key(&stage.desk, "panel").await.unwrap();
    assert_ne!(secret, other);
    for secret in [&secret, &other] {
        let bare = secret.strip_prefix("saldo_").unwrap();
        let text = format!("select count(*) from api_key where hash like '%{bare}%'");
        assert_eq!(stage.count(text).await, 0);
    }
    people::disable_key(&stage.desk, "panel").await.unwrap();
    for gone in ["panel", "nothing"] {
        let end = people::disable_key(&stage.desk, gone).await;
        assert_eq!(fault(end), Some(Fault::NotFound));
        let end = people::rotate_key(&stage.desk, gone).await.map(drop);
        assert_eq!(fault(end), Some(Fault::NotFound));
    }
    let keys = people::keys(&stage.desk).await.unwrap();
    assert_eq!((keys.len(), keys[0].scopes.0.len()), (1, 2));
    assert!(keys[0].disabled_at.is_some());
    let trail = "select count(*) from audit where scope = 'provider'";
    assert_eq!(stage.count(trail).await, 3);
});

on_both!(the_provider_does_two_things_at_once, |db| async move {
    let stage = Arc::new(Stage::open(db).await);
    let both: Vec<_> = (0..2)
        .map(|n| {
            let stage = Arc::clone(&stage);
            tokio::spawn(async move {
                let scopes = ["usage".to_owned()];
                people::create_key(&stage.desk, &format!("key {n}"), &scopes).await
            })
        })
        .collect();
    for made in both {
        assert!(made.await.unwrap().is_ok());
    }
    let trail = "select count(*) from audit where scope = 'provider'";
    assert_eq!(stage.count(trail).await, 2);
});
