//! Text in the middle of being typed: nothing panics, every place is in the text, and what is far from the cursor is
//! still there.

use std::path::{Path, PathBuf};

use conformance::corpus::{self, CORPORA};
use conformance::expand::dialect;
use forgather_dialect::outline::outline;
use forgather_dialect::{Dialect, FileOffset, FileSpan, JinjaOffset, SourceFile};

/// The template files of the corpora.
fn files(root: &Path) -> Vec<(PathBuf, Dialect)> {
    let mut files = Vec::new();
    for (name, dialect_name, _) in CORPORA {
        let mut folders = vec![root.join(name)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path
                    .extension()
                    .is_some_and(|extension| extension == "yaml" || extension == "jinja")
                {
                    files.push((path, dialect(dialect_name)));
                }
            }
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files.dedup_by(|a, b| a.0 == b.0);
    files
}

/// Asserts what holds for any text.
fn check(text: &str, dialect: Dialect) -> SourceFile {
    let file = SourceFile::new(text, dialect);
    let inside = |span: FileSpan| {
        assert!(span.start <= span.end && span.end.index() <= text.len(), "{span:?} in {text:?}");
        assert!(text.is_char_boundary(span.start.index()) && text.is_char_boundary(span.end.index()));
    };
    for part in &file.parts {
        for problem in &part.problems {
            inside(part.file_span(problem.span));
            assert!(!problem.message.is_empty());
        }
        let jinja = &part.translation.jinja;
        for offset in (0..jinja.len()).step_by(7).chain([jinja.len()]) {
            let there = part.translation.file_offset(JinjaOffset(offset as u32));
            assert!(there.index() <= text.len());
        }
        for offset in (part.body.start.0..=part.body.end.0).step_by(7) {
            assert!(part.translation.jinja_offset(FileOffset(offset)).index() <= jinja.len());
        }
        let outline = outline(part, text);
        let named = [
            &outline.sets,
            &outline.macros,
            &outline.targets,
            &outline.anchors,
            &outline.aliases,
            &outline.tags,
        ];
        named.into_iter().flatten().for_each(|named| {
            inside(named.span);
            inside(named.extent);
        });
    }
    file
}

#[test]
fn every_beginning_of_a_file_is_read() {
    let Some(root) = corpus::corpus_root() else {
        corpus::skip("half-typed files: there is no ../shared/corpus and no $FORGATHER_CORPUS");
        return;
    };
    let mut cuts = 0;
    for (path, dialect) in files(&root) {
        let text = std::fs::read_to_string(&path).expect("a template is text");
        let whole = check(&text, dialect);
        let step = (text.len() / 40).max(1);
        for cut in (0..text.len()).step_by(step).filter(|cut| text.is_char_boundary(*cut)) {
            // The rest of the line that is being typed is gone, as it is not yet written.
            let rest = text[cut..].find('\n').map_or("", |end| &text[cut + end..]);
            check(&text[..cut], dialect);
            let file = check(&format!("{}{rest}", &text[..cut]), dialect);
            cuts += 1;
            // A cut line costs little of what is around it: at least half of the blocks are still known.
            let blocks = |file: &SourceFile| -> usize {
                file.parts.iter().map(|part| part.template.blocks.len()).sum()
            };
            assert!(blocks(&file) * 2 + 2 >= blocks(&whole), "{}: {cut}", path.display());
        }
    }
    assert!(cuts > 5_000, "{cuts}");
}

#[test]
fn odd_texts_are_read() {
    for text in [
        "",
        "\n",
        "\r",
        "{{",
        "{%",
        "{#",
        "}}",
        "{{}}",
        "{%%}",
        "--",
        "-- ",
        "==",
        "== ",
        "=> ",
        "<< ",
        ">> ",
        "##",
        "[",
        "[]",
        "[!]",
        "[a",
        "[a]",
        "[a!]",
        "{% set",
        "{% set x",
        "{% set x =",
        "{% for",
        "{% for x",
        "{% for x in",
        "{% block",
        "{% block a %}{% endblock",
        "{% if %}",
        "{{ 'é",
        "{{ \"\\",
        "{{ x[",
        "{{ x[:",
        "{{ x(",
        "{{ x(a=",
        "{{ x|",
        "{{ x is",
        "{{ x is not",
        "{% call",
        "{% call(",
        "{% macro m(",
        "{% macro m(a=",
        "{% from 'x' import",
        "{% include",
        "{% raw",
        "{% raw %}",
        "{% raw %}{% endraw",
        "-- set é = '漢\u{1F600}'\n== é\n",
        "\u{feff}-- x",
        "\n#--- a ---\n",
        "\n#--- a ---",
        "{{ 1 }}\r\n-- if x\r\n",
        "{{ a.b.c.",
        "{{ -",
        "{{ not",
        "{{ {",
        "{{ {1:",
        "{{ [1,",
        "{% with a=",
        "{%- -%}",
        "{{+ +}}",
    ] {
        check(text, Dialect::Current);
        check(text, Dialect::June2025);
    }
}
