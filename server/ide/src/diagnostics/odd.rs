//! What Forgather takes, and means something else than it looks like.

use forgather_graph::{CallKind, Graph, Kind, Node, NodeId, PlainScalar, Span, plain_scalar};
use forgather_workspace::Analysis;

use super::{Diagnostic, Fix, Related, beside, chain, entry};
use crate::callable::{Callable, callable_of};
use crate::locate::{Source, source};
use crate::location::Location;
use crate::rule::Rule;

/// The tags that Forgather knows, longest first.
const TAGS: [&str; 11] = [
    "!singleton",
    "!factory",
    "!partial",
    "!lambda",
    "!dlist",
    "!tuple",
    "!call",
    "!meta",
    "!list",
    "!dict",
    "!var",
];

/// The diagnostics of a graph that is accepted.
pub(super) fn diagnostics(analysis: &Analysis) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    overridden(analysis, &mut found);
    for id in reachable(&analysis.graph) {
        node(analysis, analysis.graph.node(id), &mut found);
    }
    anchors(analysis, &mut found);
    found
}

/// The nodes that can be constructed, and those that are only defined, each once.
fn reachable(graph: &Graph) -> Vec<NodeId> {
    reachable_through(graph, |_| true)
}

/// As [`reachable`], without what is within nodes that are not `open`.
pub(super) fn reachable_through(graph: &Graph, open: impl Fn(&Kind) -> bool) -> Vec<NodeId> {
    let mut seen = vec![false; graph.nodes().len()];
    let mut found = Vec::new();
    let mut pending = vec![graph.root()];
    pending.extend(graph.hidden.iter().map(|entry| entry.value));
    while let Some(id) = pending.pop() {
        if std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        found.push(id);
        match &graph.node(id).kind {
            kind if !open(kind) => {}
            Kind::List(items) | Kind::Tuple(items) => pending.extend(items),
            Kind::Dict(entries) => pending.extend(entries.iter().map(|entry| entry.value)),
            Kind::Call(call) => {
                pending.extend(&call.args);
                pending.extend(call.kwargs.iter().map(|entry| entry.value));
                pending.extend(call.latent_args.iter().chain(&call.submodule_searchpath));
            }
            Kind::Var(var) => pending.extend(&var.default),
            _ => {}
        }
    }
    found.sort_unstable();
    found
}

fn add(analysis: &Analysis, rule: Rule, span: Span, message: String, out: &mut Vec<Diagnostic>) -> bool {
    let Some(Source { location, frame, .. }) = source(analysis, span) else { return false };
    let mut found = Diagnostic::new(rule, location, message);
    found.chain = chain(&analysis.expansion, frame);
    out.push(found);
    true
}

/// Keys that an equal key of the same mapping replaces. In another template that is what overriding is for.
fn overridden(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    for pair in analysis.graph.overridden.iter().filter(|pair| !pair.merged) {
        let (Some(lost), Some(by)) = (source(analysis, pair.key), source(analysis, pair.by)) else {
            continue;
        };
        let written = lost.value.is_none() && by.value.is_none();
        if !written || lost.template != by.template || lost.location.span == by.location.span {
            continue;
        }
        let key = pair.key.of(&analysis.expansion.text);
        // What only defines anchors may be written as often as one likes.
        if key.starts_with('.') {
            continue;
        }
        let line = by.location.start().line;
        let message = format!(
            "`{key}` is replaced by the `{key}` on line {line}, and has no effect; remove one of them"
        );
        let mut found = Diagnostic::new(Rule::OverriddenKey, lost.location, message);
        found
            .related
            .push(Related { location: by.location, message: format!("this `{key}` is the one that counts") });
        found.chain = chain(&analysis.expansion, lost.frame);
        found.fixes.extend(entry::removal(&found.location, key));
        out.push(found);
    }
}

fn node(analysis: &Analysis, node: &Node, out: &mut Vec<Diagnostic>) {
    let text = &analysis.expansion.text;
    let tag = node.head.as_deref().and_then(|head| head.tag).map(|span| (span, span.of(text)));
    match &node.kind {
        Kind::Call(call) => {
            if call.spread {
                let message = "each character of this string becomes an argument of its own; write `[ … ]` around it for one argument";
                let span = value_span(node, text);
                let value = span.of(text);
                if add(analysis, Rule::SpreadScalar, span, message.to_owned(), out) && !value.starts_with('!')
                {
                    let quoted = value.starts_with(['"', '\'']);
                    let one_line = !value.contains('\n');
                    // In brackets these characters would end a plain scalar, or begin something else.
                    if one_line && (quoted || !value.contains([',', '[', ']', '{', '}', '#', ':', '|', '>']))
                    {
                        instead(value, format!("[ {value} ]"), "write brackets around it", out);
                    }
                }
            }
            if let Some((span, written)) = tag {
                by_prefix(analysis, span, written, out);
                if written.starts_with("!lambda") && call.kind == CallKind::Partial {
                    deprecated(analysis, span, out);
                }
                let empty_tuple = written.starts_with("!tuple") && &*call.constructor == "named_list";
                if empty_tuple {
                    let message = "`!tuple` of nothing is an empty list, not a tuple; write `[]` for a tuple";
                    // Where an empty string is written, the brackets come in its place.
                    if add(analysis, Rule::EmptyTuple, span, message.to_owned(), out)
                        && span.end == node.span.end
                    {
                        instead(written, format!("{written} []"), "write `[]` behind it", out);
                    }
                }
                if !written.starts_with("!dict") {
                    beside_keywords(analysis, node, call, out);
                }
            }
        }
        Kind::Var(var) if var.default.is_none() => {
            let name = &var.name;
            let message = format!(
                "`{name}` has no default: who constructs this has to give it, or `{{ name: {name}, default: … }}` does"
            );
            if add(analysis, Rule::UnboundVariable, node.span, message, out)
                && let Some(found) = out.last_mut()
                && let Some(tag) =
                    ["!var ", "!var:"].iter().find(|tag| found.location.text().starts_with(**tag))
                && !found.location.text().contains(['{', '\n'])
                && is_plain_in_flow(name)
            {
                let new = format!("{} {{ name: {name}, default: null }}", tag.trim_end());
                let title = "make `null` its default";
                found.fixes.push(Fix::possible(title, vec![(found.location.clone(), new)]));
            }
        }
        _ => {}
    }
}

/// Whether a name without quotes stays that text within braces, as far as it is made of ordinary characters.
fn is_plain_in_flow(name: &str) -> bool {
    let is_ordinary = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    name.chars().all(is_ordinary)
        && name.starts_with(|c: char| c == '_' || c.is_alphanumeric())
        && plain_scalar(name) == PlainScalar::Text
}

/// A fix for the last diagnostic that puts `new` in its place, where the template itself says `written` there.
fn instead(written: &str, new: String, title: &str, out: &mut [Diagnostic]) {
    let Some(found) = out.last_mut() else { return };
    if found.location.text() == written {
        let edits = vec![(found.location.clone(), new)];
        found.fixes.push(Fix::new(title, edits));
    }
}

/// The value of a tagged node on the tag's line, else the tag.
fn value_span(node: &Node, text: &str) -> Span {
    let Some(tag) = node.head.as_deref().and_then(|head| head.tag) else { return node.span };
    let after = text.get(tag.end.to_usize()..node.span.end.to_usize()).unwrap_or_default();
    let blank = after.len() - after.trim_start().len();
    let start = tag.end.0 + blank as u32;
    if start < node.span.end.0 && !after[..blank].contains('\n') {
        Span::new(start, node.span.end.0)
    } else {
        tag
    }
}

/// A tag that is another followed by something that is not `:` or `@`.
fn by_prefix(analysis: &Analysis, span: Span, written: &str, out: &mut Vec<Diagnostic>) {
    let Some(known) = TAGS.iter().find(|known| written.starts_with(**known)) else { return };
    let rest = &written[known.len()..];
    if rest.is_empty() || rest.starts_with(':') {
        return;
    }
    // Forgather drops the character after the tag's own name, whatever it is.
    let taken: String = rest.chars().skip(1).collect();
    let (message, meant) = if rest.starts_with('@') {
        let meant = format!("{known}:{rest}");
        (format!("the name `{rest}` is lost, because names come after a `:`; write `{meant}`"), Some(meant))
    } else {
        (format!("`{written}` is taken for `{known}:{taken}`, because it begins with `{known}`"), None)
    };
    let added = add(analysis, Rule::TagByPrefix, span, message, out);
    if let (true, Some(found), Some(meant)) = (added, out.last_mut(), meant)
        && found.location.text() == written
    {
        let edits = vec![(found.location.clone(), meant.clone())];
        found.fixes.push(Fix::new(format!("change to `{meant}`"), edits));
    }
}

fn deprecated(analysis: &Analysis, span: Span, out: &mut Vec<Diagnostic>) {
    let word = Span::new(span.start.0, span.start.0 + "!lambda".len() as u32);
    let Some(Source { location, frame, .. }) = source(analysis, word) else { return };
    out.push(Diagnostic { chain: chain(&analysis.expansion, frame), ..lambda(location) });
}

/// A tag `!lambda`, at the tag or at more of it.
pub(super) fn lambda(mut location: Location) -> Diagnostic {
    const NAME: &str = "!lambda";
    let written = location.text().starts_with(NAME);
    if written {
        location.span.end = (location.span.start.index() + NAME.len()).into();
    }
    let mut found = Diagnostic::new(Rule::DeprecatedTag, location.clone(), "`!lambda` is now `!partial`");
    // Only where the template says so itself.
    if written {
        let edits = vec![(location, "!partial".to_owned())];
        found.fixes.push(Fix::new("change to `!partial`", edits));
    }
    found
}

/// `args` or `kwargs` among other keyword arguments.
fn beside_keywords(
    analysis: &Analysis,
    node: &Node,
    call: &forgather_graph::Call,
    out: &mut Vec<Diagnostic>,
) {
    for entry in &call.kwargs {
        let key = analysis.graph.node(entry.key);
        let Kind::Str(name) = &key.kind else { continue };
        let meant = match (&**name, &analysis.graph.node(entry.value).kind) {
            ("args", Kind::List(_)) => "positional arguments",
            ("kwargs", Kind::Dict(_)) => "keyword arguments",
            _ => continue,
        };
        if takes(analysis, node, name) {
            continue;
        }
        // With exactly both, or one alone, it means just that; here it is one key of several.
        let message = format!(
            "`{name}` beside other keys is an argument of that name, not the {meant}; put the others into `kwargs`"
        );
        if add(analysis, Rule::ArgsBesideKeywords, key.span, message, out)
            && let Some(found) = out.last_mut()
        {
            found.fixes.extend(beside::fix(analysis, node, call));
        }
    }
}

/// Whether what a node calls is known to have a parameter of that name.
fn takes(analysis: &Analysis, node: &Node, name: &str) -> bool {
    use forgather_python::ParameterKind::{KeywordOnly, Ordinary};
    let id = analysis.graph.ids().find(|id| std::ptr::eq(analysis.graph.node(*id), node));
    let call = id.and_then(|id| callable_of(analysis.project.python(), analysis, id));
    call.as_ref().and_then(Callable::signature).is_some_and(|signature| {
        let mut parameters = signature.parameters.iter();
        parameters.any(|known| known.name == name && matches!(known.kind, Ordinary | KeywordOnly))
    })
}

/// Anchors that no alias uses. Whether another configuration uses one is for the merge to see.
fn anchors(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    for span in unused_anchors(&analysis.graph) {
        let Some(Source { location, frame, value: None, .. }) = source(analysis, span) else { continue };
        let name = span.of(&analysis.expansion.text);
        let message = format!("no alias `*{}` uses this anchor", name.trim_start_matches('&'));
        let mut found = Diagnostic::new(Rule::UnusedAnchor, location, message);
        found.chain = chain(&analysis.expansion, frame);
        found.fixes.extend(removal(&found.location));
        out.push(found);
    }
}

fn unused_anchors(graph: &Graph) -> Vec<Span> {
    let used = used_anchors(graph);
    graph.anchors.iter().zip(used).filter(|(_, used)| !used).map(|(anchor, _)| anchor.span).collect()
}

fn used_anchors(graph: &Graph) -> Vec<bool> {
    let mut used = vec![false; graph.anchors.len()];
    for anchor in graph.aliases.iter().filter_map(|alias| alias.anchor) {
        used[anchor as usize] = true;
    }
    used
}

/// The places of the anchors that some alias uses.
pub(super) fn used_anchor_places(analysis: &Analysis) -> Vec<Location> {
    let used = used_anchors(&analysis.graph);
    let spans = analysis.graph.anchors.iter().zip(used).filter(|(_, used)| *used);
    spans.filter_map(|(anchor, _)| Some(source(analysis, anchor.span)?.location)).collect()
}

/// The change that removes an anchor and the blank after it.
fn removal(location: &Location) -> Option<Fix> {
    if !location.text().starts_with('&') {
        return None;
    }
    let mut whole = location.clone();
    let text = &location.file.source.text;
    if text[whole.span.end.index()..].starts_with(' ') {
        whole.span.end = (whole.span.end.index() + 1).into();
    }
    Some(Fix::new(format!("remove `{}`", location.text()), vec![(whole, String::new())]))
}
