//! What stands behind a billing account is replaced while something else goes on.

use model::billing_account::{BeginSetUp, FinishSetUp};
use portal::billing_account::tend;
use store::on_both;
use store::probe::script;

use super::house::House;
use super::{bil, count, holder};
use crate::support::id;

on_both!(
    what_was_saved_before_says_nothing_of_what_is_there,
    |db| async move {
        let house = House::open(db.clone()).await;
        let first = house.begin("sepa_debit").await;
        house.types(&first, "DE08370400440532013003").await;
        let made = house.finish(&first, FinishSetUp::default()).await.unwrap();
        house.wait(50);
        let request = BeginSetUp {
            method: String::new(),
            replaces: Some(made.clone()),
        };
        let id = house.starts(&holder(1), request).await.unwrap();
        house.types(&id, "DE08370400440532013003").await;
        let done = house.finish(&id, FinishSetUp::default()).await;
        assert_eq!(done, Ok(made));
        // The first is verified by now, the second is not.
        house.wait(11);
        tend(&house.desk).await.unwrap();
        let pending = "billing_account where status = 'pending_verification'
            and method = 'sepa_debit' and gateway = 'sandbox' and fingerprint is not null";
        assert_eq!(count(&db, pending).await, 1);
        house.wait(60);
        tend(&house.desk).await.unwrap();
        assert_eq!(count(&db, pending).await, 0);
        assert_eq!(count(&db, "set_up where next_look_at is not null").await, 0);
    }
);

on_both!(
    a_token_is_kept_while_a_payment_with_it_is_under_way,
    |db| async move {
        let house = House::open(db.clone()).await;
        let text = format!(
            "insert into forgotten_token values ('sandbox', 'ok:old', 0);
         insert into checkout values ('{0}', '{1}', 'k', 'd', null, 1);
         insert into payment (id, checkout_id, n, account_id, billing_account_id, gateway, request,
             currency, credit_minor, capture_minor, state, quarantined, created_at,
             first_tried_at, next_look_at, looks) values ('{2}', '{0}', 1, '{1}', '{3}',
             'sandbox', '{{\"key\":\"k\",\"token\":\"ok:old\"}}', 'EUR', 0, 100,
             'processing', false, 1, 1, 1, 0);",
            id("chk", 1),
            id("acc", 1),
            id("pay", 1),
            bil(2)
        );
        script(&db, text).await.unwrap();
        tend(&house.desk).await.unwrap();
        assert_eq!(count(&db, "forgotten_token").await, 1);
        let ended = "update payment set state = 'declined', next_look_at = null";
        script(&db, ended).await.unwrap();
        house.wait(3_601);
        tend(&house.desk).await.unwrap();
        assert_eq!(count(&db, "forgotten_token").await, 0);
    }
);
