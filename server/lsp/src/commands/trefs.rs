//! `trefs`: which templates a configuration uses, and by which each is used.

use std::collections::HashSet;
use std::fmt::Write as _;

use forgather_expand::{Expansion, FrameId, FrameKind, Template};

use crate::args::{GlobalArgs, TrefsArgs, TrefsFormat};
use crate::session::{Outcome, Session, write};

pub(crate) fn run(global: &GlobalArgs, args: &TrefsArgs) -> Outcome {
    let session = Session::new(global, &args.configuration.project.project_dir)?;
    let expansion = session.expand_whole(&args.configuration)?;
    let references = references(&expansion);
    let text = match args.format {
        TrefsFormat::Tree => tree(&expansion, &references),
        TrefsFormat::Files => files(&expansion),
        TrefsFormat::Dot => dot(&expansion, &references),
    };
    write(args.output.output.as_ref(), &text)
}

/// One template that uses another: indices, how, and on which line.
struct Reference {
    from: u32,
    to: u32,
    how: &'static str,
    line: u32,
}

/// Each use of a template by another once, in the order in which they happen.
fn references(expansion: &Expansion) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    for (id, frame) in (0u32..).map_while(|id| Some((id, expansion.frame(FrameId(id))?))) {
        let how = match frame.kind {
            FrameKind::Extends => "extends",
            FrameKind::Include => "includes",
            FrameKind::Import => "imports",
            _ => continue,
        };
        let Some(caller) = frame.caller.and_then(|(caller, _)| expansion.frame(caller)) else { continue };
        let chain = expansion.chain(FrameId(id));
        let line =
            chain.first().map_or(0, |step| step.template.file().source.line_column(step.span.start).line);
        let (from, to) = (caller.template, frame.template);
        if !found.iter().any(|known| (known.from, known.to, known.how) == (from, to, how)) {
            found.push(Reference { from, to, how, line });
        }
    }
    found
}

fn template(expansion: &Expansion, index: u32) -> Option<&Template> {
    expansion.templates.get(index as usize)
}

fn tree(expansion: &Expansion, references: &[Reference]) -> String {
    let mut out = String::new();
    let mut seen = HashSet::new();
    if let Some(main) = template(expansion, 0) {
        let _ = writeln!(out, "{}  {}", main.name(), main.file().path.display());
        branch(expansion, references, 0, "", &mut seen, &mut out);
    }
    out
}

fn branch(
    expansion: &Expansion,
    references: &[Reference],
    from: u32,
    indentation: &str,
    seen: &mut HashSet<u32>,
    out: &mut String,
) {
    seen.insert(from);
    let uses: Vec<&Reference> = references.iter().filter(|reference| reference.from == from).collect();
    for (index, used) in uses.iter().enumerate() {
        let last = index + 1 == uses.len();
        let Some(target) = template(expansion, used.to) else { continue };
        let repeated = seen.contains(&used.to);
        let note = if repeated {
            "  (see above)".to_owned()
        } else if target.is_sub_template() {
            format!("  within {}", target.file().path.display())
        } else {
            format!("  {}", target.file().path.display())
        };
        let branch_mark = if last { "└─" } else { "├─" };
        let _ = writeln!(
            out,
            "{indentation}{branch_mark} {} (line {}) {}{note}",
            used.how,
            used.line,
            target.name()
        );
        if !repeated {
            let deeper = format!("{indentation}{}", if last { "   " } else { "│  " });
            branch(expansion, references, used.to, &deeper, seen, out);
        }
    }
}

fn files(expansion: &Expansion) -> String {
    let mut seen = HashSet::new();
    let mut out = String::new();
    for used in &expansion.templates {
        if seen.insert(&used.file().path) {
            let _ = writeln!(out, "{}", used.file().path.display());
        }
    }
    out
}

fn dot(expansion: &Expansion, references: &[Reference]) -> String {
    let quote = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut out =
        "digraph templates {\n    rankdir=LR;\n    node [shape=box, fontname=\"sans-serif\"];\n".to_owned();
    for (index, used) in expansion.templates.iter().enumerate() {
        let style = match index {
            0 => ", style=bold",
            _ if used.is_sub_template() => ", style=dashed",
            _ => "",
        };
        let path = quote(&used.file().path.display().to_string());
        let _ = writeln!(out, "    t{index} [label={}, tooltip={path}{style}];", quote(used.name()));
    }
    for reference in references {
        let style = match reference.how {
            "extends" => "solid",
            "includes" => "dashed",
            _ => "dotted",
        };
        let _ = writeln!(
            out,
            "    t{} -> t{} [label=\"{}\", style={style}];",
            reference.from, reference.to, reference.how
        );
    }
    out.push_str("}\n");
    out
}
