//! Whether a call fits a signature, as Python itself would decide it before anything runs.

use crate::signature::{Parameter, ParameterKind, Signature};
use forgather_dialect::nearest;

/// Why a call raises a `TypeError`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// No parameter takes an argument of that name.
    UnknownArgument {
        /// The argument.
        name: String,
        /// The parameter that may have been meant.
        nearest: Option<String>,
    },
    /// Parameters without a default get nothing.
    MissingArguments {
        /// The parameters, in order.
        names: Vec<String>,
    },
    /// More arguments by position than are taken.
    TooManyPositional {
        /// How many are taken.
        taken: usize,
        /// How many are given.
        given: usize,
    },
    /// A parameter gets an argument by position and one by name, or two by name.
    DuplicateArgument {
        /// The parameter.
        name: String,
    },
}

/// What is wrong with a call that gives `positional` arguments by position and the others by these names. A stub's
/// signature finds nothing wrong.
pub fn check_call(signature: &Signature, positional: usize, names: &[&str]) -> Vec<Mismatch> {
    if signature.from_stub {
        return Vec::new();
    }
    let parameters = &signature.parameters;
    let has = |kind| parameters.iter().any(|parameter| parameter.kind == kind);
    let by_position: Vec<&Parameter> =
        parameters.iter().filter(|parameter| is_by_position(parameter)).collect();
    let mut found = Vec::new();

    if positional > by_position.len() && !has(ParameterKind::Positionals) {
        found.push(Mismatch::TooManyPositional { taken: by_position.len(), given: positional });
    }
    for (index, name) in names.iter().enumerate() {
        let is_repeated = names[..index].contains(name);
        match parameters.iter().find(|parameter| is_by_name(parameter) && parameter.name == *name) {
            Some(parameter) => {
                let is_given = by_position.iter().take(positional).any(|given| given.name == parameter.name);
                if is_given || is_repeated {
                    found.push(Mismatch::DuplicateArgument { name: (*name).to_owned() });
                }
            }
            None if has(ParameterKind::Keywords) => {}
            None => {
                // What is given already was not meant.
                let is_given = |parameter: &Parameter| {
                    let position = by_position.iter().position(|known| known.name == parameter.name);
                    names.contains(&&*parameter.name)
                        || position.is_some_and(|position| position < positional)
                };
                let known =
                    parameters.iter().filter(|parameter| is_by_name(parameter) && !is_given(parameter));
                let nearest = nearest(name, known.map(|parameter| &*parameter.name)).map(str::to_owned);
                found.push(Mismatch::UnknownArgument { name: (*name).to_owned(), nearest });
            }
        }
    }
    let missing = missing(parameters, positional, names);
    if !missing.is_empty() {
        found.push(Mismatch::MissingArguments { names: missing });
    }
    found
}

fn missing(parameters: &[Parameter], positional: usize, names: &[&str]) -> Vec<String> {
    let mut left = positional;
    let mut missing = Vec::new();
    for parameter in parameters {
        let takes_one = is_by_position(parameter) || is_by_name(parameter);
        if is_by_position(parameter) && left > 0 {
            left -= 1;
            continue;
        }
        let is_named = is_by_name(parameter) && names.contains(&&*parameter.name);
        if takes_one && !is_named && parameter.default.is_none() {
            missing.push(parameter.name.clone());
        }
    }
    missing
}

fn is_by_position(parameter: &Parameter) -> bool {
    matches!(parameter.kind, ParameterKind::PositionalOnly | ParameterKind::Ordinary)
}

fn is_by_name(parameter: &Parameter) -> bool {
    matches!(parameter.kind, ParameterKind::Ordinary | ParameterKind::KeywordOnly)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{Facts, What},
        syntax,
    };
    use std::process::Command;

    fn signature(parameters: &str) -> Signature {
        let Facts { scope, .. } = syntax::facts(&format!("def f({parameters}): pass"), false).unwrap();
        match &scope.bindings["f"][0].what {
            What::Function(function) => function.signature.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// What is said of a call: `missing a, b`, `unknown x (a?)`, `too many 2/1`, `twice a`.
    fn said(parameters: &str, positional: usize, names: &[&str]) -> String {
        let mismatches = check_call(&signature(parameters), positional, names);
        let words = mismatches.iter().map(|mismatch| match mismatch {
            Mismatch::UnknownArgument { name, nearest: Some(near) } => format!("unknown {name} ({near}?)"),
            Mismatch::UnknownArgument { name, nearest: None } => format!("unknown {name}"),
            Mismatch::MissingArguments { names } => format!("missing {}", names.join(" ")),
            Mismatch::TooManyPositional { taken, given } => format!("too many {given}/{taken}"),
            Mismatch::DuplicateArgument { name } => format!("twice {name}"),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_is_said() {
        assert_eq!(said("a, b=1", 1, &["b"]), "");
        assert_eq!(said("a, b=1", 0, &[]), "missing a");
        assert_eq!(said("params, lr=1e-3", 1, &["lrr"]), "unknown lrr (lr?)");
        assert_eq!(said("lr=1e-3, lrs=0", 0, &["lrr", "lr"]), "unknown lrr (lrs?)");
        assert_eq!(said("lr=1e-3", 1, &["lrr"]), "unknown lrr");
        assert_eq!(said("a, *, b", 2, &[]), "too many 2/1, missing b");
        assert_eq!(said("a, /, beta", 1, &["a", "beta"]), "unknown a");
        assert_eq!(said("a, /, **k", 1, &["a"]), "");
        assert_eq!(said("a, b=1", 1, &["a"]), "twice a");
        assert_eq!(said("a, b=1", 0, &["a", "a"]), "twice a");
        assert_eq!(said("*args, **kwargs", 9, &["x"]), "");
    }

    #[test]
    fn a_stub_finds_nothing_wrong() {
        let stub = Signature { from_stub: true, ..signature("a") };
        assert_eq!(check_call(&stub, 0, &["b"]), []);
    }

    /// Every signature with every call of up to three arguments by position and by name, against Python.
    #[test]
    fn as_python_calls() {
        let signatures = [
            "",
            "a",
            "a, b",
            "a, b=1",
            "a=1, b=2",
            "a, /",
            "a, /, b",
            "a=1, /, b=2",
            "a, /, b, *, c",
            "*args",
            "a, *args",
            "a, *args, b",
            "a, *args, b=1, **c",
            "*, a",
            "*, a, b=1",
            "*, a=1, b",
            "**a",
            "a, **kwargs",
            "a, /, **kwargs",
            "a, b=1, *args, c, **kwargs",
            "a, /, b, c=1, *args, d, e=2, **kwargs",
        ];
        let names: [&[&str]; 10] = [
            &[],
            &["a"],
            &["b"],
            &["c"],
            &["d"],
            &["a", "b"],
            &["b", "c"],
            &["a", "b", "c"],
            &["b", "d"],
            &["args", "kwargs"],
        ];
        // The call itself: `inspect.signature(f).bind` of CPython 3.13.0 takes `f(a=1)` for `def f(a, /, **kwargs)`.
        let mut script = "def t(f, n, names):\n try: f(*range(n), **dict.fromkeys(names)); print('yes')\n \
                          except TypeError: print('no')\n"
            .to_owned();
        let mut ours = Vec::new();
        for parameters in signatures {
            for positional in 0..4 {
                for names in names {
                    script += &format!("def f({parameters}): pass\nt(f, {positional}, {names:?})\n");
                    let fits = check_call(&signature(parameters), positional, names).is_empty();
                    ours.push((if fits { "yes" } else { "no" }, parameters, positional, names));
                }
            }
        }
        let python = std::env::var_os("FORGATHER_TEST_PYTHON").unwrap_or_else(|| "python3".into());
        let Ok(output) = Command::new(python).args(["-c", &script]).output() else {
            assert!(
                std::env::var_os("CI").is_none_or(|value| value != "true"),
                "there must be a Python in CI"
            );
            println!("skipped: calls that Python takes: no Python to compare with");
            return;
        };
        let output = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.lines().count(), ours.len());
        for (theirs, (ours, parameters, positional, names)) in output.lines().zip(ours) {
            assert_eq!(ours, theirs, "({parameters}) called with {positional} and {names:?}");
        }
    }
}
