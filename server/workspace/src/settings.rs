//! What users set: in `.forgather-ls.yaml` at the workspace's root, or in their editor.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::{Dialect, FileSpan, SourceFile, did_you_mean};
use forgather_expand::LoadedFile;
use globset::{Glob, GlobSet, GlobSetBuilder};
use yaml_serde::{Mapping, Value};

use crate::meta::Place;
use crate::setting::keys_below;

/// The name of the settings file.
pub const SETTINGS_FILE: &str = ".forgather-ls.yaml";

/// How much a rule is to matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `error`
    Error,
    /// `warning`
    Warning,
    /// `info`
    Info,
    /// `hint`
    Hint,
    /// `off`
    Off,
}

/// What a user has set. What is not set is none or empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserSettings {
    /// `dialect`
    pub dialect: Option<Dialect>,
    /// `python`: an interpreter, or the folder of a virtual environment; relative to the workspace's root.
    pub python: Option<PathBuf>,
    /// `exclude`: patterns of paths below the workspace's root that are not looked at.
    pub exclude: Vec<String>,
    /// `rules`: codes and levels. The codes need not be known.
    pub rules: Vec<(String, Level)>,
    /// `session.timeout`, in seconds.
    pub session_timeout: Option<f64>,
    /// `inlayHints`: which of them are shown.
    pub inlay_hints: InlayHintSettings,
}

/// Which inlay hints a user has turned on or off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InlayHintSettings {
    /// `values`
    pub values: Option<bool>,
    /// `templates`
    pub templates: Option<bool>,
    /// `overridden`
    pub overridden: Option<bool>,
}

/// Which inlay hints are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InlayHints {
    /// Values of expressions.
    pub values: bool,
    /// Templates that expressions name.
    pub templates: bool,
    /// By how many a block is overridden.
    pub overridden: bool,
}

impl InlayHintSettings {
    /// What is shown: all that is not turned off.
    pub fn effective(self) -> InlayHints {
        InlayHints {
            values: self.values.unwrap_or(true),
            templates: self.templates.unwrap_or(true),
            overridden: self.overridden.unwrap_or(true),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            values: self.values.or(other.values),
            templates: self.templates.or(other.templates),
            overridden: self.overridden.or(other.overridden),
        }
    }
}

/// A fault in settings: the key that it is about, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsProblem {
    /// The key, or the text as it is written.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// A settings file that was read.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    /// What it sets.
    pub settings: UserSettings,
    /// What is wrong with it, at its places.
    pub problems: Vec<(Place, String)>,
    file: Arc<LoadedFile>,
}

impl SettingsFile {
    /// Reads the settings file of a workspace; none where there is no such file.
    pub fn of_workspace(root: &Path) -> Option<Self> {
        let path = root.join(SETTINGS_FILE);
        let text = std::fs::read(&path).ok()?;
        Some(Self::read(&path, &String::from_utf8_lossy(&text)))
    }

    /// Reads the text of a settings file.
    pub fn read(path: &Path, text: &str) -> Self {
        let source = Arc::new(SourceFile::from_string(text, Dialect::default()));
        let file = Arc::new(LoadedFile { path: path.to_owned(), source });
        let (settings, problems) = match yaml_serde::from_str::<Value>(text) {
            Ok(value) => UserSettings::from_value(&value),
            Err(error) => {
                let (message, span) = no_yaml(text, &error);
                let place = Place { file: Arc::clone(&file), span };
                return Self { settings: UserSettings::default(), problems: vec![(place, message)], file };
            }
        };
        let mut read = Self { settings, problems: Vec::new(), file };
        read.problems =
            problems.into_iter().map(|problem| (read.place(&problem.key), problem.message)).collect();
        read
    }

    /// Where a key stands in the file; its start where it is not found.
    pub fn place(&self, key: &str) -> Place {
        let text = &*self.file.source.text;
        let is_word = |ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '_');
        let whole =
            |at: usize| !text[..at].ends_with(is_word) && !text[at + key.len()..].starts_with(is_word);
        let found =
            (!key.is_empty()).then(|| text.match_indices(key).map(|(at, _)| at).find(|at| whole(*at)));
        let first_line = || {
            let start = text.len() - text.trim_start().len();
            let length = text[start..].find(['\n', '\r']).unwrap_or(text.len() - start);
            FileSpan::new(start, start + length)
        };
        let span = found.flatten().map_or_else(first_line, |at| FileSpan::new(at, at + key.len()));
        Place { file: Arc::clone(&self.file), span }
    }
}

/// What makes a text no YAML, and where. Our own reader of YAML says it better than the one that reads values.
pub(crate) fn no_yaml(text: &str, error: &yaml_serde::Error) -> (String, FileSpan) {
    let (_, problems) = forgather_graph::load(text, forgather_graph::Dialect::Current);
    if let Some(problem) = problems.iter().find(|problem| problem.code == forgather_graph::Code::YamlSyntax) {
        let (message, span) = match &problem.cause {
            Some(cause) => (&cause.message, cause.span),
            None => (&problem.message, problem.span),
        };
        let span = FileSpan::new(span.start.to_usize(), span.end.to_usize());
        return (format!("this is no YAML: {message}"), span);
    }
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let index = error.location().map_or(0, |location| location.index()).min(text.len());
    let start = text[..index].rfind('\n').map_or(0, |at| at + 1);
    let length = text[start..].find(['\n', '\r']).unwrap_or(text.len() - start);
    (format!("this is no YAML: {message}"), FileSpan::new(start, start + length))
}

impl UserSettings {
    /// Reads settings, from YAML or JSON, as far as they can be understood.
    pub fn from_value(value: &Value) -> (Self, Vec<SettingsProblem>) {
        let mut settings = Self::default();
        let mut problems = Vec::new();
        let Some(entries) =
            mapping(value, "", "settings are a mapping, such as `dialect: current`", &mut problems)
        else {
            return (settings, problems);
        };
        for (key, value) in entries {
            let key = key.as_str().unwrap_or_default();
            match key {
                "dialect" => match value.as_str().map(str::parse) {
                    Some(Ok(dialect)) => settings.dialect = Some(dialect),
                    Some(Err(message)) => wrong(key, message, &mut problems),
                    None => wrong(key, "`dialect` is `current` or `2025-06`", &mut problems),
                },
                "python" => match value {
                    Value::Null => {}
                    Value::String(path) => settings.python = Some(PathBuf::from(path)),
                    _ => wrong(key, "`python` is the path of an interpreter", &mut problems),
                },
                "exclude" => settings.exclude = patterns(value, &mut problems),
                "rules" => settings.rules = levels(value, &mut problems),
                "session" => settings.session_timeout = timeout(value, &mut problems),
                "inlayHints" => settings.inlay_hints = hints(value, &mut problems),
                _ => unknown(key, "setting", "", &mut problems),
            }
        }
        (settings, problems)
    }

    /// The keys at the outermost level of settings.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        keys_below("")
    }

    /// These settings, with those of `other` where these say nothing.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        let mut rules = other.rules.clone();
        rules.extend(self.rules);
        Self {
            dialect: self.dialect.or(other.dialect),
            python: self.python.or_else(|| other.python.clone()),
            exclude: if self.exclude.is_empty() { other.exclude.clone() } else { self.exclude },
            rules,
            session_timeout: self.session_timeout.or(other.session_timeout),
            inlay_hints: self.inlay_hints.or(other.inlay_hints),
        }
    }

    /// What decides whether a path below `root` is excluded.
    pub fn excluded(&self, root: &Path) -> Excluded {
        let mut set = GlobSetBuilder::new();
        for pattern in &self.exclude {
            // As in `.gitignore`, a name alone is meant anywhere, and a folder with all that is in it.
            let pattern = pattern.trim_end_matches('/');
            let anywhere = if pattern.contains('/') {
                pattern.trim_start_matches('/').to_owned()
            } else {
                format!("**/{pattern}")
            };
            for pattern in [anywhere.clone(), format!("{anywhere}/**")] {
                // Those that are no patterns were refused when the settings were read.
                if let Ok(glob) = Glob::new(&pattern) {
                    set.add(glob);
                }
            }
        }
        Excluded { root: root.to_owned(), patterns: set.build().unwrap_or_default() }
    }
}

/// Which paths of a workspace are not looked at.
#[derive(Debug, Clone)]
pub struct Excluded {
    root: PathBuf,
    patterns: GlobSet,
}

impl Excluded {
    /// Whether a path is not looked at.
    pub fn contains(&self, path: &Path) -> bool {
        path.strip_prefix(&self.root).is_ok_and(|path| self.patterns.is_match(path))
    }
}

fn wrong(key: &str, message: impl Into<String>, problems: &mut Vec<SettingsProblem>) {
    problems.push(SettingsProblem { key: key.to_owned(), message: message.into() });
}

/// A key that means nothing, and the one of its level that was most likely meant.
fn unknown(key: &str, kind: &str, parent: &str, problems: &mut Vec<SettingsProblem>) {
    let near = did_you_mean(key, keys_below(parent));
    wrong(key, format!("there is no {kind} `{key}`{near}"), problems);
}

fn mapping<'v>(
    value: &'v Value,
    key: &str,
    wanted: &str,
    problems: &mut Vec<SettingsProblem>,
) -> Option<&'v Mapping> {
    match value {
        Value::Mapping(entries) => Some(entries),
        Value::Null => None,
        _ => {
            wrong(key, wanted, problems);
            None
        }
    }
}

fn patterns(value: &Value, problems: &mut Vec<SettingsProblem>) -> Vec<String> {
    let items = match value {
        Value::Sequence(items) => items.clone(),
        Value::Null => Vec::new(),
        single => vec![single.clone()],
    };
    let mut found = Vec::new();
    for item in items {
        match item.as_str().map(|pattern| (pattern, Glob::new(pattern))) {
            Some((pattern, Ok(_))) => found.push(pattern.to_owned()),
            Some((pattern, Err(error))) => {
                wrong(pattern, format!("this is no pattern of paths: {}", error.kind()), problems);
            }
            None => wrong("exclude", "`exclude` is a list of patterns of paths", problems),
        }
    }
    found
}

fn timeout(value: &Value, problems: &mut Vec<SettingsProblem>) -> Option<f64> {
    let mut found = None;
    let wanted = "`session` is a mapping with `timeout`";
    for (key, value) in mapping(value, "session", wanted, problems).into_iter().flatten() {
        match (key.as_str().unwrap_or_default(), value) {
            ("timeout", Value::Null) => {}
            ("timeout", value) => {
                found = value.as_f64().filter(|seconds| *seconds > 0.0);
                if found.is_none() {
                    wrong("timeout", "`timeout` is a number of seconds", problems);
                }
            }
            (key, _) => unknown(key, "setting of `session`", "session", problems),
        }
    }
    found
}

fn hints(value: &Value, problems: &mut Vec<SettingsProblem>) -> InlayHintSettings {
    let wanted = "`inlayHints` is a mapping from `values`, `templates` and `overridden` to `true` or `false`";
    let mut found = InlayHintSettings::default();
    for (key, value) in mapping(value, "inlayHints", wanted, problems).into_iter().flatten() {
        let key = key.as_str().unwrap_or_default();
        let place = match key {
            "values" => &mut found.values,
            "templates" => &mut found.templates,
            "overridden" => &mut found.overridden,
            _ => {
                unknown(key, "inlay hint", "inlayHints", problems);
                continue;
            }
        };
        // As of `off`, YAML 1.1 has words that YAML 1.2 takes for text.
        *place = match value {
            Value::Null => None,
            Value::Bool(shown) => Some(*shown),
            Value::String(word) if matches!(word.as_str(), "on" | "yes") => Some(true),
            Value::String(word) if matches!(word.as_str(), "off" | "no") => Some(false),
            _ => {
                wrong(key, format!("`{key}` is `true` or `false`"), problems);
                None
            }
        };
    }
    found
}

fn levels(value: &Value, problems: &mut Vec<SettingsProblem>) -> Vec<(String, Level)> {
    let wanted = "`rules` is a mapping from rules to `error`, `warning`, `info`, `hint` or `off`";
    let mut found = Vec::new();
    for (code, level) in mapping(value, "rules", wanted, problems).into_iter().flatten() {
        let code = code.as_str().unwrap_or_default();
        let level = match level {
            Value::String(level) => match level.as_str() {
                "error" => Some(Level::Error),
                "warning" => Some(Level::Warning),
                "info" => Some(Level::Info),
                "hint" => Some(Level::Hint),
                "off" => Some(Level::Off),
                _ => None,
            },
            // `off` is a boolean in YAML 1.1, and some write it so.
            Value::Bool(false) => Some(Level::Off),
            _ => None,
        };
        match level {
            Some(level) => found.push((code.to_owned(), level)),
            None => {
                let message = format!("the level of `{code}` is `error`, `warning`, `info`, `hint` or `off`");
                wrong(code, message, problems);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (UserSettings, Vec<String>) {
        let read = SettingsFile::read(Path::new("/w/.forgather-ls.yaml"), text);
        let shown = read.problems.iter().map(|(place, message)| {
            let at = place.position();
            format!("{}:{}: {message}", at.line, at.column)
        });
        (read.settings.clone(), shown.collect())
    }

    #[test]
    fn all_settings() {
        let (settings, problems) = read(
            "dialect: 2025-06\npython: .venv\nexclude: [old, 'a/**']\nrules:\n  unused-anchor: off\n  yaml-syntax: warning\nsession: { timeout: 5 }\n",
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!(settings.dialect, Some(Dialect::June2025));
        assert_eq!(settings.python, Some(PathBuf::from(".venv")));
        assert_eq!(settings.exclude, ["old", "a/**"]);
        let rules = [("unused-anchor".to_owned(), Level::Off), ("yaml-syntax".to_owned(), Level::Warning)];
        assert_eq!(settings.rules, rules);
        assert_eq!(settings.session_timeout, Some(5.0));
    }

    #[test]
    fn inlay_hints_are_shown_unless_turned_off() {
        let (settings, problems) = read("inlayHints:\n  values: false\n  overriden: true\n  templates: 3\n");
        assert_eq!(
            problems,
            [
                "3:3: there is no inlay hint `overriden`; did you mean `overridden`?",
                "4:3: `templates` is `true` or `false`",
            ]
        );
        let shown = InlayHints { values: false, templates: true, overridden: true };
        assert_eq!(settings.inlay_hints.effective(), shown);
        let other = read("inlayHints: { values: true, overridden: off }\n").0;
        let both = settings.or(&other).inlay_hints.effective();
        assert_eq!(both, InlayHints { overridden: false, ..shown });
    }

    #[test]
    fn faults_have_places_and_leave_the_rest() {
        let (settings, problems) = read(
            "dialect: new\nexlude: [x]\nrules:\n  unused-anchor: loud\nsession:\n  timeout: -1\npython: p\n",
        );
        assert_eq!(
            problems,
            [
                "1:1: unknown dialect `new`; there are `current` and `2025-06`",
                "2:1: there is no setting `exlude`; did you mean `exclude`?",
                "4:3: the level of `unused-anchor` is `error`, `warning`, `info`, `hint` or `off`",
                "6:3: `timeout` is a number of seconds",
            ]
        );
        assert_eq!(settings.python, Some(PathBuf::from("p")));
    }

    #[test]
    fn a_slip_below_session() {
        let (settings, problems) = read("session:\n  timeuot: 5\n");
        assert_eq!(problems, ["2:3: there is no setting of `session` `timeuot`; did you mean `timeout`?"]);
        assert_eq!(settings, UserSettings::default());
    }

    #[test]
    fn what_is_no_yaml_is_said() {
        let (settings, problems) = read("dialect: [current\n");
        assert_eq!(settings, UserSettings::default());
        assert!(problems[0].contains("this is no YAML"), "{problems:?}");
        assert_eq!(read(""), (UserSettings::default(), Vec::new()));
    }

    #[test]
    fn names_are_excluded_anywhere_and_paths_from_the_root() {
        let settings =
            UserSettings { exclude: vec!["old".into(), "a/*.yaml".into()], ..UserSettings::default() };
        let excluded = settings.excluded(Path::new("/w"));
        for (path, expected) in [
            ("/w/old", true),
            ("/w/b/old/x.yaml", true),
            ("/w/a/x.yaml", true),
            ("/w/b/a/x.yaml", false),
            ("/w/older", false),
            ("/elsewhere/old", false),
        ] {
            assert_eq!(excluded.contains(Path::new(path)), expected, "{path}");
        }
    }
}
