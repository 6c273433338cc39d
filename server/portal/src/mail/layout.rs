//! Text and HTML of one mail. Every value is escaped in the HTML; there are no pictures and no
//! style sheets, so that it looks the same everywhere and tells nobody that it was read.

use std::fmt::Write;

/// A mail in parts, in one language.
pub struct Layout {
    /// The language's tag.
    pub language: &'static str,
    /// The subject.
    pub subject: String,
    /// The paragraphs above the link.
    pub before: Vec<String>,
    /// The link's words and address.
    pub link: (String, String),
    /// The paragraphs below the link.
    pub after: Vec<String>,
    /// The last line.
    pub foot: String,
}

impl Layout {
    /// As plain text.
    pub fn text(&self) -> String {
        let (words, address) = &self.link;
        let link = format!("{words}:\n{address}");
        let foot = format!("-- \n{}", self.foot);
        let parts = self.before.iter().chain([&link]).chain(&self.after);
        let parts: Vec<&str> = parts.chain([&foot]).map(String::as_str).collect();
        parts.join("\n\n") + "\n"
    }

    /// As a document of HTML.
    pub fn html(&self) -> String {
        let (words, address) = (escaped(&self.link.0), escaped(&self.link.1));
        let mut body = paragraphs(&self.before);
        // Writing to a text cannot fail.
        let _ = write!(
            body,
            "<p style=\"margin:24px 0\"><a href=\"{address}\" style=\"display:inline-block;\
             padding:12px 20px;border-radius:8px;background:#1f5f8b;color:#ffffff;\
             text-decoration:none;font-weight:600\">{words}</a></p>\n\
             <p style=\"word-break:break-all\">{address}</p>\n"
        );
        body += &paragraphs(&self.after);
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title></head>\n\
             <body style=\"font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;\
             max-width:36em;margin:0 auto;padding:24px\">\n{body}<hr>\n\
             <p style=\"font-size:14px\">{}</p>\n</body>\n</html>\n",
            self.language,
            escaped(&self.subject),
            escaped(&self.foot),
        )
    }
}

fn paragraphs(texts: &[String]) -> String {
    let texts = texts
        .iter()
        .map(|text| format!("<p>{}</p>\n", escaped(text)));
    texts.collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            sign => out.push(sign),
        }
    }
    out
}
