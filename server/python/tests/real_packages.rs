//! Packages as they are installed: what is read about their classes and functions is what Python says of them, and no
//! call that Python takes is found wrong.

use forgather_python::{
    Env, Interpreter, Mismatch, ParameterKind, Python, Resolution, Search, Signature, Spec, check_call, find,
};
use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The packages, and how many of their signatures must be known at least.
const PACKAGES: [(&str, usize); 4] = [("numpy", 1_100), ("yaml", 280), ("jinja2", 230), ("rich", 340)];

/// The interpreter with the packages, if `cargo xtask test` made one.
fn interpreter() -> Option<(PathBuf, Interpreter)> {
    let Some(python) = env::var_os("FORGATHER_TEST_PYTHON").map(PathBuf::from) else {
        assert!(
            env::var_os("CI").is_none_or(|value| value != "true"),
            "`cargo xtask test` names a Python in CI"
        );
        println!("skipped: signatures of real packages: run `cargo xtask test`");
        return None;
    };
    let env = Env { virtual_env: None, conda_prefix: None, python_path: None, ..Env::from_process() };
    let found = find(Some(&python), Path::new("/"), &env).expect("it is an interpreter");
    Some((python, found))
}

/// What the oracle says: for each package the names of its modules, and the parameters of those that are called.
fn oracle(python: &Path) -> Vec<Vec<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/signatures.py");
    let packages = PACKAGES.map(|(package, _)| package);
    let output = Command::new(python).arg("-I").arg(script).args(packages).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Our parameters as the oracle writes them.
fn written(signature: &Signature) -> Vec<String> {
    let word = |kind| match kind {
        ParameterKind::PositionalOnly => "POSITIONAL_ONLY",
        ParameterKind::Ordinary => "POSITIONAL_OR_KEYWORD",
        ParameterKind::Positionals => "VAR_POSITIONAL",
        ParameterKind::KeywordOnly => "KEYWORD_ONLY",
        ParameterKind::Keywords => "VAR_KEYWORD",
    };
    let default = |is_there| if is_there { "yes" } else { "no" };
    let parameters = signature.parameters.iter();
    parameters
        .map(|parameter| {
            format!("{} {} {}", word(parameter.kind), parameter.name, default(parameter.default.is_some()))
        })
        .collect()
}

/// A call by position and by name that the oracle's parameters take.
fn fitting_call(parameters: &[String]) -> (usize, Vec<&str>) {
    let (mut positional, mut names) = (0, Vec::new());
    for parameter in parameters {
        let words: Vec<&str> = parameter.split(' ').collect();
        match words[..] {
            ["POSITIONAL_ONLY", ..] => positional += 1,
            ["POSITIONAL_OR_KEYWORD" | "KEYWORD_ONLY", name, _] => names.push(name),
            _ => {}
        }
    }
    (positional, names)
}

#[test]
fn signatures_are_what_python_says() {
    let Some((executable, interpreter)) = interpreter() else { return };
    let python = Python::new(Some(interpreter));
    let search = Search::default();
    let mut known: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in oracle(&executable) {
        let [package, module, name, rest @ ..] = &line[..] else { panic!("{line:?}") };
        let count = known.entry(package.clone()).or_default();
        count.1 += usize::from(!rest.is_empty());
        let spec = Spec::parse(&format!("{module}:{name}")).expect("a module and a name");
        let symbol = match python.resolve_symbol(&search, &spec) {
            Resolution::Found(symbol) => symbol,
            Resolution::Unknown => continue,
            missing => {
                wrong.push(format!("{module}:{name}: {missing:?}"));
                continue;
            }
        };
        let Some(signature) = symbol.signature.filter(|signature| !signature.from_stub) else { continue };
        let [callable, parameters @ ..] = rest else { continue };
        count.0 += 1;
        assert_eq!(callable, "CALLABLE");
        let (positional, names) = fitting_call(parameters);
        let said = check_call(&signature, positional, &names);
        if !said.is_empty() || written(&signature) != parameters {
            wrong.push(format!("{module}:{name}: {signature}, not {parameters:?}: {said:?}"));
        }
        let with_a_wrong_one = [&names[..], &["no_such_argument"]].concat();
        let takes_any = parameters.iter().any(|parameter| parameter.starts_with("VAR_KEYWORD"));
        let is_said = check_call(&signature, positional, &with_a_wrong_one)
            .iter()
            .any(|mismatch| matches!(mismatch, Mismatch::UnknownArgument { name, .. } if name == "no_such_argument"));
        if is_said == takes_any {
            wrong.push(format!("{module}:{name}: a wrong argument"));
        }
    }
    println!("known signatures: {known:?}, {} texts parsed", python.parsed_texts());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    for (package, floor) in PACKAGES {
        assert!(known[package].0 >= floor, "{package}: {known:?}");
    }
}

/// Files as they are while someone types: cut off, or with a piece missing.
#[test]
fn half_typed_files_do_no_harm() {
    let Some((_, interpreter)) = interpreter() else { return };
    let file = interpreter.search_path.first().expect("the standard library").join("dataclasses.py");
    let text = std::fs::read_to_string(&file).expect("it is part of the library");
    let python = Python::new(Some(interpreter));
    let search = Search::default();
    let spec = Spec::File { file: file.clone(), symbol: "Field".to_owned() };
    let mut number = 1_u64;
    for _ in 0..150 {
        // Any sequence that jumps about will do.
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (from, length) = ((number >> 33) as usize % text.len(), (number >> 20) as usize % 400);
        let (Some(before), Some(after)) = (text.get(..from), text.get((from + length).min(text.len())..))
        else {
            continue;
        };
        for half in [before.to_owned(), format!("{before}{after}")] {
            python.set_open_document(&file, Some(half.into()));
            assert!(!matches!(python.resolve_symbol(&search, &spec), Resolution::NoModule { .. }));
            python.complete(&search, &format!("{}:_", file.display()));
        }
    }
    python.set_open_document(&file, None);
    assert!(matches!(python.resolve_symbol(&search, &spec), Resolution::Found(_)));
}
