//! Diagnostics for people: the message, the source line with a mark, other places, the chain, help.

use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};
use forgather_ide::diagnostics::{ConfigurationId, Diagnostic, Related};
use forgather_ide::{Location, Severity};

/// For standard output, whose terminal may show colours, or for a file.
pub(super) fn print(diagnostics: &[Diagnostic], is_shown: bool) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let color = is_shown && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out += &one(&renderer, diagnostic, &here);
        out += "\n\n";
    }
    out
}

fn one(renderer: &Renderer, diagnostic: &Diagnostic, here: &Path) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let mut elements: Vec<Element<'_>> = Vec::new();
    // Places in the same file share its snippet.
    let (near, far): (Vec<&Related>, Vec<&Related>) =
        diagnostic.related.iter().partition(|related| related.location.path() == diagnostic.location.path());
    let mut main = snippet(&diagnostic.location, here)
        .annotation(AnnotationKind::Primary.span(range(&diagnostic.location)));
    for related in near {
        main = main.annotation(
            AnnotationKind::Context.span(range(&related.location)).label(related.message.as_str()),
        );
    }
    elements.push(main.into());
    for related in far {
        elements.push(
            snippet(&related.location, here)
                .annotation(
                    AnnotationKind::Context.span(range(&related.location)).label(related.message.as_str()),
                )
                .into(),
        );
    }
    elements.extend(diagnostic.note.iter().map(|note| Level::NOTE.message(relative(note, here)).into()));
    // What is only odd, and seen where it stands, needs no account of how it got there.
    if diagnostic.severity == Severity::Error && !diagnostic.chain.is_empty() {
        elements.push(Level::NOTE.with_name("from").message(chain(&diagnostic.chain, here)).into());
    }
    if let Some(configurations) = configurations(diagnostic, here) {
        elements.push(Level::NOTE.message(configurations).into());
    }
    for fix in &diagnostic.fixes {
        elements.push(Level::HELP.message(fix.title.clone()).into());
    }
    let title = level.primary_title(relative(&diagnostic.message, here)).id(diagnostic.rule.code());
    renderer.render(&[Group::with_title(title).elements(elements)])
}

fn snippet<'a, T: Clone>(location: &'a Location, here: &Path) -> Snippet<'a, T> {
    Snippet::source(&*location.file.source.text).path(shown(location.path(), here))
}

fn range(location: &Location) -> std::ops::Range<usize> {
    location.span.range()
}

/// A path as it is shortest to read: relative to where the user is, if it is below.
fn shown(path: &Path, here: &Path) -> String {
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

/// A message with the paths in it as they are shortest to read.
fn relative(message: &str, here: &Path) -> String {
    let here = here.display().to_string();
    message.replace(&format!("{here}/"), "").replace(&format!("`{here}`"), "`.`")
}

/// The steps from the place up to the configuration.
fn chain(steps: &[Related], here: &Path) -> String {
    /// An endless chain is no help; its two ends are.
    const SHOWN: usize = 8;
    let left_out = steps.len().saturating_sub(2 * SHOWN);
    let mut lines = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        if left_out > 0 && index == SHOWN {
            lines.push(format!("… {left_out} more steps …"));
        }
        if left_out == 0 || index < SHOWN || index >= SHOWN + left_out {
            let at = step.location.start();
            lines.push(format!(
                "{}:{}:{}: {}",
                shown(step.location.path(), here),
                at.line,
                at.column,
                step.message
            ));
        }
    }
    lines.join("\n")
}

/// Which configurations have it, where it is not plain.
fn configurations(diagnostic: &Diagnostic, here: &Path) -> Option<String> {
    /// More names say no more.
    const SHOWN: usize = 3;
    let all = &diagnostic.configurations;
    match all.as_slice() {
        [] => None,
        [only] if only.path == diagnostic.location.path() => None,
        // The chain ends at it.
        [only]
            if diagnostic.severity == Severity::Error
                && diagnostic.chain.last().is_some_and(|step| step.location.path() == only.path) =>
        {
            None
        }
        _ => {
            let name = |known: &ConfigurationId| {
                let (path, project) = (shown(&known.path, here), shown(&known.project, here));
                format!("`{}`", ConfigurationId { path: path.into(), project: project.into() })
            };
            let names: Vec<String> = all.iter().take(SHOWN).map(name).collect();
            let more = all.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let word = if all.len() == 1 { "configuration" } else { "configurations" };
            Some(format!("in {} {word}: {}{more}", all.len(), names.join(", ")))
        }
    }
}

/// The last line: how much was found in how much.
pub(super) fn summary(
    diagnostics: &[Diagnostic],
    hidden: usize,
    configurations: usize,
    files: usize,
) -> String {
    let count =
        |least, most| diagnostics.iter().filter(|found| (least..=most).contains(&found.severity)).count();
    let of = |number: usize, one: &str| {
        if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
    };
    let mut found: Vec<String> = Vec::new();
    for (least, most, name) in [
        (Severity::Error, Severity::Error, "error"),
        (Severity::Warning, Severity::Warning, "warning"),
        (Severity::Info, Severity::Hint, "remark"),
    ] {
        let number = count(least, most);
        if number > 0 {
            found.push(of(number, name));
        }
    }
    let found = if found.is_empty() { "nothing wrong".to_owned() } else { found.join(", ") };
    let hidden = if hidden > 0 { format!("; {} with -v", of(hidden, "remark")) } else { String::new() };
    match configurations {
        0 => format!("{found} in {}, no configuration{hidden}", of(files, "file")),
        _ => format!("{found} in {} ({}){hidden}", of(configurations, "configuration"), of(files, "file")),
    }
}
