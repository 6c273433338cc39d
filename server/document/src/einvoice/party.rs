//! Who sells and who buys, and where their e-invoices go.

use en16931::Identifier;
use en16931::invoice::{Contact, Party, PostalAddress};
use model::invoice;

use crate::error::DocumentError;
use crate::paper::InvoicePaper;

/// The scheme of an address of electronic mail (EAS).
const MAIL: &str = "EM";

pub fn seller(paper: &InvoicePaper) -> Result<Party, DocumentError> {
    let mut party = party(&paper.seller)?;
    party.tax_registration.clone_from(&paper.seller.tax_number);
    if let Some(contact) = &paper.settling.contact {
        let (name, phone, email) = (&contact.name, &contact.phone, &contact.email);
        party.contact = Contact::new(name.clone(), phone.clone(), email.clone());
        party.electronic_address = Some(mail(email)?);
    }
    Ok(party)
}

pub fn buyer(paper: &InvoicePaper) -> Result<Party, DocumentError> {
    let mut party = party(&paper.buyer)?;
    if !paper.buyer_email.is_empty() {
        party.electronic_address = Some(mail(&paper.buyer_email)?);
    }
    Ok(party)
}

fn party(party: &invoice::Party) -> Result<Party, DocumentError> {
    let at = &party.address;
    let (line, city, code) = (&at.line1, &at.city, &at.postal_code);
    let address = PostalAddress::new(line.clone(), city.clone(), code.clone(), &at.country)
        .map_err(|error| DocumentError::Rules(error.to_string()))?;
    let address = PostalAddress {
        line2: at.line2.clone(),
        subdivision: at.region.clone(),
        ..address
    };
    let mut made = Party::new(party.name.clone(), address);
    made.vat_identifier.clone_from(&party.vat_id);
    Ok(made)
}

fn mail(address: &str) -> Result<Identifier, DocumentError> {
    Identifier::eas(address, MAIL).map_err(|error| DocumentError::Rules(error.to_string()))
}
