//! Where the first syntax error of a text is.

use super::recover::read;
use crate::problem::Code;

/// `$` marks the place of the error; a text without one has none.
#[track_caller]
fn check(marked: &str) {
    let at = marked.find('$');
    let text = marked.replacen('$', "", 1);
    let (_, problems) = read(&text);
    let found = problems.iter().find(|problem| problem.code == Code::YamlSyntax);
    assert_eq!(found.map(|problem| problem.span.start.to_usize()), at, "{text:?}: {problems:?}");
}

#[test]
fn errors_are_where_pyyaml_has_them() {
    for marked in [
        "a: 1\n    b$: 2\n",
        "a:\n$\t- 1",
        "a: [1, 2\nb$: 3",
        "a: b$: c",
        "a: $`x`",
        "a: $- 1",
        "a: &a$.b 1",
        "a: 'x\n$---\ny'",
        "a: 'x$",
        "a: \"\\$q\"",
        "a: x # c\n  $y",
        "a: [1$}",
        "a: {b: 1\n$",
        "a:\n b: 1\n  c$: 2",
        "a: |\n  x\n $y\nb: 1",
        "a: 1\n...\n$b: 2",
        "%YAML 1.1\n$a: 1",
        "$...",
        "a: $!x!y z",
        "a: |$#c\n  x",
        "- [a\n- b$",
        "a: 1\n$---\nb: 2",
    ] {
        check(marked);
    }
}

#[test]
fn what_pyyaml_takes() {
    for text in [
        "",
        "a: 1\n",
        "[-]",
        "{?a : b}",
        "a: |\n \tx\n",
        "a: 'x'#c",
        "- a\n- {b: [c, d]}\n",
        "a:\n- b\nc: !t &x |\n  y\n",
        "--- a\n...\n",
        "? a\n: b",
        "{a, b: }",
    ] {
        check(text);
    }
}
