use std::sync::Arc;

use document::Contact;
use model::currency::Currency;
use model::document::Forms;
use tokio::sync::Semaphore;

/// So many documents are typeset at once: each takes a core for a moment.
const PRESSES: usize = 2;
/// What e-invoices know of an amount (EN 16931, 6.5.2).
const DECIMALS: u32 = 2;

/// What documents say of the house, and how many are made at once.
#[derive(Clone)]
pub struct Papers {
    pub(super) contact: Option<Contact>,
    pub(super) portal: Option<String>,
    pub(crate) presses: Arc<Semaphore>,
}

impl Default for Papers {
    fn default() -> Self {
        Self::new(None, None)
    }
}

impl Papers {
    /// Whom to ask (without it there is no XRechnung), and the address of the portal.
    #[must_use]
    pub fn new(contact: Option<Contact>, portal: Option<&str>) -> Self {
        Self {
            contact,
            portal: portal.map(|address| address.trim_end_matches('/').to_owned()),
            presses: Arc::new(Semaphore::new(PRESSES)),
        }
    }

    /// As which files a document is handed out. `whole`: to somebody who may know all that it
    /// names; what was made elsewhere is no e-invoice.
    pub(crate) fn forms(&self, whole: bool, imported: bool, currency: Currency) -> Forms {
        let asked = self.contact.is_some() && currency.exponent() <= DECIMALS;
        Forms {
            pdf: whole,
            xrechnung: whole && !imported && asked,
        }
    }
}
