//! Packages as they are installed: configurations that call each of their public classes and functions as Python says
//! they are called have no warning, and with one thing wrong they have that warning, at its place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use forgather_expand::Facts;
use forgather_ide::callable::callable_of;
use forgather_ide::diagnostics::Diagnostic;
use forgather_ide::{Rule, Scope, Severity, check};
use forgather_python::{Resolution, Spec};
use forgather_workspace::{Analysis, Files, Project, Settings, UserSettings};

/// The packages, and how many of their classes and functions must be known at least.
const PACKAGES: [(&str, usize); 4] = [("numpy", 1_100), ("yaml", 280), ("jinja2", 230), ("rich", 340)];

/// What Forgather does not pass on, or refuses.
const NO_ARGUMENTS: [&str; 5] = ["self", "constructor", "_identity", "submodule_searchpath", "latent_args"];

/// A name of a module, and what calling it takes if it can be called.
struct Row {
    package: String,
    spec: String,
    parameters: Option<Vec<Parameter>>,
}

struct Parameter {
    kind: String,
    name: String,
    has_default: bool,
}

impl Parameter {
    fn is_by_position(&self) -> bool {
        matches!(&*self.kind, "POSITIONAL_ONLY" | "POSITIONAL_OR_KEYWORD")
    }

    fn is_by_name(&self) -> bool {
        matches!(&*self.kind, "KEYWORD_ONLY" | "POSITIONAL_OR_KEYWORD")
    }
}

/// A call of a row: how many arguments are given by position, and which by name.
struct Arguments<'r> {
    positional: usize,
    names: Vec<&'r str>,
}

impl Row {
    fn parameters(&self) -> &[Parameter] {
        self.parameters.as_deref().unwrap_or_default()
    }

    fn takes_any(&self, kind: &str) -> bool {
        self.parameters().iter().any(|parameter| parameter.kind == kind)
    }

    /// Everything that has a name by its name.
    fn fitting(&self) -> Arguments<'_> {
        let positional = self.parameters().iter().filter(|parameter| parameter.kind == "POSITIONAL_ONLY");
        let names = self.parameters().iter().filter(|parameter| parameter.is_by_name());
        Arguments { positional: positional.count(), names: names.map(|parameter| &*parameter.name).collect() }
    }

    fn with_a_wrong_name(&self) -> Option<Arguments<'_>> {
        let mut arguments = self.fitting();
        arguments.names.push("no_such_argument");
        (!self.takes_any("VAR_KEYWORD")).then_some(arguments)
    }

    fn with_too_many(&self) -> Option<Arguments<'_>> {
        let by_position = self.parameters().iter().filter(|parameter| parameter.is_by_position()).count();
        let names = self.parameters().iter().filter(|parameter| parameter.kind == "KEYWORD_ONLY");
        let names = names.map(|parameter| &*parameter.name).collect();
        (!self.takes_any("VAR_POSITIONAL")).then_some(Arguments { positional: by_position + 1, names })
    }

    /// The first by position and by name.
    fn with_one_twice(&self) -> Option<Arguments<'_>> {
        let first = self.parameters().first().filter(|first| first.kind == "POSITIONAL_OR_KEYWORD")?;
        let by_position = self.parameters().iter().filter(|parameter| parameter.is_by_position()).count();
        let names = self.parameters().iter().filter(|parameter| parameter.kind == "KEYWORD_ONLY");
        let names = [first].into_iter().chain(names).map(|parameter| &*parameter.name).collect();
        Some(Arguments { positional: by_position, names })
    }

    /// All but one that has no default.
    fn with_one_missing(&self) -> Option<Arguments<'_>> {
        let missing =
            self.parameters().iter().find(|parameter| parameter.is_by_name() && !parameter.has_default)?;
        let mut arguments = self.fitting();
        arguments.names.retain(|name| *name != missing.name);
        Some(arguments)
    }

    fn line(&self, number: usize, arguments: &Arguments<'_>) -> String {
        let args = vec!["1"; arguments.positional].join(", ");
        let kwargs: Vec<String> = arguments.names.iter().map(|name| format!("'{name}': 1")).collect();
        // Of what cannot be called, or Python does not say how, only the name is used.
        let tag = if self.parameters.is_some() { "!call" } else { "!partial" };
        format!("a{number}: {tag}:{} {{ args: [ {args} ], kwargs: {{ {} }} }}", self.spec, kwargs.join(", "))
    }
}

fn rows(python: &Path) -> Vec<Row> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../python/tests/oracle/signatures.py");
    let packages = PACKAGES.map(|(package, _)| package);
    let output = Command::new(python).arg("-I").arg(script).args(packages).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    text.lines()
        .map(row)
        .filter(|row| {
            let names = row.parameters().iter().map(|parameter| &*parameter.name);
            !names.into_iter().any(|name| NO_ARGUMENTS.contains(&name))
        })
        .collect()
}

fn row(line: &str) -> Row {
    let words: Vec<&str> = line.split('\t').collect();
    let [package, module, name, rest @ ..] = &words[..] else { panic!("{line}") };
    let parameter = |text: &&str| {
        let [kind, name, default] = text.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        Parameter { kind: kind.to_owned(), name: name.to_owned(), has_default: default == "yes" }
    };
    let parameters = rest.split_first().map(|(_, parameters)| parameters.iter().map(parameter).collect());
    Row { package: (*package).to_owned(), spec: format!("{module}:{name}"), parameters }
}

/// A configuration with a line for each of some calls, each with the rule that it breaks.
struct Configuration<'r> {
    name: &'static str,
    lines: Vec<(&'r Row, String, Option<Rule>)>,
}

fn configuration<'r>(
    name: &'static str,
    rows: impl Iterator<Item = &'r Row>,
    arguments: impl Fn(&'r Row) -> Option<Arguments<'r>>,
    rule: Option<Rule>,
) -> Configuration<'r> {
    let lines =
        rows.enumerate().filter_map(|(number, row)| Some((row, row.line(number, &arguments(row)?), rule)));
    Configuration { name, lines: lines.collect() }
}

/// Whether calls of a row are held against what it takes.
fn is_known(project: &Project, row: &Row) -> bool {
    let spec = Spec::parse(&row.spec).expect("a module and a name");
    match &*project.python().resolve(&spec, &[]) {
        Resolution::Found(symbol) => symbol.signature.as_ref().is_some_and(|known| !known.from_stub),
        Resolution::Unknown => false,
        missing => panic!("{}: {missing:?}", row.spec),
    }
}

/// The interpreter with the packages, if `cargo xtask test` made one.
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("FORGATHER_TEST_PYTHON").map(PathBuf::from);
    if python.is_none() {
        let is_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!is_ci, "`cargo xtask test` names a Python in CI");
        println!("skipped: calls of real packages: run `cargo xtask test`");
    }
    python
}

/// A project, and what is wrong in it.
fn checked(root: &Path, python: PathBuf) -> (Arc<Project>, Vec<Diagnostic>) {
    let settings = Settings { python: Some(python), ..Settings::default() };
    let facts = Arc::new(Facts { versions: Some([].into()), ..Facts::from_system() });
    let files = Arc::new(Files::new(settings.dialect));
    let project = Arc::new(Project::open(root, &files, &facts, &settings).expect("a project"));
    let scope = Scope {
        projects: vec![Arc::clone(&project)],
        files: &files,
        roots: vec![root.to_owned()],
        excluded: UserSettings::default().excluded(root),
        only: None,
    };
    let found = check(&scope, &|_, _| {}).diagnostics;
    (project, found)
}

#[test]
fn the_example_project_calls_nothing_wrongly() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/tiny_lm");
    let (project, found) = checked(&folder.canonicalize().expect("it is there"), python);
    let warnings = found.iter().filter(|found| found.severity <= Severity::Warning);
    // It shows every tag, the old one too.
    assert_eq!(warnings.map(|found| found.rule).collect::<Vec<_>>(), [Rule::DeprecatedTag]);
    // Its own classes are known, so that this says something.
    let analysis =
        Analysis::new(&project, &project.configuration(Some("baseline.yaml")).expect("it is there"));
    let calls = analysis.graph.ids().filter_map(|id| callable_of(project.python(), &analysis, id));
    let unknown = calls.filter(|call| call.signature().is_none()).map(|call| call.written);
    assert_eq!(unknown.collect::<Vec<_>>(), ["getattr".into()] as [Box<str>; 1]);
}

#[test]
fn calls_that_python_takes_have_no_warning_and_others_have_theirs() {
    let Some(python) = python() else { return };
    let rows = rows(&python);
    let all = || rows.iter();
    let callable = || rows.iter().filter(|row| row.parameters.is_some());
    let configurations = [
        configuration("fits", all(), |row| Some(row.fitting()), None),
        configuration("unknown", callable(), Row::with_a_wrong_name, Some(Rule::UnknownArgument)),
        configuration("many", callable(), Row::with_too_many, Some(Rule::UnknownArgument)),
        configuration("twice", callable(), Row::with_one_twice, Some(Rule::UnknownArgument)),
        configuration("missing", callable(), Row::with_one_missing, Some(Rule::MissingArgument)),
    ];

    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    write("forgather_workspace/.keep", "");
    write("meta.yaml", "name: packages\n");
    for configuration in &configurations {
        let lines: String = configuration.lines.iter().map(|(_, line, _)| format!("{line}\n")).collect();
        write(&format!("templates/configs/{}.yaml", configuration.name), &lines);
    }
    let (project, found_there) = checked(&root, python);

    let mut found: BTreeMap<(String, usize), Vec<&str>> = BTreeMap::new();
    for diagnostic in &found_there {
        let file = diagnostic.location.path().file_stem().expect("a name").to_string_lossy().into_owned();
        let line = diagnostic.location.start().line as usize - 1;
        found.entry((file, line)).or_default().push(diagnostic.rule.code());
    }
    let mut wrong = Vec::new();
    let mut known: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for configuration in &configurations {
        for (index, (row, line, rule)) in configuration.lines.iter().enumerate() {
            let is_known = is_known(&project, row);
            let expected: Vec<&str> = rule.filter(|_| is_known).map(Rule::code).into_iter().collect();
            let counts = known.entry(&row.package).or_default();
            *counts.entry(configuration.name).or_default() += usize::from(is_known);
            let found = found.remove(&(configuration.name.to_owned(), index)).unwrap_or_default();
            if found != expected {
                wrong.push(format!("{}: {line}: {found:?}, not {expected:?}", configuration.name));
            }
        }
    }
    println!("calls of what is known: {known:?}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(found.is_empty(), "{found:?}");
    for (package, floor) in PACKAGES {
        assert!(known[package]["fits"] >= floor, "{package}: {known:?}");
    }
}
