//! The typesetter, shut in: two texts go in, a PDF comes out.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::error::DocumentError;
use crate::legible::legible;
use crate::sheet::Sheet;

const TEMPLATE: &str = include_str!("sheet.typ");

const FONTS: [&[u8]; 6] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Bold.ttf"),
];

/// What is the same for every document.
struct Case {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// Made once for the process: it holds no data.
fn case() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| {
        let fonts = FONTS.iter().map(|font| Bytes::new(*font));
        let fonts: Vec<Font> = fonts.flat_map(Font::iter).collect();
        Case {
            library: LazyHash::new(<Library as LibraryExt>::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    })
}

/// A world of two files.
struct Room {
    case: &'static Case,
    main: Source,
    data: (FileId, Bytes),
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &self.case.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.case.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (known, data) = &self.data;
        if id == *known {
            Ok(data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.case.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(name: &str) -> Result<FileId, DocumentError> {
    let path = VirtualPath::new(name)
        .map_err(|error| DocumentError::Typesetting(format!("{name}: {error:?}")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

/// The sheet as PDF/A-3a and PDF/UA-1: tagged, with its fonts, the same bytes for the same sheet.
pub fn print(sheet: &Sheet) -> Result<Vec<u8>, DocumentError> {
    let case = case();
    let mut data = serde_json::to_value(sheet)?;
    let coverage = || case.fonts.iter().map(|font| &font.info().coverage);
    legible(&mut data, &|sign| {
        coverage().any(|coverage| coverage.contains(sign.into()))
    });
    let room = Room {
        case,
        main: Source::new(file("/sheet.typ")?, TEMPLATE.to_owned()),
        data: (file("/sheet.json")?, Bytes::new(serde_json::to_vec(&data)?)),
    };
    let printed = typeset(&room, &sheet.title);
    // What one document was made of is of no use to the next.
    typst::comemo::evict(0);
    printed
}

fn typeset(room: &Room, ident: &str) -> Result<Vec<u8>, DocumentError> {
    let document = typst::compile::<PagedDocument>(room).output;
    let document = document.map_err(|faults| told(&faults))?;
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|fault| DocumentError::Typesetting(fault.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some("Saldo".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|faults| told(&faults))
}

/// The complaints, each once.
fn told(faults: &[SourceDiagnostic]) -> DocumentError {
    let mut told = BTreeMap::new();
    for fault in faults {
        let hints = fault.hints.iter().map(|hint| hint.v.as_str());
        told.insert(fault.message.as_str(), hints.collect::<Vec<_>>().join("; "));
    }
    let told = told
        .iter()
        .map(|(fault, hints)| format!("{fault} ({hints})"));
    DocumentError::Typesetting(told.collect::<Vec<_>>().join(", "))
}
