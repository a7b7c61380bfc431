//! Plain data as the protocol has it.

use std::ops::Range;
use std::path::Path;

use forgather_expand::LoadedFile;
use forgather_ide::diagnostics::{Diagnostic, Related};
use forgather_ide::{Location, Rule, Severity};
use forgather_workspace::Analysis;
use serde_json::{Value, json};

use super::documents::Spelling;
use super::positions::Encoding;
use super::uris;

/// What it takes to convert: how the client counts, and how it spells the uris of its documents.
pub(crate) struct Convert<'a> {
    pub(crate) encoding: Encoding,
    pub(crate) documents: &'a dyn Spelling,
}

/// How many steps of a chain are shown.
const MAX_RELATED: usize = 12;
/// How many configurations a message names.
const MAX_NAMED: usize = 3;

impl Convert<'_> {
    /// A path's uri, as the client spells it where it does.
    pub(crate) fn uri(&self, path: &Path) -> String {
        match self.documents.uri(path) {
            Some(uri) => uri.as_str().to_owned(),
            None => uris::from_path(path).map_or_else(String::new, |uri| uri.as_str().to_owned()),
        }
    }

    /// A place in a file.
    pub(crate) fn location(&self, location: &Location) -> Value {
        self.location_in(&location.file, location.span.range())
    }

    /// A range of bytes of a file.
    pub(crate) fn location_in(&self, file: &LoadedFile, bytes: Range<usize>) -> Value {
        json!({"uri": self.uri(&file.path), "range": self.encoding.range(&file.source, bytes)})
    }

    /// The template text that a place in an expansion comes from.
    pub(crate) fn origin(&self, analysis: &Analysis, span: forgather_graph::Span) -> Option<Value> {
        let origin = analysis.origin(span)?;
        let file = analysis.expansion.template_of(origin.frame)?.file();
        Some(self.location_in(file, origin.span.range()))
    }

    /// A diagnostic, with all that an editor can show of it.
    pub(crate) fn diagnostic(&self, diagnostic: &Diagnostic) -> Value {
        let location = &diagnostic.location;
        let range = self.encoding.range(&location.file.source, location.span.range());
        let mut converted = json!({
            "range": range,
            "severity": match diagnostic.severity {
                Severity::Error => 1,
                Severity::Warning => 2,
                Severity::Info => 3,
                Severity::Hint => 4,
            },
            "code": diagnostic.rule.code(),
            "codeDescription": {"href": crate::rules::page(diagnostic.rule)},
            "source": "forgather",
            "message": message(diagnostic),
        });
        match diagnostic.rule {
            Rule::UnusedAnchor | Rule::UnreachableTemplate => converted["tags"] = json!([1]),
            Rule::DeprecatedTag => converted["tags"] = json!([2]),
            _ => {}
        }
        let related: Vec<Value> = diagnostic
            .related
            .iter()
            .chain(&diagnostic.chain)
            .take(MAX_RELATED)
            .map(|related| self.related(related))
            .collect();
        if !related.is_empty() {
            converted["relatedInformation"] = related.into();
        }
        if !diagnostic.fixes.is_empty() {
            let fixes = diagnostic.fixes.iter().map(|fix| {
                let edits = fix.edits.iter().map(|(location, text)| {
                    let mut edit = self.location(location);
                    edit["newText"] = text.as_str().into();
                    edit
                });
                json!({"title": fix.title, "edits": edits.collect::<Vec<_>>()})
            });
            converted["data"] = json!({"fixes": fixes.collect::<Vec<_>>()});
        }
        converted
    }

    fn related(&self, related: &Related) -> Value {
        json!({"location": self.location(&related.location), "message": related.message})
    }
}

/// The message, with the configurations that have the fault where that does not go without saying.
fn message(diagnostic: &Diagnostic) -> String {
    let configurations = &diagnostic.configurations;
    let own = configurations.iter().all(|id| id.path == diagnostic.location.path());
    if own {
        return diagnostic.message.clone();
    }
    let names: Vec<String> = configurations
        .iter()
        .take(MAX_NAMED)
        .map(|id| {
            let name = id.path.file_name().unwrap_or(id.path.as_os_str());
            format!("`{}`", name.to_string_lossy())
        })
        .collect();
    let more = match configurations.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}\nin {}{more}", diagnostic.message, names.join(", "))
}
