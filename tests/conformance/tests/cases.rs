//! Hand-written template sets at the edges of Jinja2 (`cases/jinja.txt`): what real Jinja2 gives, we give; where it
//! raises, we report the same kind of problem at the same line of the same template.

use conformance::corpus;
use conformance::expand::{expand_set, first_problem_place};
use conformance::generate::TemplateSet;
use conformance::oracle::{Oracle, OracleAnswer};

/// The template sets of a file: `=== name` starts one, `--- file NAME` a file of it; else it is one file.
fn cases(text: &str) -> Vec<(String, TemplateSet)> {
    let mut cases = Vec::new();
    for case in text.split("=== ").skip(1) {
        let (title, body) = case.split_once('\n').unwrap_or((case, ""));
        let templates = if body.contains("--- file ") {
            let files = body.split("--- file ").skip(1).filter_map(|file| file.split_once('\n'));
            files.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
        } else {
            vec![("main.yaml".to_owned(), body.to_owned())]
        };
        let set = TemplateSet { dialect: "current", templates, main: "main.yaml".to_owned() };
        cases.push((title.to_owned(), set));
    }
    cases
}

/// Where our line is not Jinja2's, and why ours is the better one.
const OTHER_LINE: [(&str, &str); 9] = [
    ("set of a namespace that is none", "the line of the assignment; Jinja2 keeps no line for it"),
    ("set of an attribute of nothing", "as above"),
    ("filter unknown reached within if", "the line of the filter; Jinja2 keeps none for it"),
    ("extends twice", "the second `extends`; Jinja2 keeps no line for it"),
    ("unclosed string", "the line of the string, not of the text's last token"),
    ("extends itself", "the `extends` that closes the circle, not wherever the stack ended"),
    ("includes itself", "as above"),
    ("cycle of extends", "as above"),
    ("macro recursion without end", "as above"),
];

#[test]
fn cases_are_as_in_jinja2() {
    let Some(mut oracle) = Oracle::start() else {
        corpus::skip("hand-written cases against Jinja2: there is no Python with Jinja2 and PyYAML");
        return;
    };
    let mut failures = Vec::new();
    let all = cases(include_str!("../cases/jinja.txt"));
    assert!(all.len() > 200, "{}", all.len());
    for (title, set) in &all {
        let expansion = expand_set(set);
        match oracle.expand(set) {
            OracleAnswer::Text(text) => {
                if let Some(problem) = expansion.problems.first() {
                    failures.push(format!("{title}: {}\n  Jinja2 gives {text:?}", problem.message));
                } else if expansion.text != text {
                    failures.push(format!("{title}: {:?}\n  Jinja2 gives {text:?}", expansion.text));
                }
            }
            OracleAnswer::Error(error) => {
                let Some(problem) = expansion.problems.first() else {
                    failures.push(format!("{title}: {:?}\n  Jinja2 raises {error:?}", expansion.text));
                    continue;
                };
                let wanted = error.code();
                let line = error.template.clone().zip(error.line);
                let ours = first_problem_place(&expansion);
                let line_matters = !OTHER_LINE.iter().any(|(known, _)| known == title);
                if problem.rule.code() != wanted || (line_matters && ours != line) {
                    failures.push(format!(
                        "{title}: {} at {ours:?}: {}\n  Jinja2 raises {error:?}",
                        problem.rule.code(),
                        problem.message
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), all.len(), failures.join("\n"));
}
