//! What resources are called.

use crate::text::usage as words;

/// What the reader calls a resource; one that the provider made up keeps its name.
pub(crate) fn resource(code: &str) -> String {
    let name = match code {
        "disk" => words::disk(),
        "traffic" => words::traffic(),
        "mailboxes" => words::mailboxes(),
        code => code,
    };
    name.to_owned()
}
