use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::code::CodeError;

/// The picture of a code, to be drawn as one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// How many modules it is wide and high, with the quiet zone of four around it.
    pub size: i32,
    /// The dark modules as the data of an SVG path, a module being one unit: dark on light, in
    /// every theme.
    pub path: String,
}

/// Modules that stay light around it (ISO/IEC 18004).
const QUIET: i32 = 4;

impl Symbol {
    /// The symbol of a text of [`epc`](super::epc): bytes, error correction level M, at most
    /// version 13, as EPC069-12 wants it.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn of(text: &str) -> Result<Self, CodeError> {
        let segments = [QrSegment::make_bytes(text.as_bytes())];
        let (least, most) = (Version::new(1), Version::new(13));
        let level = QrCodeEcc::Medium;
        let code = QrCode::encode_segments_advanced(&segments, level, least, most, None, false);
        let code = code.map_err(|_| CodeError::TooLong)?;
        let mut path = String::new();
        for y in 0..code.size() {
            for (x, length) in runs(&code, y) {
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
        }
        let size = code.size() + 2 * QUIET;
        Ok(Self { size, path })
    }
}

/// Where dark modules begin in a row, and how many follow.
fn runs(code: &QrCode, y: i32) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == x => *length += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_begins_with_its_finder_and_is_no_larger_than_version_13() {
        let symbol = Symbol::of("BCD").unwrap();
        assert_eq!(symbol.size, 21 + 8);
        assert!(symbol.path.starts_with("M4 4h7v1h-7z"), "{}", symbol.path);
        let long = Symbol::of(&"x".repeat(331)).unwrap();
        assert_eq!(long.size, 17 + 4 * 13 + 8);
        assert_eq!(Symbol::of(&"x".repeat(332)), Err(CodeError::TooLong));
    }
}
