use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateway::mail::Enclosure;
use model::caller::{Access, Permission};
use model::document::File;
use model::fault::Fault;
use model::id::{AccountId, InvoiceId, PaymentId};
use store::outbox::Message;
use store::scope::Scope;

use crate::checkout::purpose;
use crate::desk::{Desk, scope_of};
use crate::failure::Failure;
use crate::mail::Notice;
use crate::session::access;

/// A mail carries at most so many documents: its link leads to all of them.
const MOST: usize = 10;

/// And at most so many bytes of them: coded for the mail they are a third more, and many servers
/// take no more than 10 MB.
const MOST_BYTES: usize = 7_000_000;

/// What comes with a mail.
#[derive(Default)]
pub(super) struct Enclosed {
    pub files: Vec<Enclosure>,
    /// Whether some did not fit: the mail says that its link leads to them.
    pub left_out: bool,
    bytes: usize,
}

impl Enclosed {
    /// Encloses a file if it fits; a smaller one after it may.
    fn add(&mut self, name: &str, content: &[u8]) {
        let bytes = self.bytes.saturating_add(content.len());
        if self.files.len() >= MOST || bytes > MOST_BYTES {
            self.left_out = true;
            return;
        }
        self.bytes = bytes;
        self.files.push(Enclosure {
            name: format!("{}.pdf", plain(name)),
            media: "application/pdf".to_owned(),
            content: STANDARD.encode(content),
        });
    }
}

/// A document that is to come with a mail.
enum Wanted<'a> {
    Invoice(&'a InvoiceId),
    Receipt(&'a PaymentId),
}

impl Wanted<'_> {
    async fn file(
        &self,
        desk: &Desk,
        account: &AccountId,
        scope: &Scope,
    ) -> Result<Option<File>, Failure> {
        match self {
            Self::Invoice(id) => desk.enclosed(account, (*id).clone(), scope).await,
            Self::Receipt(payment) if *scope == Scope::ALL => {
                desk.enclosed_receipt(account, payment).await
            }
            Self::Receipt(_) => Ok(None),
        }
    }
}

/// The documents that come with a mail: the PDF of each invoice that it asks to pay, the receipt of
/// what was paid; the very file that the page hands out, as far as the reader may know all that it
/// names.
pub(super) async fn enclosed(
    desk: &Desk,
    message: &Message,
    notice: &Notice,
) -> Result<Enclosed, Failure> {
    let mut enclosed = Enclosed::default();
    let wanted = wanted(notice);
    if wanted.is_empty() {
        return Ok(enclosed);
    }
    let Some(account) = message.account_id.as_ref().map(|it| &it.0) else {
        return Ok(enclosed);
    };
    let about = match notice {
        Notice::Paid(paid) => purpose(paid.invoices.is_empty()),
        _ => Permission::ViewInvoices,
    };
    let Some(scope) = scope(desk, account, (message, about)).await? else {
        return Ok(enclosed);
    };
    enclosed.left_out = wanted.len() > MOST;
    for it in wanted.iter().take(MOST) {
        match it.file(desk, account, &scope).await {
            Ok(Some(file)) => enclosed.add(&file.name, &file.content),
            Ok(None) => {}
            Err(failure) if matches!(failure.fault(), Fault::Unavailable) => return Err(failure),
            // What cannot be typeset holds up no mail: suspensions count from it.
            Err(failure) => {
                drop(failure.told("enclose"));
            }
        }
    }
    Ok(enclosed)
}

/// The documents of a mail.
fn wanted(notice: &Notice) -> Vec<Wanted<'_>> {
    match notice {
        Notice::Owed(owed) => owed
            .invoices
            .iter()
            .map(|it| Wanted::Invoice(&it.id))
            .collect(),
        // It names the billing account: not for those to whom the mail does not.
        Notice::Paid(paid) if paid.from.is_some() => vec![Wanted::Receipt(&paid.payment)],
        Notice::ResetLink
        | Notice::PasswordChanged { .. }
        | Notice::NewDevice { .. }
        | Notice::Paid(_)
        | Notice::Payer(_)
        | Notice::Low(_)
        | Notice::Withdrawn(_) => Vec::new(),
    }
}

/// What the reader may know; none for somebody who may not see what it is about any more. Credit is
/// of no subscription: whoever is not confined to some sees all of it. The account's own addresses
/// may know everything.
async fn scope(
    desk: &Desk,
    account: &AccountId,
    (message, about): (&Message, Permission),
) -> Result<Option<Scope>, Failure> {
    let Some(person) = &message.person_id else {
        return Ok(Some(Scope::ALL));
    };
    let mut tx = desk.db.read().await?;
    let rights = store::person::rights(&mut tx, account, &person.0).await?;
    let access = rights.map(|it| {
        let (chosen, only) = (it.permissions, it.subscriptions);
        access(
            it.role.map(|role| role.0),
            chosen.map(|chosen| chosen.0),
            only.map(|only| only.0),
        )
    });
    let reads = access.filter(|access| access.may(about));
    let all = |access: &Access| about == Permission::ViewCredit && access.only.is_none();
    Ok(reads.map(|access| {
        if all(&access) {
            Scope::ALL
        } else {
            scope_of(&access)
        }
    }))
}

/// A number as a file can be called everywhere.
fn plain(number: &str) -> String {
    let sign = |sign: char| match sign {
        '-' | '_' | '.' => sign,
        sign if sign.is_ascii_alphanumeric() => sign,
        _ => '-',
    };
    number.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_stays_small_enough_to_be_taken() {
        let mut enclosed = Enclosed::default();
        let large = vec![0; MOST_BYTES / 2];
        enclosed.add("R-1", &large);
        enclosed.add("R 2/3", &large);
        assert_eq!((enclosed.files.len(), enclosed.left_out), (2, false));
        assert_eq!(enclosed.files[1].name, "R-2-3.pdf");
        enclosed.add("R-4", &large);
        assert_eq!((enclosed.files.len(), enclosed.left_out), (2, true));
        let coded: usize = enclosed.files.iter().map(|it| it.content.len()).sum();
        assert!(coded < 10_000_000, "{coded}");
    }
}
