//! How the sums of an invoice come to be.

use model::invoice::{TaxGroup, TaxRule};

use crate::invoice::{drawn, euro, view};

#[tokio::test]
async fn the_sums_are_explained() {
    let page = drawn(view()).await;
    let (_, why) = page.html.split_once("How these sums are made").unwrap();
    for text in ["€14.97", "€13.42", "19\u{a0}%", "from 2.5498", "€15.97"] {
        assert!(why.contains(text), "{text}\n{why}");
    }
}

#[tokio::test]
async fn tax_that_the_price_contained_is_taken_out_of_it() {
    let mut contained = view();
    contained.tax_groups[0] = TaxGroup {
        rate: "22".to_owned(),
        category: "S".to_owned(),
        net: euro(1148),
        tax: euro(252),
        rule: Some(TaxRule {
            with: Some("122".to_owned()),
            exact: Some("2.5246".to_owned()),
        }),
    };
    let page = drawn(contained.clone()).await;
    assert!(page.html.contains("from 2.5246"), "{}", page.html);
    // Another rule than ours: its tax is shown, but nothing is made up about it.
    contained.tax_groups[0].tax = euro(300);
    contained.tax_groups[0].rule = None;
    let page = drawn(contained).await;
    assert!(page.html.contains(r#"value="3.00""#));
    assert!(!page.html.contains("with VAT"));
}

#[tokio::test]
async fn what_is_still_to_pay_opens_the_payments() {
    let page = drawn(view()).await;
    assert!(
        page.html
            .contains(r##"data-size="large" href="#payments""##),
        "{}",
        page.html
    );
}
