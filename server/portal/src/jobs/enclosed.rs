use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateway::mail::Enclosure;
use model::caller::Permission;
use model::fault::Fault;
use model::id::AccountId;
use store::outbox::Message;
use store::scope::Scope;

use crate::desk::{Desk, scope_of};
use crate::failure::Failure;
use crate::mail::Notice;
use crate::session::access;

/// A mail carries at most so many documents: its link leads to all of them.
const MOST: usize = 10;

/// The documents that come with a mail: the PDF of each invoice that it asks to pay, the very file
/// that the page hands out, as far as the reader may know all that it names.
pub(super) async fn enclosed(
    desk: &Desk,
    message: &Message,
    notice: &Notice,
) -> Result<Vec<Enclosure>, Failure> {
    let invoices = match notice {
        Notice::Owed(owed) => &owed.invoices,
        Notice::ResetLink | Notice::PasswordChanged { .. } | Notice::NewDevice { .. } => {
            return Ok(Vec::new());
        }
    };
    let Some(account) = message.account_id.as_ref().map(|it| &it.0) else {
        return Ok(Vec::new());
    };
    let Some(scope) = scope(desk, account, message).await? else {
        return Ok(Vec::new());
    };
    let mut enclosed = Vec::new();
    for it in invoices.iter().take(MOST) {
        match desk.enclosed(account, it.id.clone(), &scope).await {
            Ok(file) => enclosed.extend(file.map(|file| Enclosure {
                name: format!("{}.pdf", plain(&file.name)),
                media: "application/pdf".to_owned(),
                content: STANDARD.encode(&file.content),
            })),
            Err(failure) if matches!(failure.fault(), Fault::Unavailable) => return Err(failure),
            // What cannot be typeset holds up no mail: suspensions count from it.
            Err(failure) => {
                drop(failure.told("enclose"));
            }
        }
    }
    Ok(enclosed)
}

/// What the reader may know; none for somebody who may see invoices no more. The account's own
/// addresses may know everything.
async fn scope(
    desk: &Desk,
    account: &AccountId,
    message: &Message,
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
    let reads = access.filter(|access| access.may(Permission::ViewInvoices));
    Ok(reads.as_ref().map(scope_of))
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
