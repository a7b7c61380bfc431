//! Another name for something, everywhere at once; refused, with a reason, where that would not be safe.

use std::path::{Path, PathBuf};

use forgather_dialect::FileSpan;
use forgather_dialect::ast::Name;
use forgather_graph::{PlainScalar, plain_scalar};
use forgather_workspace::{Cancelled, MentionKind};

use crate::actions::keeping;
use crate::edit::Edits;
use crate::index::What;
use crate::occurrence::{Occurrence, computed_attribute, occurrences, sharing};
use crate::snapshot::Snapshot;
use crate::symbol::{At, Symbol, symbol_at};
use crate::template::TemplateRef;

/// Why something is not renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenameError {
    /// The answer is not wanted any more.
    Cancelled,
    /// It cannot be, for this reason.
    Refused(String),
}

impl From<Cancelled> for RenameError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, RenameError> {
    Err(RenameError::Refused(reason.into()))
}

/// What would be renamed at an offset of a file: the text that the new name replaces, and what it is.
pub fn prepare(snapshot: &Snapshot, path: &Path, offset: usize) -> Result<(FileSpan, String), RenameError> {
    let Some(at) = symbol_at(snapshot, path, offset) else { return refuse("there is no name here") };
    let kind = kind_of(&at)?;
    let span = unquoted(&at);
    let text = at.template.file.source.text.get(span.range()).unwrap_or_default();
    if kind != Kind::Template
        || at.template.part > 0
        || !matches!(at.symbol, Symbol::Jinja(What::SubTemplate(_)))
    {
        places(snapshot, &at, kind)?;
    }
    Ok((span, text.to_owned()))
}

/// What is renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A name of Jinja2's: a block, a macro, a variable, an attribute.
    Identifier,
    Anchor,
    NodeName,
    Variable,
    Target,
    Template,
}

fn kind_of(at: &At) -> Result<Kind, RenameError> {
    match &at.symbol {
        Symbol::Graph { is_written: false, name, .. } => {
            refuse(format!("`{name}` is made by an expression: rename it where its parts are set"))
        }
        Symbol::Graph { kind, .. } => Ok(match kind {
            MentionKind::Anchor | MentionKind::Alias => Kind::Anchor,
            MentionKind::NodeName => Kind::NodeName,
            MentionKind::Variable => Kind::Variable,
            MentionKind::Target => Kind::Target,
        }),
        Symbol::Jinja(what) => match what {
            What::Template { name: Some(_), .. } | What::SubTemplate(_) => Ok(Kind::Template),
            What::Template { name: None, .. } => {
                refuse("this name is computed: rename the template where the name is written")
            }
            What::Super(_) => refuse("`super` is a name of Jinja2: rename the block instead"),
            What::Filter(name) => refuse(format!("`{name}` is a filter of Jinja2 or of Forgather")),
            What::Test(name) => refuse(format!("`{name}` is a test of Jinja2")),
            What::Argument { .. } => refuse("rename the parameter where the macro is defined"),
            _ => Ok(Kind::Identifier),
        },
    }
}

/// The name without the quotes around it.
fn unquoted(at: &At) -> FileSpan {
    let span = at.location.span;
    match &at.symbol {
        Symbol::Jinja(What::Template { .. }) => {
            FileSpan::new(span.start.index() + 1, span.end.index().max(span.start.index() + 2) - 1)
        }
        _ => span,
    }
}

/// Renames what is at an offset of a file.
pub fn rename(snapshot: &Snapshot, path: &Path, offset: usize, new_name: &str) -> Result<Edits, RenameError> {
    let Some(at) = symbol_at(snapshot, path, offset) else { return refuse("there is no name here") };
    let kind = kind_of(&at)?;
    check_name(kind, new_name)?;
    let places = places(snapshot, &at, kind)?;
    check_free(snapshot, &at, kind, new_name)?;
    let mut edits = Edits::default();
    for place in places {
        let location = &place.location;
        let text = location.text();
        let span = match text.chars().next() {
            Some('"' | '\'') if kind == Kind::Template => {
                FileSpan::new(location.span.start.index() + 1, location.span.end.index() - 1)
            }
            _ => location.span,
        };
        edits.replace(&location.file, span, new_name);
    }
    // Names of Jinja2 are not in the text that it gives.
    let keeps_text = matches!(kind, Kind::Identifier | Kind::Template);
    match keeping::fault(snapshot, &edits, keeps_text)? {
        Some(reason) => refuse(reason),
        None => Ok(edits),
    }
}

/// All places that the new name would replace.
fn places(snapshot: &Snapshot, at: &At, kind: Kind) -> Result<Vec<Occurrence>, RenameError> {
    let found = occurrences(snapshot, at)?;
    if let Some(made) = found.iter().find(|place| !place.is_written) {
        let location = &made.location;
        let start = location.start();
        return refuse(format!(
            "{}:{}:{} uses it by a name that is computed: `{}`",
            location.path().display(),
            start.line,
            start.column,
            location.text().lines().next().unwrap_or_default()
        ));
    }
    if kind == Kind::Identifier && !found.iter().any(|place| place.is_definition) {
        let text = at.location.text();
        return refuse(format!("`{text}` is set by no template: it is a name of Jinja2 or of Forgather"));
    }
    if let Symbol::Jinja(What::Attribute { object, local, .. }) = &at.symbol
        && let Some(computed) = computed_attribute(snapshot, at, object, *local)?
    {
        let start = computed.start();
        return refuse(format!(
            "{}:{}:{} takes attributes of `{object}` by a name that is computed: `{}`",
            computed.path().display(),
            start.line,
            start.column,
            computed.text().lines().next().unwrap_or_default()
        ));
    }
    if kind == Kind::Template {
        let target = match &at.symbol {
            Symbol::Jinja(What::SubTemplate(_)) => Some(at.template.clone()),
            Symbol::Jinja(What::Template { name, .. }) => {
                snapshot.named_by(&at.template, at.location.span, name.as_ref()).into_iter().next()
            }
            _ => None,
        };
        match target {
            None => return refuse("there is no such template"),
            Some(target) if target.part == 0 => {
                return refuse("this template is a file: rename the file, and the names of it follow");
            }
            Some(target) => return with_siblings(snapshot, &target, found),
        }
    }
    Ok(found)
}

/// A sub-template's places, with those of the others that the same text names in other configurations: a base template
/// that includes `config.model` has one for each of its children.
fn with_siblings(
    snapshot: &Snapshot,
    target: &TemplateRef,
    found: Vec<Occurrence>,
) -> Result<Vec<Occurrence>, RenameError> {
    let mut all = found;
    let mut targets = vec![target.clone()];
    let mut next = 0;
    while next < all.len() {
        let place = all[next].clone();
        next += 1;
        for usage in snapshot.all_usages_of(place.location.path()) {
            snapshot.cancel.check()?;
            for used in &usage.uses {
                let touches =
                    used.span.start <= place.location.span.start && place.location.span.end <= used.span.end;
                let by = TemplateRef::in_usage(usage, used.by);
                if !touches || by.is_none_or(|by| by.file.path != place.location.path()) {
                    continue;
                }
                let Some(of) = TemplateRef::in_usage(usage, used.of) else { continue };
                let same_name = of.label() == target.label();
                if of.part == 0 || !same_name || targets.contains(&of) {
                    continue;
                }
                let location = of.location();
                let symbol = Symbol::Jinja(What::SubTemplate(of.label().as_str().into()));
                let more = occurrences(snapshot, &At::new(&of, location.span, symbol))?;
                targets.push(of);
                for place in more {
                    if !all.contains(&place) {
                        all.push(place);
                    }
                }
            }
        }
    }
    if let Some(made) = all.iter().find(|place| !place.is_written) {
        let text = made.location.text().lines().next().unwrap_or_default().to_owned();
        return refuse(format!("a template uses it by a name that is computed: `{text}`"));
    }
    Ok(all)
}

/// Words that mean something else, or nothing, where a name stands.
const WORDS: [&str; 20] = [
    "True", "False", "None", "true", "false", "none", "and", "or", "not", "if", "else", "in", "is", "for",
    "loop", "super", "self", "varargs", "kwargs", "caller",
];

fn check_name(kind: Kind, name: &str) -> Result<(), RenameError> {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let fits = match kind {
        Kind::Identifier | Kind::NodeName => {
            let is_ascii = kind == Kind::Identifier || name.is_ascii();
            is_ascii
                && name.chars().all(is_word)
                && !name.is_empty()
                && !name.starts_with(|c: char| c.is_numeric())
        }
        Kind::Anchor => {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        }
        Kind::Variable | Kind::Target => {
            !name.is_empty() && name.chars().all(|c| is_word(c) || matches!(c, '-' | '.'))
        }
        Kind::Template => !name.is_empty() && name.chars().all(|c| is_word(c) || matches!(c, '.' | '/')),
    };
    if kind == Kind::Identifier && WORDS.contains(&name) {
        return refuse(format!("`{name}` is a word of Jinja2"));
    }
    let is_scalar = matches!(kind, Kind::Variable | Kind::Target);
    if is_scalar && fits && plain_scalar(name) != PlainScalar::Text {
        return refuse(format!("`{name}` would be no text for YAML, but a constant or a number"));
    }
    if kind == Kind::Target && name.starts_with('.') {
        return refuse(format!("`{name}` would be dropped: a target does not begin with a dot"));
    }
    if fits {
        return Ok(());
    }
    refuse(match kind {
        Kind::Identifier => {
            format!("`{name}` is no name: use letters, digits and `_`, and begin with no digit")
        }
        Kind::NodeName => {
            format!("`{name}` is no node's name: use ASCII letters, digits and `_`, and begin with no digit")
        }
        Kind::Anchor => format!("`{name}` is no anchor's name: use ASCII letters, digits, `-` and `_`"),
        Kind::Variable | Kind::Target => {
            format!("`{name}` needs quotes here: use letters, digits, `_`, `-` and `.`")
        }
        Kind::Template => {
            format!("`{name}` cannot stand in a split marker: use letters, digits, `_`, `.` and `/`")
        }
    })
}

/// Refuses a name that something of its kind has already, where the two would become one.
fn check_free(snapshot: &Snapshot, at: &At, kind: Kind, new: &str) -> Result<(), RenameError> {
    let path = at.location.path();
    let graph_kind = match kind {
        Kind::Anchor => Some(MentionKind::Anchor),
        Kind::NodeName => Some(MentionKind::NodeName),
        Kind::Target => Some(MentionKind::Target),
        Kind::Variable | Kind::Identifier | Kind::Template => None,
    };
    if let Some(wanted) = graph_kind {
        for usage in snapshot.all_usages_of(path) {
            if usage.mentions.iter().any(|known| known.kind == wanted && *known.name == *new) {
                let name = &usage.configuration.name;
                return refuse(format!("`{name}` has a `{new}` already"));
            }
        }
        return Ok(());
    }
    let taken = match &at.symbol {
        Symbol::Jinja(What::Block(_) | What::BlockEnd(_) | What::SelfBlock(_)) => {
            let lineage = snapshot.lineage(&at.template)?;
            let all = [vec![at.template.clone()], lineage.above, lineage.below].concat();
            snapshot.blocks_in(&all, new).first().map(|block| block.template.label())
        }
        Symbol::Jinja(What::Attribute { object, .. }) => {
            let object = object.clone();
            let has = |names: &crate::PartIndex| {
                names.mentions.iter().any(|mention| {
                    matches!(&mention.what, What::Attribute { object: known, name, .. }
                        if *known == object && **name == *new)
                })
            };
            taken_by(snapshot, at, has)?
        }
        Symbol::Jinja(what) if what.variable().is_some() => {
            let has = |names: &crate::PartIndex| {
                names
                    .mentions
                    .iter()
                    .any(|mention| mention.what.variable().is_some_and(|(name, _)| **name == *new))
            };
            taken_by(snapshot, at, has)?
        }
        Symbol::Jinja(What::Template { .. } | What::SubTemplate(_)) => {
            let known = snapshot.all_usages_of(path);
            let of_name =
                known.iter().flat_map(|usage| &usage.templates).find(|template| template.name() == new);
            of_name.map(|template| template.name().to_owned())
        }
        _ => None,
    };
    match taken {
        Some(by) => refuse(format!("`{new}` is taken: see `{by}`")),
        None => Ok(()),
    }
}

fn taken_by(
    snapshot: &Snapshot,
    at: &At,
    has: impl Fn(&crate::PartIndex) -> bool,
) -> Result<Option<String>, RenameError> {
    let sharing = sharing(snapshot, &at.template, &has)?;
    let found = sharing.iter().find(|template| {
        let index = snapshot.index(&template.file);
        template.names(&index).is_some_and(&has)
    });
    Ok(found.map(TemplateRef::label))
}

/// What changes in templates when files are moved: the names of those that were written for them. `moved` are old and
/// new paths, of files or of folders.
pub fn will_rename_files(snapshot: &Snapshot, moved: &[(PathBuf, PathBuf)]) -> Result<Edits, RenameError> {
    let mut edits = Edits::default();
    let new_path = |path: &Path| {
        moved.iter().find_map(|(old, new)| {
            let rest = path.strip_prefix(old).ok()?;
            Some(if rest.as_os_str().is_empty() { new.clone() } else { new.join(rest) })
        })
    };
    let mut rewrite = |by: &TemplateRef, target: &TemplateRef, within: FileSpan| {
        let Some(new) = new_path(&target.file.path).filter(|_| target.part == 0) else { return };
        let index = snapshot.index(&by.file);
        for mention in by.names(&index).into_iter().flat_map(|names| &names.mentions) {
            let What::Template { name: Some(name), .. } = &mention.what else { continue };
            if within.start <= mention.span.start
                && mention.span.end <= within.end
                && let Some(new_name) = renamed(&target.file.path, &new, name)
            {
                let inner = FileSpan::new(mention.span.start.index() + 1, mention.span.end.index() - 1);
                edits.replace(&by.file, inner, new_name);
            }
        }
    };
    for usage in snapshot.active_usage().into_iter().chain(snapshot.usages.iter().map(|usage| &**usage)) {
        snapshot.cancel.check()?;
        for used in &usage.uses {
            let (by, of) = (TemplateRef::in_usage(usage, used.by), TemplateRef::in_usage(usage, used.of));
            if let (Some(by), Some(of)) = (by, of) {
                let current = snapshot.file(&by.file.path);
                if current.is_some_and(|current| current.source.text == by.file.source.text) {
                    rewrite(&by, &of, used.span);
                }
            }
        }
    }
    for used in snapshot.written_uses()? {
        rewrite(&used.by, &used.of, used.span);
    }
    Ok(edits)
}

/// The new name of a template whose file moves: as far as both paths are below the folder that the old name counts from.
fn renamed(old: &Path, new: &Path, name: &Name) -> Option<String> {
    let mut folder = old;
    for segment in name.split('/').rev().filter(|segment| !matches!(*segment, "" | ".")) {
        if folder.file_name()? != segment {
            return None;
        }
        folder = folder.parent()?;
    }
    let relative = new.strip_prefix(folder).ok()?;
    let segments: Option<Vec<&str>> = relative.iter().map(|segment| segment.to_str()).collect();
    Some(segments?.join("/"))
}
