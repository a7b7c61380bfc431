//! Within statements and expressions.

use std::collections::HashMap;

use forgather_dialect::FileSpan;
use forgather_dialect::outline::ReferenceKind;
use forgather_workspace::Cancelled;

use super::callee::{Callee, callee_at, ends_with_word, open_of};
use super::cursor::{Code, Cursor, is_word};
use super::{Completion, CompletionKind, Ranked, attribute, block, snippet, template};
use crate::index::{Role, What};
use crate::language::{self, Word};
use crate::occurrence::imported;
use crate::signature;
use crate::snapshot::Snapshot;

/// What may be written in code; the answer is what is replaced.
pub(super) fn complete(
    snapshot: &Snapshot,
    cursor: &Cursor,
    code: &Code,
    ranked: &mut Ranked,
) -> Result<FileSpan, Cancelled> {
    let text = cursor.text();
    let typed = &text[code.start..cursor.offset];
    let statement = typed.trim_start();
    let keyword_end = statement.find(|c| !is_word(c)).unwrap_or(statement.len());
    let keyword = if code.is_statement { &statement[..keyword_end] } else { "" };
    let word = cursor.word(is_word);
    let open = open_of(typed);
    if let Some(start) = open.string {
        return Ok(in_string(snapshot, cursor, code, keyword, code.start + start, ranked));
    }
    if code.is_statement && keyword_end == statement.len() {
        snippet::statement_items(cursor, code, ranked);
        return Ok(word);
    }
    let ahead = text[code.start..word.start.index()].trim_end();
    if ahead.ends_with('|') || keyword == "filter" && ahead.trim_start() == "filter" {
        for word in language::filters(cursor.dialect) {
            let score = used(snapshot, cursor, &What::Filter(word.name.into()));
            add_call(score, call_item(word, CompletionKind::Filter), ranked);
        }
        return Ok(word);
    }
    if let Some(object) = ahead.strip_suffix('.') {
        let start = object.trim_end_matches(is_word).len();
        let name = &object[start..];
        let is_simple = !object[..start].trim_end().ends_with(['.', ')', ']']);
        if !name.is_empty() && is_simple && !name.starts_with(|c: char| c.is_ascii_digit()) {
            attribute::attributes(snapshot, cursor, code, name, word, ranked);
        } else {
            for word in ["str", "dict", "list"].into_iter().flat_map(language::methods) {
                add_call(0.0, call_item(word, CompletionKind::Method), ranked);
            }
        }
        return Ok(word);
    }
    let negated = ends_with_word(ahead, "not") && ends_with_word(ahead[..ahead.len() - 3].trim_end(), "is");
    if ends_with_word(ahead, "is") || negated {
        for word in language::tests() {
            let score = used(snapshot, cursor, &What::Test(word.name.into()));
            add_call(score, call_item(word, CompletionKind::Test), ranked);
        }
        if !negated {
            ranked.plain(0.5, CompletionKind::Test, "not", None);
        }
        return Ok(word);
    }
    match keyword {
        "block" if ahead.trim_start() == "block" => block::names(snapshot, cursor, ranked)?,
        "endblock" if ahead.trim_start() == "endblock" => block::ends(cursor, ranked),
        "block" | "endblock" => {
            for word in ["scoped", "required"].into_iter().filter(|_| keyword == "block") {
                ranked.plain(0.0, CompletionKind::Statement, word, None);
            }
        }
        "from" if typed.contains(" import") => imports(snapshot, cursor, statement, ranked),
        "macro" => {}
        "for" if !typed.contains(" in ") => {}
        "set" if !typed.contains('=') => variables(snapshot, cursor, true, ranked),
        _ => {
            if let Some(callee) = callee_at(typed) {
                arguments(snapshot, cursor, &callee, ranked);
            }
            variables(snapshot, cursor, false, ranked);
            for name in language::globals() {
                let score = 1.0 + used_name(snapshot, cursor, name.name);
                add_call(score, call_item(name, CompletionKind::Global), ranked);
            }
            for name in ["True", "False", "None", "not", "and", "or", "in", "is", "if", "else"] {
                ranked.plain(-5.0, CompletionKind::Value, name, None);
            }
        }
    }
    Ok(word)
}

/// Within a string: a template's name, where one belongs.
fn in_string(
    snapshot: &Snapshot,
    cursor: &Cursor,
    code: &Code,
    keyword: &str,
    start: usize,
    ranked: &mut Ranked,
) -> FileSpan {
    let text = cursor.text();
    let quote = text[..start].chars().next_back().unwrap_or('\'');
    let rest = text.get(cursor.offset..code.end).unwrap_or_default();
    // Without its other quote the string ends where a name does.
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ')' | ']' | '\'' | '"' | '%' | '}');
    let closing = rest.find(quote).filter(|at| !rest[..*at].contains(|c: char| c.is_whitespace()));
    let end = cursor.offset + closing.unwrap_or_else(|| rest.find(ends).unwrap_or(rest.len()));
    let span = FileSpan::new(start, end);
    let kind = match keyword {
        "extends" => Some(ReferenceKind::Extends),
        "include" => Some(ReferenceKind::Include),
        "import" | "from" => Some(ReferenceKind::Import),
        "set" => names_a_template(snapshot, &text[code.start..start]),
        _ => None,
    };
    if let Some(kind) = kind {
        template::names(snapshot, cursor, kind, keyword, span, ranked);
    }
    span
}

/// How a template is used whose name is set to what is written: `set ns.base = '`, where something extends `ns.base`.
fn names_a_template(snapshot: &Snapshot, before: &str) -> Option<ReferenceKind> {
    let target = before.trim_start().strip_prefix("set")?.split('=').next()?.trim().to_owned();
    if target.is_empty() {
        return None;
    }
    let others = snapshot.usages.iter().map(|usage| usage.templates.as_slice());
    for templates in std::iter::once(snapshot.active_templates()).chain(others) {
        for template in templates {
            let Some(file) = snapshot.file(&template.file().path) else { continue };
            let index = snapshot.index(&file);
            let references = index.parts.iter().flat_map(|part| &part.outline.references);
            for reference in references.filter(|reference| reference.name.is_none()) {
                let expression = file.source.text.get(reference.span.range()).unwrap_or_default();
                if expression.split(|c| !is_word(c) && c != '.').any(|name| name == target) {
                    return Some(reference.kind);
                }
            }
        }
    }
    None
}

/// The names that `from … import` can take.
fn imports(snapshot: &Snapshot, cursor: &Cursor, statement: &str, ranked: &mut Ranked) {
    let Some((template, taken)) = statement.split_once(" import") else { return };
    let name = template.trim_start_matches("from").trim().trim_matches(['\'', '"']);
    let taken: Vec<String> = taken.split(',').map(|name| name.trim().to_owned()).collect();
    let found =
        snapshot.find_template(name, &cursor.template.file, snapshot.project.as_ref()).or_else(|| {
            let used = snapshot.active_templates().iter().find(|known| known.name() == name)?;
            Some(crate::template::TemplateRef::of(used))
        });
    if let Some(target) = found {
        template::exports(snapshot, &target, &taken, ranked);
    }
}

/// How often a filter or a test is used in the file at hand and beside it.
fn used(snapshot: &Snapshot, cursor: &Cursor, what: &What) -> f64 {
    let count: usize = snapshot
        .active_templates()
        .iter()
        .map(|template| {
            let index = snapshot.index(template.file());
            let is_own = template.file().path == cursor.template.file.path;
            let is_elsewhere = |span: FileSpan| !is_own || !cursor.line.contains(&span.start.index());
            let mentions = index.parts.iter().flat_map(|part| &part.mentions);
            mentions.filter(|mention| mention.what == *what && is_elsewhere(mention.span)).count()
        })
        .sum();
    (1.0 + count as f64).ln()
}

fn used_name(snapshot: &Snapshot, cursor: &Cursor, name: &str) -> f64 {
    used(snapshot, cursor, &What::Variable { name: name.into(), role: Role::Read, local: None })
}

/// A word of the language, with brackets where it must have arguments.
fn call_item(word: &'static Word, kind: CompletionKind) -> Completion {
    let item = Completion::new(kind, word.name, Some(word.says.to_owned()));
    let is_function = matches!(kind, CompletionKind::Global | CompletionKind::Method);
    match word.parameters {
        "" => item,
        "()" if is_function => item.writes(format!("{}()", word.name)),
        "()" => item,
        parameters if is_function || needs_arguments(parameters) => {
            item.snippet(format!("{}($1)$0", word.name))
        }
        _ => item,
    }
}

/// Adds an item; one that is a snippet also without, for clients that know none.
fn add_call(score: f64, item: Completion, ranked: &mut Ranked) {
    if item.is_snippet {
        ranked.add(score, Completion { text: None, is_snippet: false, ..item.clone() });
    }
    ranked.add(score, item);
}

/// Whether a parameter has no default.
fn needs_arguments(parameters: &str) -> bool {
    let inner = parameters.trim_matches(['(', ')']);
    inner.split(", ").any(|parameter| !parameter.contains('=') && !parameter.starts_with('*'))
}

/// The names of a call's parameters that are not given yet.
fn arguments(snapshot: &Snapshot, cursor: &Cursor, callee: &Callee, ranked: &mut Ranked) {
    // An argument that has begun as something else is no name.
    if !callee.typed.chars().all(is_word) {
        return;
    }
    let Some(signature) = signature::of_call(snapshot, cursor, &callee.called) else { return };
    for (rank, parameter) in signature.parameters.iter().enumerate().skip(callee.position) {
        let Some(name) = &parameter.name else { continue };
        if !callee.given.contains(name) {
            let item =
                Completion::new(CompletionKind::Argument, format!("{name}="), Some(parameter.label.clone()));
            ranked.add(6.0 - rank as f64 * 0.1, item);
        }
    }
}

/// Whether a variable is set before the cursor, in the block that the cursor is in.
fn is_set_in_block(known: &super::world::Known, binding: FileSpan, cursor: &Cursor) -> bool {
    let text = cursor.text().get(cursor.body.start..binding.start.index()).unwrap_or_default();
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let is_set = text[line..].contains("set ");
    let blocks = known.outline().into_iter().flat_map(|outline| &outline.blocks);
    let mut around = blocks.filter(|block| block.name.extent.touches(binding.start));
    is_set
        && binding.end.index() < cursor.line.start
        && around.all(|block| block.name.extent.touches(cursor.offset.into()))
}

/// Variables, macros and modules; as something to set only those that can be.
fn variables(snapshot: &Snapshot, cursor: &Cursor, to_set: bool, ranked: &mut Ranked) {
    if !to_set {
        for name in block::bound_names(cursor) {
            ranked.plain(7.0, CompletionKind::Variable, name, Some("is bound around".to_owned()));
        }
    }
    // The last value of each, and whether it is a namespace.
    let mut values: HashMap<&str, (String, bool)> = HashMap::new();
    if let Some((_, trace)) = snapshot.trace() {
        for assignment in trace.assignments.iter().filter(|assignment| !assignment.is_attribute) {
            let is_namespace = assignment.value.type_name.eq_ignore_ascii_case("namespace");
            let shown = crate::shown::cut(&assignment.value.repr, 60);
            values.insert(&assignment.name, (shown, is_namespace));
        }
    }
    let item = |name: &str| {
        let value = values.get(name);
        let is_namespace = value.is_some_and(|(_, is_namespace)| *is_namespace);
        let label = if is_namespace && to_set { format!("{name}.") } else { name.to_owned() };
        let detail = value.map(|(shown, _)| shown.clone());
        let score = if is_namespace { 3.0 } else { 0.0 };
        (score, Completion::new(CompletionKind::Variable, label, detail))
    };
    let world = super::world::World::new(snapshot, &cursor.template);
    for known in world.templates.iter().filter(|known| known.is_active) {
        let is_own = known.template == cursor.template;
        for mention in known.names().into_iter().flat_map(|names| &names.mentions) {
            if is_own && mention.span.touches(cursor.offset.into()) {
                continue;
            }
            match &mention.what {
                What::Variable { name, role: Role::Set, local: None } => {
                    let (score, item) = item(name);
                    ranked.add(3.0 + score, item);
                }
                // What is set in a block before.
                What::Variable { name, role: Role::Set, local: Some(binding) }
                    if is_own && is_set_in_block(known, *binding, cursor) =>
                {
                    ranked.add(4.5, item(name).1);
                }
                // What is asked for can be given.
                What::Variable { name, role: Role::Read, local: None }
                    if to_set && language::find(language::globals(), name).is_none() =>
                {
                    ranked.plain(2.0, CompletionKind::Variable, name.to_string(), None);
                }
                What::Macro(name) if is_own && !to_set => {
                    let item = Completion::new(CompletionKind::Macro, name.to_string(), None);
                    add_call(5.0, item.snippet(format!("{name}($1)$0")), ranked);
                }
                What::Imported { alias, .. } if is_own && !to_set => {
                    let item = Completion::new(CompletionKind::Macro, alias.to_string(), None);
                    add_call(5.0, item.snippet(format!("{alias}($1)$0")), ranked);
                }
                What::Module { name, from } if is_own && !to_set => {
                    let of =
                        known.names().and_then(|names| imported(snapshot, &known.template, names, *from));
                    let detail = of.map(|of| format!("macros of {}", snapshot.template_shown(&of)));
                    ranked.plain(5.0, CompletionKind::Variable, name.to_string(), detail);
                }
                _ => {}
            }
        }
    }
    if !to_set && super::block::bound_block(cursor) {
        ranked.add(
            6.5,
            Completion::new(
                CompletionKind::Macro,
                "super",
                Some("the parent's version of the block".to_owned()),
            )
            .writes("super()"),
        );
        ranked.plain(-1.0, CompletionKind::Variable, "self", Some("the blocks of this template".to_owned()));
    }
}
