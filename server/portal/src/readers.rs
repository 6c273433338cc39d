//! Who reads what an account is written about its money.

use model::caller::Permission;
use model::id::PersonId;
use store::run::{Contact, Reader};

use crate::session::access;

/// Somebody who is written to.
pub(crate) struct Recipient {
    /// The person; nobody known where it is an address of the account.
    pub person: Option<PersonId>,
    /// The address.
    pub address: String,
    /// Whether they may know which billing account pays.
    pub knows_payers: bool,
}

/// Whoever may see what it is about (invoices, or credit), and the account's own address for
/// invoices. Nobody being there, the account itself is written to.
pub(crate) fn recipients(
    contact: &Contact,
    (readers, about): (Vec<Reader>, Permission),
) -> Vec<Recipient> {
    let readers = readers.into_iter();
    let mut to: Vec<Recipient> = readers.filter_map(|it| recipient(it, about)).collect();
    let own = contact.invoice_email.as_ref();
    let own = own.or_else(|| to.is_empty().then_some(&contact.email));
    if let Some(own) = own
        && to.iter().all(|it| !it.address.eq_ignore_ascii_case(own))
    {
        to.push(Recipient {
            person: None,
            address: own.clone(),
            knows_payers: true,
        });
    }
    to
}

fn recipient(reader: Reader, about: Permission) -> Option<Recipient> {
    let chosen = reader.permissions.map(|chosen| chosen.0);
    let rights = access(reader.role.map(|role| role.0), chosen, None);
    rights.may(about).then(|| Recipient {
        person: Some(reader.person_id.0),
        address: reader.email,
        knows_payers: rights.may(Permission::ViewBillingAccounts),
    })
}
