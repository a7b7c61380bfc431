//! What mends `args` or `kwargs` beside other keys: all arguments by name in `kwargs`, or none.

use std::fmt::Write as _;

use forgather_graph::{Call, Graph, Kind, Node, Span};
use forgather_workspace::Analysis;

use super::Fix;
use super::mending::{Edit, place, tried};

/// An entry of a call: its key and all that belongs to it.
struct Entry<'t> {
    name: &'t str,
    /// Where it begins, or its first line.
    start: usize,
    /// Of a flow mapping the entry; of a block mapping its lines.
    text: &'t str,
}

/// One way to write a call, by the changes that make it.
type Way = fn(&Analysis, &Node, &Call) -> Option<Vec<Edit>>;

/// The change after which `args` and `kwargs` of a call mean what they do alone.
pub(super) fn fix(analysis: &Analysis, node: &Node, call: &Call) -> Option<Fix> {
    let tag = node.head.as_deref()?.tag?;
    let written = place(analysis, tag)?;
    let ways: [Way; 3] = [nested, block, flow];
    let has = |call: &Call, graph: &Graph, wanted: &str| {
        call.kwargs
            .iter()
            .any(|entry| matches!(&graph.node(entry.key).kind, Kind::Str(name) if **name == *wanted))
    };
    let has_args = has(call, &analysis.graph, "args");
    let has_kwargs = has(call, &analysis.graph, "kwargs");
    let title = match (has_args, has_kwargs) {
        (true, _) => "put the others into `kwargs`",
        (false, _) => "write what is in `kwargs` beside the others",
    };
    // Each argument by name is one still, but for the two.
    let others = call.kwargs.len() - usize::from(has_args) - usize::from(has_kwargs);
    let mends = |graph: &Graph| {
        graph.nodes().iter().any(|known| {
            let at = known.head.as_deref().and_then(|head| head.tag);
            matches!(&known.kind, Kind::Call(new) if at.is_some_and(|at| at.start == tag.start)
                && !has(new, graph, "args") && !has(new, graph, "kwargs")
                && new.args.is_empty() != has_args && new.kwargs.len() >= others)
        })
    };
    ways.into_iter().find_map(|way| {
        let fix = tried(analysis, title, way(analysis, node, call)?, |graph, _| mends(graph))?;
        // What is written in another template is there for others, too.
        fix.edits.iter().all(|(location, _)| location.path() == written.path()).then_some(fix)
    })
}

/// Where positional arguments are given by keys, `args` would get into their way.
fn is_positional(name: &str) -> bool {
    name.strip_prefix("arg")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Lines moved to another column.
fn moved(lines: &str, from: usize, to: usize) -> String {
    lines
        .split_inclusive('\n')
        .map(|line| match line.strip_prefix(&*" ".repeat(from)) {
            Some(rest) => " ".repeat(to) + rest,
            None => line.to_owned(),
        })
        .collect()
}

/// The entries of a mapping that is written in lines, their column, and where they end.
fn lines_of<'t>(analysis: &'t Analysis, node: &Node, call: &Call) -> Option<(Vec<Entry<'t>>, usize, usize)> {
    let text = &*analysis.expansion.text;
    let first = call.kwargs.iter().map(|entry| analysis.graph.node(entry.key).span.start.to_usize()).min()?;
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let column = first - start;
    if !text[start..first].chars().all(|c| c == ' ') || start < node.head.as_deref()?.tag?.end.to_usize() {
        return None;
    }
    let end = start + text.get(start..node.span.end.to_usize())?.trim_end().len();
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut at = start;
    for line in text[start..end].split_inclusive('\n') {
        let inner = line.trim_start_matches(' ');
        if line.len() - inner.len() == column && !inner.starts_with(['#', '-', '\n']) {
            let name = inner.split(':').next()?.trim_matches(['"', '\'']);
            entries.push(Entry { name, start: at, text: &text[at..at] });
        }
        let last = entries.last_mut()?;
        at += line.len();
        last.text = &text[last.start..at];
    }
    let is_free = entries.iter().all(|entry| !is_positional(entry.name));
    is_free.then_some((entries, column, end))
}

/// The entries beside `args` put below a `kwargs`, where they stand together.
fn nested(analysis: &Analysis, node: &Node, call: &Call) -> Option<Vec<Edit>> {
    let (entries, column, _) = lines_of(analysis, node, call)?;
    // The expanded text has line feeds, whatever the file has.
    let file_text = place(analysis, node.head.as_deref()?.tag?)?.file;
    let file_text = &*file_text.source.text;
    let is_args = |entry: &Entry<'_>| entry.name == "args";
    let others: Vec<&Entry<'_>> = entries.iter().filter(|entry| !is_args(entry)).collect();
    let are_together = entries.first().is_some_and(is_args) || entries.last().is_some_and(is_args);
    if !are_together || others.len() + 1 != entries.len() || others.iter().any(|entry| entry.name == "kwargs")
    {
        return None;
    }
    let at = |at: usize| Span::new(at as u32, at as u32);
    let line_break = if file_text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut edits: Vec<Edit> = Vec::new();
    for entry in others {
        let mut start = entry.start;
        for line in entry.text.split_inclusive('\n') {
            let inner = line.trim_start_matches(' ');
            if !inner.trim().is_empty() {
                let deeper = if edits.is_empty() {
                    format!("kwargs:{line_break}{}    ", " ".repeat(column))
                } else {
                    "    ".to_owned()
                };
                edits.push((at(start + line.len() - inner.len()), deeper));
            }
            start += line.len();
        }
    }
    Some(edits)
}

/// The change of a mapping that is written in lines, of which some change their places.
fn block(analysis: &Analysis, node: &Node, call: &Call) -> Option<Vec<Edit>> {
    let (entries, column, end) = lines_of(analysis, node, call)?;
    let lines = |entry: &Entry<'_>| entry.text.trim_end().to_owned() + "\n";
    let (mut args, mut inner, mut others) = (String::new(), Vec::new(), Vec::new());
    for entry in &entries {
        match entry.name {
            "args" => args = lines(entry),
            "kwargs" => {
                let whole = lines(entry);
                let (head, body) = whole.split_once('\n')?;
                // What stands behind the colon is another style.
                let from = body.len() - body.trim_start_matches(' ').len();
                if !head.trim_end().ends_with(':') || from <= column {
                    return None;
                }
                inner.push((from, body.to_owned()));
            }
            _ => others.push((column, lines(entry))),
        }
    }
    let to = if args.is_empty() { column } else { column + 4 };
    let mut new = args;
    if to > column {
        let _ = writeln!(new, "{}kwargs:", " ".repeat(column));
    }
    for (from, lines) in inner.iter().chain(&others) {
        new += &moved(lines, *from, to);
    }
    let first = entries.first()?.start + column;
    Some(vec![(Span::new(first as u32, end as u32), new.trim_start_matches(' ').trim_end().to_owned())])
}

/// The change of a mapping that is written in braces.
fn flow(analysis: &Analysis, node: &Node, call: &Call) -> Option<Vec<Edit>> {
    let text = &*analysis.expansion.text;
    let end = node.span.end.to_usize();
    let open = node.head.as_deref()?.tag?.end.to_usize();
    let open = open + text[open..end].find('{')?;
    let is_configured =
        call.submodule_searchpath.is_some() || call.latent_args.is_some() || !call.args.is_empty();
    if is_configured || !text[..end].ends_with('}') || text[open..end].contains(['#', '\n']) {
        return None;
    }
    let (mut args, mut named) = (None, Vec::new());
    for entry in entries_in(text, &analysis.graph, &call.kwargs, end - 1)? {
        match entry.name {
            "args" => args = Some(entry.text),
            "kwargs" => {
                let value =
                    call.kwargs.iter().find(|known| is_named(&analysis.graph, **known, "kwargs"))?.value;
                let inner = analysis.graph.node(value);
                let Kind::Dict(entries) = &inner.kind else { return None };
                let inner = entries_in(text, &analysis.graph, entries, inner.span.end.to_usize() - 1)?;
                named.extend(inner.into_iter().map(|entry| entry.text));
            }
            _ => named.push(entry.text),
        }
    }
    let new = match args {
        Some(args) => format!("{{ {args}, kwargs: {{ {} }} }}", named.join(", ")),
        None => format!("{{ {} }}", named.join(", ")),
    };
    Some(vec![(Span::new(open as u32, end as u32), new)])
}

fn is_named(graph: &Graph, entry: forgather_graph::Entry, wanted: &str) -> bool {
    matches!(&graph.node(entry.key).kind, Kind::Str(name) if **name == *wanted)
}

/// The entries of a mapping in braces, each up to the key behind it.
fn entries_in<'t>(
    text: &'t str,
    graph: &Graph,
    entries: &[forgather_graph::Entry],
    end: usize,
) -> Option<Vec<Entry<'t>>> {
    let keys: Vec<Span> = entries.iter().map(|entry| graph.node(entry.key).span).collect();
    let mut found = Vec::new();
    for (number, key) in keys.iter().enumerate() {
        let next = keys.get(number + 1).map_or(end, |next| next.start.to_usize());
        let whole = text.get(key.start.to_usize()..next)?.trim_end();
        let whole = whole.strip_suffix(',').unwrap_or(whole).trim_end();
        let name = key.of(text).trim_matches(['"', '\'']);
        found.push(Entry { name, start: key.start.to_usize(), text: whole });
    }
    Some(found)
}
