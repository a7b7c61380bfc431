//! What must hold for any bytes, whoever sends them: one function for each way into the program.
//!
//! Three callers share them: libFuzzer (`libfuzzer/`, by `cargo xtask fuzz`), which looks for bytes that break them; the
//! tests beside this crate, which try all that was ever found, and seeds with small changes; and whoever has a file that
//! does something odd.
//!
//! Each panics where what must hold does not. They may depend on every crate of the server, and none on them.

mod dialect;
mod edits;
mod encoders;
mod expansion;
mod frames;
mod graph;
mod outline;

/// A check, which panics if it fails.
pub type Check = fn(&[u8]);

/// All of them, by the names of their fuzz targets.
pub const CHECKS: [(&str, Check); 7] = [
    ("dialect", dialect::check),
    ("outline", outline::check),
    ("expansion", expansion::check),
    ("graph", graph::check),
    ("encoders", encoders::check),
    ("edits", edits::check),
    ("frames", frames::check),
];

/// Runs the check of that name.
///
/// # Panics
/// If it fails, or there is none.
pub fn check(name: &str, bytes: &[u8]) {
    let (_, check) = CHECKS.iter().find(|(known, _)| *known == name).expect("a check of that name");
    check(bytes);
}

/// The bytes as a text and, by the first of them, the dialect to read it in.
fn text(bytes: &[u8]) -> (String, forgather_dialect::Dialect) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let dialect = match first % 2 {
        0 => forgather_dialect::Dialect::Current,
        _ => forgather_dialect::Dialect::June2025,
    };
    (String::from_utf8_lossy(rest).into_owned(), dialect)
}
