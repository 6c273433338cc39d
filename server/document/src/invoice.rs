//! Invoices and credit notes as sheets.

use model::currency::Currency;
use model::invoice::{LineKind, Party};

use crate::error::DocumentError;
use crate::figure::{bare, decimal, money, percent, price};
use crate::paper::{InvoicePaper, Kind, PaperGroup, PaperLine};
use crate::press::print;
use crate::sheet::{Cell, Column, Fact, Section, Sheet, Sum};
use crate::words::Words;

/// An invoice or a credit note as PDF/A-3a and PDF/UA-1. The same paper gives the same bytes.
///
/// # Errors
/// When the typesetter fails.
pub fn invoice(paper: &InvoicePaper) -> Result<Vec<u8>, DocumentError> {
    print(&sheet(paper, &Words::of(paper.language)?)?)
}

fn sheet(paper: &InvoicePaper, words: &Words) -> Result<Sheet, DocumentError> {
    let mut lines = paper.lines.iter();
    let pieces = lines.any(|line| line.quantity.is_some() && line.unit_price.is_some());
    let mut facts = facts(paper, words)?;
    facts.retain(|fact| !fact.value.is_empty());
    Ok(Sheet {
        lang: paper.language.tag(),
        title: format!("{}, {}", heading(paper, words)?, paper.seller.name),
        author: paper.seller.name.clone(),
        date: paper.issued_on.parts(),
        heading: heading(paper, words)?,
        about: about(paper, words)?,
        sender: sender(&paper.seller),
        recipient: address(&paper.buyer, &paper.seller),
        facts,
        columns: columns(paper.total.currency, pieces, words)?,
        rows: rows(paper, pieces, words)?,
        sums: sums(paper, words)?,
        remarks: remarks(&paper.groups, words)?,
        sections: sections(paper, words)?,
        foot: foot(&paper.seller, words)?,
        page: (words.word("page")?, words.word("of")?),
    })
}

pub fn heading(paper: &InvoicePaper, words: &Words) -> Result<String, DocumentError> {
    let key = match paper.kind {
        Kind::Invoice { .. } => "invoice",
        Kind::CreditNote { .. } => "credit_note",
    };
    words.say(key, &[("number", &paper.number)])
}

fn about(paper: &InvoicePaper, words: &Words) -> Result<Option<String>, DocumentError> {
    let (corrects, copy) = match &paper.kind {
        Kind::Invoice { .. } => (None, "copy"),
        Kind::CreditNote { invoice, issued_on } => {
            let date = words.date(*issued_on);
            let corrects = words.say("corrects", &[("number", invoice), ("date", &date)])?;
            (Some(corrects), "copy_credit_note")
        }
    };
    let copy = paper.copy.then(|| words.word(copy)).transpose()?;
    let both: Vec<String> = corrects.into_iter().chain(copy).collect();
    Ok(Some(both.join(" ")).filter(|both| !both.is_empty()))
}

/// The sender in one line, as it shows through the window of an envelope.
pub fn sender(party: &Party) -> String {
    let at = &party.address;
    let city = format!("{} {}", at.postal_code, at.city);
    let parts = [&party.name, &at.line1, &city];
    let parts = parts.map(|part| part.trim().to_owned());
    parts.join(" · ")
}

/// Name and address, line by line; the country where it is not that of `home`.
pub fn address(party: &Party, home: &Party) -> Vec<String> {
    let at = &party.address;
    let abroad = at.country != home.address.country;
    let country = if abroad { at.country.as_str() } else { "" };
    let city = format!("{} {}", at.postal_code, at.city);
    let region = at.region.clone().unwrap_or_default();
    let lines = [
        party.name.clone(),
        at.line1.clone(),
        at.line2.clone().unwrap_or_default(),
        city.trim().to_owned(),
        format!("{region} {country}").trim().to_owned(),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn facts(paper: &InvoicePaper, words: &Words) -> Result<Vec<Fact>, DocumentError> {
    let fact = |name: &str, value: Option<String>| {
        let value = value.unwrap_or_default();
        words.word(name).map(|name| Fact { name, value })
    };
    let due = match paper.kind {
        Kind::Invoice { due_on } => Some(words.date(due_on)),
        Kind::CreditNote { .. } => None,
    };
    [
        fact("number", Some(paper.number.clone())),
        fact("issued", Some(words.date(paper.issued_on))),
        fact("due", due),
        fact("customer", Some(paper.customer.clone())),
        fact("own_reference", paper.own_reference.clone()),
        fact("your_vat", paper.buyer.vat_id.clone()),
    ]
    .into_iter()
    .collect()
}

fn columns(currency: Currency, pieces: bool, words: &Words) -> Result<Vec<Column>, DocumentError> {
    let number = |title| Column {
        title,
        number: true,
        wide: false,
    };
    let currency = [("currency", currency.code())];
    let mut columns = vec![Column {
        title: words.word("item")?,
        number: false,
        wide: true,
    }];
    if pieces {
        columns.push(number(words.word("quantity")?));
        columns.push(number(words.say("unit_price", &currency)?));
    }
    columns.push(number(words.word("rate")?));
    columns.push(number(words.say("net_in", &currency)?));
    Ok(columns)
}

fn rows(
    paper: &InvoicePaper,
    pieces: bool,
    words: &Words,
) -> Result<Vec<Vec<Cell>>, DocumentError> {
    let currency = paper.total.currency;
    let row = |line: &PaperLine| {
        let mut cells = vec![item(line, words)?];
        if pieces {
            let figure = |plain: &String| decimal(plain, words.language);
            let unit = |plain: &String| price(plain, currency, words.language);
            let priced = line.quantity.as_ref().zip(line.unit_price.as_ref());
            let (quantity, unit) = priced.map(|(q, p)| (figure(q), unit(p))).unzip();
            cells.push(quantity.unwrap_or_default().into());
            cells.push(unit.unwrap_or_default().into());
        }
        cells.push(percent(&line.tax_rate, words.language).into());
        cells.push(bare(line.net, words.language).into());
        Ok(cells)
    };
    paper.lines.iter().map(row).collect()
}

/// What it is, for which subscription, for which time.
fn item(line: &PaperLine, words: &Words) -> Result<Cell, DocumentError> {
    let kind = match line.kind {
        LineKind::Setup => Some("setup"),
        LineKind::Usage => Some("usage"),
        LineKind::ProrationCredit => Some("proration_credit"),
        LineKind::ProrationCharge => Some("proration_charge"),
        LineKind::Plan | LineKind::Addon | LineKind::Fee | LineKind::Coupon | LineKind::Manual => {
            None
        }
    };
    let kind = kind.map(|kind| words.word(kind)).transpose()?;
    let period = line.period.map(|period| words.period(period)).transpose()?;
    let notes = [kind, line.subscription.clone(), period];
    Ok(Cell {
        text: line.text.clone(),
        notes: notes.into_iter().flatten().collect(),
    })
}

fn sums(paper: &InvoicePaper, words: &Words) -> Result<Vec<Sum>, DocumentError> {
    let money = |amount| money(amount, words.language);
    let sum = |name, value, last| Sum { name, value, last };
    let mut sums = vec![sum(words.word("net")?, money(paper.net), false)];
    for group in &paper.groups {
        let (rate, net) = (percent(&group.rate, words.language), money(group.net));
        let name = words.say("vat_of", &[("rate", &rate), ("net", &net)])?;
        sums.push(sum(name, money(group.tax), false));
    }
    if paper.groups.len() > 1 {
        sums.push(sum(words.word("vat_in_all")?, money(paper.tax), false));
    }
    let last = match paper.kind {
        Kind::Invoice { .. } => "total",
        Kind::CreditNote { .. } => "taken_back",
    };
    sums.push(sum(words.word(last)?, money(paper.total), true));
    Ok(sums)
}

/// What a document has to say of a category without tax (UNTDID 5305; Directive 2006/112/EC,
/// article 226, numbers 11 and 11a).
pub fn exemption(category: &str) -> Option<&'static str> {
    match category {
        "AE" => Some("reverse_charge"),
        "E" => Some("exempt"),
        "Z" => Some("zero"),
        "O" => Some("outside"),
        "G" => Some("export"),
        _ => None,
    }
}

fn remarks(groups: &[PaperGroup], words: &Words) -> Result<Vec<String>, DocumentError> {
    let mut keys: Vec<&str> = Vec::new();
    let known = groups.iter().filter_map(|group| exemption(&group.category));
    for key in known {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.into_iter().map(|key| words.word(key)).collect()
}

fn sections(paper: &InvoicePaper, words: &Words) -> Result<Vec<Section>, DocumentError> {
    let mut section = how_to_settle(paper, words)?;
    if let Some(contact) = &paper.settling.contact {
        let values = [
            ("name", contact.name.as_str()),
            ("email", &contact.email),
            ("phone", &contact.phone),
        ];
        section.more.push(words.say("questions", &values)?);
    }
    Ok(vec![section])
}

/// How an invoice is paid, or what becomes of a credit note.
pub fn how_to_settle(paper: &InvoicePaper, words: &Words) -> Result<Section, DocumentError> {
    match paper.kind {
        Kind::Invoice { due_on } => how_to_pay(paper, &words.date(due_on), words),
        Kind::CreditNote { .. } => Ok(Section {
            title: words.word("settle")?,
            text: vec![words.word("settle_note")?],
            ..Section::default()
        }),
    }
}

fn how_to_pay(paper: &InvoicePaper, due: &str, words: &Words) -> Result<Section, DocumentError> {
    let title = words.word("pay")?;
    if paper.total.minor <= 0 {
        let text = vec![words.word("nothing_due")?];
        return Ok(Section {
            title,
            text,
            ..Section::default()
        });
    }
    let total = money(paper.total, words.language);
    let values = [("date", due), ("total", total.as_str())];
    let mut text = vec![words.say("pay_saved", &values)?];
    let (mut facts, mut more) = (Vec::new(), Vec::new());
    if let Some(bank) = &paper.settling.bank {
        text.push(words.say("pay_transfer", &values)?);
        let bic = bank.bic.clone().unwrap_or_default();
        for (name, value) in [
            ("holder", bank.holder.clone()),
            ("iban", bank.iban.clone()),
            ("bic", bic),
            ("reference", paper.number.clone()),
        ] {
            let name = words.word(name)?;
            facts.push(Fact { name, value });
        }
        facts.retain(|fact| !fact.value.is_empty());
    }
    if let Some(page) = &paper.settling.page {
        more.push(words.say("pay_page", &[("page", page)])?);
    }
    Ok(Section {
        title,
        text,
        facts,
        more,
    })
}

/// Who the seller is, for the foot of each page.
pub fn foot(seller: &Party, words: &Words) -> Result<Vec<String>, DocumentError> {
    let vat = seller.vat_id.as_deref();
    let vat = vat.map(|number| words.say("vat", &[("number", number)]));
    let tax = seller.tax_number.as_deref();
    let tax = tax.map(|number| words.say("tax_number", &[("number", number)]));
    let ids = [vat, tax].into_iter().flatten();
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    let country = &seller.address.country;
    let place = format!("{}, {country}", address(seller, seller).join(", "));
    let lines = [place, ids.join(" · ")];
    Ok(lines.into_iter().filter(|line| !line.is_empty()).collect())
}
