//! Every configuration of the corpora expands to what Forgather expands it to, fails where Forgather fails, uses the
//! templates that Forgather uses, and says of every line where it comes from.

use conformance::corpus::{self, CORPORA, Expected, Source, Stage};
use conformance::expand::OpenCorpus;
use forgather_expand::{ExpandedOffset, Expansion, OriginKind};

/// Calls `check` with every configuration and its expansion; how many there were.
fn each(check: impl Fn(&OpenCorpus, &str, &Expected, &Expansion)) -> usize {
    let mut count = 0;
    for (name, dialect, _) in CORPORA {
        let Some(open) = OpenCorpus::open(name, dialect) else { continue };
        for expected in corpus::read(name) {
            let label = match &expected.source {
                Source::Project { project, config, .. } => format!("{name}: {project} {config}"),
                Source::Notebook { template, .. } => format!("{name}: {template}"),
            };
            check(&open, &label, &expected, &open.expand(&expected));
            count += 1;
        }
    }
    let all: usize = CORPORA.iter().map(|(_, _, rows)| rows).sum();
    if count == 0 {
        corpus::skip("the corpora: there is no ../shared/corpus and no $FORGATHER_CORPUS");
    } else {
        assert!(count >= all, "some corpora are not whole: {count} of {all}");
    }
    count
}

#[test]
fn expansions_are_forgathers_byte_for_byte() {
    each(|open, label, expected, expansion| {
        if let Some(text) = &expected.pp {
            assert_eq!(expansion.problems, [], "{label}");
            assert_eq!(&open.normalize(&expansion.text), text, "{label}");
        }
    });
}

#[test]
fn what_forgather_rejects_is_rejected_at_its_line() {
    each(|open, label, expected, expansion| {
        if expected.stage != Stage::Pp {
            return;
        }
        let error = expected.error.as_ref().expect("a failure says why");
        let problem = expansion.problems.first().unwrap_or_else(|| panic!("{label} is not rejected"));
        let code = match error.kind.as_str() {
            "TemplateNotFound" => "template-not-found",
            "UndefinedError" => "undefined-variable",
            "TemplateSyntaxError" => "jinja-syntax",
            "TemplateAssertionError" if error.message.contains("filter") => "unknown-filter",
            "TemplateAssertionError" => "unknown-test",
            // Python's path functions say so of an undefined value.
            "TypeError" if error.message.contains("StrictUndefined") => "undefined-variable",
            _ => "template-error",
        };
        assert_eq!(problem.rule.code(), code, "{label}: {}", problem.message);
        let template = expansion.template_of(problem.frame).expect("a problem is in a template");
        let (path, at) = expansion
            .location(problem.frame, template.file_span(problem.span))
            .expect("a problem has a place");
        // Forgather counts lines from the start of a sub-template.
        let (file, line) = error.template_trace.last().expect("a failure has a trace");
        let first = if template.is_sub_template() {
            template.file_span(forgather_dialect::JinjaSpan::default()).start
        } else {
            forgather_dialect::FileOffset(0)
        };
        let expected_line = template.file().source.line_column(first).line + line - 1;
        let relative = path.strip_prefix(&open.tree).expect("the file is in the tree");
        assert_eq!((relative.to_str(), at.line), (Some(file.as_str()), expected_line), "{label}");
    });
}

#[test]
fn the_templates_are_those_that_forgather_loads() {
    each(|open, label, expected, expansion| {
        let Some(templates) = &expected.templates else { return };
        let mut used: Vec<(String, String)> = expansion
            .templates
            .iter()
            .map(|template| {
                let path = template.file().path.strip_prefix(&open.tree).expect("in the tree");
                (template.name().to_owned(), path.to_string_lossy().into_owned())
            })
            .collect();
        let expected: Vec<(String, String)> = templates
            .iter()
            .map(|(name, file)| (name.clone(), file.as_str().unwrap_or_default().to_owned()))
            .collect();
        // After a problem, where Forgather stops, the expansion goes on.
        if !expansion.is_complete() {
            used.truncate(expected.len());
        }
        assert_eq!(used, expected, "{label}");
    });
}

/// The beginning of a source line that is certainly text: up to what may be an expression, a tag or a comment.
fn certain_text(line: &str) -> &str {
    let end = ["{{", "{%", "{#"].iter().filter_map(|open| line.find(open)).min().unwrap_or(line.len());
    let end = line.find("##").map_or(end, |at| end.min(at));
    line[..end].trim_end()
}

#[test]
fn every_line_has_an_origin_that_holds_its_text() {
    let lines = std::cell::Cell::new(0);
    each(|_, label, expected, expansion| {
        if expected.pp.is_none() {
            return;
        }
        let origins = expansion.line_origins();
        let blank = |line: &&str| line.trim().is_empty();
        let output: Vec<&str> = expansion.text.split('\n').collect();
        assert_eq!(origins.len(), output.iter().filter(|line| !blank(line)).count(), "{label}");
        lines.set(lines.get() + origins.len());
        for (number, origin) in origins {
            let template = expansion.template_of(origin.frame).expect("a frame has a template");
            let source = &template.file().source;
            let rest =
                source.text[origin.span.start.index()..].split(['\n', '\r']).next().unwrap_or_default();
            let line = output[number].trim_start();
            if origin.kind == OriginKind::Text {
                let text = certain_text(rest);
                assert!(!text.is_empty(), "{label}, line {}: {line:?} from {rest:?}", number + 1);
                // A line may end before its source does, where a trim took the rest of the block.
                let common = line.len().min(text.len());
                assert!(
                    line.as_bytes()[..common] == text.as_bytes()[..common],
                    "{label}, line {}: {line:?} from {rest:?}",
                    number + 1
                );
            } else {
                // An expression's place is its own text, not the tag around it.
                assert!(!rest.starts_with("{{") && !rest.starts_with("== "), "{label}: {rest:?}");
            }
        }
    });
    assert!(lines.get() == 0 || lines.get() > 30_000, "{} lines", lines.get());
}

/// Not only the first character of a line: every byte of the text has an origin, and every byte of template data is
/// the very byte that its origin names.
#[test]
fn every_byte_of_template_data_is_the_byte_that_it_comes_from() {
    let bytes = std::cell::Cell::new(0);
    each(|_, label, expected, expansion| {
        if expected.pp.is_none() {
            return;
        }
        let mut end = 0;
        for (run, origin) in expansion.runs() {
            assert_eq!(run.start, end, "{label}: a gap");
            end = run.end;
            if origin.kind != OriginKind::Text {
                continue;
            }
            let source = &expansion.template_of(origin.frame).expect("a template").file().source.text;
            for offset in run {
                let from =
                    expansion.origin(ExpandedOffset(offset as u32)).expect("an origin").span.start.index();
                let (here, there) = (expansion.text.as_bytes()[offset], source.as_bytes()[from]);
                assert_eq!(here, there, "{label}: byte {offset} from byte {from}");
                bytes.set(bytes.get() + 1);
            }
        }
        assert_eq!(end, expansion.text.len(), "{label}: the end has no origin");
    });
    assert!(bytes.get() == 0 || bytes.get() > 1_000_000, "{} bytes", bytes.get());
}
