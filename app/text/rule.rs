//! How a catalogue of texts becomes lines. `app/build.rs` (which writes the functions) and the
//! bundle (which writes the asset of each language) both read this one file, so that the line
//! number which a function was given is the line at which the asset has its text.

/// The plural forms of CLDR, in the order in which a plural message takes its lines.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// One message of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The table of the TOML file: the noun or part that it belongs to.
    pub section: String,
    /// Its name in the table.
    pub key: String,
    /// One text, or six in the order of [`FORMS`]; a form that a language does without is a
    /// copy of its `other`.
    pub forms: Vec<String>,
}

impl Message {
    /// Whether the text depends on a count.
    pub fn is_plural(&self) -> bool {
        self.forms.len() == FORMS.len()
    }

    fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }
}

/// Reads one catalogue: tables of texts, sorted by table and key.
///
/// # Errors
/// A sentence that names the key: not TOML, not a text, or a plural without `other`.
pub fn parse(source: &str) -> Result<Vec<Message>, String> {
    let document: toml::Table = source.parse().map_err(|fault| format!("{fault}"))?;
    let mut messages = Vec::new();
    for (section, table) in document {
        let toml::Value::Table(table) = table else {
            return Err(format!("{section}: a text stands in a table"));
        };
        for (key, value) in table {
            let forms = forms(value).map_err(|fault| format!("{section}.{key}: {fault}"))?;
            let section = section.clone();
            messages.push(Message {
                section,
                key,
                forms,
            });
        }
    }
    messages.sort_by(|a, b| (&a.section, &a.key).cmp(&(&b.section, &b.key)));
    Ok(messages)
}

fn forms(value: toml::Value) -> Result<Vec<String>, String> {
    let mut table = match value {
        toml::Value::String(text) => return Ok(vec![text]),
        toml::Value::Table(table) => table,
        _ => return Err("neither a text nor plural forms".into()),
    };
    let mut take = |form: &str| match table.remove(form) {
        Some(toml::Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("the form `{form}` is not a text")),
        None => Ok(None),
    };
    let other = take("other")?.ok_or("the form `other` is missing")?;
    let mut forms = Vec::with_capacity(FORMS.len());
    for form in FORMS {
        forms.push(take(form)?.unwrap_or_else(|| other.clone()));
    }
    match table.keys().next() {
        Some(key) => Err(format!("`{key}` is not a plural form")),
        None => Ok(forms),
    }
}

/// The asset of a language: one line for each form of each message, in the order of `english`,
/// whose keys are the measure. A line break inside a text is written `\n`, a backslash `\\`.
///
/// # Errors
/// A sentence that names the first key that is missing, left over, or plural on one side only.
pub fn asset(english: &[Message], language: &[Message]) -> Result<String, String> {
    let mut lines = String::new();
    let mut theirs = language.iter();
    for ours in english {
        let message = theirs.next().ok_or(format!("{} is missing", ours.name()))?;
        match (&message.section, &message.key).cmp(&(&ours.section, &ours.key)) {
            std::cmp::Ordering::Less => return Err(format!("{} is left over", message.name())),
            std::cmp::Ordering::Greater => return Err(format!("{} is missing", ours.name())),
            std::cmp::Ordering::Equal => {}
        }
        if message.is_plural() != ours.is_plural() {
            return Err(format!("{} is a plural on one side only", ours.name()));
        }
        for form in &message.forms {
            lines.push_str(&form.replace('\\', r"\\").replace('\n', r"\n"));
            lines.push('\n');
        }
    }
    match theirs.next() {
        Some(message) => Err(format!("{} is left over", message.name())),
        None => Ok(lines),
    }
}
