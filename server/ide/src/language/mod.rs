//! What the words of the language mean, a line each: filters, tests, global names, tags, statements.

mod filters;
mod globals;
mod statements;
mod tags;
mod tests;

use forgather_dialect::Dialect;

pub(crate) use statements::{OPERATORS, STATEMENTS, Statement};
pub(crate) use tags::{TAGS, tag_of};

/// A word of the language that can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// The word.
    pub(crate) name: &'static str,
    /// Its parameters as Python writes them, without the value that a filter or a test is applied to; empty of what is
    /// not called.
    pub(crate) parameters: &'static str,
    /// What it does.
    pub(crate) says: &'static str,
}

const fn word(name: &'static str, parameters: &'static str, says: &'static str) -> Word {
    Word { name, parameters, says }
}

/// The filters of a dialect.
pub(crate) fn filters(dialect: Dialect) -> impl Iterator<Item = &'static Word> {
    filters::FILTERS.iter().filter(move |word| dialect == Dialect::Current || word.name != filters::TOYAML)
}

/// The tests.
pub(crate) fn tests() -> impl Iterator<Item = &'static Word> {
    tests::TESTS.iter()
}

/// The global names. Those that only a project's templates see are among them.
pub(crate) fn globals() -> impl Iterator<Item = &'static Word> {
    globals::GLOBALS.iter()
}

/// The attributes of `loop`.
pub(crate) fn loop_attributes() -> impl Iterator<Item = &'static Word> {
    globals::LOOP.iter()
}

/// The methods of Python's values that templates call most, by the name of the type.
pub(crate) fn methods(type_name: &str) -> &'static [Word] {
    match type_name {
        "str" => globals::STRING,
        "dict" => globals::DICT,
        "list" => globals::LIST,
        _ => &[],
    }
}

/// The word of that name.
pub(crate) fn find(words: impl IntoIterator<Item = &'static Word>, name: &str) -> Option<&'static Word> {
    words.into_iter().find(|word| word.name == name)
}

#[cfg(test)]
mod check {
    use std::sync::Arc;

    use forgather_expand::python::{filters::filter_names, tests::test_names};
    use forgather_expand::{Facts, Globals, ProjectFolders};

    use super::*;

    fn names(words: impl Iterator<Item = &'static Word>) -> Vec<String> {
        let mut names: Vec<String> = words
            .inspect(|word| assert!(!word.says.is_empty(), "{} is not explained", word.name))
            .map(|word| word.name.to_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn every_filter_and_test_is_explained() {
        assert_eq!(names(filters(Dialect::Current)), filter_names());
        let without: Vec<&str> = filter_names().iter().copied().filter(|name| *name != "toyaml").collect();
        assert_eq!(names(filters(Dialect::June2025)), without);
        // Operators are tests, too, that nobody can write behind `is`.
        let words: Vec<&str> =
            test_names().iter().copied().filter(|name| name.starts_with(char::is_alphabetic)).collect();
        assert_eq!(names(tests()), words);
    }

    #[test]
    fn every_global_name_is_explained() {
        let folders = ProjectFolders { project_dir: "/p".into(), workspace_root: "/".into() };
        let known = Globals::new(Arc::new(Facts::from_system()), Some(&folders));
        let mut known: Vec<String> = known.names().collect();
        known.sort();
        assert_eq!(names(globals()), known);
    }
}
