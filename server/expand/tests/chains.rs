//! Long chains of operators, which nest what they hold: as long as the parser lets them be, on the stack of a thread.

use std::path::PathBuf;
use std::sync::Arc;

use forgather_dialect::{Dialect, SourceFile};
use forgather_expand::{Expansion, Facts, Globals, Limits, LoadError, LoadedFile, Loader, Request, expand};

struct Single(Arc<LoadedFile>);

impl Loader for Single {
    fn load(&self, _: &str) -> Result<Arc<LoadedFile>, LoadError> {
        Ok(Arc::clone(&self.0))
    }

    fn search_path(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

fn expanded(text: &str) -> Expansion {
    let source = Arc::new(SourceFile::new(text, Dialect::Current));
    let loader = Single(Arc::new(LoadedFile { path: PathBuf::from("main"), source }));
    let globals = Arc::new(Globals::new(Arc::new(Facts::from_system()), None));
    let request = Request { loader: &loader, dialect: Dialect::Current, globals, limits: Limits::default() };
    expand(&request, "main")
}

#[test]
fn long_chains_have_a_value_or_are_refused() {
    let before = "{% set ns = namespace() %}{% set ns.a = ns %}{% set l = [] %}{% set _ = l.append(l) %}";
    for (head, link, value) in [
        ("0", " + 1", "N"),
        ("1", " * 1", "1"),
        ("0", " or 0", "0"),
        ("1", " and 1", "1"),
        ("1", " if 1", "1"),
        ("1", "|int", "1"),
        ("'a'", ".lower()", "a"),
        ("'True' if ns", ".a", "True"),
        ("'True' if l", "[0]", "True"),
        ("'a'", " ~ 'b'", ""),
    ] {
        let text = |links: usize| format!("{before}{{{{ {head}{} }}}}", link.repeat(links));
        let links = if link == ".lower()" { 240 } else { 490 };
        let expansion = expanded(&text(links));
        let first = expansion.problems.first().map(|problem| problem.message.as_str());
        assert_eq!(first, None, "{link}");
        let value = if value == "N" { "490" } else { value };
        assert!(expansion.text.starts_with(value), "{link}: {}", expansion.text);
        if link != " ~ 'b'" {
            let expansion = expanded(&text(20_000));
            let messages: Vec<&str> =
                expansion.problems.iter().map(|problem| problem.message.as_str()).collect();
            assert_eq!(messages, ["this expression is nested too deeply"], "{link}");
        }
    }
    let filters = "|upper".repeat(490);
    let expansion = expanded(&format!("{{% filter lower{filters} %}}a{{% endfilter %}}"));
    assert_eq!((expansion.text.as_str(), expansion.problems.len()), ("A", 0));
}
