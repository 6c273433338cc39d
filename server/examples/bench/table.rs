//! The table.

/// One row.
pub struct Row {
    /// The metric's name in the specification.
    pub id: &'static str,
    /// What is measured, with its unit.
    pub what: String,
    /// What Saldo does.
    pub value: f64,
    /// What the anchor does; none for absolute goals.
    pub anchor: Option<f64>,
    /// What is asked of the ratio, or of the value where there is no anchor.
    pub target: Target,
}

/// A bound.
#[derive(Clone, Copy)]
pub enum Target {
    /// Not less.
    AtLeast(f64),
    /// Not more.
    AtMost(f64),
}

/// Prints it. Without an anchor there is a goal and no verdict.
pub fn print(rows: &[Row]) {
    let head = [
        "", "metric", "value", "anchor", "ratio", "target", "verdict",
    ];
    let [id, what, value, anchor, ratio, target, verdict] = head;
    println!("{id:4} {what:44} {value:>9} {anchor:>9} {ratio:>7} {target:>8} {verdict}");
    for row in rows {
        let ratio = row.anchor.map(|anchor| row.value / anchor);
        let (target, met) = match row.target {
            Target::AtLeast(bound) => (format!("≥ {bound}"), ratio.unwrap_or(row.value) >= bound),
            Target::AtMost(bound) => (format!("≤ {bound}"), ratio.unwrap_or(row.value) <= bound),
        };
        let verdict = match (ratio.is_some(), met) {
            (true, true) => "met",
            (true, false) => "MISSED",
            (false, true) => "(goal met)",
            (false, false) => "(goal missed)",
        };
        let number = |number: Option<f64>| number.map_or("-".into(), |n| format!("{n:.1}"));
        let ratio = ratio.map_or("-".into(), |ratio| format!("{ratio:.2}"));
        let (value, anchor) = (number(Some(row.value)), number(row.anchor));
        println!(
            "{:4} {:44} {value:>9} {anchor:>9} {ratio:>7} {target:>8} {verdict}",
            row.id, row.what
        );
    }
}
