use gateway::payment::{MethodData, Refusal, SetUp, SetUpOutcome};
use model::billing_account::Method;

use super::capture::refused;
use super::rig::{Case, Rig, euro, key, payment, took};

fn card(name: &str) -> SetUp {
    SetUp {
        key: key(name),
        method: Method::Card,
        customer: None,
        email: Some("anna@lindqvist.example".to_owned()),
        return_url: "https://portal.example/billing-accounts/new".to_owned(),
        origin: "https://portal.example".to_owned(),
    }
}

pub async fn a_method_is_saved_and_charged(rig: &dyn Rig) {
    let set_up = card("set-up/1");
    let started = rig.gateway().set_up(&set_up).await.unwrap();
    assert_eq!(rig.gateway().set_up(&set_up).await.unwrap(), started);
    rig.enter(&started).await;
    let saved = rig.gateway().saved(&started.reference).await.unwrap();
    let SetUpOutcome::Saved(method) = saved else {
        panic!("{saved:?}");
    };
    let MethodData::Card(data) = &method.data else {
        panic!("{method:?}");
    };
    assert_eq!((data.brand.as_str(), data.last4.as_str()), ("visa", "4242"));
    assert!(method.fingerprint.is_some());
    let printed = format!("{method:?} {started:?}");
    assert!(!printed.contains(&method.token), "{printed}");
    let mut capture = payment(rig, "saved", Case::Good);
    capture.token = method.token;
    capture.customer = method.customer;
    capture.present = false;
    capture.return_url = None;
    took(&rig.gateway().capture(&capture).await.unwrap(), euro(2490));
}

pub async fn nothing_is_saved_before_it_is_entered(rig: &dyn Rig) {
    let started = rig.gateway().set_up(&card("set-up/2")).await.unwrap();
    let early = rig.gateway().saved(&started.reference).await.unwrap();
    assert_eq!(early, SetUpOutcome::Waiting);
    let end = rig.gateway().saved("set_nobody").await;
    assert!(refused(&end, Refusal::Missing), "{end:?}");
}
