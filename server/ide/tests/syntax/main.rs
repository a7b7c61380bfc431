//! What a template's own text decides, on small templates.

mod document_symbols;
mod folding;
mod formatting;
mod links;
mod selection;
mod semantic_tokens;

mod typing;

use forgather_dialect::{Dialect, SourceFile};

/// A text without its markers `$0`, and where they were.
fn marked(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::new();
    let mut places = Vec::new();
    for (index, piece) in text.split("$0").enumerate() {
        if index > 0 {
            places.push(plain.len());
        }
        plain.push_str(piece);
    }
    (plain, places)
}

fn current(text: &str) -> SourceFile {
    SourceFile::new(text, Dialect::Current)
}

fn older(text: &str) -> SourceFile {
    SourceFile::new(text, Dialect::June2025)
}

/// All features that look at text alone, on a text, in both dialects.
fn all(text: &str) {
    for dialect in [Dialect::Current, Dialect::June2025] {
        let source = SourceFile::new(text, dialect);
        forgather_ide::folding::folding_ranges(&source);
        forgather_ide::document_symbols::document_symbols(&source);
        forgather_ide::formatting::format(&source, None);
        forgather_ide::semantic_tokens::semantic_tokens(&source, &|_| {
            forgather_ide::semantic_tokens::BlockState::default()
        });
        for offset in 0..=text.len() {
            forgather_ide::selection::selection_ranges(&source, &[offset.into()]);
            for typed in forgather_ide::typing::AFTER {
                forgather_ide::typing::on_type(&source, offset.into(), typed, 4);
            }
        }
    }
}

#[test]
fn no_text_is_too_odd() {
    for text in [
        "",
        "\n",
        "\r",
        "\r\n",
        "-",
        "--",
        "-- ",
        "-- set",
        "{{",
        "{%",
        "{#",
        "[",
        "[a]",
        "[a]\n[b]",
        "&",
        "*",
        "!",
        "'",
        "\"",
        "a: [",
        "a: {é: 'x",
        "a: |\n",
        "- - - a",
        "-- if\n-- else\n-- else\n-- endif\n-- endif",
        "x\n#--- a ---\n",
        "x\n#--- a ---\n[b]",
        "a: \"{{ 'é' }}\n\u{85}x\u{2028}",
        "-- block a\nb:\n-- endblock\n  c: 1\n",
        "é: &é !é*é",
        "? a\n: b",
        "=> x ## y",
        "{% raw %}{{",
        "a: ~\n",
        "---\n...\n",
        "\t-\ta: 1",
        "{%- set x %}{% endset -%}",
        "-- {% if %}",
        "<<: *a",
        "a: !call:{{ x",
        "[a!] ## x\r\n\r\n",
    ] {
        all(text);
    }
}
