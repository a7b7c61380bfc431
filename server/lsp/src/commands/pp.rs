//! `pp`: an expanded configuration, or where each of its lines comes from.

use forgather_expand::Expansion;
use serde::Serialize;

use crate::args::{GlobalArgs, PpArgs};
use crate::session::{Outcome, Session, write};

pub(crate) fn run(global: &GlobalArgs, args: &PpArgs) -> Outcome {
    let session = Session::new(global, &args.configuration.project.project_dir)?;
    let expansion = session.expand_whole(&args.configuration)?;
    let text = if args.map { map(&expansion) } else { expansion.text };
    write(args.output.output.as_ref(), &text)
}

/// Where a line of the output comes from.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "the names are those of the output")]
struct Line<'a> {
    /// Of the output, from 1.
    line: usize,
    /// Absolute.
    file: std::borrow::Cow<'a, str>,
    /// Of the file, from 1.
    source_line: u32,
    /// In characters, from 1.
    source_column: u32,
    kind: &'static str,
}

fn map(expansion: &Expansion) -> String {
    let mut lines = Vec::new();
    for (line, origin) in expansion.line_origins() {
        let Some((file, at)) = expansion.location(origin.frame, origin.span) else { continue };
        lines.push(Line {
            line: line + 1,
            file: file.to_string_lossy(),
            source_line: at.line,
            source_column: at.column,
            kind: origin.kind.name(),
        });
    }
    // One object a line reads well and diffs well.
    let rows: Vec<String> = lines
        .iter()
        .filter_map(|line| serde_json::to_string(line).ok())
        .map(|row| format!("  {row}"))
        .collect();
    if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", rows.join(",\n")) }
}
