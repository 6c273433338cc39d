use std::fmt::Write;

/// One line of an export: an object whose fields stand in the order in which they were added.
#[derive(Debug)]
pub(super) struct Object(String);

impl Object {
    pub fn empty() -> Self {
        Self(String::from("{"))
    }

    /// An object of a type, with the provider's own id.
    pub fn of(kind: &str, reference: &str) -> Self {
        Self::empty().text("type", kind).text("ref", reference)
    }

    /// What is JSON already.
    pub fn raw(mut self, name: &str, json: &str) -> Self {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        // Names of fields are plain; writing to a text cannot fail.
        let _ = write!(self.0, "\"{name}\":{json}");
        self
    }

    pub fn raw_if(self, name: &str, json: Option<&str>) -> Self {
        match json {
            Some(json) => self.raw(name, json),
            None => self,
        }
    }

    pub fn text(self, name: &str, value: &str) -> Self {
        self.raw(name, &quoted(value))
    }

    pub fn text_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub fn number(self, name: &str, value: i64) -> Self {
        self.raw(name, &value.to_string())
    }

    pub fn flag(self, name: &str, value: bool) -> Self {
        self.raw(name, if value { "true" } else { "false" })
    }

    pub fn list<I>(self, name: &str, items: I) -> Self
    where
        I: IntoIterator<Item = String>,
    {
        let items: Vec<String> = items.into_iter().collect();
        self.raw(name, &format!("[{}]", items.join(",")))
    }

    /// The fields of another object, after its own.
    pub fn fields(mut self, object: &str) -> Self {
        let inner = object.trim().trim_start_matches('{');
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        if !inner.is_empty() {
            if !self.0.ends_with('{') {
                self.0.push(',');
            }
            self.0.push_str(inner);
        }
        self
    }

    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_their_signs() {
        let line = Object::of("plan", "a\"b")
            .fields(r#"{"name":"Ä\n","prices":[{"x":{}}]}"#)
            .text_if("none", None)
            .number("n", -1)
            .flag("yes", true)
            .list("list", [quoted("1"), "2".to_owned()])
            .end();
        let text = concat!(
            r#"{"type":"plan","ref":"a\"b","name":"Ä\n","prices":[{"x":{}}],"#,
            r#""n":-1,"yes":true,"list":["1",2]}"#
        );
        assert_eq!(line, text);
        assert_eq!(
            Object::empty().fields("{}").number("n", 1).end(),
            r#"{"n":1}"#
        );
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
    }
}
