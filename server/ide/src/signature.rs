//! What a call takes that is being written: a macro, a global function, a filter, a test, or what a tag calls.

use std::ops::Range;
use std::path::Path;

use forgather_python::{ParameterKind, Resolution};

use crate::completion::{Called, Callee, Cursor, Place, callee_at, key};
use crate::index::What;
use crate::language::{self, Word};
use crate::macros::MacroIn;
use crate::markup::Markup;
use crate::occurrence::imported;
use crate::snapshot::Snapshot;

/// What a call takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureHelp {
    /// All of it: `head(text, level=1)`.
    pub label: String,
    /// Its parameters.
    pub parameters: Vec<ParameterLabel>,
    /// What is known of it.
    pub documentation: Markup,
    /// The parameter that is being written.
    pub active: Option<usize>,
}

/// A parameter within a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterLabel {
    /// Where it is in the label, in bytes.
    pub place: Range<usize>,
    /// Its text there.
    pub label: String,
    /// The name by which it can be given.
    pub(crate) name: Option<String>,
    /// Whether it takes all further arguments.
    pub(crate) takes_rest: bool,
}

/// What the call at an offset of a file takes.
pub fn signature_help(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<SignatureHelp> {
    let cursor = Cursor::new(snapshot, path, offset)?;
    if let Place::Code(code) = cursor.place() {
        let callee = callee_at(cursor.text().get(code.start..offset.min(cursor.text().len()))?)?;
        let mut found = of_call(snapshot, &cursor, &callee.called)?;
        found.active = active(&found.parameters, &callee);
        return Some(found);
    }
    of_tag(snapshot, &cursor)
}

fn active(parameters: &[ParameterLabel], callee: &Callee) -> Option<usize> {
    if let Some(name) = &callee.name {
        let named = parameters.iter().position(|parameter| parameter.name.as_ref() == Some(name));
        return named.or_else(|| parameters.iter().position(|parameter| parameter.label.starts_with("**")));
    }
    by_position(parameters, callee.position)
}

fn by_position(parameters: &[ParameterLabel], position: usize) -> Option<usize> {
    let rest =
        parameters.iter().position(|parameter| parameter.takes_rest && !parameter.label.starts_with("**"));
    match rest {
        Some(rest) if position >= rest => Some(rest),
        _ => (position < parameters.len()).then_some(position),
    }
}

/// What is called by that name takes.
pub(crate) fn of_call(snapshot: &Snapshot, cursor: &Cursor, called: &Called) -> Option<SignatureHelp> {
    match called {
        Called::Filter(name) => language::find(language::filters(cursor.dialect), name).map(of_word),
        Called::Test(name) => language::find(language::tests(), name).map(of_word),
        Called::Name(name) => match macro_named(snapshot, cursor, name) {
            Some(found) => Some(of_macro(&found)),
            None => language::find(language::globals(), name).map(of_word),
        },
        Called::Attribute(object, name) => {
            let index = snapshot.index(&cursor.template.file);
            let names = cursor.template.names(&index)?;
            let module = names.mentions.iter().find_map(|mention| match &mention.what {
                What::Module { name, from } if **name == **object => {
                    imported(snapshot, &cursor.template, names, *from)
                }
                _ => None,
            });
            if let Some(target) = module {
                let found =
                    MacroIn::all(&target).into_iter().find(|known| *known.definition.name.name == **name)?;
                return Some(of_macro(&found));
            }
            if object == "loop" {
                return language::find(language::loop_attributes(), name).map(of_word);
            }
            ["str", "dict", "list"]
                .into_iter()
                .find_map(|of| language::find(language::methods(of), name))
                .map(of_word)
        }
    }
}

/// The macro that a name means in a template: its own, or one that it imports.
fn macro_named(snapshot: &Snapshot, cursor: &Cursor, name: &str) -> Option<MacroIn> {
    let named = |known: &MacroIn, name: &str| *known.definition.name.name == *name;
    if let Some(own) = MacroIn::all(&cursor.template).into_iter().rev().find(|known| named(known, name)) {
        return Some(own);
    }
    let index = snapshot.index(&cursor.template.file);
    let names = cursor.template.names(&index)?;
    names.mentions.iter().find_map(|mention| match &mention.what {
        What::Imported { name: there, alias, from } if **alias == *name => {
            let target = imported(snapshot, &cursor.template, names, *from)?;
            MacroIn::all(&target).into_iter().rev().find(|known| named(known, there))
        }
        _ => None,
    })
}

fn of_macro(found: &MacroIn) -> SignatureHelp {
    let parameters =
        found.parameters().into_iter().map(|parameter| (parameter.shown(), Some(parameter.name), false));
    let documentation = found.comment().map(Markup::of).unwrap_or_default();
    labelled(&found.definition.name.name, parameters.collect(), "", documentation)
}

fn of_word(word: &Word) -> SignatureHelp {
    let inner = word.parameters.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    let parameters = split_parameters(inner).into_iter().map(|written| {
        let name = written.split('=').next().unwrap_or_default();
        let takes_rest = name.starts_with('*');
        let name = (!takes_rest).then(|| name.to_owned());
        (written, name, takes_rest)
    });
    labelled(word.name, parameters.collect(), "", Markup::of(word.says))
}

/// Parameters between commas, of which those in quotes and brackets do not count.
fn split_parameters(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut quote, mut depth) = (Vec::new(), String::new(), false, 0);
    for c in text.chars() {
        match c {
            '\'' => quote = !quote,
            '(' | '[' if !quote => depth += 1,
            ')' | ']' if !quote => depth -= 1,
            ',' if !quote && depth == 0 => {
                parts.push(std::mem::take(&mut part).trim().to_owned());
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    if !part.trim().is_empty() {
        parts.push(part.trim().to_owned());
    }
    parts
}

/// What the tag around the cursor calls.
fn of_tag(snapshot: &Snapshot, cursor: &Cursor) -> Option<SignatureHelp> {
    let (around, _) = key::around(snapshot, cursor);
    let spec = around.spec()?;
    let resolution = key::resolved(snapshot, spec)?;
    let Resolution::Found(symbol) = &*resolution else { return None };
    let signature = symbol.signature.as_ref()?;
    let by_name = |kind| matches!(kind, ParameterKind::Ordinary | ParameterKind::KeywordOnly);
    let parameters: Vec<_> = signature
        .parameters
        .iter()
        .map(|parameter| {
            let rest = matches!(parameter.kind, ParameterKind::Positionals | ParameterKind::Keywords);
            (parameter.to_string(), by_name(parameter.kind).then(|| parameter.name.clone()), rest)
        })
        .collect();
    let returns = signature.returns.as_ref().map_or_else(String::new, |returns| format!(" -> {returns}"));
    let name = spec.rsplit([':', '.']).next().unwrap_or(spec);
    let mut documentation = Markup::new();
    if let Some(docstring) = symbol.docstring.as_deref().filter(|text| !text.trim().is_empty()) {
        documentation.code("text", crate::shown::block(docstring, 30));
    }
    let mut found = labelled(name, parameters, &returns, documentation);
    let key = current_key(cursor);
    found.active = match key {
        Some(key) => {
            let named = found.parameters.iter().position(|parameter| parameter.name.as_deref() == Some(key));
            named.or_else(|| found.parameters.iter().position(|parameter| parameter.label.starts_with("**")))
        }
        None if around.is_sequence => by_position(&found.parameters, around.items),
        None => None,
    };
    Some(found)
}

/// The key of the entry that the cursor is in.
fn current_key(cursor: &Cursor) -> Option<&str> {
    let before = cursor.before();
    let entry = before.rsplit(['{', ',']).next().unwrap_or_default().trim_start();
    let entry = entry.trim_start_matches("- ");
    let end = entry.find(|c: char| !(crate::completion::is_word(c) || c == '-')).unwrap_or(entry.len());
    let rest = &entry[end..];
    if end == 0 || !(rest.is_empty() || rest.starts_with(':')) {
        return None;
    }
    // A name that is being written counts with what follows it.
    if rest.is_empty() {
        let after = cursor.after();
        let more = after.find(|c: char| !(crate::completion::is_word(c) || c == '-')).unwrap_or(after.len());
        let start = cursor.offset - end;
        return cursor.text().get(start..cursor.offset + more);
    }
    Some(&entry[..end])
}

fn labelled(
    name: &str,
    parameters: Vec<(String, Option<String>, bool)>,
    behind: &str,
    documentation: Markup,
) -> SignatureHelp {
    let mut label = format!("{name}(");
    let mut found = Vec::new();
    for (index, (text, name, takes_rest)) in parameters.into_iter().enumerate() {
        if index > 0 {
            label += ", ";
        }
        let start = label.len();
        label += &text;
        found.push(ParameterLabel { place: start..label.len(), label: text, name, takes_rest });
    }
    label += ")";
    label += behind;
    SignatureHelp { label, parameters: found, documentation, active: None }
}
