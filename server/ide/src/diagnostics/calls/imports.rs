//! Import specs that name what is not there.

use std::ops::Range;

use forgather_graph::Span;
use forgather_python::{Resolution, Spec};
use forgather_workspace::Analysis;

use super::{at, change, hint};
use crate::callable::Callable;
use crate::diagnostics::Diagnostic;
use crate::rule::Rule;

/// What is wrong with what a spec names: the part of it that is wrong, what to say, and what was likely meant.
struct Missing {
    part: Range<usize>,
    message: String,
    meant: Option<String>,
    /// Whether it is the same wherever it is named: what is not installed.
    once: bool,
}

pub(super) fn diagnostic(analysis: &Analysis, call: &Callable) -> Option<Diagnostic> {
    let missing = missing(analysis, call)?;
    let mut found = at(analysis, Rule::UnresolvedImport, place(call, &missing.part), &missing.message)?;
    if missing.once {
        // Where the name comes from makes no difference.
        found.message.clone_from(&missing.message);
        found.once = true;
    }
    if let Some(meant) = &missing.meant {
        change(&mut found, &call.written[missing.part], meant);
    }
    Some(found)
}

fn missing(analysis: &Analysis, call: &Callable) -> Option<Missing> {
    let written = &*call.written;
    match &*call.resolution {
        Resolution::Found(_) | Resolution::Unknown => None,
        Resolution::NoFile { nearest } => {
            let file = written.rsplit_once(':').map_or(written, |(file, _)| file);
            let start = file.rfind(['/', '\\']).map_or(0, |at| at + 1);
            let message = format!("there is no file `{file}`{}", hint(Some(nearest)));
            Some(Missing { part: start..file.len(), message, meant: Some(nearest.clone()), once: false })
        }
        Resolution::NoModule { name, nearest } => Some(no_module(analysis, name, nearest.as_deref())),
        // A name without a module may be one that a template of generated code imports, unless it is a slip.
        Resolution::NoSymbol { name, nearest } if matches!(call.spec, Spec::Builtin { .. }) => {
            let meant = nearest.clone().filter(|_| name == written)?;
            let message = format!("Python has no builtin `{name}`{}", hint(Some(&meant)));
            Some(Missing { part: 0..written.len(), message, meant: Some(meant), once: false })
        }
        Resolution::NoSymbol { name, nearest } => Some(no_symbol(call, name, nearest.as_deref())),
    }
}

fn no_module(analysis: &Analysis, name: &str, nearest: Option<&str>) -> Missing {
    let meant = nearest.map(str::to_owned);
    if let Some((package, module)) = name.rsplit_once('.') {
        let message = format!("`{package}` has no module `{module}`{}", hint(nearest));
        return Missing { part: package.len() + 1..name.len(), message, meant, once: false };
    }
    let interpreter = analysis.project.python().python.interpreter();
    let interpreter = interpreter.map_or_else(String::new, |known| known.executable.display().to_string());
    let to_do = match nearest {
        Some(_) => hint(nearest),
        None => "; install it there, or say with the setting `python` which interpreter has it".to_owned(),
    };
    let message = format!("`{name}` is neither in the project nor installed for `{interpreter}`{to_do}");
    Missing { part: 0..name.len(), message, meant, once: true }
}

fn no_symbol(call: &Callable, name: &str, nearest: Option<&str>) -> Missing {
    let written = &*call.written;
    let start = written.len() - call.spec.symbol().len();
    let (owner, attribute) = name.rsplit_once('.').map_or((None, name), |(owner, last)| (Some(owner), last));
    let end = start + name.len();
    let module = written[..start].trim_end_matches(':');
    let owner = owner.map_or_else(|| format!("`{module}`"), |owner| format!("`{owner}` of `{module}`"));
    let message = format!("{owner} has no `{attribute}`{}", hint(nearest));
    Missing { part: end - attribute.len()..end, message, meant: nearest.map(str::to_owned), once: false }
}

/// The place of a part of the spec; all of it where escapes leave its parts no places.
fn place(call: &Callable, part: &Range<usize>) -> Span {
    let start = call.place.start.0;
    let has_parts = (call.place.end.0 - start) as usize == call.written.len();
    if has_parts { Span::new(start + part.start as u32, start + part.end as u32) } else { call.place }
}
