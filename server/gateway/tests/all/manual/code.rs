use gateway::payment::manual::{CreditorReference, Payee, Symbol, epc};
use serde_json::{Value, json};

use crate::contract::rig::euro;
use crate::oracle::run;

#[tokio::test]
async fn a_telephone_reads_the_code_of_a_transfer() {
    let payee = Payee {
        holder: "Fjord Høsting GmbH & Søn".to_owned(),
        iban: "DE89 3704 0044 0532 0130 00".to_owned(),
        bic: Some("COBADEFF".to_owned()),
    };
    let reference = CreditorReference::of("INV-2026-00017").unwrap();
    let text = epc(&payee, euro(33_499), &reference).unwrap();
    let symbol = Symbol::of(&text).unwrap();
    let Some(told) = run(&["scan", &symbol.size.to_string(), &symbol.path]).await else {
        return;
    };
    let told: Value = serde_json::from_slice(&told).unwrap();
    assert_eq!(told, json!([text, "M"]));
}
