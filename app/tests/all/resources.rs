//! Resources of a subscription against their limits.

use model::subscription::{Resource, ResourceMonth, SubscriptionView};
use model::usage::Chart;

use crate::subscription::{day, read, shop, shown, view};

/// Space over its limit, and traffic that nothing bounds.
fn measured() -> Vec<Resource> {
    let month = |month: &str, used: &str, over| ResourceMonth {
        month: day(month),
        used: used.to_owned(),
        limit: Some("80".to_owned()),
        over,
    };
    let disk = Resource {
        resource: "disk".to_owned(),
        sum: false,
        used: "91.8".to_owned(),
        limit: Some("80".to_owned()),
        unit: Some("GB".to_owned()),
        bar: (87, 13),
        as_of: Some(day("2026-11-22")),
        chart: Chart {
            wide: 52,
            days: vec![(960, 11)],
            ..Chart::default()
        },
        months: vec![
            month("2025-12-01", "41.0", false),
            month("2026-11-01", "91.8", true),
        ],
    };
    let traffic = Resource {
        resource: "traffic".to_owned(),
        sum: true,
        limit: None,
        bar: (0, 0),
        ..disk.clone()
    };
    vec![disk, traffic]
}

#[tokio::test]
async fn what_is_measured_stands_against_its_limit() {
    let of = SubscriptionView {
        resources: measured(),
        ..view(shop())
    };
    let page = shown(of).await;
    let text = read(&page.html);
    for expected in [
        "Resources against limits",
        "yesterday",
        "91.8 of 80\u{a0}GB",
        "over the limit",
        "91.8\u{a0}GB, no limit",
        "in 12 months",
        "December 2025",
        "November 2026",
        "Nov",
        "cron_jobs",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    // In words for those who do not see the chart, and not among what is not measured.
    assert!(page.html.contains("41.0\u{a0}GB in December 2025"));
    let none = shown(view(shop())).await;
    assert!(!none.html.contains("Resources against limits"));
}
