//! One entry of a bank statement, with its parts.

use model::money::Money;
use model::time::Date;
use roxmltree::Node;

use super::statement::{Entry, child, children, words};

/// An entry, or a part of one; its place is not yet told.
pub struct Part(pub Entry);

type Read<T> = Result<T, &'static str>;

/// What banks write where there is no reference.
const NONE: [&str; 2] = ["NOTPROVIDED", "NONREF"];

/// An entry as its parts, where they add up to it; else as one.
pub fn entries(node: Node<'_, '_>) -> Read<Vec<Part>> {
    let whole = signed(node, None)?;
    let details: Vec<_> = children(node, "NtryDtls")
        .flat_map(|details| children(details, "TxDtls"))
        .collect();
    let announced = children(node, "NtryDtls")
        .filter_map(|details| words(details, &["Btch", "NbOfTxs"])?.parse().ok())
        .max();
    match details.as_slice() {
        [] => Ok(vec![part(node, None, (whole, announced.unwrap_or(1)))?]),
        [one] if announced.unwrap_or(1) <= 1 => Ok(vec![part(node, Some(*one), (whole, 1))?]),
        several => {
            let parts = several.iter().map(|one| {
                let amount = detail_amount(*one, node)?;
                part(node, Some(*one), (amount?, 1)).ok()
            });
            let parts: Option<Vec<Part>> = parts.collect();
            let count = u32::try_from(several.len()).unwrap_or(u32::MAX);
            match parts.filter(|parts| adds_up(parts, whole)) {
                Some(parts) => Ok(parts),
                None => Ok(vec![part(node, None, (whole, announced.unwrap_or(count)))?]),
            }
        }
    }
}

fn adds_up(parts: &[Part], whole: Money) -> bool {
    let amounts = parts.iter().map(|Part(entry)| entry.amount);
    let zero = Money::zero(whole.currency);
    amounts
        .into_iter()
        .try_fold(zero, |sum, amount| sum.plus(amount))
        == Ok(whole)
}

/// The amount of a part in the account's currency; none if it is not told.
fn detail_amount(detail: Node<'_, '_>, entry: Node<'_, '_>) -> Option<Option<Money>> {
    let own = child(detail, "Amt");
    let transaction = child(detail, "AmtDtls")
        .and_then(|it| child(it, "TxAmt"))
        .and_then(|it| child(it, "Amt"));
    let amount = own.or(transaction)?;
    let currency = child(entry, "Amt").and_then(|it| it.attribute("Ccy"));
    if amount.attribute("Ccy") != currency {
        return None;
    }
    let way = if child(detail, "CdtDbtInd").is_some() {
        detail
    } else {
        entry
    };
    Some(money(amount, way).ok())
}

/// The amount of an entry or a balance, with its sign.
pub fn signed(node: Node<'_, '_>, way: Option<Node<'_, '_>>) -> Read<Money> {
    let amount = child(node, "Amt").ok_or("it has no amount")?;
    money(amount, way.unwrap_or(node))
}

fn money(amount: Node<'_, '_>, way: Node<'_, '_>) -> Read<Money> {
    let currency = amount
        .attribute("Ccy")
        .ok_or("its amount has no currency")?;
    let currency = currency.parse().map_err(|_| "a currency that is unknown")?;
    let text = amount.text().unwrap_or_default().trim();
    let money = Money::parse(text, currency).map_err(|_| "an amount that cannot be read")?;
    if money.minor < 0 {
        return Err("an amount below zero");
    }
    match words(way, &["CdtDbtInd"]).as_deref() {
        Some("CRDT") => Ok(money),
        Some("DBIT") => money.negated().map_err(|_| "an amount that is too large"),
        _ => Err("it does not say whether money came or went"),
    }
}

fn part(
    node: Node<'_, '_>,
    detail: Option<Node<'_, '_>>,
    (amount, parts): (Money, u32),
) -> Read<Part> {
    let status = words(node, &["Sts", "Cd"]).or_else(|| words(node, &["Sts"]));
    let booked = match status.as_deref() {
        Some("BOOK") => true,
        Some("PDNG" | "INFO" | "FUTR") => false,
        _ => return Err("it does not say whether it is booked"),
    };
    let reference = detail.and_then(|it| given(it, &["Refs", "AcctSvcrRef"]));
    let came = amount.minor >= 0;
    let party = detail.and_then(|it| child(it, "RltdPties"));
    Ok(Part(Entry {
        place: String::new(),
        bank_reference: reference.or_else(|| given(node, &["AcctSvcrRef"])),
        amount,
        reversal: words(node, &["RvslInd"]).is_some_and(|it| it == "true" || it == "1"),
        booked,
        booked_on: day(node, "BookgDt")?,
        value_on: day(node, "ValDt")?,
        end_to_end: detail.and_then(|it| given(it, &["Refs", "EndToEndId"])),
        creditor_reference: detail.and_then(structured),
        remittance: detail.map(remittance).unwrap_or_default(),
        party: party.and_then(|it| name(it, came)),
        iban: party.and_then(|it| {
            let account = if came { "DbtrAcct" } else { "CdtrAcct" };
            words(it, &[account, "Id", "IBAN"])
        }),
        return_reason: detail.and_then(|it| words(it, &["RtrInf", "Rsn", "Cd"])),
        parts,
    }))
}

/// A reference, if it is one.
fn given(node: Node<'_, '_>, path: &[&str]) -> Option<String> {
    words(node, path).filter(|it| !NONE.contains(&it.as_str()))
}

/// A calendar date; of an instant, its date as the bank writes it.
pub fn day(node: Node<'_, '_>, name: &str) -> Read<Option<Date>> {
    let Some(node) = child(node, name) else {
        return Ok(None);
    };
    let text = words(node, &["Dt"]).or_else(|| words(node, &["DtTm"]));
    let text = text.or_else(|| words(node, &[]));
    let text = text.ok_or("a day that is empty")?;
    // A date may carry a zone behind it.
    let date = text.get(..10).and_then(|date| date.parse().ok());
    date.map(Some).ok_or("a day that cannot be read")
}

/// The other party's name: since version 8 it stands one level deeper.
fn name(parties: Node<'_, '_>, came: bool) -> Option<String> {
    let party = child(parties, if came { "Dbtr" } else { "Cdtr" })?;
    words(party, &["Nm"]).or_else(|| words(party, &["Pty", "Nm"]))
}

fn structured(detail: Node<'_, '_>) -> Option<String> {
    let info = child(detail, "RmtInf")?;
    children(info, "Strd").find_map(|it| words(it, &["CdtrRefInf", "Ref"]))
}

/// Lines of a text that a bank has broken are one text.
fn remittance(detail: Node<'_, '_>) -> String {
    let info = child(detail, "RmtInf");
    let lines = info.into_iter().flat_map(|info| children(info, "Ustrd"));
    let lines = lines.filter_map(|line| words(line, &[]));
    lines.collect::<Vec<_>>().join(" ")
}
