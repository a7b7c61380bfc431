//! What an expansion keeps: nothing, once it is dropped.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use forgather_dialect::{Dialect, SourceFile};
use forgather_expand::{Facts, Globals, Limits, LoadError, LoadedFile, Loader, Request, expand};

struct Memory(HashMap<String, Arc<LoadedFile>>);

impl Loader for Memory {
    fn load(&self, name: &str) -> Result<Arc<LoadedFile>, LoadError> {
        self.0.get(name).cloned().ok_or(LoadError::NotFound)
    }

    fn search_path(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// A macro remembers the scope that it is a variable of; so do those that are passed on.
#[test]
fn macros_keep_no_template_alive() {
    let files = [
        (
            "main",
            "{% import 'lib' as lib %}{% from 'lib' import m %}{% macro own(x) %}{{ x }}{{ caller() }}{% endmacro %}\
             {% set ns = namespace(f=own) %}{% for i in [1, 2] %}{% macro inner() %}{{ i }}{% endmacro %}{% set f = inner %}\
             {{ f() }}{% endfor %}{% call own(1) %}{% set g = ns %}{{ lib.m(2) }}{% endcall %}{% include 'part' %}{{ m(3) }}",
        ),
        (
            "lib",
            "{% macro m(x) %}<{{ n(x) }}>{% endmacro %}{% macro n(x) %}{{ x }}{% endmacro %}{% set also = m %}",
        ),
        ("part", "{% macro p() %}{{ ns.f }}{% endmacro %}{{ p() }}"),
    ];
    let files = files.into_iter().map(|(name, text)| {
        let source = Arc::new(SourceFile::new(text, Dialect::Current));
        (name.to_owned(), Arc::new(LoadedFile { path: PathBuf::from(name), source }))
    });
    let loader = Memory(files.collect());
    let globals = Arc::new(Globals::new(Arc::new(Facts::from_system()), None));
    let request = Request { loader: &loader, dialect: Dialect::Current, globals, limits: Limits::default() };
    let expansion = expand(&request, "main");
    assert_eq!(expansion.text, "121<2><Macro 'own'><3>", "{:?}", expansion.problems);
    drop(expansion);
    for (name, file) in &loader.0 {
        assert_eq!(Arc::strong_count(file), 1, "`{name}` is kept");
    }
}
