use billing::credit_note::{Extent, Issued, IssuedLine, NoteRefusal, note};
use billing::tax::{Category, Line, groups};
use model::id::InvoiceId;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn issued(lines: &[(i64, i64)]) -> Issued {
    let taxed = |(net, rate): &(i64, i64)| Line {
        amount: *net,
        rate: Decimal::from(*rate),
        category: Category::S,
    };
    let taxed: Vec<Line> = lines.iter().map(taxed).collect();
    let lines = (1..).zip(&taxed).map(|(n, line)| IssuedLine {
        n,
        net: line.amount,
        credited: 0,
        rate: line.rate,
        category: line.category,
    });
    Issued {
        invoice: InvoiceId::make(0, [1; 10]),
        lines: lines.collect(),
        groups: groups(&taxed).unwrap(),
        noted: Vec::new(),
    }
}

#[test]
fn notes_line_by_line_are_the_whole() {
    let mut invoice = issued(&[(6833, 20), (6833, 20), (5750, 20), (8500, 20)]);
    let mut totals = Vec::new();
    for (n, net) in [(1, 6833), (2, 6833), (3, 5750), (4, 8500)] {
        let made = note(&invoice, &Extent::Lines(vec![(n, net)])).unwrap();
        totals.push(made.total);
        invoice = invoice.after(&made);
    }
    assert_eq!(totals, [8200, 8199, 6900, 10200]);
    assert_eq!(note(&invoice, &Extent::Whole), Err(NoteRefusal::Nothing));
}

#[test]
fn no_line_is_credited_beyond_itself() {
    let invoice = issued(&[(1000, 20), (-500, 20)]);
    let lines = |lines: &[(u32, i64)]| note(&invoice, &Extent::Lines(lines.to_vec()));
    assert_eq!(lines(&[(1, 1001)]), Err(NoteRefusal::Beyond(1)));
    assert_eq!(lines(&[(1, -1)]), Err(NoteRefusal::Beyond(1)));
    assert_eq!(lines(&[(2, 1)]), Err(NoteRefusal::Beyond(2)));
    assert_eq!(lines(&[(3, 1)]), Err(NoteRefusal::Line(3)));
    assert_eq!(lines(&[(1, 1), (1, 1)]), Err(NoteRefusal::Line(1)));
    // Ten back where five were paid.
    assert_eq!(lines(&[(1, 1000)]), Err(NoteRefusal::Whole));
    assert_eq!(lines(&[(2, -500)]), Err(NoteRefusal::Whole));
    assert_eq!(lines(&[(1, 1000), (2, -500)]).unwrap().total, 600);
    assert_eq!(lines(&[]), Err(NoteRefusal::Nothing));
    assert_eq!(
        note(&invoice, &Extent::Amount(601)),
        Err(NoteRefusal::Whole)
    );
    assert_eq!(
        note(&invoice, &Extent::Amount(0)),
        Err(NoteRefusal::Nothing)
    );
}

proptest! {
    /// Invariant I11, what is credited.
    #[test]
    fn notes_never_exceed_the_invoice(
        lines in proptest::collection::vec((1..100_000_i64, 0..3_i64), 1..6),
        parts in proptest::collection::vec((any::<bool>(), 0..=100_i64), 1..8),
    ) {
        let lines: Vec<(i64, i64)> = lines.into_iter().map(|(net, rate)| (net, rate * 7)).collect();
        let first = issued(&lines);
        let total: i64 = first.groups.iter().map(|group| group.net + group.tax).sum();
        let mut invoice = first.clone();
        let mut credited = 0;
        for (by_amount, percent) in parts {
            let extent = if by_amount {
                Extent::Amount((total - credited) * percent / 100)
            } else {
                Extent::Lines(invoice.lines.iter()
                    .map(|line| (line.n, line.left() * percent / 100)).collect())
            };
            let Ok(made) = note(&invoice, &extent) else { continue };
            if let Extent::Amount(amount) = extent {
                prop_assert!(made.total <= amount && amount - made.total <= 2);
            }
            prop_assert_eq!(made.lines.iter().map(|(_, net)| net).sum::<i64>(), made.net);
            prop_assert_eq!(made.net + made.tax, made.total);
            credited += made.total;
            invoice = invoice.after(&made);
            for line in &invoice.lines {
                prop_assert!((0..=line.net).contains(&line.credited));
            }
            prop_assert!(credited <= total);
        }
        if let Ok(rest) = note(&invoice, &Extent::Whole) {
            credited += rest.total;
        }
        prop_assert_eq!(credited, total);
    }
}
