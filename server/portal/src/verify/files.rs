use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use store::document::{Kept, all};
use store::{StoreError, Tx};

/// I2: every file of a document is what it was when it was made.
pub(super) async fn unchanged(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    let mut after = (String::new(), String::new());
    loop {
        let rows = all(tx, (&after.0, &after.1)).await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        after = (last.subject.clone(), last.form.clone());
        if let Some(row) = rows.iter().find(|row| !fits(row)) {
            let Kept { subject, form, .. } = row;
            return Ok(Some(format!(
                "the file {form} of {subject} is not what was made"
            )));
        }
    }
}

fn fits(row: &Kept) -> bool {
    let content = STANDARD.decode(&row.content);
    content.is_ok_and(|content| URL_SAFE_NO_PAD.encode(Sha256::digest(content)) == row.hash)
}
