use model::money::MoneyError;
use model::ratio::Ratio;
use rust_decimal::Decimal;

use super::{tax_on, tax_within};

/// Of so many lines each choice of those whose prices contain the tax is tried.
const TRIED: usize = 10;

/// Whether a tax can be that of net lines of one rate: the tax within those whose prices contain it
/// and the tax on the others are rounded once each. Beside each net amount stands whether its price
/// contains the tax; where that is not known, either will do. Of many such lines it is enough that
/// the tax is no further from the exact one than that rounding can lead.
///
/// # Errors
/// When a sum is too large.
pub fn follows(lines: &[(i64, Option<bool>)], rate: Decimal, tax: i64) -> Result<bool, MoneyError> {
    let net: i64 = lines.iter().map(|(net, _)| net).sum();
    let unknown = lines.iter().filter(|(_, holds)| holds.is_none());
    let unknown: Vec<i64> = unknown.map(|(net, _)| *net).collect();
    if unknown.len() > TRIED {
        return is_near(net, rate, tax);
    }
    let known = lines.iter().filter(|(_, holds)| *holds == Some(true));
    let (count, sum) = known.fold((0_usize, 0), |(count, sum), (net, _)| {
        (count + 1, sum + net)
    });
    let all = (1_u32 << unknown.len()) - 1;
    // All of a kind is the usual.
    for choice in [0, all].into_iter().chain(1..all) {
        let chosen = unknown.iter().enumerate();
        let chosen = chosen.filter(|(place, _)| choice >> place & 1 == 1);
        let inside = sum + chosen.map(|(_, net)| net).sum::<i64>();
        let within = tax.saturating_sub(tax_on(net.saturating_sub(inside), rate)?);
        let fits = if count == 0 && choice == 0 {
            within == 0
        } else {
            tax_within(inside.saturating_add(within), rate)? == within
        };
        if fits {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a tax is no further from the exact one than rounding can lead.
fn is_near(net: i64, rate: Decimal, tax: i64) -> Result<bool, MoneyError> {
    let exact = Ratio::whole(net).times(Ratio::from_decimal(rate)?)?;
    let off = Ratio::whole(tax).times(Ratio::whole(-100))?.plus(exact)?;
    // Half a minor unit within a gross price is so much more on its net.
    let most = Ratio::from_decimal(rate)?.over(Ratio::whole(2))?;
    let part = off.over(most.plus(Ratio::whole(100))?)?;
    Ok(part.numerator().abs() <= part.denominator())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn net_and_gross_lines_of_one_rate_are_rounded_once_each() {
        let rate = Decimal::from(22);
        let of = |nets: &[(i64, Option<bool>)], tax| follows(nets, rate, tax).unwrap();
        let unknown = |nets: &[i64]| nets.iter().map(|net| (*net, None)).collect::<Vec<_>>();
        // 10.00 net bear 2.20; 14.00 with tax hold 2.52.
        let two = unknown(&[1_000, 1_148]);
        for (tax, fits) in [(472, true), (473, true), (470, false), (475, false)] {
            assert_eq!(of(&two, tax), fits, "{tax}");
        }
        let many = unknown(&[[1_000; 10].as_slice(), &[1_148; 1]].concat());
        assert!(of(&many, 2_452) && !of(&many, 2_455));
        // Where it is known there is one tax: 2.5256 on what is net, 2.52 within 14.00.
        let one = |holds| [(1_148, Some(holds))];
        assert!(of(&one(false), 253) && !of(&one(false), 252));
        assert!(of(&one(true), 252));
        let known = [(1_000, Some(false)), (1_148, Some(false))];
        assert!(of(&known, 473) && !of(&known, 472));
        let many: Vec<_> = many.iter().map(|(net, _)| (*net, Some(false))).collect();
        assert!(of(&many, 2_453) && !of(&many, 2_452));
    }
}
