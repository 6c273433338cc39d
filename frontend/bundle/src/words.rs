//! The texts of each language: an asset that only readers of that language load.

use std::collections::BTreeMap;

use crate::tools::{Done, Workspace, read};

#[path = "../../../app/text/rule.rs"]
mod rule;

/// The language that defines which texts there are.
const MEASURE: &str = "en";

/// The asset of each language by the name of its catalogue, `app/text/<language>.toml`.
pub fn build(workspace: &Workspace) -> Done<BTreeMap<String, String>> {
    let catalogues = catalogues(workspace)?;
    let english = catalogues
        .get(MEASURE)
        .ok_or_else(|| format!("app/text/{MEASURE}.toml is missing"))?;
    let mut assets = BTreeMap::new();
    for (language, catalogue) in &catalogues {
        let asset = rule::asset(english, catalogue)
            .map_err(|fault| format!("app/text/{language}.toml: {fault}"))?;
        assets.insert(language.clone(), asset);
    }
    Ok(assets)
}

fn catalogues(workspace: &Workspace) -> Done<BTreeMap<String, Vec<rule::Message>>> {
    let folder = workspace.file("app/text");
    let broken = |fault: std::io::Error| format!("app/text: {fault}");
    let mut catalogues = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(broken)? {
        let path = entry.map_err(broken)?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let Some(language) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        let source = String::from_utf8(read(&path)?)
            .map_err(|_| format!("app/text/{language}.toml: not UTF-8"))?;
        let catalogue =
            rule::parse(&source).map_err(|fault| format!("app/text/{language}.toml: {fault}"))?;
        catalogues.insert(language.to_owned(), catalogue);
    }
    Ok(catalogues)
}

#[cfg(test)]
mod tests {
    use super::rule::{asset, parse};

    #[test]
    fn one_line_for_each_form_in_the_order_of_english() {
        let english = parse(
            "[b]\nlast = \"two\\nlines\"\n[a]\n\
             x = { one = \"{count} bill\", other = \"{count} bills\" }",
        );
        let english = english.expect("well formed");
        let lines = asset(&english, &english).expect("the same keys");
        let forms = "{count} bills\n{count} bill\n{count} bills\n{count} bills\n".to_owned();
        assert_eq!(lines, forms + "{count} bills\n{count} bills\ntwo\\nlines\n");
    }

    #[test]
    fn languages_that_differ_are_refused_by_the_key() {
        let english = parse("[a]\nx = \"1\"\ny = \"2\"").expect("well formed");
        let refuse = |source: &str| {
            let other = parse(source).expect("well formed");
            asset(&english, &other).expect_err("differs")
        };
        assert_eq!(refuse("[a]\nx = \"1\""), "a.y is missing");
        assert_eq!(refuse("[a]\ny = \"1\""), "a.x is missing");
        assert_eq!(
            refuse("[a]\nx = \"1\"\ny = \"2\"\nz = \"3\""),
            "a.z is left over"
        );
        let plural = "[a]\nx = { other = \"1\" }\ny = \"2\"";
        assert_eq!(refuse(plural), "a.x is a plural on one side only");
    }

    #[test]
    fn what_is_no_catalogue_is_refused() {
        for source in ["x = \"1\"", "[a]\nx = 1", "[a]\nx = { one = \"1\" }"] {
            assert!(parse(source).is_err(), "{source}");
        }
        assert!(parse("[a]\nx = { other = \"1\", some = \"2\" }").is_err());
    }
}
