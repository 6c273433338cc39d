use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Trouble;
use crate::settings::{
    AdapterSettings, AuthorityKind, ContactSettings, GatewayKind, GatewaySettings, PanelKind,
    RegistrarKind, SecretUrl, Settings,
};

/// A fresh place for database and mails, and settings that lead there. What the provider has set
/// otherwise, the brand included, stays.
pub fn settings(mut settings: Settings) -> Result<Settings, Trouble> {
    let folder = folder(settings.server.listen.port());
    let emptied = empty(&folder);
    emptied.map_err(|error| Trouble::new(format!("the folder {}: {error}", folder.display())))?;
    let database = folder.join("saldo.db");
    settings.database.url = SecretUrl::from(format!("sqlite://{}", database.display()));
    settings.mail.url = SecretUrl::default();
    settings.mail.directory = Some(folder.join("mail"));
    settings.mail.show = true;
    let books = Some(folder.join("sandbox.db"));
    let gateway = GatewaySettings {
        books,
        ..GatewaySettings::of(GatewayKind::Sandbox)
    };
    settings.gateways.insert("sandbox".to_owned(), gateway);
    sandbox(&mut settings.panels, PanelKind::Sandbox);
    sandbox(&mut settings.registrars, RegistrarKind::Sandbox);
    sandbox(&mut settings.authorities, AuthorityKind::Sandbox);
    if settings.brand.legal.is_empty() {
        settings.brand.name = "Quayside".to_owned();
        settings.brand.legal = "Quayside Hosting GmbH, Hamburg".to_owned();
    }
    let contact = &mut settings.documents.contact;
    contact.get_or_insert_with(|| ContactSettings {
        name: "Customer accounts".to_owned(),
        phone: "+49 40 5550100".to_owned(),
        email: "accounts@quayside.example".to_owned(),
    });
    Ok(settings)
}

fn sandbox<K>(set: &mut BTreeMap<String, AdapterSettings<K>>, kind: K) {
    set.insert("sandbox".to_owned(), AdapterSettings { kind });
}

/// One for each port: several demos may run side by side.
fn folder(port: u16) -> PathBuf {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    let base = state.or(home).unwrap_or_else(std::env::temp_dir);
    base.join("saldo").join(format!("demo-{port}"))
}

fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::create_dir_all(folder)?,
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
